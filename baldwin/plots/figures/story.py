"""The run at a glance: alleles on the left, innate and learned ability on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.plots.bands import Series
from baldwin.plots.figures import allele_shares, innate_learned
from baldwin.plots.style import PAGE, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 0
NEEDS = "one run with alleles and assays"


def applies(runs: Runs) -> bool:
    """Return whether both halves can be drawn."""
    return allele_shares.applies(runs) and innate_learned.applies(runs)


def data(runs: Runs) -> dict[str, Series]:
    """Return the curves of both halves."""
    return allele_shares.data(runs) | innate_learned.data(runs)


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page."""
    figure = new_figure(PAGE, 3.1)
    left, right = figure.subplots(1, 2)
    allele_shares.draw_on(left, runs)
    innate_learned.draw_on(right, runs)
    letter(left, "a   what is inherited")
    letter(right, "b   what it is worth, at birth and after learning")
    return figure
