"""What a task reports of lives, column by column: meaning, unit, and how figures draw it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Column", "Dimension"]


@dataclass(frozen=True)
class Dimension:
    """What the places of a list stand for: numbers from 1 on an axis, or conditions that have names."""

    label: str = ""
    names: tuple[str, ...] = ()  # of conditions; none where places are numbers


@dataclass(frozen=True)
class Column:
    """A number that a task reports of lives, or a list of numbers.

    A number is drawn over generations, in one panel with all that share its `panel`. A list over numbers is drawn at
    some moments of the evolution; if each place is a list of conditions again, in a panel for each. A list of one or
    two dimensions of conditions is drawn as bars, at the last generation; a single dimension of two conditions gives a
    pair of bars, beside those of all columns that share its `panel`.
    """

    meaning: str  # with its unit, for `baldwin show` and exports
    label: str = ""  # of its curve or bars; by default its name
    panel: str = ""  # label of the vertical axis; by default its name
    dimensions: tuple[Dimension, ...] = ()  # of a list, the slowest first; none for a number
    neutral: float | None = None  # value that means nothing in particular, drawn as a thin line: 0 of a slope, say
    limits: tuple[float, float] | None = None  # of the vertical axis
    percent: bool = False  # whether it is a share that the field reads in per cent
    ends: bool = False  # whether numbers that share a panel are also drawn replicate by replicate
    contrast: str = ""  # of a pair: label of an axis on which the first less the second is drawn over generations
