"""Every number that a run recorded, over generations or any budget, one at a time.

Why the page alone draws it: its reader chooses one of some forty numbers, and one of four budgets, and paper has no
choice. What each of these numbers looks like in print, the described figures say.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from baldwin.engine import Columns
from baldwin.figures.comparing import same_task
from baldwin.figures.series import series
from baldwin.presentation import meanings_of
from baldwin.report import vega
from baldwin.report.arms import ReportedRun, ReportedRuns, thinned
from baldwin.report.chart import Chart, ChartPanel, Choice, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.words import spread

__all__ = ["ORDER", "applies", "chart", "scalars"]

ORDER = 90
POINTS = 120
MEDIAN = -1  # in place of the number of a replicate
AXES = ("generation", "individuals", "lives", "lifetime_steps")
KEYS = ("generation", "replicate", *AXES)
FIRST = ("fitness_mean", "innate_share", "hiding_index", "plastic", "lifetime_mean")


def applies(arms: ReportedRuns) -> bool:
    """Return whether anything was recorded."""
    return all(arm.run.generations for arm in arms)


def chart(arms: ReportedRuns) -> Chart:
    """Return the figure: a choice of quantities and of budgets."""
    table = stacked(row for arm in arms for row in _rows(arm, arms))
    names = list(dict.fromkeys(table["quantity"]))
    axes = [axis for axis in AXES if all(axis in arm.run.generations for arm in arms)]
    label = "Line chart of the quantity chosen over the budget chosen."
    meanings = {name: meaning for arm in arms for name, meaning in meanings_of(arm.run.definition).items()}
    choices = (
        Choice("quantity", "quantity", tuple((name, name.replace("_", " ")) for name in names)),
        Choice("axis", "against", tuple((axis, axis.replace("_", " ")) for axis in axes)),
    )
    return Chart(
        name="quantities",
        title="Any quantity",
        caption="Everything that was recorded as one number: median over replicates, and the band that holds the "
        "middle 90 % of them; thin lines alone where replicates lie in two groups. What each means is told in the "
        "table." + _apart(arms),
        panels=(ChartPanel(_spec(arms, names[0], label), {"quantities": table}, label),),
        table=_table(arms, names, meanings),
        controls=choices,
        scrubbed=True,
    )


def _apart(arms: ReportedRuns) -> str:
    if len(arms) == 1 or same_task(arms.runs):
        return ""
    return (
        " The arms have different tasks: where that is fitness or ability, compare the shapes of curves, not heights."
    )


def scalars(arm: ReportedRun) -> Iterator[tuple[str, Columns]]:
    """Yield the name of each quantity that is a number, and the table that holds it; telling ones first."""
    found = {
        name: table
        for table in (arm.run.generations, arm.run.assays)
        for name, values in table.items()
        if name not in KEYS and values.ndim == 1 and values.dtype.kind in "biuf"
    }
    for name in sorted(found, key=lambda one: FIRST.index(one) if one in FIRST else len(FIRST)):
        yield name, found[name]


def _rows(arm: ReportedRun, arms: ReportedRuns) -> Iterator[Table]:
    generations = arm.run.generations
    axes = [axis for axis in AXES if all(axis in one.run.generations for one in arms)]
    budgets = {axis: series(generations, generations[axis], axis) for axis in axes}
    for name, table in scalars(arm):
        whole = series(table, table[name], name)
        if not np.isfinite(whole.middle).any():
            continue
        keep = thinned(whole.x.size, arms.share(POINTS))
        x = whole.x[keep]
        places = np.searchsorted(budgets["generation"].x, x)
        about: Table = {"arm": [arm.place] * x.size, "quantity": [name] * x.size, "apart": [whole.apart] * x.size}
        about |= {axis: numbers(budgets[axis].middle[places]) for axis in axes}
        band = {"low": numbers(whole.low[keep], 4), "high": numbers(whole.high[keep], 4)}
        yield {**about, "replicate": [MEDIAN] * x.size, "middle": numbers(whole.middle[keep]), **band}
        for replicate, values in enumerate(whole.each if whole.each is not None and whole.apart else ()):
            nothing: Table = dict.fromkeys(("low", "high"), [None] * x.size)
            yield {**about, "replicate": [replicate] * x.size, "middle": numbers(values[keep], 4), **nothing}


def _spec(arms: ReportedRuns, first: str, label: str) -> Spec:
    x, y = vega.x_axis(""), vega.y_axis("")
    x |= {
        "title": vega.named("axis"),
        "axis": {"grid": False, "labelExpr": "format(datum.value, '~s')", "tickCount": 8},
    }
    y |= {"title": vega.named("quantity")}
    here = ["datum.quantity == quantity", "indexof(arms, datum.arm) >= 0"]
    hue: Spec = {"value": "var(--single)"}
    if len(arms) > 1:
        hue = vega.of_arms([arm.place for arm in arms])
    curves = [(f"arm{arm.place}", arm.label if len(arms) > 1 else "median") for arm in arms]
    middle = [*here, f"datum.replicate == {MEDIAN}"]
    each = {"color": hue, "detail": [{"field": "replicate"}, {"field": "arm"}]}
    layers = [
        vega.band("quantities", x, y, [*middle, "datum.low != null && !datum.apart"], {"color": hue}),
        vega.line("quantities", x, y, [*here, f"datum.replicate != {MEDIAN}"], each, strokeWidth=0.8, opacity=0.6),
        vega.line("quantities", x, y, [*middle, "!datum.apart"], {"color": hue}),
        vega.hover("quantities", x, curves, "at", middle),
    ]
    for layer in layers:
        layer["transform"] = [
            {"calculate": "datum[axis]", "as": "x"},
            {"calculate": "'arm' + datum.arm", "as": "key"},
            *layer["transform"],
        ]
    params = vega.signals(quantity=first, axis="generation", arms=[arm.place for arm in arms])
    return vega.draw(layers, params, label=label, height=240)


def _table(arms: ReportedRuns, names: list[str], meanings: dict[str, str]) -> Html:
    rows = []
    for arm in arms:
        found = dict(scalars(arm))
        for name in names:
            if name in found:
                shown = series(found[name], found[name][name], name)
                ends = [spread(shown, 0), spread(shown, shown.x.size - 1)]
                rows.append([name, *([arm.label] if len(arms) > 1 else []), *ends, meanings.get(name, "")])
    headings = ["quantity", *(["arm"] if len(arms) > 1 else []), "first", "last", "meaning"]
    return text_table("Median over replicates (middle 90 %)", headings, rows, numbers=9)
