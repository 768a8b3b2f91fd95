"""What lives do, in the measures that their task reports, beside what reference policies show in them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from baldwin.columns import Column
from baldwin.figures.abilities import moments, of_moment, rows_at
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, LevelLine, Panel
from baldwin.figures.series import Floats, Series, band_note, series
from baldwin.figures.tables import last_generation
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 31
NEEDS = "one run with assays of a task of trials that reports what lives do"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution, of measures that are lists
PAIR = ("single", "learned")  # looks of what is compared in one panel
MORE = (*PAIR, "innate", "plastic", "best", "wrong")
WRAP, SIZE = 33, 0.9
LIST = "_generation_"


def applies(runs: Runs) -> bool:
    """Return whether there is one run with such measures."""
    return len(runs) == 1 and bool(_shown(runs[0]))


def _shown(run: Run) -> dict[str, Column]:
    """Return the measures that can be drawn: numbers, or lists as they are described, that are defined at times."""
    return {name: one for name, one in presentation_of(run.definition).measures.items() if _drawable(run, name, one)}


def _drawable(run: Run, name: str, column: Column) -> bool:
    values = run.assays.get(name)
    if values is None or not values.size or values.ndim != (2 if column.dimensions else 1):
        return False
    conditions = [len(one.names) for one in column.dimensions if one.names]
    whole = int(np.prod(conditions)) if conditions else 1
    fits = values.ndim == 1 or values.shape[1] % whole == 0
    return fits and bool(np.isfinite(values).any())


def _unchanging(run: Run, name: str) -> bool:
    """Return whether a measure is the same in all assays of all replicates: it then says nothing of an evolution."""
    values = np.asarray(run.assays[name], np.float64)
    return len(values) > 1 and bool((values == values[0]).all())


@dataclass(frozen=True)
class _Measures:
    """Columns that share a panel, their values, and what reference policies have in them."""

    run: Run
    columns: Mapping[str, Column]
    ideals: Mapping[str, Mapping[str, Floats]]
    generations: Sequence[int]  # that panels of one moment show; by default a few

    @property
    def first(self) -> Column:
        return next(iter(self.columns.values()))

    @property
    def y(self) -> ChartAxis:
        """The vertical axis that they share."""
        low, high = self.first.limits or (None, None)
        name = textwrap.fill(next(iter(self.columns)).replace("_", " "), 18)
        return ChartAxis(self.first.panel or name, low, high, percent=self.first.percent)

    def label(self, name: str) -> str:
        return self.columns[name].label or name.replace("_", " ")

    def values(self, name: str) -> Floats:
        return np.asarray(self.run.assays[name], dtype=np.float64)

    @property
    def moment(self) -> str:
        """What bars are of."""
        return "generation chosen" if self.generations else f"generation {last_generation(self.run):,}"

    def at(self, shares: Sequence[float]) -> Sequence[int]:
        """Return the generations that a panel of moments shows."""
        return self.generations or moments(self.run, shares)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: numbers over generations, lists at some moments, conditions as bars; levels of theory."""
    run = runs[0]
    known, ideals = _shown(run), presentation_of(run.definition).ideals()
    shown = {name: one for name, one in known.items() if not _unchanging(run, name)} or known
    panels: list[Panel] = []
    for group in _groups(shown):
        measures = _Measures(run, {name: shown[name] for name in group}, ideals, generations)
        panels += _panels(measures)
    across = {4: 2, 7: 4, 8: 4}.get(len(panels), min(3, len(panels)))
    rows = [tuple(panels[i : i + across]) for i in range(0, len(panels), across)]
    note = band_note(series(run.assays, run.assays["generation"], ""))
    if any(curve.mark == "bars" for panel in panels for curve in panel.curves.values()):
        note += f"; bars: generation {last_generation(run):,}, points: each replicate"
    if same := [name.replace("_", " ") for name in known if name not in shown]:
        note += f";\nthe same throughout, and not drawn: {', '.join(same)}"
    return Figure(
        tuple(rows),
        note,
        title="What lives do",
        caption="What the task reports of lives that are new to it, beside what reference policies show in the same "
        "measures (dashed and dotted). Panels that do not run over generations show the generation chosen.",
    )


def _groups(shown: Mapping[str, Column]) -> list[list[str]]:
    """Return names of columns that share a panel, in order: those of the same label of axis, drawn in the same way."""
    found: dict[object, list[str]] = {}
    for name, column in shown.items():
        pair = len(column.dimensions) == 1 and len(column.dimensions[0].names) == 2
        shares = column.panel and (not column.dimensions or pair)
        found.setdefault((column.panel, column.dimensions) if shares else name, []).append(name)
    return list(found.values())


def _panels(measures: _Measures) -> Iterator[Panel]:
    dimensions = measures.first.dimensions
    if not dimensions:
        yield _over_generations(measures)
        if measures.first.ends and len(measures.columns) > 1:
            yield _ends(measures)
    elif not dimensions[0].names:
        yield from _over_places(measures)
    else:
        yield from _bars(measures)
        if measures.first.contrast:
            yield _contrasts(measures)


def _over_generations(measures: _Measures) -> Panel:
    """Return numbers over generations, with the levels of reference policies."""
    several = len(measures.columns) > 1
    looks = dict(zip(measures.columns, MORE, strict=False)) if several else dict.fromkeys(measures.columns, "single")
    curves = {
        name: Curve(series(measures.run.assays, measures.values(name), measures.label(name)), looks[name])
        for name in measures.columns
    }
    levels = {
        f"{name}_{place}": LevelLine(policy, float(known[name][0]), _of_policy(place, policy), name if several else "")
        for place, (policy, known) in enumerate(measures.ideals.items())
        for name in measures.columns
        if name in known
    }
    meaning = "" if several else textwrap.fill(measures.first.meaning, WRAP)
    x = ChartAxis("generation", 0.0, last_generation(measures.run), whole=True)
    neutral = measures.first.neutral
    return Panel(x, measures.y, curves, "", levels, neutral, keyed=several, meaning=meaning, size=SIZE)


def _of_policy(place: int, policy: str) -> str:
    """Return the look of a reference policy: the best, chance, and others."""
    return "chance" if policy == "chance" else ("theory", "oracle", "policy3")[min(place, 2)]


def _over_places(measures: _Measures) -> Iterator[Panel]:
    """Yield lists over numbers, at some moments; a panel for each condition where a place is a list of conditions."""
    (name, column), (along, *rest) = next(iter(measures.columns.items())), measures.first.dimensions
    conditions = rest[0].names if rest else ("",)
    values = measures.values(name).reshape(len(measures.values(name)), -1, len(conditions))
    x = np.arange(1.0, values.shape[1] + 1.0)
    for place, condition in enumerate(conditions):
        key = f"{name}_{condition.replace(' ', '_')}" if condition else name
        curves: dict[str, Curve] = {}
        for order, (policy, known) in enumerate(measures.ideals.items()):
            if name in known and known[name].size == values[0].size:
                ideal = known[name].reshape(-1, len(conditions))[:, place]
                nothing = np.full(x.size, np.nan)
                one = Series(policy, x, ideal, nothing, nothing, 0)
                curves[f"{key}_{order}"] = Curve(one, _of_policy(order, policy), theory=True)
        for g in measures.at(SHARES):
            here = values[rows_at(measures.run.assays, g), :, place]
            curves[f"{key}{LIST}{g}"] = Curve(of_moment(here, f"generation {g:,}", x), "single", generation=g, key=key)
        title = condition or column.label
        meaning = "" if title else textwrap.fill(column.meaning, WRAP)
        axis = ChartAxis(along.label or "place in the list", float(x[0]), float(x[-1]), whole=True)
        yield Panel(
            axis, measures.y, curves, title, {}, column.neutral, only_last_band=True, meaning=meaning, size=SIZE
        )


class _Bars(NamedTuple):
    """What the bars of a panel stand for: groups side by side, and in each a bar for each of some conditions."""

    groups: tuple[str, ...]
    bars: tuple[str, ...]
    label: str  # of the groups

    @classmethod
    def of(cls, measures: _Measures) -> _Bars:
        """Return a pair of bars for each of several columns, or the bars of one column."""
        first, *second = measures.first.dimensions
        if not second and len(first.names) == 2 and len(measures.columns) > 1:
            return cls(tuple(measures.label(name) for name in measures.columns), first.names, "")
        return cls(first.names, second[0].names if second else ("",), first.label)

    @property
    def looks(self) -> tuple[str, ...]:
        return PAIR if len(self.bars) > 1 else ("single",)

    def curves(self, name: str, values: Floats, labels: Sequence[str], **drawn: Any) -> dict[str, Curve]:
        """Return a curve for each bar of `values` (rows, groups, bars): the median of rows."""
        x, found = np.arange(float(len(self.groups))), {}
        for side, look in enumerate(self.looks):
            key, one = f"{name}_{side}", of_moment(values[:, :, side], labels[side], x)
            found[key] = Curve(one, **{"look": look, "key": key, "replicates": values[:, :, side], **drawn})
        return found


def _bars(measures: _Measures) -> Iterator[Panel]:
    """Yield bars of conditions; reference policies in panels of their own, or as ticks across the bars of columns."""
    names, bars = list(measures.columns), _Bars.of(measures)
    apart, first = len(measures.first.dimensions) > 1, measures.first

    def table(values: Mapping[str, Floats]) -> Floats:
        """Return values as (rows, groups, bars)."""
        joined = np.concatenate([np.atleast_2d(values[name]) for name in names], axis=1)
        return joined.reshape(-1, len(bars.groups), len(bars.bars))

    every = table({name: measures.values(name) for name in names})
    evolved: dict[str, Curve] = {}
    for g in measures.at((1.0,)):
        here = bars.curves(names[0], every[rows_at(measures.run.assays, g)], bars.bars, mark="bars", generation=g)
        evolved |= {f"{key}{LIST}{g}": curve for key, curve in here.items()}
    several = len(bars.bars) > 1
    panels = {"evolved" if apart else "" if several else first.label or textwrap.fill(first.meaning, WRAP): evolved}
    for place, (policy, known) in enumerate(measures.ideals.items()):
        if not all(name in known for name in names):
            continue
        if apart:
            own = bars.curves(names[0], table(known), bars.bars, mark="bars", theory=True, replicates=None)
        else:
            look = _of_policy(place, policy)
            own = bars.curves(names[0], table(known), [policy] * len(bars.bars), mark="ticks", theory=True, look=look)
        panels.setdefault(policy if apart else next(iter(panels)), {}).update(
            {f"{key}_{place}": curve for key, curve in own.items()}
        )
    axis = ChartAxis(bars.label or measures.moment, names=bars.groups)
    for title, curves in panels.items():
        yield Panel(axis, measures.y, curves, title, {}, first.neutral, keyed=several, size=SIZE)


def _ends(measures: _Measures) -> Panel:
    """Return numbers that share a panel as bars, at the generation shown, with each replicate."""
    bars = _Bars(tuple(measures.label(name).replace(" ", "\n") for name in measures.columns), ("",), "")
    values = np.stack([measures.values(name) for name in measures.columns], axis=1)[:, :, None]
    name = "_and_".join(measures.columns)
    curves: dict[str, Curve] = {}
    for g in measures.at((1.0,)):
        here = bars.curves(name, values[rows_at(measures.run.assays, g)], ("",), mark="bars", generation=g, joined=True)
        curves |= {f"{key}{LIST}{g}": curve for key, curve in here.items()}
    for place, (policy, known) in enumerate(measures.ideals.items()):
        if all(column in known for column in measures.columns):
            ideal = np.concatenate([known[column] for column in measures.columns])[None, :, None]
            own = bars.curves(name, ideal, [policy], mark="ticks", theory=True, look=_of_policy(place, policy))
            curves |= {f"{key}_{place}": curve for key, curve in own.items()}
    return Panel(ChartAxis(measures.moment, names=bars.groups), measures.y, curves, "", {}, keyed=False, size=SIZE)


def _contrasts(measures: _Measures) -> Panel:
    """Return the first less the second of each pair over generations."""
    curves, levels = {}, {}
    for name, look in zip(measures.columns, MORE, strict=False):
        values = measures.values(name)
        label = " ".join(measures.label(name).split())
        curves[f"{name}_contrast"] = Curve(series(measures.run.assays, values[:, 0] - values[:, 1], label), look)
    for order, (policy, known) in enumerate(measures.ideals.items()):
        differences = {float(known[name][0] - known[name][1]) for name in measures.columns if name in known}
        if len(differences) == 1:
            levels[f"{next(iter(measures.columns))}_contrast_{order}"] = LevelLine(
                policy, differences.pop(), _of_policy(order, policy)
            )
    x = ChartAxis("generation", 0.0, last_generation(measures.run), whole=True)
    return Panel(x, ChartAxis(measures.first.contrast), curves, "", levels, 0.0, size=SIZE)
