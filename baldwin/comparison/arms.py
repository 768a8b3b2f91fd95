"""Which arms are compared with which control, and where: runs at one generation, cells of a study point by point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from baldwin.comparison.effects import Effect, effect
from baldwin.comparison.outcomes import Outcome, outcomes
from baldwin.errors import RunError, UsageError
from baldwin.reaching import EXTINCTION, REACHED, criteria_of
from baldwin.store import Run
from baldwin.store.labels import labels
from baldwin.study import Study, table
from baldwin.study.tabulation import ends_of

__all__ = ["QUANTITIES", "Comparison", "compare_runs", "compare_study", "measured_together"]

QUANTITIES = ("fitness_mean", "innate", "learned", "learning_gain", "innate_share", "assimilation_index")
RELATIVE = ("innate_share", "assimilation_index")  # to what is learned


@dataclass(frozen=True)
class Comparison:
    """Effects of arms against a control, and what should be known to read them, one sentence each."""

    effects: tuple[Effect, ...]
    notes: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()  # who came to each criterion that arm and control share

    def table(self) -> dict[str, list[Any]]:
        """Return a row per effect; what is no number is None."""
        rows = [one.row() for one in self.effects]
        return {name: [row.get(name) for row in rows] for name in dict.fromkeys(key for row in rows for key in row)}


def measured_together(runs: Sequence[Run], until: int | None = None) -> int:
    """Return the last generation, not after `until`, at which all runs were measured: assayed, where they all are.

    Raises:
        UsageError: there is none.
    """
    tables = [one.assays if all(run.assays for run in runs) else one.generations for one in runs]
    shared = set.intersection(*(set(np.unique(table["generation"]).tolist()) for table in tables))
    shared = {one for one in shared if until is None or one <= until}
    if not shared:
        raise UsageError("There is no generation at which all of them were assayed. Run them with equal assays.every.")
    return int(max(shared))


def compare_runs(
    runs: Sequence[Run],
    control: Run,
    quantities: Sequence[str] = (),
    until: int | Literal["all"] | None = None,
) -> Comparison:
    """Return the effects of runs against a control, by run and then quantity.

    Args:
        runs: the arms.
        control: what they are compared with.
        quantities: columns of tables; empty compares `QUANTITIES`, as far as all have them.
        until: last generation at which they may be compared; "all" compares each at its own end.

    Raises:
        UsageError: the runs learn different tasks, were never measured together, or lack a quantity.
        RunError: one holds no generation yet.
    """
    everyone = [*runs, control]
    for one in everyone:
        if not one.generations:
            raise RunError(f"{one.path}: holds no generation yet. Go on with: baldwin resume {one.path}")
    notes: list[str] = []
    generation: int | None = None
    if until != "all":
        generation = measured_together(everyone, until)
        ends = sorted({int(one.generations["generation"].max()) for one in everyone})
        shorter = "" if ends == [generation] else f" (the runs end at {' and '.join(f'{end:,}' for end in ends)})"
        notes.append(f"Compared at generation {generation:,}{shorter}.")
    names = labels(everyone)
    tasks = list(dict.fromkeys(_task(one) for one in everyone))
    if len(tasks) > 1:
        raise UsageError(f"They learn different tasks ({', '.join(tasks)}), whose scores cannot be compared.")
    columns = [_columns(ends_of(one, generation)) for one in everyone]
    effects, silent = _effects(columns, names, quantities)
    criteria = {name: one for run in reversed(runs) for name, one in criteria_of(run.definition).items()}
    watched = None if until == "all" else min(_end(one, until) for one in everyone)
    waits = columns if watched == generation else [_columns(ends_of(one, watched)) for one in everyone]
    against = [
        found
        for name, one in zip(names, waits[:-1], strict=False)
        for found in outcomes(name, names[-1], (one, waits[-1]), criteria)
    ]
    if against and waits is not columns:
        notes.append(f"Outcomes and their times are known up to generation {watched:,}.")
    extinct = _died_out(zip(names, columns, strict=True))
    return Comparison(tuple(effects), (*notes, *silent, *extinct), tuple(against))


def _end(run: Run, until: int | None) -> int:
    """Return up to which generation, at most `until`, it is known who came to what: the last, if all have ended."""
    whole = run.status == "complete"
    last = run.definition.population.generations if whole else int(run.generations["generation"].max())
    return last if until is None else min(last, until)


def _effects(
    columns: Sequence[dict[str, list[Any]]], names: Sequence[str], quantities: Sequence[str]
) -> tuple[list[Effect], list[str]]:
    """Return the effects of columns, those of the control last, and a sentence for those who learn nothing."""
    compared = _known(quantities, [set(one) for one in columns])
    against = columns[-1]
    found = [
        effect(name, label, names[-1], one[name], against[name])
        for label, one in zip(names[:-1], columns[:-1], strict=True)
        for name in _telling(compared, one, against)
    ]
    silent = dict.fromkeys(name for name, one in zip(names, columns, strict=True) if not _learns(one))
    notes = _unlearned(silent) if not quantities or set(quantities) & set(RELATIVE) else []
    if not found:
        raise UsageError(f"--quantity {compared[0]}: nothing to compare. {' '.join(notes)}")
    return found, notes


def compare_study(
    study: Study, against: str | None, quantities: Sequence[str], *, most: int | None = None
) -> Comparison:
    """Return the effects of each arm of a study against its controls, point by point.

    Args:
        study: whose cells have ended, some of them at least.
        against: an arm to take for the control; by default the study's own controls.
        quantities: as of `compare_runs`.
        most: pairs of cells and controls to compare; by default all.

    Raises:
        UsageError: there is no control, no such arm, or a quantity is missing.
    """
    controls = study.controls if against is None else (against,)
    if against is not None and against not in study.arms:
        raise UsageError(f"--against {against}: no such arm. This study has {', '.join(study.arms)}.")
    if not controls:
        raise UsageError(
            f"{study.name}: has no control arm. Sweep with --control NAME:table.field=value, or name an arm: --against."
        )
    by_cell = _cells(study)
    names = _known(quantities, [set(one) for one in by_cell.values()] or [set()])
    pairs = [(a, b) for a, b in _pairs(study, controls) if a.index in by_cell and b.index in by_cell]
    found: list[Effect] = []
    silent: dict[str, None] = {}
    came: list[Outcome] = []
    for first, second in pairs[:most]:
        a, b = by_cell[first.index], by_cell[second.index]
        point = {**second.values, **first.values}
        silent |= {cell.arm: None for cell in (first, second) if not _learns(by_cell[cell.index])}
        found += [effect(name, first.arm, second.arm, a[name], b[name], point) for name in _telling(names, a, b)]
        run = study.run(first)
        came += outcomes(first.arm, second.arm, (a, b), criteria_of(run.definition) if run else {}, point)
    notes = _unlearned(silent) if not quantities or set(quantities) & set(RELATIVE) else []
    if pairs and not found:
        raise UsageError(f"--quantity {names[0]}: nothing to compare. {' '.join(notes)}")
    if not found:
        raise UsageError(f"{study.name}: no arm has ended beside its control yet.")
    paired = {cell.index: cell.arm for pair in pairs[:most] for cell in pair}
    notes += _died_out((arm, by_cell[index]) for index, arm in paired.items())
    return Comparison(tuple(found), tuple(notes), tuple(came))


def _pairs(study: Study, controls: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """Yield cells and their controls: those at the same point, in all fields that mean something to both."""
    for cell in study.cells:
        if cell.arm in controls:
            continue
        for other in study.cells:
            shared = cell.values.keys() & other.values.keys()
            if other.arm in controls and all(cell.values[name] == other.values[name] for name in shared):
                yield cell, other


def _cells(study: Study) -> dict[int, dict[str, list[Any]]]:
    """Return cell -> the columns of its replicates, of cells that have ended."""
    columns = table(study)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    ended: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["status"] == "complete":
            ended.setdefault(row["cell"], []).append(row)
    return {cell: _columns(own) for cell, own in ended.items()}


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return rows as columns, without those that hold no number."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    return {name: one for name, one in columns.items() if any(isinstance(value, int | float) for value in one)}


def _known(wanted: Sequence[str], having: Sequence[set[str]]) -> list[str]:
    """Return the quantities to compare.

    Raises:
        UsageError: one that was asked for is missing somewhere.
    """
    shared = set.intersection(*having)
    missing = [name for name in wanted if name not in shared]
    if missing:
        raise UsageError(f"--quantity {missing[0]}: not all of them have it. They share {', '.join(sorted(shared))}.")
    return list(wanted) or [name for name in QUANTITIES if name in shared]


def _telling(names: Sequence[str], *sides: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the quantities that mean something on both sides; where nothing is learned, nothing is assimilated."""
    learn = all(_learns(one) for one in sides)
    return [name for name in names if learn or name not in RELATIVE]


def _learns(columns: Mapping[str, Sequence[Any]]) -> bool:
    return any(columns.get("learning_gain", (1.0,)))


def _unlearned(names: Iterable[str]) -> list[str]:
    """Return a sentence on those who learn nothing, of whose innate share nothing can be said; none without any."""
    words = list(names)
    if not words:
        return []
    return [f"Nothing is learned in {' and '.join(words)}, so that no share of it can have become innate."]


def _died_out(sides: Iterable[tuple[str, Mapping[str, Sequence[Any]]]]) -> list[str]:
    """Return a sentence on arms in which replicates died out, which are compared as they last were."""
    counts: dict[str, int] = {}
    for name, columns in sides:
        counts[name] = counts.get(name, 0) + sum(came == 1 for came in columns.get(REACHED + EXTINCTION.name, ()))
    words = [f"{count} of {name}" for name, count in counts.items() if count]
    return [f"Replicates that died out count with their last generation: {', '.join(words)}."] if words else []


def _task(run: Run) -> str:
    return str(getattr(getattr(run.definition, "task", None), "kind", None))
