"""The tables of a run as figures read them: which columns there are, and where the record ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from baldwin.endings import EXTINCT, endings
from baldwin.errors import UsageError
from baldwin.store import Run

__all__ = ["cut", "end_of", "has", "last_generation", "together"]


def has(run: Run, *columns: str) -> bool:
    """Return whether the run recorded these columns in its table of generations or of assays."""
    return all(column in run.generations or column in run.assays for column in columns)


def cut(run: Run, until: int | None) -> Run:
    """Return `run` as if it had ended at generation `until`; whole if that is None.

    Tables under absolute selection have one more column, `EXTINCT`: whether the replicate of a row died out by then.
    """
    absolute = run.definition.survival.given and bool(run.generations)
    if until is None and not absolute:
        return run
    shorter = replace(run)
    for name, table in (("generations", run.generations), ("assays", run.assays)):
        early = slice(None) if until is None else table["generation"] <= until if table else None
        # fills the cached property, so that the files are not read for it
        shorter.__dict__[name] = {column: values[early] for column, values in table.items()}
    if absolute:
        ended = endings(run.definition, shorter.generations, complete=False)
        gone = ended.replicate[ended.extinct]
        for table in filter(None, (shorter.generations, shorter.assays)):
            table[EXTINCT] = np.isin(table["replicate"], gone)
    return shorter


def last_generation(run: Run) -> int:
    """Return the last generation on record."""
    return int(run.generations["generation"].max())


def end_of(run: Run) -> int:
    """Return the last generation that a run holds: that of its definition once complete, though all may have stopped.

    A replicate that stopped, being fixed, stays as it is.
    """
    return run.definition.population.generations if run.status == "complete" else last_generation(run)


def together(runs: Sequence[Run], until: int | Literal["all"] | None) -> tuple[list[Run], int | None]:
    """Return runs as they are shown beside each other, and where they had to be cut for that; None if nowhere.

    Args:
        runs: one at least.
        until: the generation up to which they are wanted; "all", whole; None, to the end of the shortest.

    Raises:
        UsageError: there is no such generation.
    """
    if isinstance(until, int) and until < 0:
        raise UsageError(f'until = {until}: must be a generation, an integer >= 0, or "all".')
    if until is not None:
        return [cut(run, None if until == "all" else until) for run in runs], None
    ends = [end_of(run) for run in runs]
    last = min(ends)
    return [cut(run, last) for run in runs], last if last < max(ends) else None
