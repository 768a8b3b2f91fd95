"""Figures of runs: one file each in `figures/`, found there; nothing here loads a kernel or opens a window.

A figure is a module with a docstring, whose first line `baldwin plot --list` prints, and

    ORDER: int                                    its place among the figures
    NEEDS: str                                    what it draws, for errors: "one run with assays"
    applies(runs) -> bool                         whether it can draw these runs
    data(runs) -> dict[str, Series]               what it draws, as numbers
    draw(runs) -> matplotlib.figure.Figure        called inside `style.style()`
"""
