"""A study's map: a quantity over the first two fields that vary, arm by arm, and the phases that the cells end in.

Where theory knows for which values of the two learning begins to pay, a line over the map shows it.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Floats
from baldwin.figures.studies.boundary import boundary, why_none, words
from baldwin.figures.studies.cells import PHASES, Cells, short
from baldwin.figures.studies.grids import grid_of, many, phase_grids, pooling_note, range_grids
from baldwin.figures.studies.scales import Beyond, beyond, colour_limits
from baldwin.figures.studies.spreads import OPEN, UNCERTAIN, said_of
from baldwin.plots.style import LOOKS, PAGE, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 10
NEEDS = "a study in which two fields vary"
ARMS = 2  # that are shown
COLOURS = ("#bbbbbb", LOOKS["learned"].colour, LOOKS["innate"].colour)
NOTE = 90  # characters of a line of a note
WIDE = 72  # characters of labels side by side on a page
FEW = 25  # cells of a map, up to which there is room for the range of replicates
SMALL = 64  # cells of a map, up to which each shows its number
DARK = 0.45  # of the colours' range, below which figures are white


def applies(cells: Cells) -> bool:
    """Return whether two fields vary."""
    return len(many(cells)) > 1


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure: a panel for each of the first arms that have such a map, then the phases of the first."""
    across, up = many(cells)[:2]
    values = cells.quantities[quantity]
    grids = {arm: grid_of(cells, across, up, values, arm) for arm in range(len(cells.arms))}
    arms = [arm for arm, grid in grids.items() if np.isfinite(grid).any()][:ARMS]
    phases, shares = phase_grids(cells, across, up, arms[0] if arms else 0)
    phased = bool(np.isfinite(phases).any())
    figure = new_figure(PAGE, 3.0)
    panels = figure.subplots(1, max(len(arms) + phased, 1), squeeze=False)[0]
    shown = [value for arm in arms for value in grids[arm].ravel().tolist()]
    limits = colour_limits(quantity, shown)
    outside = beyond(shown, limits)
    ranged = unsure = False
    for axes, arm in zip(panels, arms, strict=False):
        image = axes.imshow(grids[arm], origin="lower", aspect="auto", cmap="cividis", vmin=limits[0], vmax=limits[1])
        ranges = range_grids(cells, across, up, quantity, arm)
        ranged |= ranges is not None and grids[arm].size <= FEW
        _numbers(axes, grids[arm], limits, ranges)
        unsure |= ranges is not None and _mark(axes, grids[arm], limits, ranges)
        letter(axes, f"{quantity.replace('_', ' ')}: {cells.arms[arm].replace('_', ' ')}")
        figure.colorbar(image, ax=axes, location="bottom", shrink=0.9, pad=0.02, extend=outside)
    handles = _phases(panels[-1], phases, shares) if phased else []
    lines_of = {arm: boundary(cells, across, up, arm) for arm in arms}
    for axes, arm in zip(panels, [*arms, *arms[:1]], strict=False):
        _lines(axes, lines_of[arm])
    handles += _explained(words(cells)[0]) if any(lines_of.values()) else []
    for axes in panels:
        aslant = 30 if len("".join(across.labels)) > WIDE // len(panels) else 0
        axes.set_xticks(range(len(across.labels)), across.labels, rotation=aslant)
        axes.set_yticks(range(len(up.labels)), up.labels)
        axes.set_xlabel(across.field)
    panels[0].set_ylabel(up.field)
    lines = _notes(cells, arms, pooling_note(cells, across, up, arms), limits, outside)
    lines += [f"fields: {said_of(quantity)}"] * (ranged or unsure) + [UNCERTAIN] * unsure
    if not any(lines_of.values()) and (none := why_none(cells)):
        lines += textwrap.wrap(none, NOTE)
    if phased and bool((shares < 1.0).any()):
        lines.append("hatched: not all replicates agree; with the share of those that do")
    if handles or lines:
        title = "\n".join(lines) or None
        explained = figure.legend(handles=handles, title=title, loc="outside lower left", ncols=3, borderpad=0.0)
        explained.set_alignment("left")
    return figure


def _notes(cells: Cells, arms: list[int], several: str, limits: tuple[float, float], outside: Beyond) -> list[str]:
    """Return what must be known to read the map, a line each."""
    across, up = many(cells)[:2]
    lines = []
    if several:
        lines.append(f"fields: {several}; phases: that of most replicates")
    if outside != "neither":
        low, high = (short(float(f"{end:.3g}")) for end in limits)
        lines.append(f"colours end at {low} and {high}; values beyond have the colour of the end")
    for arm, name in enumerate(cells.arms):
        lacking = [axis.field for axis in (across, up) if axis.field in cells.lacking(arm)]
        if arm not in arms and lacking:
            lines.append(f"no map of {name.replace('_', ' ')}: {' and '.join(lacking)} does not apply to it")
    return lines


def _lines(axes: Axes, lines: Sequence[Floats]) -> None:
    """Draw where learning begins to pay, to be seen on any colour."""
    for line in lines:
        for colour, width in (("white", 3.0), ("black", 1.4)):
            axes.plot(*line.T, color=colour, linewidth=width, scalex=False, scaley=False)


def _explained(label: str) -> list[Artist]:
    """Return what explains the line."""
    from matplotlib.lines import Line2D

    return [Line2D([], [], color="black", linewidth=1.4, label=label)]


def _numbers(
    axes: Axes, grid: Floats, limits: tuple[float, float], ranges: tuple[Floats, Floats] | None = None
) -> None:
    """Write the value of each field, and where there is room its lowest and highest replicate."""
    from matplotlib.patheffects import withStroke

    if grid.size > SMALL:
        return
    digits = 3 - math.ceil(math.log10(limits[1] - limits[0]))  # of the finest difference between colours
    ranged = ranges is not None and grid.size <= FEW
    for (y, x), value in np.ndenumerate(grid):
        if np.isfinite(value):
            share = (value - limits[0]) / (limits[1] - limits[0])
            ink, ground = ("white", "black") if share < DARK else ("black", "white")
            texts = [(short(round(value, digits) + 0.0), 0.0, 6.5)]
            if ranges is not None and ranged:
                low, high = (short(round(float(end[y, x]), digits - 1) + 0.0) for end in ranges)
                texts += [(f"{low} … {high}", -0.2, 5.0)] if low != high else []
            for text, below, size in texts:
                drawn = axes.text(x, y + below, text, ha="center", va="center", fontsize=size, color=ink)
                drawn.set_path_effects([withStroke(linewidth=1.2, foreground=ground, alpha=0.6)])  # over a line


def _mark(axes: Axes, grid: Floats, limits: tuple[float, float], ranges: tuple[Floats, Floats]) -> bool:
    """Mark fields whose interval leaves open which colour is right; return whether there are any."""
    low, high = (np.clip(end, *limits) for end in ranges)
    wide = np.isfinite(grid) & (high - low > OPEN * (limits[1] - limits[0]))
    for y, x in zip(*np.nonzero(wide), strict=True):
        ink = "white" if grid[y, x] - limits[0] < DARK * (limits[1] - limits[0]) else "black"
        axes.plot(x + 0.4, y + 0.36, marker="o", markersize=3.0, markerfacecolor="none", color=ink, linestyle="none")
    return bool(wide.any())


def _phases(axes: Axes, phases: Floats, shares: Floats) -> list[Artist]:
    """Draw the phases, hatched where cells disagree, and return what explains them."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch, Rectangle

    axes.imshow(phases, origin="lower", aspect="auto", cmap=ListedColormap(COLOURS), vmin=0, vmax=2)
    for (y, x), share in np.ndenumerate(shares):
        if share < 1.0:
            corner = (x - 0.5, y - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="////", edgecolor="white", linewidth=0.0))
            if shares.size <= SMALL:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                axes.text(x, y, f"{100 * share:.0f} %", ha="center", va="center", fontsize=6.5, bbox=box)
    letter(axes, "phases")
    return [Patch(facecolor=colour, label=name) for colour, name in zip(COLOURS, PHASES, strict=True)]
