"""What each field of a study does: a quantity against its values, arm by arm, whatever the other fields are."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from baldwin.figures.studies.cells import Cells, VariedField
from baldwin.plots.style import PAGE, letter, look_of_run, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 20
NEEDS = "a study in which a field varies"
WIDE = 3  # panels in a row


def applies(cells: Cells) -> bool:
    """Return whether a field has more than one value."""
    return any(len(axis.labels) > 1 for axis in cells.axes)


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure: a panel for each field."""
    shown = [axis for axis in cells.axes if len(axis.labels) > 1]
    rows, columns = -(-len(shown) // WIDE), min(WIDE, len(shown))
    figure = new_figure(PAGE, 0.5 + 2.3 * rows)
    panels = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axes, axis, mark in zip(panels, shown, "abcdefghijkl", strict=False):
        _panel(axes, cells, axis, quantity)
        letter(axes, mark)
    for axes in panels[len(shown) :]:
        axes.set_axis_off()
    for axes in panels[::columns]:
        axes.set_ylabel(quantity.replace("_", " "))
    handles, names = panels[0].get_legend_handles_labels()
    title = "points: cells (median over replicates); lines: medians over cells"
    if any(None in axis.places for axis in shown):
        title += "; right across: of an arm to which the field does not apply"
    figure.legend(handles, names, title=title, loc="outside lower left", ncols=4, borderpad=0.0).set_alignment("left")
    return figure


def _panel(axes: Axes, cells: Cells, axis: VariedField, quantity: str) -> None:
    for arm, name in enumerate(cells.arms):
        found: dict[int | None, list[float]] = {}
        for place, value, own in zip(axis.places, cells.quantities[quantity], cells.arm, strict=True):
            if value is not None and own == arm:
                found.setdefault(place, []).append(value)
        look, label = look_of_run(arm), name.replace("_", " ")
        level = found.pop(None, None)
        if level:  # the same whatever the field's value
            axes.axhline(statistics.median(level), color=look.colour, linestyle=look.line, linewidth=1.4, label=label)
        places = sorted(place for place in found if place is not None)
        if not places:
            continue
        middle = [statistics.median(found[place]) for place in places]
        axes.plot(places, middle, color=look.colour, linestyle=look.line, linewidth=1.4, label=label)
        points = [(place, value) for place in places for value in found[place]]
        x, y = zip(*points, strict=True)
        axes.plot(x, y, linestyle="none", marker=look.marker, markersize=3, color=look.colour, alpha=0.6)
    axes.set_xticks(range(len(axis.labels)), axis.labels, rotation=30 if len("".join(axis.labels)) > 24 else 0)
    axes.set_xlabel(axis.field)
