"""Several runs on one budget: learned and innate ability against lives, lifetime steps and seconds spent."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from baldwin.figures.abilities import spans_decades
from baldwin.figures.budgets import BUDGETS, spent
from baldwin.figures.catalogue import Runs
from baldwin.figures.comparing import ceiling_of, of_runs, same_ability, unit_of
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.runs.compare_ability import ABILITIES
from baldwin.figures.series import Floats
from baldwin.figures.tables import has
from baldwin.presentation import presentation_of

__all__ = ["NEEDS", "ORDER", "WHOLE", "applies", "describe"]

ORDER = 102
NEEDS = "two or more runs of one kind of task, with assays"
WHOLE = True  # a generation costs one run more than another

NOTE = "median and 5–95 % band of replicates, against what a replicate has spent"
NONE_SPENT = ";\na mark at the left edge: the end of a run that spends none"
DECADES = 1.0  # between the first and the last amounts that are shown, from which on their axis is logarithmic
SHORT = 10_000


def applies(runs: Runs) -> bool:
    """Return whether there are runs whose abilities mean the same, and that say what they spent."""
    return same_ability(runs) and all(has(run, "individuals", "lifetime_steps", *ABILITIES) for run in runs)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `<ability>_<budget>_<place>`, against what a replicate had spent by then.

    Runs of other sizes spend other amounts in a generation, so that on a linear axis the largest would press the others
    against its edge: it is logarithmic.
    """
    del generations
    spending, unit, presentation = [spent(run) for run in runs], unit_of(runs[0]), presentation_of(runs[0].definition)
    found: dict[str, dict[str, dict[str, Curve]]] = {}
    for ability in ABILITIES:
        curves = list(of_runs(runs, ability).values())
        found[ability] = {
            budget: {
                f"{ability}_{budget}_{place}": _against(curve, *one[budget])
                for place, (curve, one) in enumerate(zip(curves, spending, strict=True))
            }
            for budget in BUDGETS
            if all(budget in one for one in spending)
        }
    every = [curve for rows in found.values() for own in rows.values() for curve in own.values()]
    logarithmic = spans_decades(presentation, (curve.series for curve in every))
    rows = []
    for ability, columns in found.items():
        label = textwrap.fill(f"{ability} {unit}", 28) + presentation.better
        y = ChartAxis(label, 0.0 if presentation.from_zero and not logarithmic else None, logarithmic=logarithmic)
        levels = [ceiling_of(runs) if ability == "innate" and not place else {} for place in range(len(columns))]
        panels = zip(columns.items(), levels, strict=True)
        rows.append(tuple(Panel(_axis(budget, own), y, own, levels=here) for (budget, own), here in panels))
    return Figure(tuple(rows), NOTE + NONE_SPENT * any(curve.series.x[-1] == 0.0 for curve in every))


def _against(curve: Curve, generations: Floats, amounts: Floats) -> Curve:
    return replace(curve, series=replace(curve.series, x=np.interp(curve.series.x, generations, amounts)))


def _axis(budget: str, curves: Mapping[str, Curve]) -> ChartAxis:
    """Return the axis of amounts spent; 0 has no place on a logarithmic one."""
    amounts = [curve.series.x for curve in curves.values()]
    most, first = float(np.concatenate(amounts).max()), [float(x[x > 0.0].min()) for x in amounts if x[-1] > 0.0]
    decades = bool(first) and bool(np.log10(most / min(first)) > DECADES)
    low = min(first) if decades else 0.0
    return ChartAxis(BUDGETS[budget], low, most if most > low else low + 1.0, logarithmic=decades, short=most >= SHORT)
