"""Probes: what an evolved individual knows, read from its lives lived again.

One file per analysis: `probe.py` has the contract, `frozen.py` is the model to copy. A probe reads replays, the same
lives in one or several settings, or states beside what an ideal observer knows (`baldwin.knowing`), and returns a
table, which is kept in the run (`keeping.py`) and shown in its report. A user's own file works the same way:
`baldwin probe RUN my_probe.py:MyProbe`. `dissection.py` is a command of its own, `baldwin dissect`.
"""

from baldwin.probes.catalogue import applying, examine, load_probe, probes, summary
from baldwin.probes.dissection import POINTS, Dissection, dissect, share
from baldwin.probes.keeping import Kept, kept
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = [
    "POINTS",
    "Dissection",
    "Kept",
    "Probe",
    "ProbeResult",
    "ProbedLives",
    "ResultColumn",
    "applying",
    "dissect",
    "examine",
    "kept",
    "load_probe",
    "probes",
    "share",
    "summary",
]
