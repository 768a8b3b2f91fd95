"""How fast lives that learn by gradient are: against plain JAX, PyTorch where it is installed, and the machine itself.

Everything is measured in one process, variants in turn (A B A B ..), in CPU time, medians over rounds: on a shared
machine only such ratios mean something.
"""

from __future__ import annotations

from baldwin.neural.bench.rows import measure

__all__ = ["measure"]
