"""Every cell of a study at a glance: a line through the fields that vary and the quantities that came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.studies.cells import Cells, short
from baldwin.figures.studies.scales import beyond, colour_limits
from baldwin.plots.style import PAGE, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.figures.series import Floats

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 40
NEEDS = "a study of several cells in which a field varies"
OUTCOMES = ("innate", "learned", "learning_gain", "fitness_mean")


def applies(cells: Cells) -> bool:
    """Return whether there are lines to tell apart."""
    return len(cells.ended) > 1 and bool(cells.axes)


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure, lines coloured by `quantity`."""
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    lines, names, ranges = _lines(cells)
    values = cells.quantities[quantity]
    limits = colour_limits(quantity, values)
    scale, outside = Normalize(*limits), beyond(values, limits)
    figure = new_figure(PAGE, 3.0)
    axes = figure.add_subplot()
    for line, value in zip(lines, values, strict=True):
        if value is not None:
            axes.plot(range(len(names)), line, color=colormaps["cividis"](scale(value)), linewidth=1.1, alpha=0.8)
    for place, (low, high) in enumerate(ranges):
        axes.axvline(place, color="#bbbbbb", linewidth=0.6, zorder=0)
        axes.text(place, 1.03, high, ha="center", va="bottom", fontsize=6.5)
        axes.text(place, -0.03, low, ha="center", va="top", fontsize=6.5)
    axes.set_xticks(range(len(names)), names)
    axes.tick_params(axis="x", length=0, pad=14)
    axes.set_yticks([])
    axes.set_ylim(-0.02, 1.02)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    label = quantity.replace("_", " ") + ("" if outside == "neither" else "\nvalues beyond have the colour of the end")
    figure.colorbar(ScalarMappable(scale, "cividis"), ax=axes, label=label, pad=0.02, extend=outside)
    return figure


def _lines(cells: Cells) -> tuple[list[Floats], list[str], list[tuple[str, str]]]:
    import numpy as np

    columns, names, ranges = [], [], []
    for axis in cells.axes:
        top = max(1, len(axis.labels) - 1)
        columns.append(np.array([np.nan if place is None else place / top for place in axis.places]))
        names.append(axis.field.replace(".", ".\n"))
        ranges.append((axis.labels[0], axis.labels[-1]))
    for name in OUTCOMES:
        if name in cells.quantities:
            values = np.array([np.nan if one is None else one for one in cells.quantities[name]])
            low, high = float(np.nanmin(values)), float(np.nanmax(values))
            columns.append((values - low) / ((high - low) or 1.0))
            names.append(name.replace("_", "\n"))
            ranges.append((short(float(f"{low:.3g}")), short(float(f"{high:.3g}"))))
    return list(np.stack(columns, axis=1)), names, ranges
