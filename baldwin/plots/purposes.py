"""What figures are drawn for: print, or slides, which are read from the last row of a room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError

if TYPE_CHECKING:
    from baldwin.plots.showing import ShownFigure

__all__ = ["BOLD", "SCREEN", "Purpose", "embolden", "known_purpose"]

Purpose = Literal["print", "slides"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

BOLD = 1.8  # times as thick as in print
READABLE = 34  # pixels of the smallest words on such a screen: 17 points on a slide of 13 by 7.5 inches
LARGEST = 1.35  # times as large as in print: more, and the words of panels beside each other meet
SCREEN = 1920, 1080  # pixels


def embolden(figure: ShownFigure) -> None:
    """Make lines and points of a figure `BOLD` times as thick, words `READABLE`, and its pictures fill a screen."""
    from matplotlib.legend import Legend
    from matplotlib.lines import Line2D

    figure.screen = SCREEN
    _enlarge(figure)
    drawn: list[Any] = [one for axes in figure.get_axes() for one in (*axes.lines, *axes.collections)]
    drawn += [handle for legend in figure.findobj(Legend) for handle in getattr(legend, "legend_handles", ())]
    for one in drawn:
        if isinstance(one, Line2D):
            one.set_linewidth(BOLD * one.get_linewidth())
            one.set_markersize(BOLD * one.get_markersize())
        elif hasattr(one, "get_linewidths"):
            one.set_linewidths([BOLD * width for width in one.get_linewidths()])


def _enlarge(figure: ShownFigure) -> None:
    """Make the words along axes as large as `READABLE` asks for, if they are smaller, and as far as there is room."""
    from matplotlib import rcParams

    smallest = float(rcParams["xtick.labelsize"])
    times = min(LARGEST, READABLE / (smallest / 72 * figure.dots(100)))
    if times <= 1.0:
        return
    figure.draw_without_rendering()  # which finds out where everything is
    for axes in figure.get_axes():
        room = axes.get_window_extent()
        for axis, length in ((axes.xaxis, room.width), (axes.yaxis, room.height)):
            size = float(axis.get_tick_params("major").get("labelsize", smallest))
            axis.set_tick_params("both", labelsize=times * size)
            taken = axis.label.get_window_extent()
            fits = length / max(taken.width, taken.height, 1.0)
            axis.label.set_fontsize(max(1.0, min(times, fits)) * float(axis.label.get_fontsize()))


def known_purpose(text: str, option: str) -> Purpose:
    """Return what figures are drawn for, given as a text.

    Raises:
        UsageError: there is no such style; the line begins with `option`.
    """
    for purpose in PURPOSES:
        if text == purpose:
            return purpose
    raise UsageError(f"{option} {text}: no such style. {did_you_mean(text, PURPOSES, '{}')}")
