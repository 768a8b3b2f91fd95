"""Figures of studies: one file each in `figures/`, found there, and drawn by `baldwin plot STUDY`.

A figure is a module with a docstring, whose first line `baldwin plot --list` prints, and

    ORDER: int                                    its place among the figures
    NEEDS: str                                    what it draws, for errors
    applies(cells) -> bool                        whether it can draw this study
    draw(cells, quantity) -> Figure               called inside `style.style()`; some show abilities only
"""
