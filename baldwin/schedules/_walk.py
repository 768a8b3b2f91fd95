"""Histories in which each generation moves on from the one before, asked for in any order.

They are computed in blocks of generations, of which only the ends are kept: a longer run sees the same values, and no
run has to begin at a certain generation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.schedules.chance import BLOCK, Chance

__all__ = ["walked"]

Floats = npt.NDArray[np.float64]
Moves = Callable[[Chance, int], Floats]
"""(chance, block) -> by how much each generation (BLOCK,) of the block moves on from the one before."""


def walked(moves: Moves, chance: Chance, begin: int, generation: int) -> float:
    """Return the sum of the moves of generations `begin` + 1 to `generation`; 0 up to `begin`.

    Args:      moves: hashable, and a function of its arguments alone.
    """
    return float(_sums(moves, chance, begin, generation // BLOCK)[generation % BLOCK]) if generation > begin else 0.0


@lru_cache(maxsize=1024)
def _sums(moves: Moves, chance: Chance, begin: int, block: int) -> Floats:
    """Return the sums of the moves from `begin` up to each generation of a block."""
    first = begin // BLOCK
    ends = _ends.setdefault((moves, chance, begin), [])  # after each block from the first on
    while len(ends) < block - first:
        ends.append(float(_block(moves, chance, begin, first + len(ends), ends)[-1]))
    return _block(moves, chance, begin, block, ends)


def _block(moves: Moves, chance: Chance, begin: int, block: int, ends: list[float]) -> Floats:
    found = np.array(moves(chance, block), dtype=np.float64)
    found[: max(begin + 1 - block * BLOCK, 0)] = 0.0
    behind = block - begin // BLOCK
    sums: Floats = (ends[behind - 1] if behind else 0.0) + np.cumsum(found)
    return sums


_ends: dict[Any, list[float]] = {}
