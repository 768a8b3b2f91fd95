"""The table of a study: one row per cell and replicate, as each stood at its end or where its budget was spent.

Equal studies have equal tables, however often they were interrupted; wall time is included only on demand.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from baldwin.assimilation import assimilation
from baldwin.endings import PLATEAU, TARGET, endings
from baldwin.engine import Columns
from baldwin.errors import UsageError
from baldwin.presentation import presentation_of
from baldwin.reaching import as_columns, waits
from baldwin.store import Run
from baldwin.study.reading import Study, StudyCell

__all__ = ["Rows", "ends_of", "objective", "table"]

Rows = dict[str, list[Any]]
"""Column -> values, one per row; None where a row has none."""

FIRST = ("generation", "individuals", "lives", "lifetime_steps", "fitness_mean", "fitness_sd", "fitness_max")
ASSAYED = ("innate", "learned", "learning_gain", "innate_share")


def table(study: Study, *, timings: bool = False) -> Rows:
    """Return the table of a study; a cell that has not ended has one row without results.

    Args:      timings: add what differs between equal studies: seconds and attempts.
    """
    rows: list[dict[str, Any]] = []
    for cell in study.cells:
        state = study.states[cell.index]
        about: dict[str, Any] = {
            "cell": cell.index,
            "arm": cell.arm,
            "control": cell.arm in study.controls,
            **{name: cell.values.get(name) for name in study.axes},
            "run": cell.run,
            "status": state.status,
            "ended_by_budget": None,
            "replicate": None,
        }
        run = study.run(cell)
        if timings:
            about |= {"seconds": run.info.get("elapsed") if run else None, "attempts": state.attempts}
        if state.status == "complete" and run is not None:
            kind, amount = study.budget
            rows += [
                about | found | ({"ended_by_budget": True} if _spent(cell, run, found, kind, amount) else {})
                for found in _ends(run, *_limits(study, state.budget))
            ]
        else:
            rows.append(about | {"reason": state.reason})
    return _columns(rows, len(study.axes) + (9 if timings else 7))


def _limits(study: Study, generation: int | None) -> tuple[int | None, float]:
    """Return the generation and the lifetime steps at which a cell ends, at most one of them a limit."""
    kind, amount = study.budget
    return (None, amount) if kind == "lifetime_steps" else (generation, math.inf)


def _spent(cell: StudyCell, run: Run, end: dict[str, Any], kind: str, amount: float) -> bool:
    """Return whether a replicate ended since its budget had set its generations so.

    Of lifetime steps: whether one more generation, as costly as the last, would have exceeded them.
    """
    if kind in ("generations", "evaluations"):
        return bool(end["generation"] == cell.generations)  # and not before, with nothing left to evolve
    if kind != "lifetime_steps":
        return False
    table = run.generations
    before = (table["replicate"] == end["replicate"]) & (table["generation"] == end["generation"] - 1)
    last = end["lifetime_steps"] - int(table["lifetime_steps"][before].sum())  # nothing before the founders
    return bool(last > 0 and end["lifetime_steps"] + last > amount)


def _columns(rows: list[dict[str, Any]], about: int) -> Rows:
    """Return rows as columns: what they are about, what all wings have in their order, the rest, and reasons."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    known = [*names[:about], *FIRST, "assay_generation", *ASSAYED]
    order = [name for name in known if name in names]
    order += [name for name in names if name not in {*order, "reason"}]
    if any(row.get("reason") for row in rows):
        order.append("reason")
    return {name: [row.get(name) for row in rows] for name in order}


def _ends(run: Run, generation: int | None, steps: float) -> list[dict[str, Any]]:
    """Return one row per replicate: its last row of each table within the limits."""
    whole = _last(run.generations)
    last = _last(_within(run.generations, generation, steps))
    ends = {replicate: int(row["generation"]) for replicate, row in last.items()}
    assays = run.assays
    if assays:
        until = np.array([ends.get(int(one), -1) for one in assays["replicate"]])
        assays = {name: values[assays["generation"] <= until] for name, values in assays.items()}
    assayed = _last(assays)
    over_time = assimilation(assays, selected=presentation_of(run.definition).selects_learning) if assays else {}
    came = as_columns(waits(run.definition, _within(run.generations, generation, steps), assays)) if last else {}
    rows, stopped = [], _stopped(run)
    for place, (replicate, row) in enumerate(sorted(last.items())):
        found = {**row, "ended_by_budget": generation is not None or row["generation"] < whole[replicate]["generation"]}
        if run.definition.stop.given:
            found["stopped_by"] = stopped.get((replicate, int(row["generation"])))
        for name, value in assayed.get(replicate, {}).items():
            found["assay_generation" if name == "generation" else name] = value
        if replicate in assayed:
            found |= {name: float(values[place]) for name, values in over_time.items() if place < len(values)}
        found |= {name: float(values[place]) for name, values in came.items() if place < len(values)}
        rows.append({name: _plain(value) for name, value in found.items()})
    return rows


def _stopped(run: Run) -> dict[tuple[int, int], str]:
    """Return the replicates that a rule of their definition ended, with their last generation, and why: a target, say.

    None where there is no such rule.
    """
    if not run.definition.stop.given or not run.generations:
        return {}
    found = endings(run.definition, run.generations, run.assays, complete=run.status == "complete")
    ends = zip(found.replicate.tolist(), found.generation.tolist(), found.reason, strict=True)
    return {(replicate, end): why for replicate, end, why in ends if why in (TARGET, PLATEAU)}


def _within(table: Columns, generation: int | None, steps: float) -> Columns:
    """Return the rows that belong to what a budget allows; the first generation always does."""
    if not table or (generation is None and math.isinf(steps)):
        return table
    if generation is not None:
        kept = table["generation"] <= generation
    else:
        kept = (table["lifetime_steps"] <= steps) | (table["generation"] == table["generation"].min())
    return {name: values[kept] for name, values in table.items()}


def _last(table: Columns) -> dict[int, dict[str, Any]]:
    """Return replicate -> its last row, without columns of lists; a list of one number is that number."""
    if not table:
        return {}
    rows = dict(zip(table["replicate"].tolist(), range(len(table["replicate"])), strict=True))
    numbers = {name: values for name, values in table.items() if values.dtype.kind in "biuf"}
    single = {name: values.ravel() for name, values in numbers.items() if values.size == len(values)}
    return {int(one): {name: values[place] for name, values in single.items()} for one, place in rows.items()}


def _plain(value: Any) -> Any:
    number = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(number, float) and math.isnan(number) else number


def ends_of(run: Run, generation: int | None = None) -> list[dict[str, Any]]:
    """Return one row per replicate of a run: the last row of each table, and assimilation over time.

    With `generation` the run counts as if it had ended there.
    """
    return _ends(run, generation, math.inf)


def objective(study: Study, cell: StudyCell, column: str) -> float | None:
    """Return the mean over replicates of what a cell's table says in `column`, None if it has not ended well.

    Raises:    UsageError: the table has no such column.
    """
    state, run = study.states[cell.index], study.run(cell)
    if state.status != "complete" or run is None:
        return None
    rows = _ends(run, *_limits(study, state.budget))
    if rows and column not in rows[0]:
        raise UsageError(f"--objective {column}: no such column. The table has: {', '.join(rows[0])}.")
    values = [row[column] for row in rows]
    if not values or any(value is None for value in values):
        return None
    mean = float(np.mean(values))
    if not math.isfinite(mean):
        return None
    return mean
