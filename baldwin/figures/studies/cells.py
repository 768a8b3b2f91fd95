"""The cells of a study, one row each: where they lie on the axes, how their replicates went, and how they ended."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from baldwin.definition.base import Definition
from baldwin.figures.studies.spreads import Spread, spread_of
from baldwin.presentation import presentation_of
from baldwin.store import Run
from baldwin.study import Study, table

__all__ = ["PHASES", "Cells", "VariedField", "axis_of", "named", "plain", "short"]

ABOUT = frozenset(
    (
        "cell",
        "arm",
        "control",
        "run",
        "status",
        "ended_by_budget",
        "stopped_by",
        "replicate",
        "generation",
        "assay_generation",
        "reason",
    )
)
ABOVE = "fitness_above_innate"  # beyond 0 learning has paid, its prices included
FIRST = ("learned", "innate", "learning_gain", "fitness_mean", "innate_share", "assimilation_index", "plastic", ABOVE)
GROUPS = 6  # of values, where a search drew many
LISTED = 24  # values that a study lists have places of their own up to here
PHASES = ("neither learned nor inborn", "learned, not inborn", "inborn")
HALF = 0.5  # of the way from the founders' newborns to the best adults of the study, or to the innate ceiling
MORE = 0.01  # of that way to the ceiling, by which ability is beyond it: less may be chance


@dataclass(frozen=True)
class VariedField:
    """A field that varies: the labels of its values, in order, and the place of each cell among them."""

    field: str
    labels: tuple[str, ...]
    places: tuple[int | None, ...]  # by cell; None in an arm where the field means nothing
    values: tuple[Any, ...] = ()  # at each place; () where a place stands for several


@dataclass(frozen=True)
class Cells:
    """The cells that have ended, as columns."""

    study: Study

    @cached_property
    def _rows(self) -> dict[int, list[dict[str, Any]]]:
        columns = table(self.study)
        names = list(columns)
        found: dict[int, list[dict[str, Any]]] = {}
        for values in zip(*columns.values(), strict=True):
            row = dict(zip(names, values, strict=True))
            if row["status"] == "complete":
                found.setdefault(int(row["cell"]), []).append(row)
        return found

    @cached_property
    def ended(self) -> list[int]:
        """Return the indices of the cells that have ended well."""
        return list(self._rows)

    def run_of(self, index: int) -> Run | None:
        """Return the run of a cell; its definition is read once, its tables anew, as those of all may be too much."""
        run = self.study.run(self.study.cells[index])
        if run is not None:  # of a cell that ended well
            if index not in self._definitions:
                self._definitions[index] = run.definition
            vars(run)["definition"] = self._definitions[index]
        return run

    @cached_property
    def _definitions(self) -> dict[int, Definition]:
        return {}

    @property
    def runs(self) -> list[Run]:
        """Return the runs of the cells that have ended well."""
        found = (self.run_of(index) for index in self.ended)
        return [run for run in found if run is not None]

    @property
    def arms(self) -> tuple[str, ...]:
        """Return the names of the arms."""
        return self.study.arms

    @cached_property
    def arm(self) -> list[int]:
        """Return the place of each cell's arm."""
        return [self.arms.index(rows[0]["arm"]) for rows in self._rows.values()]

    @cached_property
    def axes(self) -> tuple[VariedField, ...]:
        """Return what varies."""
        chosen = self.study.document.get("vary", {})
        return tuple(
            axis_of(
                name,
                [rows[0][name] for rows in self._rows.values()],
                most=LISTED if isinstance(chosen.get(name), list) else GROUPS,
            )
            for name in self.study.axes
        )

    @cached_property
    def quantities(self) -> dict[str, list[float | None]]:
        """Return each recorded quantity over the replicates of each cell, as `said_of` it; telling ones first.

        None also where a number is infinite: what more than half of the replicates never came to, say.
        `fitness_above_innate` is not recorded: it is the mean fitness less the highest without learning, by theory.
        """
        skip = ABOUT | set(self.study.axes)
        names = dict.fromkeys(name for rows in self._rows.values() for row in rows for name in row if name not in skip)
        found = {name: [one and _finite(one.value) for one in self._spreads(name)] for name in names}
        found[ABOVE] = self._above_innate(found.get("fitness_mean", []))
        known = {name: values for name, values in found.items() if any(value is not None for value in values)}
        order = sorted(known, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
        return {name: known[name] for name in order}

    def _above_innate(self, fitness: Sequence[float | None]) -> list[float | None]:
        """Return the fitness of each cell less the highest that is possible without learning, where that is known."""
        runs = [self.run_of(index) for index in self.ended]
        innate = [None if run is None else presentation_of(run.definition).innate_fitness() for run in runs]
        pairs = zip(fitness, innate, strict=False)
        return [None if reached is None or best is None else reached - best for reached, best in pairs]

    @cached_property
    def ranges(self) -> dict[str, list[tuple[float, float] | None]]:
        """Return the ends of the 95 % interval of each quantity in each cell, see `said_of`; None where it has none."""
        found: dict[str, list[tuple[float, float] | None]] = {}
        for name in self.quantities:
            found[name] = [None if one is None else (one.low, one.high) for one in self._spreads(name)]
        return found

    def _spreads(self, name: str) -> list[Spread | None]:
        return [spread_of(name, rows) for rows in self._rows.values()]

    @cached_property
    def phases(self) -> list[tuple[int, ...]]:
        """Return the phase in which each replicate of each cell ended, a place in `PHASES`; () where none was assayed.

        Where theory knows what newborns can be at best, more than that has been learned, and what is inborn has come
        half of the way there from the founders' newborns; else both are measured by half of the way from there to the
        best adults of the study.
        """
        assayed = [[row for row in rows if None not in _ability(row)] for rows in self._rows.values()]
        best = [row["learned"] for rows in assayed for row in rows]
        if not best or not (floors := [one for one in self._floors if one is not None]):
            return [()] * len(self.ended)
        wanted = statistics.median(floors) + HALF * (max(best) - statistics.median(floors))
        found = []
        for rows, floor, ceiling in zip(assayed, self._floors, self._ceilings, strict=True):
            inborn, learned = wanted, wanted
            if floor is not None and ceiling is not None and ceiling > floor:
                inborn, learned = floor + HALF * (ceiling - floor), ceiling + MORE * (ceiling - floor)
                found.append(tuple(1 if a > learned else 2 if b > inborn else 0 for a, b in map(_ability, rows)))
            else:
                found.append(tuple(2 if b > inborn else 1 if a > learned else 0 for a, b in map(_ability, rows)))
        return found

    @cached_property
    def _floors(self) -> list[float | None]:
        """Return the median innate ability of each cell's founders."""
        found: list[float | None] = []
        for index in self.ended:
            run = self.study.run(self.study.cells[index])
            assays = {} if run is None else run.assays
            if "innate" in assays:
                first = assays["generation"] == assays["generation"].min()
                found.append(float(np.median(assays["innate"][first])))
            else:
                found.append(None)
        return found

    @cached_property
    def _ceilings(self) -> list[float | None]:
        """Return the highest innate ability that theory knows to be possible in each cell."""
        found: list[float | None] = []
        for index in self.ended:
            run = self.run_of(index)
            shown = None if run is None else presentation_of(run.definition)
            level = None if shown is None or run is None else shown.levels(run.assays).get("ceiling")
            found.append(None if level is None else -level.value if shown and shown.error else level.value)
        return found

    def lacking(self, arm: int) -> tuple[str, ...]:
        """Return the fields that vary, but mean nothing in an arm."""
        own = next((cell.values for cell in self.study.cells if cell.arm == self.arms[arm]), None)
        return () if own is None else tuple(name for name in self.study.axes if name not in own)

    @cached_property
    def points(self) -> dict[int, dict[str, Any]]:
        """Return the values of each point that an ended cell has, of all fields that vary."""
        found: dict[int, dict[str, Any]] = {self.study.cells[i].point: {} for i in self.ended}
        for cell in self.study.cells:
            if cell.point in found:
                found[cell.point] |= cell.values
        return found

    @cached_property
    def members(self) -> dict[int, list[int]]:
        """Return the ended cells that belong to each point: those that agree with it in all fields that apply to them.

        A control to which a field does not apply is one cell for all values of that field.
        """
        fields = [[name for name in self.study.axes if name not in self.lacking(arm)] for arm in range(len(self.arms))]
        known = {(arm, repr(self.study.cells[i].values)): i for i, arm in zip(self.ended, self.arm, strict=True)}
        own = {
            point: [(arm, repr({name: values.get(name) for name in fields[arm]})) for arm in range(len(self.arms))]
            for point, values in self.points.items()
        }
        return {point: [known[key] for key in keys if key in known] for point, keys in own.items()}

    def describe(self, cell: int) -> str:
        """Return the values of a cell in words."""
        one = self.study.cells[cell]
        return ", ".join([*([one.arm] if len(self.arms) > 1 else []), *named(one.values)])


def _ability(row: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return learned and innate ability, None where they were not assayed."""
    return row.get("learned"), row.get("innate")


def _known(values: Sequence[Any]) -> list[float]:
    return [float(one) for one in values if isinstance(one, int | float) and math.isfinite(one)]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def short(value: float) -> str:
    """Return a number with four digits, thousands apart."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def plain(value: Any) -> str:
    """Return the value of a field for people."""
    return short(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def named(values: Mapping[str, Any]) -> list[str]:
    """Return fields with their values for people."""
    return [f"{name} = {plain(value)}" for name, value in values.items()]


def axis_of(name: str, values: Sequence[Any], most: int = GROUPS) -> VariedField:
    """Return an axis; more than `most` different numbers are put in groups of neighbours."""
    plainly = {str(value) if isinstance(value, list) else value: value for value in values}
    values = [str(value) if isinstance(value, list) else value for value in values]
    known = [value for value in values if value is not None]
    distinct = list(dict.fromkeys(known))
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in distinct)
    if numeric:
        distinct.sort()
    if not numeric or len(distinct) <= most:
        labels = tuple(short(value) if numeric else str(value) for value in distinct)
        places = [None if value is None else distinct.index(value) for value in values]
        return VariedField(name, labels, tuple(places), tuple(plainly[value] for value in distinct))
    edges = np.quantile(np.array(known, dtype=np.float64), np.linspace(0.0, 1.0, GROUPS + 1))[1:-1]
    places = [None if value is None else int(np.searchsorted(edges, value, side="right")) for value in values]
    used = sorted({place for place in places if place is not None})
    names = []
    for group in used:
        here = [value for value, place in zip(values, places, strict=True) if place == group]
        ends = dict.fromkeys(short(float(f"{end:.3g}")) for end in (min(here), max(here)))
        names.append(" … ".join(ends))
    return VariedField(name, tuple(names), tuple(None if place is None else used.index(place) for place in places))
