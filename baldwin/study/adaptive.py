"""Points of a search that learns from earlier ones: drawn batch by batch, as their objectives come in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from baldwin.study.axes import Axis, Range
from baldwin.study.cells import Cell, Plan
from baldwin.study.journal import StudyJournal
from baldwin.study.searches import search_module
from baldwin.study.tabulation import objective

__all__ = ["adaptive_batches"]

DRAWN = 20  # points at most for each that constraints let pass
SETTLED = 40  # points in a row, each a repetition, after which nothing new is expected


def adaptive_batches(journal: StudyJournal, note: Callable[[str], None]) -> Iterator[Sequence[Cell]]:
    """Yield cells as an adaptive search draws them, each batch once the one before has ended.

    A point that is drawn again is not computed again, nor counted: `search.cells` are different ones, as far as there
    are so many and the search still proposes others. What it says of points, and how many repeat, goes to `note`.
    """
    plan, search, axes = journal.plan, journal.plan.spec.search, journal.plan.spec.axes
    propose = search_module(search.kind).propose
    points: list[tuple[Any, ...]] = []
    repeats = since = 0
    wanted = min(search.cells, _combinations(axes))
    while (found := _different(plan)) < wanted and len(points) < DRAWN * search.cells and since < SETTLED:
        past = list(zip(points, _objectives(journal, len(points)), strict=True))
        first = len(plan.cells)
        drawn: list[tuple[Any, ...]] = []
        while len(drawn) < search.batch and _different(plan) < wanted:
            number = len(points) + len(drawn)
            point = propose(axes, search, past, drawn, number)
            again = point in points or point in drawn
            repeats, since = repeats + again, since + 1 if again else 0
            drawn.append(point)
            for problem in plan.add(number, point):
                if not again:
                    note(f"point {number} left out: {problem}")
        points += drawn
        journal.keep_cells()
        yield plan.cells[first:]
    if repeats:
        note(
            f"{repeats} of the {len(points)} points that were drawn repeat earlier ones, whose results are used again."
        )
    if found < search.cells:
        note(f"{found} of {search.cells} points: {_why(found, wanted, since)}.")


def _why(found: int, wanted: float, since: int) -> str:
    """Return why an adaptive search has fewer points than it was to have."""
    if found == wanted:
        return "there are no more"
    if since >= SETTLED:
        return "the search has settled, and proposes no others"
    return "constraints leave out the others that were drawn"


def _different(plan: Plan) -> int:
    """Return how many different points constraints let pass."""
    return len(set(plan.main.values()))


def _combinations(axes: Sequence[Axis]) -> float:
    """Return how many points there are."""
    return math.prod(_count(axis.choices) for axis in axes)


def _count(choices: Sequence[Any] | Range) -> float:
    if not isinstance(choices, Range):
        return len(choices)
    return int(choices.high) - int(choices.low) + 1 if choices.whole else math.inf


def _objectives(journal: StudyJournal, count: int) -> list[float | None]:
    """Return how the first points did, by the table; None of one that failed or has no cell."""
    study, column, runs = journal.study(), journal.plan.spec.search.objective, journal.plan.main
    cells = {cell.run: cell for cell in study.cells}
    return [objective(study, cells[runs[n]], column) if n in runs else None for n in range(count)]
