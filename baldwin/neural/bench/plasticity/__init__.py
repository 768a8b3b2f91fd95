"""How fast lives that learn by plasticity are: against a plain scan, PyTorch if installed, and the machine itself.

Measured as `bench gradient` is: variants in turn in one process, in CPU time, medians over rounds.
"""

from __future__ import annotations

from baldwin.neural.bench.plasticity.rows import measure

__all__ = ["measure"]
