"""Several runs on one budget: learned and innate ability against lives, lifetime steps and seconds spent."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

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
WHOLE = True  # a generation costs one run more than another

NOTE = "median and 5–95 % band of replicates, against what a replicate has spent"
NONE_SPENT = "; a mark at the left edge: the end of a run that spends none"
DECADES = 1.0  # between the first and the last amounts that are shown, from which on their axis is logarithmic


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
    """Return the figure: a row for each ability, a column for each budget, whose axis is logarithmic.

    Runs of other sizes spend other amounts in a generation, so that on a linear axis the largest would press the others
    against its edge.
    """
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
            low, high = _budget_axis(axes, shown)
            for place, curve in enumerate(shown):
                if curve.x[-1] == 0.0:  # as Darwinian arms do
                    draw_series(axes, _part(curve, np.array([curve.x.size - 1]), low), look_of_run(place))
                    axes.lines[-1].set_clip_on(False)
                    note = NOTE + NONE_SPENT
                else:
                    draw_series(axes, _part(curve, np.flatnonzero(curve.x >= low)), look_of_run(place))
            axes.set_xlim(low, high)
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


def _part(curve: Series, places: npt.NDArray[np.intp], x: float | None = None) -> Series:
    """Return some points of a curve, at `x` if that is given."""
    parts = {name: getattr(curve, name)[places] for name in ("x", "middle", "low", "high")}
    return replace(curve, **parts if x is None else parts | {"x": np.full(places.size, x)})


def _budget_axis(axes: Axes, shown: Sequence[Series]) -> tuple[float, float]:
    """Choose the scale of amounts spent, and return what it runs from and to; 0 has no place on a logarithmic one."""
    from matplotlib.ticker import EngFormatter, MaxNLocator

    spent = np.concatenate([curve.x for curve in shown])
    most = float(spent.max())
    first = [float(curve.x[curve.x > 0.0].min()) for curve in shown if curve.x[-1] > 0.0]
    if first and np.log10(most / min(first)) > DECADES:
        axes.set_xscale("log")
        low = min(first)
    else:
        low = 0.0
        axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    if most >= 10_000:
        axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    return low, most if most > low else low + 1.0
