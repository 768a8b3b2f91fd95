"""Births alone, for lives that are lived outside the kernels: one generation of every living replicate."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.selection import empty_scratch
from baldwin.haystack.kernels.wide_birth import breed, found_rows, move_target
from baldwin.haystack.kernels.wide_life import Integers, Rows
from baldwin.haystack.kernels.words import ZERO, U
from baldwin.numba_cache import parallel_entry

__all__ = ["bear_all"]


@parallel_entry
def bear_all(
    rows: Rows, sides: Integers, alive: npt.NDArray[np.bool_], born: int, moves: bool, flagged: bool, m: Model
) -> None:
    """Write generation `born` of every living replicate into its other side, and turn `sides`.

    Shapes: rows (R, 2, N, words); sides (R,) 0 or 1; alive (R,). `flagged`: bits with plastic flags, not alleles.
    """
    for r in prange(rows.shape[0]):
        if alive[r]:
            children, generation = rows[r, 1 - sides[r]], U(born)
            if generation == ZERO:
                if not m.given:
                    found_rows(children, U(r), flagged, m)
            else:
                breed(rows[r, sides[r]], children, empty_scratch(rows.shape[2]), U(r), generation, m)
            move_target(children, U(r), generation, moves, flagged, m)
            sides[r] = 1 - sides[r]
