"""The run at a glance: what is inherited or learned, and what it is worth at birth and after learning.

No figure of its own: described figures side by side, as a page has them below each other anyway.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from baldwin.figures.catalogue import described
from baldwin.figures.changes import describe
from baldwin.figures.series import Series
from baldwin.plots.drawing import at_generation, draw_alone, draw_row
from baldwin.plots.style import PAGE, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 0
NEEDS = "one run with alleles and assays, or with assays of lives that learn"

HEIGHT, EXAMPLES = 3.1, 2.1  # inches, of each row

WORTH = ("innate_learned", "what it is worth, at birth and after learning")
INHERITED = ("allele_shares", "what is inherited")
EVOLVED = ("innate_learned", "ability at birth and after learning")
LIVED = ("lifetime_curve", "within one life")
DONE = ("behaviour", "what lives do")


def _panels(runs: Runs) -> list[tuple[str, str]]:
    """Return the figures that tell the story, and their titles; a life of a single trial has no course."""
    if described()["allele_shares"].applies(runs):
        return [INHERITED, WORTH]
    once = described()["behaviour"].applies(runs) and not described()["lifetime_curve"].applies(runs)
    return [EVOLVED, DONE if once else LIVED]


def applies(runs: Runs) -> bool:
    """Return whether every panel can be drawn."""
    return all(described()[panel].applies(runs) for panel, _ in _panels(runs))


def data(runs: Runs) -> dict[str, Series]:
    """Return the curves of all panels above."""
    found: dict[str, Series] = {}
    for panel, _ in _panels(runs):
        found |= described()[panel].describe(runs).numbers
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page; where examples were recorded, they fill a row below."""
    panels = _panels(runs)
    examples = described()["examples"]
    pictured = examples.applies(runs) and panels[0] == EVOLVED
    figure = new_figure(PAGE, HEIGHT + (EXAMPLES if pictured else 0.0))
    upper: Any = figure
    lower: Any = None
    if pictured:
        parts: Any = figure.subfigures(2, 1, height_ratios=[HEIGHT, EXAMPLES], hspace=0.04)
        upper, lower = parts
    for axes, mark, (panel, title) in zip(upper.subplots(1, len(panels)), "abc", panels, strict=False):
        whole = describe(described()[panel], runs)
        draw_alone(axes, whole if panel != DONE[0] else replace(whole, note=""))  # its note is of all its panels
        letter(axes, f"{mark}   {title}")
    if lower is not None:
        generation = int(runs[0].assays["generation"].max())
        shown = [at_generation(p, generation, titled=False) for p in examples.describe(runs, [generation]).panels]
        row = list(lower.subplots(1, len(shown), squeeze=False)[0])
        draw_row(lower, row, shown)
        letter(row[0], f"c   task instances, generation {generation:,}")
    return figure
