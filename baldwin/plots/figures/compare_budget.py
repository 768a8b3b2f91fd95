"""Several runs on one budget: learned and innate ability against lives, lifetime steps and seconds spent."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.abilities import spans_decades
from baldwin.figures.budgets import BUDGETS, spent
from baldwin.figures.comparing import of_runs, same_ability, unit_of
from baldwin.figures.series import Series
from baldwin.figures.tables import has
from baldwin.plots.axes import ability_axis, mark_ceiling
from baldwin.plots.comparing import legend_of_runs, names_of
from baldwin.plots.figures.compare_ability import ABILITIES
from baldwin.plots.style import PAGE, draw_series, letter, look_of_run, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 102
NEEDS = "two or more runs of one kind of task, with assays"

NOTE = "median and 5–95 % band of replicates, against what a replicate has spent"
NONE_SPENT = "; a mark at 0: the end of a run that spends none"


def applies(runs: Runs) -> bool:
    """Return whether there are runs whose abilities mean the same, and that say what they spent."""
    return same_ability(runs) and all(has(run, "individuals", "lifetime_steps", *ABILITIES) for run in runs)


def data(runs: Runs) -> dict[str, Series]:
    """Return `<ability>_<budget>_<place>`: innate and learned ability against what a replicate had spent by then."""
    spending = [spent(run) for run in runs]
    budgets = [name for name in BUDGETS if all(name in one for one in spending)]
    found = {}
    for ability in ABILITIES:
        curves = of_runs(runs, ability)
        for budget in budgets:
            for place, one in enumerate(spending):
                curve = curves[f"{ability}_{place}"]
                generations, amounts = one[budget]
                found[f"{ability}_{budget}_{place}"] = replace(curve, x=np.interp(curve.x, generations, amounts))
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure: a row for each ability, a column for each budget."""
    curves, unit, presentation = data(runs), unit_of(runs[0]), presentation_of(runs[0].definition)
    budgets = [name for name in BUDGETS if f"learned_{name}_0" in curves]
    names = names_of([curves[f"learned_lives_{place}"] for place in range(len(runs))], 100)
    figure = new_figure(PAGE, 4.0 + 0.15 * sum(name.count("\n") + 1 for name in names))
    panels = figure.subplots(len(ABILITIES), len(budgets), sharex="col", sharey="row", squeeze=False)
    logarithmic = spans_decades(presentation, curves.values())
    note = NOTE
    for row, ability in enumerate(ABILITIES):
        for axes, budget in zip(panels[row], budgets, strict=True):
            shown = [curves[f"{ability}_{budget}_{place}"] for place in range(len(runs))]
            for place, curve in enumerate(shown):
                if curve.x[-1] == 0.0:  # as Darwinian arms do
                    draw_series(axes, _end(curve), look_of_run(place))
                    axes.lines[-1].set_clip_on(False)
                    note = NOTE + NONE_SPENT
                else:
                    draw_series(axes, curve, look_of_run(place))
            _budget_axis(axes, max(curve.x[-1] for curve in shown))
        label = textwrap.fill(f"{ability} {unit}", 28) + presentation.better
        ability_axis(panels[row, 0], presentation, label, logarithmic=logarithmic)
        for axes in panels[row, 1:]:
            axes.set_ylabel("")
    mark_ceiling(panels[ABILITIES.index("innate"), 0], runs)
    for axes, budget in zip(panels[-1], budgets, strict=True):
        axes.set_xlabel(BUDGETS[budget])
    for axes, text in zip(panels.flat, "abcdef", strict=False):
        letter(axes, text)
    legend_of_runs(figure, names, note)
    return figure


def _end(curve: Series) -> Series:
    last = slice(-1, None)
    return replace(curve, x=curve.x[last], middle=curve.middle[last], low=curve.low[last], high=curve.high[last])


def _budget_axis(axes: Axes, most: float) -> None:
    from matplotlib.ticker import EngFormatter, MaxNLocator

    axes.set_xlim(0.0, most if most > 0.0 else 1.0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    if most >= 10_000:
        axes.xaxis.set_major_formatter(EngFormatter(sep=""))
