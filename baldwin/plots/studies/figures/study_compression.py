"""Ability at birth and after learning against the compression of the genome, encoding by encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.studies import compression
from baldwin.figures.studies.cells import Cells
from baldwin.plots.comparing import draw_beside

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 35
NEEDS = "a study with two cells or more of compressed genomes"


def applies(cells: Cells) -> bool:
    """Return whether there are compressions to compare."""
    return compression.applies(cells.runs)


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure: panels side by side."""
    del quantity
    return draw_beside(compression.describe(cells.runs))
