"""A study's map: a quantity over the first two fields that vary, arm by arm, and the phases that the cells end in."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import numpy as np

from baldwin.plots.bands import Floats
from baldwin.plots.studies.cells import PHASES, Axis, Cells, short
from baldwin.plots.style import LOOKS, PAGE, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw", "grid_of"]

ORDER = 10
NEEDS = "a study in which two fields vary"
ARMS = 2  # that are shown
COLOURS = ("#bbbbbb", LOOKS["learned"].colour, LOOKS["innate"].colour)
WIDE = 72  # characters of labels side by side on a page
SMALL = 64  # cells of a map that are told in figures
DARK = 0.45  # of the colours' range, below which figures are white


def applies(cells: Cells) -> bool:
    """Return whether two fields vary."""
    return len(_many(cells)) > 1


def _many(cells: Cells) -> list[Axis]:
    return [axis for axis in cells.axes if len(axis.labels) > 1]


def grid_of(cells: Cells, across: Axis, up: Axis, values: list[float | None], arm: int) -> Floats:
    """Return medians over the cells at each place (up, across), NaN where there is none."""
    found: dict[tuple[int, int], list[float]] = {}
    for x, y, value, own in zip(across.places, up.places, values, cells.arm, strict=True):
        if x is not None and y is not None and value is not None and own == arm:
            found.setdefault((y, x), []).append(value)
    grid = np.full((len(up.labels), len(across.labels)), np.nan)
    for place, here in found.items():
        grid[place] = statistics.median(here)
    return grid


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure: a panel for each of the first arms that have such a map, then the phases of the first."""
    across, up = _many(cells)[:2]
    grids = {arm: grid_of(cells, across, up, cells.quantities[quantity], arm) for arm in range(len(cells.arms))}
    arms = [arm for arm, grid in grids.items() if np.isfinite(grid).any()][:ARMS]
    phases: list[float | None] = [None if one is None else float(one) for one in cells.phases]
    steps = grid_of(cells, across, up, phases, arms[0] if arms else 0)
    count = len(arms) + int(np.isfinite(steps).any())
    figure = new_figure(PAGE, 3.0)
    panels = figure.subplots(1, max(count, 1), squeeze=False)[0]
    limits = _limits([grids[arm] for arm in arms])
    for axes, arm in zip(panels, arms, strict=False):
        image = axes.imshow(grids[arm], origin="lower", aspect="auto", cmap="cividis", vmin=limits[0], vmax=limits[1])
        _numbers(axes, grids[arm], limits)
        letter(axes, f"{quantity.replace('_', ' ')}: {cells.arms[arm].replace('_', ' ')}")
        figure.colorbar(image, ax=axes, location="bottom", shrink=0.9, pad=0.02)
    if count > len(arms):
        _phases(panels[-1], steps)
    for axes in panels:
        aslant = 30 if len("".join(across.labels)) > WIDE // len(panels) else 0
        axes.set_xticks(range(len(across.labels)), across.labels, rotation=aslant)
        axes.set_yticks(range(len(up.labels)), up.labels)
        axes.set_xlabel(across.field)
    panels[0].set_ylabel(up.field)
    return figure


def _limits(grids: list[Floats]) -> tuple[float, float]:
    finite = [grid[np.isfinite(grid)] for grid in grids]
    flat = np.concatenate(finite) if finite else np.array([0.0, 1.0])
    return float(flat.min()), float(max(flat.max(), flat.min() + 1e-9))


def _numbers(axes: Axes, grid: Floats, limits: tuple[float, float]) -> None:
    if grid.size > SMALL:
        return
    for (y, x), value in np.ndenumerate(grid):
        if np.isfinite(value):
            share = (value - limits[0]) / (limits[1] - limits[0])
            text = short(float(f"{value:.3g}"))
            axes.text(x, y, text, ha="center", va="center", fontsize=6.5, color="white" if share < DARK else "black")


def _phases(axes: Axes, steps: Floats) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    axes.imshow(np.floor(steps), origin="lower", aspect="auto", cmap=ListedColormap(COLOURS), vmin=0, vmax=2)
    handles = [Patch(facecolor=colour, label=name) for colour, name in zip(COLOURS, PHASES, strict=True)]
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.legend(handles=handles, loc="outside lower right", ncols=3, borderpad=0.0)
    letter(axes, "phases")
