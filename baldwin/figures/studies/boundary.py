"""Where learning begins to pay, by theory, or what else a wing knows: lines over a map of two fields.

Cells of a map lie one apart, whatever their values; between them the value of a field goes evenly from one to the next,
in its logarithm where all are above 0, and half as far beyond the outermost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from contourpy import contour_generator
from pydantic import ValidationError

from baldwin.definition.base import Definition
from baldwin.definition.table import Table
from baldwin.figures.series import Floats
from baldwin.figures.studies.cells import Cells, VariedField
from baldwin.presentation import presentation_of
from baldwin.schedules.world import put, value_of

__all__ = ["boundary", "level_set", "value_at", "why_none", "words", "worth_at"]

FINEST = 8  # parts of a cell, of which the line is found in each
PARTS = 48  # along a map, of which there are no more where cells are many


def boundary(cells: Cells, across: VariedField, up: VariedField, arm: int) -> tuple[Floats, ...]:
    """Return the lines (points, 2) of the boundary that theory has, in places across and up; none where it has none.

    Nor are there any where cells that a field of the map stands for do not agree on them.
    """
    if across is up or not all(_is_ordered(axis) for axis in (across, up)):
        return ()
    worths = [worth_at(one, across, up) for one in _worlds(cells, across, up, arm)]
    if not worths or any(not math.isfinite(worth(0.0, 0.0)) for worth in worths):
        return ()
    corners = [(x, y) for x in (0.0, len(across.values) - 1.0) for y in (0.0, len(up.values) - 1.0)]
    if any(worth(*corner) != worths[0](*corner) for worth in worths[1:] for corner in corners):
        return ()
    return level_set(worths[0], len(across.values), len(up.values))


def why_none(cells: Cells) -> str:
    """Return a note on why theory draws no line over the maps of a study; empty where it says nothing of it."""
    reason = presentation_of(cells.runs[0].definition).no_boundary if cells.runs else ""
    return f"no line: {reason}" if reason else ""


def words(cells: Cells) -> tuple[str, str]:
    """Return what the boundary is: words for a legend, and sentences for a caption."""
    return presentation_of(cells.runs[0].definition).boundary_words


def _is_ordered(axis: VariedField) -> bool:
    """Return whether there are values between those of an axis: of numbers, or of lists of as many numbers each."""
    rows = [one if isinstance(one, list) else [one] for one in axis.values]
    flat = [number for row in rows for number in row]
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in flat)
    return len(axis.values) > 1 and numbers and len({len(row) for row in rows}) == 1


def _worlds(cells: Cells, across: VariedField, up: VariedField, arm: int) -> list[Definition]:
    """Return a definition of an arm for each combination of the values of all other fields that vary."""
    found: dict[str, Definition] = {}
    for index, own, x, y in zip(cells.ended, cells.arm, across.places, up.places, strict=True):
        if own != arm or x is None or y is None:
            continue
        cell = cells.study.cells[index]
        key = repr({name: value for name, value in cell.values.items() if name not in (across.field, up.field)})
        run = None if key in found else cells.study.run(cell)
        if run is not None:
            found[key] = run.definition
    return list(found.values())


def worth_at(definition: Definition, across: VariedField, up: VariedField) -> Callable[[float, float], float]:
    """Return what is 0 on the boundary at a place of a map; NaN where that is not known, or not possible."""

    def worth(x: float, y: float) -> float:
        values = {axis.field: value_at(axis.values, place) for axis, place in ((across, x), (up, y))}
        try:
            found = presentation_of(_with(definition, values)).boundary()
        except (ValidationError, LookupError, ValueError):
            return math.nan
        return math.nan if found is None else found

    return worth


def value_at(values: Sequence[Any], place: float) -> Any:
    """Return the value of a field at a place between those of its values, whole numbers or not.

    Args:
        values: numbers, or lists of numbers.
        place: 0 is the first of them; beyond the ends a field goes on as between the two that are nearest.
    """
    if isinstance(values[0], list):
        return [value_at([one[i] for one in values], place) for i in range(len(values[0]))]
    low = min(max(math.floor(place), 0), len(values) - 2)
    share = place - low
    if all(value > 0 for value in values):
        return math.exp((1.0 - share) * math.log(values[low]) + share * math.log(values[low + 1]))
    return (1.0 - share) * values[low] + share * values[low + 1]


def _with(definition: Definition, values: Mapping[str, Any]) -> Definition:
    """Return a definition with other values of fields, whole numbers where it has such; its tables are checked.

    Raises:    ValidationError: a table cannot hold its values. LookupError: there is no such field.
    """
    made = definition
    for field, value in values.items():
        path = tuple(field.split("."))
        if isinstance(value, list):
            value = tuple(value)
        elif isinstance(value_of(definition, path), int):
            value = round(value)
        made = put(made, path, value)
    checked = {}
    for name in {field.partition(".")[0] for field in values}:
        table = getattr(made, name)
        if isinstance(table, Table):
            checked[name] = type(table).model_validate(table.model_dump())
    return made.model_copy(update=checked)


def level_set(worth: Callable[[float, float], float], wide: int, high: int) -> tuple[Floats, ...]:
    """Return the lines (points, 2) where a function of two places is 0, over -1/2 .. wide - 1/2 and -1/2 .. high - 1/2.

    It is asked at the corners of all cells and in their middles, and in ever smaller parts where its sign changes.
    """
    parts = max(2, min(FINEST, 2 ** int(math.log2(max(PARTS / max(wide, high), 2.0)))))
    grid = np.full((high * parts + 1, wide * parts + 1), np.nan)
    asked = np.zeros(grid.shape, dtype=bool)

    def signs(y: int, x: int, size: int) -> set[bool]:
        """Return the signs at the corners of a square and in its middle."""
        places = {(y + j, x + i) for j in (0, size) for i in (0, size)} | {(y + size // 2, x + size // 2)}
        for place in places:
            if not asked[place]:
                asked[place] = True
                grid[place] = worth(place[1] / parts - 0.5, place[0] / parts - 0.5)
        return {bool(grid[place] > 0.0) for place in places if np.isfinite(grid[place])}

    squares = [(y * parts, x * parts) for y in range(high) for x in range(wide)]
    size = parts
    while squares:
        crossed = [(y, x) for y, x in squares if len(signs(y, x, size)) > 1]
        size //= 2
        if not size:
            break
        squares = [(y + j, x + i) for y, x in crossed for j in (0, size) for i in (0, size)]
    x, y = (np.arange(count) / parts - 0.5 for count in (grid.shape[1], grid.shape[0]))
    lines = contour_generator(x, y, np.ma.masked_invalid(grid)).lines(0.0)
    return tuple(np.asarray(line, np.float64) for line in lines)
