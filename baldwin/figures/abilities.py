"""Innate and learned ability as figures show it: moments of the evolution, levels of theory, errors over decades."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from baldwin.engine import Columns
from baldwin.figures.description import Curve, LevelLine
from baldwin.figures.series import Flags, Floats, Series, series_of_grid
from baldwin.presentation import Level, Presentation
from baldwin.schedules.world import ScheduledDefinition
from baldwin.store import Run

__all__ = [
    "at_generations",
    "constant",
    "courses_of_levels",
    "levels_of_moments",
    "moments",
    "of_moment",
    "rows_at",
    "spans_decades",
]

MOST = 4  # values of a level that changes, of which each is a line
DECADES = 1.2  # of errors, from which on their axis is logarithmic


class Levels(NamedTuple):
    """Levels of theory as lines across, by name, and words for a caption on those that are no lines."""

    lines: dict[str, LevelLine]
    words: str


def spans_decades(presentation: Presentation, curves: Iterable[Series]) -> bool:
    """Return whether what is shown is an error, positive, and its curves span more than a decade."""
    values = np.concatenate([curve.middle for curve in curves])
    values = values[np.isfinite(values)]
    if not presentation.error or not values.size or values.min() <= 0.0:
        return False
    return bool(np.log10(values.max() / values.min()) > DECADES)


def constant(level: Level, x: Floats) -> Series:
    """Return a level of theory as a curve over `x`."""
    nothing = np.full(x.size, np.nan)
    return Series(level.label, x, np.full(x.size, level.value), nothing, nothing, 0)


def levels_of_moments(presentation: Presentation, run: Run, shown: Sequence[int], names: Container[str]) -> Levels:
    """Return levels that change with the world as they are in some generations, and words on those that are left out.

    One line for each value, up to `MOST`; those that change more often, or differ between replicates, are left out.
    """
    definition = run.definition
    if isinstance(definition, ScheduledDefinition) and definition.by_replicate:
        return Levels(
            {}, " Replicates live in worlds of their own: levels of theory differ between them, and are left out."
        )
    found, more = dict[str, LevelLine](), []
    for name, course in presentation.level_courses(run.assays).items():
        if name not in names:
            continue
        when = dict(zip(course.generations.astype(int).tolist(), course.values.tolist(), strict=True))
        known = [(value, list(group)) for value, group in groupby(shown, key=lambda g: when[g])]
        if len(known) > MOST:
            more.append(course.label)
            continue
        for value, group in known:
            last = f" to {group[-1]:,}" if len(group) > 1 else ""
            label = f"{course.label}, generation{'s' if last else ''} {group[0]:,}{last}"
            found[f"{name}_{group[0]}"] = LevelLine(label, value, name, needed=False)
    left = f" Changing with the world, and left out here: {', '.join(more)}; innate_learned shows it." if more else ""
    return Levels(found, left)


def courses_of_levels(presentation: Presentation, run: Run) -> dict[str, Curve]:
    """Return what theory knows of ability where it changes with the world, step by step."""
    found = {}
    for name, course in presentation.level_courses(run.assays).items():
        nothing = np.full(course.values.size, np.nan)
        known = Series(course.label, course.generations, course.values, nothing, nothing, 0)
        found[name] = Curve(known, name, "step", key=name, theory=True)
    return found


def moments(run: Run, shares: Iterable[float]) -> list[int]:
    """Return the assayed generations nearest to these shares of the evolution, each once, in order."""
    known = np.unique(run.assays["generation"])
    span = known[-1] - known[0]
    return sorted({int(known[np.abs(known - known[0] - share * span).argmin()]) for share in shares})


def rows_at(table: Columns, generation: int) -> Flags:
    """Return which rows of a table are of this generation."""
    return np.asarray(table["generation"] == generation)


def at_generations(run: Run, values: Floats, generations: Iterable[int], x: Floats) -> dict[int, Series]:
    """Return `values` (rows of assays, n) over `x` (n,) at each of some generations."""
    return {g: of_moment(values[rows_at(run.assays, g)], f"generation {g:,}", x) for g in generations}


def of_moment(values: Floats, label: str, x: Floats) -> Series:
    """Return `values` (replicates, n) at one moment as a curve over `x` (n,)."""
    return series_of_grid(label, x, values.T)
