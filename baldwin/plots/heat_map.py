"""Runs crossed with settings: a matrix of numbers, shaded, with what theory knows of each setting below."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Floats
from baldwin.plots.style import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["HeatMap", "draw"]

CELL = 0.62, 0.3  # inches, width and height
WIDEST = 36  # characters of a row's label
UNSHADED = ("chance", "innate ceiling")  # so far from the others that shading it would leave no shades for them
GAP = 0.35  # between runs and theory, in rows


@dataclass(frozen=True)
class HeatMap:
    """Numbers as people see them, by run and setting; NaN is drawn as an empty cell."""

    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float]]
    across: str  # what the columns are values of
    unit: str
    lower_is_better: bool
    note: str = ""
    theory: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def table(self) -> tuple[list[str], Floats, list[float]]:
        """Return names, numbers and vertical places of all rows, those of theory last and set off."""
        names = [*self.rows, *self.theory]
        numbers = np.array([*self.values, *self.theory.values()], np.float64)
        places = [place + (GAP if place >= len(self.rows) else 0.0) for place in range(len(names))]
        return names, numbers, places


def draw(shown: HeatMap) -> Figure:
    """Return the figure: dark is worse, and every cell says its number."""
    names, numbers, places = shown.table
    wrapped = [textwrap.fill(name, WIDEST) for name in names]
    margin = 0.3 + 0.066 * max(len(line) for name in wrapped for line in name.splitlines())
    cell = max(CELL[0], 0.1 + 0.066 * max(len(line) for name in shown.columns for line in name.splitlines()))
    width = max(3.5, margin + cell * len(shown.columns) + 0.9)
    height = 1.05 + CELL[1] * (places[-1] + 1.0) + 0.12 * max(name.count("\n") for name in shown.columns)
    figure = new_figure(width, height)
    axes = figure.subplots()
    shaded = np.array([[name not in UNSHADED] for name in names]) & np.isfinite(numbers)
    within = numbers[shaded]
    low, high = (within.min(), within.max()) if within.size else (0.0, 1.0)
    _cells(
        axes, numbers, places, np.where(shaded, (numbers - low) / (high - low or 1.0), np.nan), shown.lower_is_better
    )
    axes.set_xlim(-0.5, len(shown.columns) - 0.5)
    axes.set_ylim(places[-1] + 0.5, -0.5)
    axes.set_xticks(range(len(shown.columns)), shown.columns)
    axes.set_yticks(places, wrapped)
    axes.set_xlabel(shown.across)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if shown.theory:
        axes.axhline(len(shown.rows) - 0.5 + GAP / 2, color="#666666", linewidth=0.7)
    better = "lower" if shown.lower_is_better else "higher"
    axes.set_title(textwrap.fill(f"{shown.unit} ({better} is better)", max(30, int(width * 14))), pad=6)
    figure.supxlabel(shown.note, fontsize=7.0, x=0.01, ha="left")
    return figure


def _cells(axes: Axes, numbers: Floats, places: Sequence[float], shades: Floats, lower_is_better: bool) -> None:
    """Draw the cells; `shades` are 0 for the lowest number and 1 for the highest, NaN for cells without a shade."""
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    colours = colormaps["cividis_r" if lower_is_better else "cividis"]
    for row, place in enumerate(places):
        for column, value in enumerate(numbers[row]):
            shade = shades[row, column]
            colour = colours(shade)[:3] if np.isfinite(shade) else (1.0, 1.0, 1.0)
            dark = np.dot((0.2126, 0.7152, 0.0722), colour) < 0.45
            corner = (column - 0.5, place - 0.5)
            axes.add_patch(Rectangle(corner, 1.0, 1.0, facecolor=colour, edgecolor="white", linewidth=0.8))
            if np.isfinite(value):
                ink = "#ffffff" if dark else "#000000"
                axes.text(column, place, f"{value:.3g}", ha="center", va="center", color=ink, fontsize=7.0)
