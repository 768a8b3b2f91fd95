"""What learning multiplies fitness by, against plastic loci, and how the population moves along that curve.

Why matplotlib alone draws it: `baldwin.figures.plastic_loci`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.plastic_loci import competent_at, counted, worth
from baldwin.figures.series import Floats, Series
from baldwin.plots.style import COLUMN, LOOKS, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 30
NEEDS = "one run of a needle population that learns, with fitness, assays and a budget of trials that does not evolve"

RIDGES = 6


def applies(runs: Runs) -> bool:
    """Return whether there is one run with a gain function, finite somewhere, and histograms of plastic loci."""
    if len(runs) != 1 or not counted(runs[0]):
        return False
    terms = worth(runs[0])
    return terms is not None and bool(np.isfinite(_gain(*terms)).any())


def _gain(learned: Floats, innate: Floats) -> Floats:
    """Return learned / innate fitness: infinite where only learners have any, NaN where none has."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return learned / innate


def data(runs: Runs) -> dict[str, Series]:
    """Return `gain` over the number of plastic loci q, and `generation_<g>`: competent individuals by q.

    Histograms hold the individuals of all replicates, as shares of those that are competent; NaN if none is.
    """
    run = runs[0]
    terms = worth(run)
    if terms is None:
        return {}
    learned, innate = terms
    q = np.arange(learned.size, dtype=np.float64)
    nothing = np.full(q.size, np.nan)
    found = {"gain": Series("gain function", q, _gain(learned, innate), nothing, nothing, 0)}
    for g in _moments(np.unique(run.assays["generation"])):
        counts = competent_at(run.assays, g)
        histogram = counts.sum(axis=0)
        total = histogram.sum()
        shares = histogram / total if total else nothing
        found[f"generation_{g}"] = Series(f"{total:,.0f}", q, shares, nothing, nothing, len(counts))
    return found


def _moments(known: Floats) -> list[int]:
    """Return up to `RIDGES` of the `known` generations: the founders, then ever wider apart, as evolution slows."""
    last = float(known[-1])
    wished = np.geomspace(min(5.0, max(last, 1.0)), max(last, 1.0), RIDGES - 1)
    digits = 10.0 ** np.floor(np.log10(wished))
    round_numbers = [0.0, *(np.round(wished / digits) * digits)[:-1], last]
    nearest = {int(known[np.abs(known - wish).argmin()]) for wish in round_numbers}
    return sorted(nearest)


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide: the curve above, the population below, on one axis."""
    from matplotlib.ticker import MaxNLocator

    curves = data(runs)
    gain = curves["gain"]
    ridges = {int(name.rpartition("_")[2]): curve for name, curve in curves.items() if name != "gain"}
    height = 0.32 * max(len(ridges), 4)
    figure = new_figure(COLUMN, 2.3 + height)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[1.5, height])
    gain = replace(gain, middle=np.where(np.isfinite(gain.middle), gain.middle, np.nan))  # an axis has no infinity
    peak = int(np.nanargmax(gain.middle))
    _draw_gain(upper, gain, peak)
    _draw_ridges(lower, ridges, peak)
    furthest = max((float(curve.x[curve.middle > 0].max(initial=0)) for curve in ridges.values()), default=0.0)
    end = max(furthest + 2.0, 2.0 * peak + 4.0, 24.0)
    lower.set_xlim(-0.6, min(gain.x[-1], end) + 0.6)
    lower.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    letter(upper, "a   where learning hides or guides")
    letter(lower, "b   where the population is")
    return figure


def _draw_gain(axes: Axes, gain: Series, peak: int) -> None:
    look = LOOKS["learned"]
    axes.plot(gain.x, gain.middle, color=look.colour, linewidth=look.width, marker="o", markersize=2.5)
    axes.axhline(1.0, color=LOOKS["limit"].colour, linewidth=0.6, zorder=0)
    axes.axvline(peak, color=LOOKS["limit"].colour, linestyle=LOOKS["limit"].line, linewidth=0.9, zorder=0)
    top = float(np.nanmax(gain.middle))
    axes.set_ylim(0.0, max(1.25 * top, 1.5))
    across = axes.get_xaxis_transform()
    if peak > 0:
        axes.text(peak - 0.35, 0.97, "← hides", ha="right", va="top", fontsize=7, transform=across)
    axes.text(peak + 0.35, 0.97, "guides →", ha="left", va="top", fontsize=7, transform=across)
    axes.set_ylabel("gain g(q):\nlearned / innate fitness")
    axes.annotate(f"peak q* = {peak}", (peak, top), xytext=(9, -1), textcoords="offset points", fontsize=7, va="center")


def _draw_ridges(axes: Axes, ridges: dict[int, Series], peak: int) -> None:
    from matplotlib import colormaps

    colours = colormaps["cividis"](np.linspace(0.0, 0.92, max(len(ridges), 2)))
    for place, (colour, curve) in enumerate(zip(colours, ridges.values(), strict=False)):
        base = -float(place)
        axes.axhline(base, color="#999999", linewidth=0.4, zorder=place)
        heights = np.nan_to_num(curve.middle)
        scaled = 0.86 * heights / heights.max() if heights.max() > 0 else heights
        edges = np.append(curve.x - 0.5, curve.x[-1] + 0.5)
        shown = np.flatnonzero(scaled)
        if shown.size:
            first, end = shown[0], shown[-1] + 1
            outline = base + scaled[first:end]
            axes.stairs(outline, edges[first : end + 1], baseline=base, fill=True, color=colour, zorder=place)
    axes.axvline(peak, color=LOOKS["limit"].colour, linestyle=LOOKS["limit"].line, linewidth=0.9, zorder=99)
    baselines = [-float(place) for place in range(len(ridges))]
    axes.set_yticks(baselines, [str(g) for g in ridges])
    axes.tick_params(axis="y", length=0)
    counts = axes.secondary_yaxis("right")
    counts.set_yticks(baselines, [curve.label for curve in ridges.values()])
    counts.tick_params(axis="y", length=0, labelsize=6)
    counts.spines["right"].set_visible(False)
    counts.set_ylabel("competent individuals", fontsize=7)
    axes.set_ylim(-len(ridges) + 0.9, 1.0)
    axes.set_ylabel("generation")
    axes.set_xlabel("plastic loci q of genomes without a wrong allele")
