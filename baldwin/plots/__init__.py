"""Draws figures of runs and studies with matplotlib; nothing here loads a kernel or opens a window.

Most figures of runs are described in `baldwin.figures.runs`, for every renderer, and `drawing` draws them. A figure
that only matplotlib draws is a module in `baldwin/plots/figures/` (few are: describe a new one, and reports show it
too), with a docstring, whose first line `baldwin plot --list` prints, and

    ORDER: int                                    its place among the figures
    NEEDS: str                                    what it draws, for errors: "one run with assays"
    applies(runs) -> bool                         whether it can draw these runs
    data(runs) -> dict[str, Series]               what it draws, as numbers
    draw(runs) -> matplotlib.figure.Figure        called inside `style.style()`
"""

from __future__ import annotations

import logging

__all__: list[str] = []

_OF_NO_CACHE = ("mkdir -p failed for path", "Matplotlib created a temporary cache directory")


def _matters(record: logging.LogRecord) -> bool:
    """Return whether a word of matplotlib's is worth a line: that it keeps fonts elsewhere changes no figure."""
    return not str(record.msg).startswith(_OF_NO_CACHE)


logging.getLogger("matplotlib").addFilter(_matters)
