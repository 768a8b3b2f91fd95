"""Several runs on one axis: which can share it, and their curves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baldwin.figures.description import Curve, LevelLine
from baldwin.figures.series import BAND, CARRIED, series
from baldwin.presentation import presentation_of
from baldwin.store import Run
from baldwin.store.labels import labels

__all__ = ["ceiling_of", "note_of", "of_runs", "same_ability", "same_task", "unit_of"]


def same_task(runs: Sequence[Run]) -> bool:
    """Return whether all runs have one kind of task, so that their fitness can share an axis."""
    return len({getattr(getattr(run.definition, "task", None), "kind", None) for run in runs}) == 1


def unit_of(run: Run) -> str:
    """Return what a run's innate and learned ability are shown in, fitness where they were not assayed."""
    return presentation_of(run.definition).unit(run.assays) if "innate" in run.assays else "fitness"


def same_ability(runs: Sequence[Run]) -> bool:
    """Return whether there are several runs whose abilities mean the same."""
    return len(runs) > 1 and same_task(runs) and len({unit_of(run) for run in runs}) == 1


def of_runs(runs: Sequence[Run], column: str) -> dict[str, Curve]:
    """Return a column of each run over generations, by `<column>_<place of the run>`; abilities as they are shown."""
    found = {}
    for place, (run, label) in enumerate(zip(runs, labels(runs), strict=True)):
        if column in run.assays:
            table, values = run.assays, presentation_of(run.definition).shown(run.assays, column)
        else:
            table, values = run.generations, run.generations[column]
        found[f"{column}_{place}"] = Curve(series(table, values, label), "single", key=column, run=place)
    return found


def note_of(curves: Iterable[Curve]) -> str:
    """Return what lines and bands of several runs are, for a legend."""
    shown = [curve.series for curve in curves]
    low, high = (f"{100 * level:.0f}" for level in BAND)
    banded = f"median and {low}–{high} % band of replicates"
    few = [one for one in shown if one.each is not None and not one.apart]
    note = "median of replicates; thin lines: each of them" if few else banded
    note = f"{banded}; thin lines: of few, each" if few and len(few) < len(shown) else note
    return note + CARRIED if any(one.carried for one in shown) else note


def ceiling_of(runs: Sequence[Run]) -> dict[str, LevelLine]:
    """Return the ceiling that the tasks of all `runs` set to innate ability, as `ceiling`; none if they differ."""
    levels = [presentation_of(run.definition).levels(run.assays).get("ceiling") for run in runs]
    if levels[0] is None or any(level != levels[0] for level in levels):
        return {}
    return {"ceiling": LevelLine(levels[0].label, levels[0].value, "ceiling")}
