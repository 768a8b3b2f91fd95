"""How fast the haystack wing is: kernels against other ways to do the same, and against the machine's own limits.

Everything is measured in one process, variants in turn (A B A B ..), in CPU time, medians over rounds: on a shared
machine only such ratios mean something.
"""

from __future__ import annotations

from baldwin.haystack.bench.rows import measure

__all__ = ["measure"]
