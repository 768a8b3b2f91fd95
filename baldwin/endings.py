"""How the replicates of a run ended: in which generation, and why. Told from definition and tables; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baldwin.definition.base import Definition
from baldwin.engine import Columns
from baldwin.survival import SurvivalCurve, survival_curve

__all__ = ["EXTINCT", "FIXED", "Endings", "can_end", "endings"]

EXTINCT = "extinct"  # nobody left offspring
FIXED = "fixed"  # all genotypes are identical, and nothing can change them


@dataclass(frozen=True)
class Endings:
    """The end of each replicate, in their order; arrays have shape (R,)."""

    generation: npt.NDArray[np.int64]  # the last that it lived
    reason: tuple[str, ...]  # why it ended there; "" where it went on to the last generation, or still goes on

    @property
    def extinct(self) -> npt.NDArray[np.bool_]:
        """Whether each died out."""
        return np.array([one == EXTINCT for one in self.reason], np.bool_)

    @property
    def survival(self) -> SurvivalCurve:
        """How many live on over the generations; those that ended for another reason are censored there."""
        return survival_curve(self.generation, self.extinct)


def can_end(definition: Definition) -> bool:
    """Return whether a replicate may end before the last generation."""
    return definition.survival.given or definition.population.stop != "never"


def endings(definition: Definition, generations: Columns, *, complete: bool, until: int | None = None) -> Endings:
    """Return how the replicates of a run ended.

    Args:
        definition: of the run.
        generations: its table of generations, which holds rows.
        complete: whether nothing is left to compute.
        until: generation after which rows do not count, and a replicate that has rows there still goes on.
    """
    replicate, generation = (np.asarray(generations[name], np.int64) for name in ("replicate", "generation"))
    kept = np.flatnonzero(generation <= (generation.max() if until is None else until))
    rows = dict(zip(replicate[kept].tolist(), kept.tolist(), strict=True))  # of each, its last one
    places = np.array([rows[one] for one in sorted(rows)], np.int64)
    last = generation[places]
    end = int(generation.max())
    ended = (last < end) | (complete and end < definition.population.generations)
    if until is not None and until < end:
        ended = last < until
    extinct = np.zeros_like(ended)
    if definition.survival.given:
        survivors = np.asarray(generations["survivors"])[places]
        extinct = definition.survival.born(survivors, definition.population.size) == 0
    return Endings(last, tuple(_reason(definition, gone, over) for gone, over in zip(extinct, ended, strict=True)))


def _reason(definition: Definition, extinct: bool, ended: bool) -> str:
    if extinct:
        return EXTINCT
    return FIXED if ended and definition.population.stop == "fixed" else ""
