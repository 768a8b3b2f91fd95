"""What a description of a figure consists of: panels of curves and bars, their axes, levels and words.

A look is a name by which renderers choose colour and line: what the thing is (`learned`, `correct`, `theory`), never
what it looks like. Those there are, and no others, stand in `LOOKS` of
`baldwin.plots.style`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from baldwin.figures.diagram import Diagram
from baldwin.figures.groups import APART
from baldwin.figures.series import Flags, Floats, Series

__all__ = [
    "ChartAxis",
    "Curve",
    "Figure",
    "LevelLine",
    "Mark",
    "OffScale",
    "Panel",
    "SecondScale",
    "Shading",
    "Summary",
]

Mark = Literal["line", "step", "bars", "ticks", "points", "path"]
"""How a curve is drawn. `points` are not joined; a `path` is joined in the order of its points, its start marked."""


@dataclass(frozen=True)
class SecondScale:
    """What the numbers of an axis are in another unit."""

    label: str
    values: Mapping[int, str]  # number on the axis -> what it is on this scale


@dataclass(frozen=True)
class ChartAxis:
    """One axis of a panel."""

    label: str
    low: float | None = None
    high: float | None = None
    logarithmic: bool = False
    whole: bool = False  # whole numbers only
    percent: bool = False  # its numbers are shares, and read in per cent
    short: bool = False  # whether its large numbers are written short: 10k
    names: tuple[str, ...] = ()  # of conditions at 0, 1, .., where it shows no numbers
    scale: SecondScale | None = None  # in which its numbers can be read, too

    @property
    def generations(self) -> bool:
        """Whether it runs over the evolution."""
        return self.label == "generation"


@dataclass(frozen=True)
class Curve:
    """A series and how to draw it: with its band, where there is one."""

    series: Series
    look: str
    mark: Mark = "line"
    generation: int | None = None  # that it shows, where a panel shows moments of the evolution
    key: str = ""  # what it shows, in whatever generation; by default its name
    replicates: Floats | None = None  # bars: heights in each replicate (replicates, n)
    joined: bool = False  # bars: whether the heights of a replicate are joined by a line
    theory: bool = False
    redundant: bool = False  # the other curves say the same; of use only beside those of other runs
    age: tuple[int, int] | None = None  # which of how many in an order it shows: moments of a life, layers
    replicate: int | None = None  # that it is of, where a panel shows several
    run: int | None = None  # that it is of, where a figure shows several: its place among them

    @property
    def banded(self) -> bool:
        """Whether it is a line whose replicates a band, or thin lines, can show."""
        return self.mark in ("line", "step") and not self.theory


@dataclass(frozen=True)
class LevelLine:
    """A value that theory knows, drawn as a line across."""

    label: str
    value: float
    look: str
    curve: str = ""  # that it is a level for, where a panel has several curves with levels
    legend: str = ""  # its words in a legend, where they say more than its label
    needed: bool = True  # whether an axis must reach it, however far it lies from the curves


@dataclass(frozen=True)
class Shading:
    """What lies between two curves, shaded: what learning adds."""

    low: str  # names of the curves
    high: str
    harms: Flags  # (n,) where it is a loss
    switch: str  # name of a curve that tells the same, with which it is switched off

    @property
    def names(self) -> tuple[str, str, str]:
        """The curves without which it is not shown."""
        return self.switch, self.low, self.high


@dataclass(frozen=True)
class OffScale:
    """Values so early that they may lie far off: an axis then leaves them out, and words say what they are."""

    values: Floats
    rest: Floats
    words: str


@dataclass(frozen=True)
class Panel:
    """One drawing of a figure; curves by name, which is theirs in the numbers behind the figure."""

    x: ChartAxis
    y: ChartAxis
    curves: Mapping[str, Curve]
    title: str = ""
    levels: Mapping[str, LevelLine] = field(default_factory=dict)
    neutral: float | None = None  # drawn as a thin line: 0 of a difference, say
    keyed: bool = True  # whether a legend must tell its curves apart
    named: bool = False  # whether their names stand where the lines end, and not in a legend
    only_last_band: bool = False  # of several moments: where bands would cover each other
    gap: Shading | None = None
    beginning: OffScale | None = None
    ends: Mapping[str, float] = field(default_factory=dict)  # places on the horizontal axis, with what ends there
    changes: tuple[int, ...] = ()  # generations in which the world becomes another, each a thin upright line
    meaning: str = ""  # of what is shown, in small print where a title would stand
    size: float = 1.0  # height, in that of a usual panel
    diagonal: str = ""  # what it means to lie where both axes show the same; drawn if given
    equal: bool = False  # whether both axes have one scale, as places in a plane do
    inside: Mapping[int, str] = field(default_factory=dict)  # generation -> words in a corner
    diagram: Diagram | None = None  # what is drawn in place of its curves, which are then the numbers behind it

    @property
    def scattered(self) -> bool:
        """Whether it shows points or paths, so that no curve has one height at a place."""
        return any(curve.mark in ("points", "path") for curve in self.curves.values())

    def drawable(self, curve: Curve) -> Series:
        """Return a curve as the axes can show it: without what is infinite, where its band reaches the upper end.

        A run that stays at one place on the horizontal axis is shown by its last point there.
        """
        shown, x = curve.series, curve.series.x
        known = np.isfinite(shown.middle) & ((x > 0.0) | (not self.x.logarithmic))
        high = np.where(np.isposinf(shown.high), np.nan if self.y.high is None else self.y.high, shown.high)
        if curve.run is not None and x.size > 1 and x[0] == x[-1]:
            x, known = np.maximum(x, self.x.low or 0.0), np.arange(x.size) == x.size - 1
        middle, low, high = (np.where(known, part, np.nan) for part in (shown.middle, shown.low, high))
        return replace(shown, x=x, middle=middle, low=low, high=high)

    @property
    def redundant(self) -> bool:
        """Whether it adds nothing to the other panels of its run."""
        return all(curve.redundant for curve in self.curves.values())


@dataclass(frozen=True)
class Summary:
    """What a figure shows in numbers: a row for each generation."""

    caption: str
    headings: Sequence[str]
    rows: Mapping[int, Sequence[float]]


@dataclass(frozen=True)
class Figure:
    """Rows of panels, and the words that go with them."""

    rows: tuple[tuple[Panel, ...], ...]
    note: str  # what lines and bands are
    title: str = ""  # on the page of a report
    caption: str = ""  # likewise
    measure: str = "median over replicates (middle 90 %)"  # what numbers in its table are
    theory: str = ""  # what curves of theory are called where they can be switched off
    together: bool = False  # whether runs whose abilities mean the same can share its panels
    switched: bool = False  # whether a page may switch curves off one by one
    split: bool = False  # in print each generation has panels of its own, one below the other; or side by side, if one
    summary: Summary | None = None  # in place of the curves' own numbers

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels, row by row."""
        return tuple(panel for row in self.rows for panel in row)

    @property
    def explained(self) -> str:
        """What lines and bands are, with what a curve says that is drawn replicate by replicate; a line for each."""
        apart = any(curve.series.apart and curve.banded for panel in self.panels for curve in panel.curves.values())
        return ";\n".join(filter(None, (self.note, APART if apart else "")))

    @property
    def of_runs(self) -> bool:
        """Whether it shows several runs beside each other, or can."""
        return all(curve.run is not None for panel in self.panels for curve in panel.curves.values())

    @property
    def numbers(self) -> dict[str, Series]:
        """The numbers behind the figure: all curves by name, and levels as curves over the x of the first curve."""
        found: dict[str, Series] = {}
        for panel in self.panels:
            found |= {name: curve.series for name, curve in panel.curves.items()}
            x = next(iter(panel.curves.values())).series.x
            for name, level in panel.levels.items():
                nothing = np.full(x.size, np.nan)
                found[name] = Series(level.label, x, np.full(x.size, level.value), nothing, nothing, 0)
        return found
