"""Learning rates that choices show, in stable and in volatile worlds: does learning fit the world?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from baldwin.figures.policies import last_rows, level, of_column
from baldwin.figures.series import Series, band_note, summarise
from baldwin.figures.tables import has, last_generation
from baldwin.neural.tasks.restless import Restless
from baldwin.neural.tasks.volatility import Volatility
from baldwin.neural.theory import ideals
from baldwin.plots.marks import PAIR, draw_points
from baldwin.plots.style import PAGE, THEORY, draw_series, generation_axis, legend, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 35
NEEDS = "one run of a task of stable and volatile worlds, with assays"


class Pair(NamedTuple):
    """Two columns of learning rates, and what the worlds are called in which they are fitted."""

    columns: tuple[str, str]
    labels: tuple[str, str]


PAIRS = (
    Pair(("learning_rate_stable", "learning_rate_volatile"), ("stable times", "volatile times")),
    Pair(("rate_low", "rate_high"), ("low volatility", "high volatility")),
)


def _pair(runs: Runs) -> Pair | None:
    """Return the columns that the run has, some of them defined."""
    found = [pair for pair in PAIRS if len(runs) == 1 and has(runs[0], *pair.columns)]
    return next((pair for pair in found if any(np.isfinite(runs[0].assays[name]).any() for name in pair.columns)), None)


def applies(runs: Runs) -> bool:
    """Return whether there is one run with learning rates in two kinds of world."""
    return _pair(runs) is not None


def data(runs: Runs) -> dict[str, Series]:
    """Return `stable` and `volatile` over generations, `<which>_end` of each replicate, `<which>_ideal` of theory."""
    pair = _pair(runs)
    assert pair is not None
    found = {}
    for which, column, label in zip(("stable", "volatile"), pair.columns, pair.labels, strict=True):
        found[which] = of_column(runs[0], column, label)
        end = last_rows(runs[0], column)
        nothing = np.full(end.size, np.nan)
        found[f"{which}_end"] = Series(label, np.arange(float(end.size)), end, nothing, nothing, end.size)
    for which, rate in zip(("stable", "volatile"), _theory(runs), strict=True):
        if np.isfinite(rate):
            found[f"{which}_ideal"] = level(f"ideal, {found[which].label}", rate, found[which].x)
    return found


def _theory(runs: Runs) -> tuple[float, float]:
    """Return the rates that fit an ideal observer, NaN where there is none."""
    task = getattr(runs[0].definition, "task", None)
    if isinstance(task, Volatility):
        return ideals.rates_volatility(task)
    return ideals.rates_restless(task) if isinstance(task, Restless) else (float("nan"), float("nan"))


def draw(runs: Runs) -> Figure:
    """Return the figure: rates over generations at the left, those of each replicate at the end at the right."""
    curves = data(runs)
    figure = new_figure(PAGE * 0.75, 3.0)
    left, right = figure.subplots(1, 2, width_ratios=[1.8, 1.0], sharey=True)
    for which, look in zip(("stable", "volatile"), PAIR, strict=True):
        draw_series(left, curves[which], look)
        if f"{which}_ideal" in curves:
            value = curves[f"{which}_ideal"].middle[0]
            for axes in (left, right):
                axes.axhline(value, color=look.colour, linestyle=THEORY.line, linewidth=1.0, zorder=1)
    if any(name.endswith("_ideal") for name in curves):
        left.plot(
            [],
            [],
            color="#444444",
            linestyle=THEORY.line,
            linewidth=1.0,
            label="the same rule fitted to\nan ideal observer",
        )
    _draw_end(right, curves)
    generation_axis(left, last_generation(runs[0]))
    left.set_ylim(0.0, min(1.02, 1.15 * left.get_ylim()[1]))
    left.set_ylabel("fitted learning rate\n(Rescorla-Wagner)")
    letter(left, "a   through evolution")
    letter(right, f"b   generation {last_generation(runs[0]):,}")
    legend(left, band_note(curves["stable"]), columns=2)
    return figure


def _draw_end(axes: Axes, curves: dict[str, Series]) -> None:
    """Join the two rates of each replicate; the median is a bar across."""
    stable, volatile = curves["stable_end"], curves["volatile_end"]
    for low, high in zip(stable.middle, volatile.middle, strict=True):
        axes.plot([0.0, 1.0], [low, high], color="#999999", linewidth=0.8, zorder=2)
    for place, (curve, look) in enumerate(zip((stable, volatile), PAIR, strict=True)):
        draw_points(axes, np.full(curve.middle.size, float(place)), curve.middle, look.colour)
        middle = summarise(curve.middle[None])[0][0]
        axes.plot([place - 0.18, place + 0.18], [middle] * 2, color=look.colour, linewidth=2.2, zorder=2)
    axes.set_xlim(-0.5, 1.5)
    axes.set_xticks([0, 1], [stable.label.replace(" ", "\n"), volatile.label.replace(" ", "\n")])
    axes.set_xlabel("world")
