"""How fast lives that learn by memory are: against a textbook cell, PyTorch if installed, and the machine itself.

Measured as `bench gradient` is: variants in turn in one process, in CPU time, medians over rounds, on one core.
"""

from __future__ import annotations

from baldwin.neural.bench.recurrent.rows import measure

__all__ = ["measure"]
