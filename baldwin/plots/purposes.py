"""What figures are drawn for: print, or slides, where lines and points are seen from the last row of a room."""

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
SCREEN = 1920, 1080  # pixels


def embolden(figure: ShownFigure) -> None:
    """Make lines and points of a figure, and of its legends, `BOLD` times as thick, and its pictures fill a screen."""
    from matplotlib.legend import Legend
    from matplotlib.lines import Line2D

    figure.screen = SCREEN
    drawn: list[Any] = [one for axes in figure.get_axes() for one in (*axes.lines, *axes.collections)]
    drawn += [handle for legend in figure.findobj(Legend) for handle in getattr(legend, "legend_handles", ())]
    for one in drawn:
        if isinstance(one, Line2D):
            one.set_linewidth(BOLD * one.get_linewidth())
            one.set_markersize(BOLD * one.get_markersize())
        elif hasattr(one, "get_linewidths"):
            one.set_linewidths([BOLD * width for width in one.get_linewidths()])


def known_purpose(text: str, option: str) -> Purpose:
    """Return what figures are drawn for, given as a text.

    Raises:
        UsageError: there is no such style; the line begins with `option`.
    """
    for purpose in PURPOSES:
        if text == purpose:
            return purpose
    raise UsageError(f"{option} {text}: no such style. {did_you_mean(text, PURPOSES, '{}')}")
