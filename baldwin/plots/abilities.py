"""Axes of innate and learned ability: scores as they are, errors positive, over decades where they span them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from baldwin.plots.bands import Flags, Floats, Series, summarise
from baldwin.plots.style import LOOKS
from baldwin.plots.subjects import Level, Subject, subject_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from baldwin.engine import Columns
    from baldwin.store import Run

__all__ = [
    "ability_axis",
    "constant",
    "draw_levels",
    "leave_out_beginning",
    "mark_ceiling",
    "moments",
    "of_moment",
    "rows_at",
    "spans_decades",
    "ticks_of_few_decades",
]

DECADES = 1.2  # of errors, from which on their axis is logarithmic
FAR = 2.0  # what lies this many heights of all the rest above or below it is told in words


def spans_decades(subject: Subject, curves: Iterable[Series]) -> bool:
    """Return whether what is shown is an error, positive, and its curves span more than a decade."""
    values = np.concatenate([curve.middle for curve in curves])
    values = values[np.isfinite(values)]
    if not subject.error or not values.size or values.min() <= 0.0:
        return False
    return bool(np.log10(values.max() / values.min()) > DECADES)


def ability_axis(axes: Axes, subject: Subject, label: str, *, logarithmic: bool) -> None:
    """Label the vertical axis, and choose its scale."""
    from matplotlib.ticker import MaxNLocator

    axes.set_ylabel(label)
    if not logarithmic:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
        if subject.from_zero:
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


def constant(level: Level, x: Floats) -> Series:
    """Return a level of theory as a curve over `x`."""
    nothing = np.full(x.size, np.nan)
    return Series(level.label, x, np.full(x.size, level.value), nothing, nothing, 0)


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
    levels = [subject_of(run.definition).levels(run.assays).get("ceiling") for run in runs]
    if levels[0] is None or any(level != levels[0] for level in levels):
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


def moments(run: Run, shares: Iterable[float]) -> list[int]:
    """Return the assayed generations nearest to these shares of the evolution, each once, in order."""
    known = np.unique(run.assays["generation"])
    span = known[-1] - known[0]
    return sorted({int(known[np.abs(known - known[0] - share * span).argmin()]) for share in shares})


def rows_at(table: Columns, generation: int) -> Flags:
    """Return which rows of a table are of this generation."""
    return np.asarray(table["generation"] == generation)


def of_moment(values: Floats, label: str, x: Floats) -> Series:
    """Return `values` (replicates, n) at one moment as a curve over `x` (n,)."""
    return Series(label, x, *summarise(values.T), replicates=values.shape[0])
