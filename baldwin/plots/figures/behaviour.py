"""What lives do, in the measures that a task of trials reports: each over generations."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.policies import at_moments, of_column
from baldwin.figures.series import Series, band_note
from baldwin.figures.tables import has, last_generation
from baldwin.plots.marks import draw_moments
from baldwin.plots.style import LOOKS, PAGE, draw_series, generation_axis, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 38
NEEDS = "one run with assays of a task of trials that reports what lives do"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution, of measures that are lists
ELSEWHERE = {  # measures that have a figure of their own
    *("stay", "model_based_index", "model_free_index", "lag_weights"),
    *("matching_slope", "reward_kernel", "choice_kernel", "win_stay", "lose_shift"),
    *("learning_rate_stable", "learning_rate_volatile", "rate_low", "rate_high"),
    *("rpe_before", "rpe_experienced", "rpe_inferred"),
}
COLUMNS, HEIGHT = 3, 1.75  # panels in a row, and inches of each
WRAP, SMALL = 33, 6.4  # characters and points of what a measure means


def _shown(runs: Runs) -> dict[str, str]:
    """Return the measures that can be drawn, and what they mean."""
    if len(runs) != 1:
        return {}
    known = {name: text for name, text in presentation_of(runs[0].definition).measures.items() if name not in ELSEWHERE}
    return {name: text for name, text in known.items() if has(runs[0], name) and _drawable(runs, name)}


def _drawable(runs: Runs, name: str) -> bool:
    """Return whether a measure is numbers, or lists of the same length, and ever defined."""
    values = runs[0].assays.get(name)
    return values is not None and values.ndim <= 2 and values.size > 0 and bool(np.isfinite(values).any())


def applies(runs: Runs) -> bool:
    """Return whether there is one run with such measures."""
    return bool(_shown(runs))


def data(runs: Runs) -> dict[str, Series]:
    """Return `<measure>` over generations; of a list `<measure>_generation_<g>` over its places, from 1."""
    found = {}
    for name in _shown(runs):
        values = runs[0].assays[name]
        if values.ndim == 1:
            found[name] = of_column(runs[0], name, name.replace("_", " "))
            continue
        x = np.arange(1.0, values.shape[1] + 1.0)
        found |= {f"{name}_{moment}": curve for moment, curve in at_moments(runs[0], name, SHARES, x).items()}
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure: a panel for each measure, and above it what it means."""
    curves, shown = data(runs), _shown(runs)
    columns = 2 if len(shown) == 4 else min(COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    figure = new_figure(PAGE * max(columns, 1.5) / COLUMNS, 0.45 + HEIGHT * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, (name, meaning) in zip(panels, shown.items(), strict=False):
        _draw_measure(axes, runs, curves, name)
        axes.set_ylabel(textwrap.fill(name.replace("_", " "), 18))
        axes.set_title(textwrap.fill(meaning, WRAP), fontsize=SMALL, fontweight="normal", pad=5)
    for axes in panels[len(shown) :]:
        axes.remove()
    explained: dict[str, Artist] = {}
    for axes in panels[: len(shown)]:
        handles, names = axes.get_legend_handles_labels()
        explained |= {name: handle for name, handle in zip(names, handles, strict=True) if "generation" in name}
    note = band_note(next(iter(curves.values())))
    made = figure.legend(
        list(explained.values()),
        list(explained),
        loc="outside lower left",
        ncols=columns + 1,
        borderpad=0.0,
        title=note,
    )
    made.set_alignment("left")
    return figure


def _draw_measure(axes: Axes, runs: Runs, curves: dict[str, Series], name: str) -> None:
    """Draw one measure over generations, or a list at some moments."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    if name in curves:
        draw_series(axes, curves[name], LOOKS["single"])
        generation_axis(axes, last_generation(runs[0]))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        return
    lists = [curve for key, curve in curves.items() if key.startswith(f"{name}_generation_")]
    draw_moments(axes, lists, markers=lists[0].x.size <= 12)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.set_xlabel("place in the list")
