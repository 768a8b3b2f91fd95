"""How the replicates of a run ended: in which generation, and why. Told from definition and tables; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baldwin.definition.base import Definition
from baldwin.engine import Columns
from baldwin.stop_rules import PLATEAU, TARGET, Course, courses_of, stopped
from baldwin.survival import SurvivalCurve, survival_curve

__all__ = ["EXTINCT", "FIXED", "PLATEAU", "TARGET", "Endings", "can_end", "died_out", "endings", "stopped_by_rule"]

EXTINCT = "extinct"  # nobody left offspring
FIXED = "fixed"  # all genotypes are identical, and nothing can change them


@dataclass(frozen=True)
class Endings:
    """The end of each replicate that has rows, in their order; arrays have shape (R,)."""

    replicate: npt.NDArray[np.int64]  # of a branch, those that its parent had not ended
    generation: npt.NDArray[np.int64]  # the last that it lived
    reason: tuple[
        str, ...
    ]  # EXTINCT, FIXED, TARGET or PLATEAU; "" where it went on to the last generation, or still goes on

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
    return definition.survival.given or definition.stop.given or definition.population.stop != "never"


def endings(
    definition: Definition,
    generations: Columns,
    assays: Columns | None = None,
    *,
    complete: bool,
    until: int | None = None,
) -> Endings:
    """Return how the replicates of a run ended.

    Args:
        definition: of the run.
        generations: its table of generations, which holds rows.
        assays: its table of assays, by which replicates may have been stopped.
        complete: whether nothing is left to compute.
        until: generation after which rows do not count, and a replicate that has rows there still goes on.
    """
    replicate, generation = (np.asarray(generations[name], np.int64) for name in ("replicate", "generation"))
    kept = np.flatnonzero(generation <= (generation.max() if until is None else until))
    rows = dict(zip(replicate[kept].tolist(), kept.tolist(), strict=True))  # of each, its last one
    numbers = sorted(rows)
    places = np.array([rows[one] for one in numbers], np.int64)
    last = generation[places]
    end = int(generation.max())
    ended = (last < end) | (complete and end < definition.population.generations)
    if until is not None and until < end:
        ended = last < until
    extinct = np.zeros_like(ended)
    if definition.survival.given:
        survivors = np.asarray(generations["survivors"])[places]
        extinct = definition.survival.born(survivors, definition.population.size) == 0
    ruled = _ruled(definition, generations, assays or {})
    reasons = []
    for number, gone, over, at in zip(numbers, extinct, ended, last.tolist(), strict=True):
        by_rule, why = ruled.get(number, (-1, ""))
        if gone:
            why = EXTINCT
        elif by_rule != at:
            why = FIXED if over and definition.population.stop == "fixed" else ""
            if over and not why and definition.stop.plateau is not None:  # of a branch whose parent's state is lost
                why = PLATEAU
        reasons.append(why)
    return Endings(np.array(numbers, np.int64), last, tuple(reasons))


def _ruled(definition: Definition, generations: Columns, assays: Columns) -> dict[int, tuple[int, str]]:
    """Return the replicates that the definition's stop rule ends: in which generation, and why."""
    courses = [Course() for _ in range(definition.population.replicates)]
    if (state := definition.founders.state) is not None and "stop/best" in state.arrays:
        courses = courses_of(dict(state.arrays))  # a branch goes on with those of its parent
    by_generations = stopped(definition.stop, courses, generations)[1]
    return by_generations or stopped(definition.stop, courses, assays, definition.assays.every)[1]


def stopped_by_rule(definition: Definition, found: Endings) -> str:
    """Return in words which replicates the definition's stop rule ended, and when; empty where it ended none."""
    whole, parts = len(found.reason), []
    rules = {TARGET: f"reached {definition.stop.wanted}", PLATEAU: f"had {definition.stop.patience}"}
    for reason, words in rules.items():
        ends = sorted(found.generation[[one == reason for one in found.reason]].tolist())
        if ends:
            parts.append(f"{len(ends)} of {whole} replicates {words} ({_when(ends)})")
    more = ": more generations add nothing" if all(one for one in found.reason) else ""
    return f"{', and '.join(parts)}, and stopped there by [stop]{more}" if parts else ""


def died_out(found: Endings) -> str:
    """Return in words how many replicates died out, when, and what is taken of them; empty where none did.

    It is their last generation that everything takes which looks at what evolved: assays, replays, exports, founders.
    """
    ends = sorted(found.generation[found.extinct].tolist())
    if not ends:
        return ""
    return (
        f"{len(ends)} of {len(found.reason)} replicates died out ({_when(ends)}) and count with their last generation"
    )


def _when(ends: list[int]) -> str:
    return f"generation {ends[0]:,}" if ends[0] == ends[-1] else f"generations {ends[0]:,} to {ends[-1]:,}"
