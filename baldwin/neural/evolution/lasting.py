"""How long a replicate lives: to a generation that leaves nobody, or to one that stops it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from baldwin.definition.stop import Stop
from baldwin.engine import Arrays, Columns
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Summary
from baldwin.stop_rules import Course, courses_as_arrays, follow, stopped

__all__ = ["after_assays", "follows_assays", "lasts"]


def lasts(definition: NeuralDefinition, rows: Summary, course: Course, first: int) -> tuple[int, Course, bool]:
    """Return how many of some generations a replicate lives, its course until then, and whether it ends there.

    Args:
        definition: says who is extinct, and by what rule replicates are stopped.
        rows: of generations `first`, ..; columns of NumPy.
        course: before them.
        first: generation.
    """
    rule, lasting, ended = definition.stop, int(rows.fitness_mean.size), False
    if rows.survivors is not None:
        born = definition.survival.born(np.asarray(rows.survivors), definition.population.size)
        if (gone := np.flatnonzero(born == 0)).size:
            lasting, ended = int(gone[0]) + 1, True
    if rule.given and (values := rows._asdict().get(rule.of)) is not None:
        course, place, _ = follow(rule, course, range(first, first + lasting), values[:lasting])
        lasting, ended = (lasting, ended) if place is None else (place + 1, True)
    return lasting, course, ended


def follows_assays(rule: Stop) -> bool:
    """Return whether replicates are stopped by what assays measure."""
    return rule.given and rule.of not in Summary._fields


def after_assays(
    definition: NeuralDefinition, courses: Sequence[Course], alive: npt.NDArray[np.bool_], assays: Columns
) -> Arrays:
    """Return the courses of replicates after their assays, as arrays, and as `alive` (R,) which of them go on."""
    after, found = stopped(definition.stop, courses, assays, definition.assays.every)
    still = alive.copy()
    still[list(found)] = False
    return {**courses_as_arrays(after), "alive": still}
