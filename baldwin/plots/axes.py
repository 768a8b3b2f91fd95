"""Axes of described panels: labels, scales, ticks; what lies far off is told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.description import ChartAxis, Panel
from baldwin.figures.series import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MARKED", "draw_axes", "few_ticks", "leave_out_beginning", "ticks_of_few_decades"]

MARKED = 15  # places of a curve, up to which each has a mark
ABREAST = 48  # characters of names beside each other; of more they stand upright
FAR = 2.0  # heights of all other values, beyond which the beginning is written in words


def leave_out_beginning(axes: Axes, beginning: Floats, rest: Floats, words: str) -> None:
    """Let the vertical axis show the `rest` where the beginning would flatten it, and tell the beginning in `words`."""
    logarithmic = axes.get_yscale() == "log"
    parts = [part[np.isfinite(part) & ((part > 0.0) | (not logarithmic))] for part in (beginning, rest)]
    if not all(part.size for part in parts):
        return
    early, later = (np.log10(part) if logarithmic else part for part in parts)
    low, high = float(later.min()), float(later.max())
    height = high - low
    above, below = early.max() > high + FAR * height, early.min() < low - FAR * height
    if height <= 0.0 or not (above or below):
        return
    margins = (0.08 * height, 0.25 * height) if above else (0.25 * height, 0.08 * height)
    limits = low - margins[0], high + margins[1]
    axes.set_ylim(*(10.0**limit for limit in limits) if logarithmic else limits)
    ticks_of_few_decades(axes)
    text = f"{words} {'↑' if above else '↓'}".replace("-", "−")
    place, side = (0.98, "top") if above else (0.03, "bottom")
    axes.text(0.99, place, text, ha="right", va=side, fontsize=7, transform=axes.transAxes)


def ticks_of_few_decades(axes: Axes) -> None:
    """Label 1, 2, 5, 10 on a logarithmic axis that has not many powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = axes.get_ylim()
    if axes.get_yscale() == "log" and high / low < 300.0:
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())


def few_ticks(axes: Axes) -> None:
    """Label few generations, as narrow panels have room for."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def draw_axes(axes: Axes, panel: Panel) -> None:
    """Label the axes, and choose their scales."""
    from matplotlib.ticker import EngFormatter, MaxNLocator, PercentFormatter

    axes.set_xlabel(panel.x.label)
    axes.set_ylabel(panel.y.label)
    if panel.y.logarithmic:
        axes.set_yscale("log", nonpositive="mask")
    elif panel.y.low is None or panel.y.high is None:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5 if panel.size >= 1.0 else 4))
    elif panel.y.whole:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    if panel.y.scale is not None:
        right = axes.secondary_yaxis("right")
        right.set_ylabel(panel.y.scale.label)
        right.set_yticks(list(panel.y.scale.values), list(panel.y.scale.values.values()))
        axes.set_yticks(list(panel.y.scale.values))
    if panel.y.percent:
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    if panel.x.names:
        axes.set_xticks(range(len(panel.x.names)), panel.x.names)
        if sum(max(map(len, name.splitlines())) for name in panel.x.names) > ABREAST:
            axes.tick_params("x", labelrotation=90, labelsize=6.4)
        axes.set_xlim(-0.6, len(panel.x.names) - 0.4)
    elif not panel.x.generations:
        _limit(axes, panel.x)
        if not panel.x.logarithmic:
            ticks = 4 if panel.x.short else 6 if panel.size >= 1.0 else 5
            axes.xaxis.set_major_locator(MaxNLocator(nbins=ticks, integer=panel.x.whole))
        if panel.x.short:
            axes.xaxis.set_major_formatter(EngFormatter(sep=""))


def _limit(axes: Axes, x: ChartAxis) -> None:
    if x.logarithmic:
        axes.set_xscale("log")
    if x.low is not None and x.high is not None and x.high > x.low:
        room = 0.03 * (x.high - x.low) if x.high - x.low < MARKED and x.low > 0 and not x.logarithmic else 0.0
        axes.set_xlim(x.low - room, x.high + room)
