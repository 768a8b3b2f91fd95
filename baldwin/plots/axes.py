"""Axes of innate and learned ability: scores as they are, errors positive, over decades where they span them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Floats, Series
from baldwin.plots.style import LOOKS
from baldwin.presentation import Presentation, presentation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from baldwin.store import Run

__all__ = ["ability_axis", "draw_levels", "leave_out_beginning", "mark_ceiling", "ticks_of_few_decades"]

FAR = 2.0  # heights of all other values, beyond which the beginning is written in words


def ability_axis(axes: Axes, presentation: Presentation, label: str, *, logarithmic: bool) -> None:
    """Label the vertical axis, and choose its scale."""
    from matplotlib.ticker import MaxNLocator

    axes.set_ylabel(label)
    if not logarithmic:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
        if presentation.from_zero:
            axes.set_ylim(bottom=0.0)
        return
    axes.set_yscale("log")
    ticks_of_few_decades(axes)


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


def draw_levels(axes: Axes, levels: dict[str, Series]) -> None:
    """Draw lines across for what theory knows; not 0 on a logarithmic axis, which has no place for it."""
    for name, level in levels.items():
        if axes.get_yscale() == "log" and level.middle[0] <= 0.0:
            continue
        look = LOOKS[name]
        line = axes.axhline(level.middle[0], color=look.colour, linestyle=look.line, linewidth=look.width, zorder=1)
        line.set_label(level.label)


def mark_ceiling(axes: Axes, runs: Sequence[Run]) -> None:
    """Draw the ceiling that the tasks of all `runs` set to innate ability, and name it there; none if they differ."""
    levels = [presentation_of(run.definition).levels(run.assays).get("ceiling") for run in runs]
    if levels[0] is None or any(level != levels[0] for level in levels):
        return
    if axes.get_yscale() == "log" and levels[0].value <= 0.0:
        return
    look = LOOKS["ceiling"]
    axes.axhline(levels[0].value, color=look.colour, linestyle=look.line, linewidth=look.width, zorder=0)
    place = axes.get_yaxis_transform()
    axes.annotate(
        levels[0].label,
        (0.99, levels[0].value),
        xytext=(0, 3),
        xycoords=place,
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=6.5,
    )
