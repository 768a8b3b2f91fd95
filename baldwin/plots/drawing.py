"""Draws described figures with matplotlib: panels in rows, a legend below, sizes for print."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.description import Curve, Figure, LevelLine, Panel, Shading
from baldwin.plots.axes import MARKED, draw_axes, few_ticks, leave_out_beginning, ticks_of_few_decades
from baldwin.plots.diagram import draw_diagram
from baldwin.plots.marks import draw_moments, draw_points, name_ends, visible
from baldwin.plots.scatter import draw_scattered, look_of
from baldwin.plots.style import (
    COLUMN,
    LOOKS,
    PAGE,
    draw_series,
    generation_axis,
    legend,
    letter,
    look_named,
    look_of_moment,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing
    from matplotlib.figure import SubFigure

__all__ = ["at_generation", "draw", "draw_alone", "draw_panel", "draw_row"]

HEIGHT, WIDTH = 2.2, PAGE / 3.0  # inches, of a usual panel in print
HANDLE, LETTER = 0.5, 0.05  # inches, of a line's key and of each letter of its label
LINE, MARGIN = 0.14, 0.45  # inches, of a line of the legend, and of what else is around panels
BELOW = 42.0  # points, between a panel and the second row of its legend
WORDS = 24  # characters of a line of a legend with two columns
LONG = 30  # characters of a name in a legend, beyond which it has a row to itself
TITLE = 36  # characters of a title, beyond which it is small
GREY = "#444444"


def draw(figure: Figure) -> Drawing:
    """Return the figure: one column wide if no panels are side by side."""
    figure = replace(figure, rows=tuple(row for row in figure.rows if not all(panel.redundant for panel in row)))
    figure = _by_generation(figure) if figure.split else figure
    across, sizes = max(len(row) for row in figure.rows), [row[0].size for row in figure.rows]
    lines = (
        2
        + figure.explained.count("\n")
        + len({curve.series.label for p in figure.panels for curve in p.curves.values()}) / 3
    )
    named = any(panel.named for panel in figure.panels)
    width = COLUMN if across == 1 else PAGE if across > 2 or named else PAGE * 0.8
    drawing = new_figure(width, MARGIN + HEIGHT * sum(sizes) + LINE * lines)
    shape = (len(figure.rows), across)
    axes = drawing.subplots(*shape, squeeze=False, height_ratios=sizes, sharex=_one_axis(figure, across))
    for line, row in zip(axes, figure.rows, strict=True):
        for one, panel in zip(line, row, strict=False):
            draw_panel(one, panel)
            if across > 1 and panel.x.generations:
                few_ticks(one)
        for spare in line[len(row) :]:
            spare.remove()
        _share_heights(line, row)
    if across == 1 or figure.split:
        for one in axes[:-1].flat:
            one.set_xlabel("")
    if across == 1:
        for one, mark in zip(axes[:, 0], "abcdef" if len(axes) > 1 else "", strict=False):
            letter(one, mark)
    _explain(drawing, [one for line in axes for one in line], figure, across)
    return drawing


def _by_generation(figure: Figure) -> Figure:
    """Return the figure with panels for each generation: below each other, or side by side if it has a single panel."""
    known = {curve.generation for panel in figure.panels for curve in panel.curves.values()}
    generations = sorted(generation for generation in known if generation is not None)
    if len(figure.panels) == 1:
        (panel,) = figure.panels
        short = replace(panel.y, label=panel.y.label.split()[0])
        shown = [at_generation(panel, g, titled=True) for g in generations]
        return replace(figure, rows=((shown[0], *(replace(one, y=short) for one in shown[1:])),))
    rows = [
        tuple(at_generation(panel, g, titled=place == 0) for place, panel in enumerate(row))
        for g in generations
        for row in figure.rows
    ]
    return replace(figure, rows=tuple(rows))


def at_generation(panel: Panel, generation: int, *, titled: bool) -> Panel:
    """Return a panel with what it shows of one generation, and of none."""
    return replace(
        panel,
        curves={name: curve for name, curve in panel.curves.items() if curve.generation in (None, generation)},
        inside={g: words for g, words in panel.inside.items() if g == generation},
        title=f"generation {generation:,}" if titled else "",
        meaning="",
    )


def _one_axis(figure: Figure, across: int) -> bool:
    """Return whether panels lie above each other on one axis."""
    if figure.split:
        return len(figure.rows) > 1
    first = figure.panels[0].x
    return across == 1 and all(panel.x.generations or panel.x == first for panel in figure.panels)


def _share_heights(axes: Sequence[Axes], row: Sequence[Panel]) -> None:
    """Let neighbours whose vertical axes are the same share it."""
    for place in range(1, len(row)):
        if row[place].y == row[place - 1].y and row[place].x.label == row[place - 1].x.label:
            axes[place].sharey(axes[place - 1])
            axes[place].set_ylabel("")
            axes[place].tick_params(labelleft=False)
            low, high = zip(*(one.get_ylim() for one in axes[place - 1 : place + 1]), strict=True)
            axes[place].autoscale(axis="y") if row[place].y.low is None else axes[place].set_ylim(min(low), max(high))


def _explain(drawing: Drawing, axes: Sequence[Axes], figure: Figure, across: int) -> None:
    """Put the legend below: what panels that need it show, each label once."""
    if across == 1:
        _explain_below(axes[-1], axes, figure.explained)
        return
    known = _labelled([one for one in axes if one.get_figure() is not None])
    longest = max((len(label) for label in known), default=1)
    columns = max(1, min(len(known), int(drawing.get_figwidth() / (HANDLE + LETTER * longest))))
    note = textwrap.fill(" ".join(figure.explained.split()), int(drawing.get_figwidth() / LETTER))
    made = drawing.legend(
        list(known.values()), list(known), title=note or None, loc="outside lower left", ncols=columns, borderpad=0.0
    )
    made.set_alignment("left")


def _labelled(axes: Sequence[Axes]) -> dict[str, Artist]:
    """Return label -> what bears it, of all that can be seen in these panels, the first of each."""
    known: dict[str, Artist] = {}
    for one in axes:
        pairs = zip(*one.get_legend_handles_labels(), strict=True)
        known |= {label: handle for handle, label in pairs if label not in known and visible(one, handle)}
    return known


def _explain_below(axes: Axes, shown: Sequence[Axes], note: str) -> None:
    """Put a legend under `axes`; what has a long name has a row to itself."""
    known = _labelled(shown)
    long = {label: handle for label, handle in known.items() if len(label) > LONG}
    short = {label: handle for label, handle in known.items() if label not in long}
    if short and long:
        columns = 3 if len(short) > 2 and max(map(len, short)) < 12 else 2
        rows = -(-len(short) // columns)
        drop = BELOW + LINE * 72.0 * (note.count("\n") + rows)
        below = legend(axes, drop=drop, handles=list(long.values()), labels=list(long))
        axes.add_artist(below)
        below.set_clip_on(False)  # or the layout leaves no room for it
        known = short
    longest = max(map(len, known), default=0)
    columns = 3 if len(known) > 2 and longest < 12 else 2 if longest <= WORDS or len(shown) > 1 else 1
    legend(axes, note, columns=columns, handles=list(known.values()), labels=list(known))


def draw_alone(axes: Axes, figure: Figure) -> None:
    """Draw the first panel of a figure on `axes`, with its legend below."""
    draw_panel(axes, figure.panels[0])
    _explain_below(axes, [axes], figure.explained)


def draw_row(drawing: Drawing | SubFigure, axes: Sequence[Axes], panels: Sequence[Panel]) -> None:
    """Draw panels on axes side by side, with their legend below."""
    for one, panel in zip(axes, panels, strict=True):
        draw_panel(one, panel)
    _share_heights(axes, panels)
    known = _labelled([axes[0]])
    columns = 3 if len(known) > 5 else len(known)
    drawing.legend(list(known.values()), list(known), loc="outside lower left", ncols=columns, borderpad=0.0)


def draw_panel(axes: Axes, panel: Panel) -> None:
    """Draw one panel of a described figure on `axes`, without a legend."""
    if panel.title or panel.meaning:
        small = not panel.title or len(panel.title) > TITLE
        words = panel.title or panel.meaning
        axes.set_title(words, pad=5, fontsize=6.4 if small else 8.0, fontweight="normal" if small else "bold")
    if panel.diagram is not None:
        draw_diagram(axes, panel.diagram)
        return
    draw_axes(axes, panel)
    if panel.scattered:
        draw_scattered(axes, panel)
    else:
        _draw_curves(axes, panel)
        _draw_theories(axes, panel)
    if panel.neutral is not None:
        axes.axhline(panel.neutral, color=LOOKS["limit"].colour, linewidth=0.6, zorder=0)
    for place, change in enumerate(panel.changes):
        line = axes.axvline(change, color=GREY, linewidth=0.7, linestyle=(0, (1, 2)), alpha=0.6, zorder=0)
        line.set_label("the world changes" if place == 0 else "_")
    _draw_levels(axes, panel)
    _draw_ends(axes, panel)
    if panel.y.low is not None or panel.y.high is not None:
        axes.set_ylim(panel.y.low, panel.y.high)
    if panel.beginning is not None:
        leave_out_beginning(axes, panel.beginning.values, panel.beginning.rest, panel.beginning.words)
    if panel.x.generations:
        generation_axis(axes, panel.x.high or 0.0)
    if axes.get_yscale() == "log":
        ticks_of_few_decades(axes)
    if panel.named:
        shown = [(curve.series, look_of(curve)) for curve in panel.curves.values()]
        name_ends(axes, [(one.label, float(one.middle[-1]), look.colour) for one, look in shown])


def _draw_curves(axes: Axes, panel: Panel) -> None:
    """Draw what was measured: moments from dark to light, bars side by side."""
    bars = {name: curve for name, curve in panel.curves.items() if curve.mark == "bars"}
    _draw_bars(axes, bars)
    moments = [one for one in panel.curves.values() if one.generation is not None and one.mark != "bars"]
    if panel.only_last_band:
        shown = [one.series for one in moments]
        draw_moments(axes, shown, markers=bool(shown) and shown[0].x.size <= MARKED)
    else:
        for place, one in enumerate(moments):
            draw_series(axes, one.series, look_of_moment(place, len(moments)), step=one.mark == "step")
    for curve in panel.curves.values():
        measured = not curve.theory and not curve.redundant and curve.generation is None
        if measured and curve.mark != "bars":
            series = panel.drawable(curve)
            series = series if panel.keyed and not panel.named else replace(series, label="_")
            draw_series(axes, series, look_of(curve), step=curve.mark == "step")
    if panel.gap is not None:
        _shade(axes, panel, panel.gap)


def _draw_theories(axes: Axes, panel: Panel) -> None:
    """Draw curves of theory: over generations on what was measured, where theory is right; else below it."""
    for curve in panel.curves.values():
        if curve.theory and curve.mark != "bars":
            if panel.x.generations:
                shown = replace(panel.drawable(curve), replicates=0)
                draw_series(axes, shown, look_named(curve.look), step=curve.mark == "step")
            else:
                _draw_theory(axes, curve, named=panel.named)


def _shade(axes: Axes, panel: Panel, gap: Shading) -> None:
    """Shade the gap between the middles of two curves; where it is a loss, in grey."""
    low, high = panel.curves[gap.low].series, panel.curves[gap.high].series
    if low.x.size < 2 or low.apart or high.apart:
        return
    gains, losses = ("learning gain", LOOKS["gain"].colour, 0.22), ("learning harms", "#888888", 0.3)
    for (label, colour, alpha), where in ((gains, ~gap.harms), (losses, gap.harms)):
        if where.any():
            parts = None if where.all() else where
            shade = axes.fill_between(
                low.x, low.middle, high.middle, where=parts, interpolate=parts is not None, color=colour, alpha=alpha
            )
            shade.set(label=label, zorder=0.5, linewidth=0)


def _draw_ends(axes: Axes, panel: Panel) -> None:
    for label, place in panel.ends.items():
        line = axes.axvline(place, color=LOOKS["gain"].colour, linewidth=3.0, alpha=0.45, zorder=0)
        line.set_label(label)


def _draw_theory(axes: Axes, curve: Curve, *, named: bool) -> None:
    series, look = curve.series, look_named(curve.look)
    if curve.mark == "ticks":
        for x, y in zip(series.x, series.middle, strict=True):
            (line,) = axes.plot([x - 0.42, x + 0.42], [y, y], color=look.colour, linestyle=look.line, zorder=4)
            line.set_label("_")
        line.set_label(series.label)
        return
    marker = "_" if series.x.size == 1 else ""
    axes.plot(
        series.x, series.middle, color=look.colour, linestyle=look.line, linewidth=look.width, marker=marker,
        zorder=1.5, label="_" if named else series.label,
    )  # fmt: skip


def _draw_bars(axes: Axes, bars: Mapping[str, Curve]) -> None:
    """Draw bars of several curves side by side, of the last generation, and replicates as points."""
    last = max((curve.generation or 0 for curve in bars.values()), default=0)
    shown = [curve for curve in bars.values() if curve.generation in (None, last)]
    width = 0.8 / max(len(shown), 1)
    for side, curve in enumerate(shown):
        x, look = curve.series.x + (side - 0.5 * (len(shown) - 1)) * width, look_named(curve.look)
        label = curve.series.label or "_"
        axes.bar(x, curve.series.middle, 0.9 * width, color=look.colour, alpha=0.75, label=label, zorder=1)
        if curve.replicates is not None and len(curve.replicates) > 1:
            spread = np.linspace(-0.25, 0.25, len(curve.replicates)) * width
            for offset, heights in zip(spread, curve.replicates, strict=True):
                if curve.joined:
                    axes.plot(x + offset, heights, color=GREY, linewidth=0.6, alpha=0.6, zorder=2)
                draw_points(axes, x + offset, heights, "#ffffff")


def _draw_levels(axes: Axes, panel: Panel) -> None:
    """Draw levels in their own look, or in the colour of the curve that they are for; a logarithmic axis has no 0.

    Levels that coincide are one line, which bears the names of all: the others could not be seen.
    """
    drawn = [level for level in panel.levels.values() if level.value > 0.0 or axes.get_yscale() != "log"]
    for level in (one for one in drawn if one.curve):
        look, colour = look_named(level.look), look_named(panel.curves[level.curve].look).colour
        axes.axhline(level.value, color=colour, linestyle=look.line, linewidth=look.width, zorder=1, label="_")
    alone: dict[float, list[LevelLine]] = {}  # value -> levels that cannot be told apart
    for level in (one for one in drawn if not one.curve):
        alone.setdefault(float(f"{level.value:.9g}"), []).append(level)
    for value, same in alone.items():
        look, words = look_named(same[0].look), " = ".join(one.legend or one.label for one in same)
        words = textwrap.fill(words, WORDS) if len(same) > 1 else words
        axes.axhline(value, color=look.colour, linestyle=look.line, linewidth=look.width, zorder=1, label=words)
    for label, line in {one.label: look_named(one.look).line for one in panel.levels.values() if one.curve}.items():
        axes.plot([], [], color=GREY, linestyle=line, linewidth=1.0, label=label)
