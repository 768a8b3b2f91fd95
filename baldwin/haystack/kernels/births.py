"""Births of one generation: of one replicate, for the kernels; of all, where lives are lived outside of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.selection import Indices, empty_scratch
from baldwin.haystack.kernels.survivors import born_of, close_generation, gather_survivors
from baldwin.haystack.kernels.wide_birth import breed, found_rows, move_target
from baldwin.haystack.kernels.wide_life import Integers, Rows
from baldwin.haystack.kernels.words import ZERO, U, Word
from baldwin.numba_cache import entry, helper, parallel_entry

__all__ = ["bear_all", "close_all", "next_generation"]


@helper
def next_generation(
    parents: Rows,
    room: Rows,
    living: Integers,
    replicate: Word,
    generation: Word,
    flagged: bool,
    m: Model,
    scratch: Indices,
) -> Rows:
    """Return the rows of `room` in which the next generation lies: founders, or the children of those who survived.

    `living` (1,) is how many of `parents` lived, and becomes how many were born; `flagged` as for `bear_all`.
    """
    if m.absolute and generation > ZERO:
        parents = parents[: gather_survivors(parents[: living[0]], m.parents_least, scratch)]
        living[0] = born_of(parents.shape[0], m)
    children = room[: living[0]]
    if generation == ZERO:
        if not m.given:
            found_rows(children, replicate, flagged, m)
    else:
        breed(parents, children, scratch, replicate, generation, m)
    return children


@parallel_entry
def bear_all(
    rows: Rows,
    sides: Integers,
    alive: npt.NDArray[np.bool_],
    living: Integers,
    born: int,
    moves: bool,
    flagged: bool,
    m: Model,
) -> None:
    """Write generation `born` of every living replicate into its other side, and turn `sides`.

    Shapes: rows (R, 2, N, words); sides (R,) 0 or 1; alive (R,); living (R,) individuals, who are fewer where not all
    have children. `flagged`: bits with plastic flags, not alleles.
    """
    for r in prange(rows.shape[0]):
        if alive[r]:
            scratch, generation = empty_scratch(rows.shape[2]), U(born)
            room, parents = rows[r, 1 - sides[r]], rows[r, sides[r]]
            children = next_generation(parents, room, living[r : r + 1], U(r), generation, flagged, m, scratch)
            move_target(children, U(r), generation, moves, flagged, m)
            sides[r] = 1 - sides[r]


@entry
def close_all(
    rows: Rows, sides: Integers, alive: npt.NDArray[np.bool_], living: Integers, m: Model, counts: Integers
) -> None:
    """Count who lived and who survives of every living replicate, (R, 2); those end of whom nobody will be born."""
    for r in range(rows.shape[0]):
        if alive[r]:
            alive[r] = close_generation(rows[r, sides[r]], living[r], m, counts[r])
