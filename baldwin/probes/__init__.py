"""Probes: what an evolved individual knows, read from its lives lived again.

One file per analysis, see `baldwin.probes.probe`; a user's own file works the same way.
"""

from baldwin.probes.catalogue import examine, load_probe, probes, summary
from baldwin.probes.probe import Column, Finding, Lives, Probe

__all__ = ["Column", "Finding", "Lives", "Probe", "examine", "load_probe", "probes", "summary"]
