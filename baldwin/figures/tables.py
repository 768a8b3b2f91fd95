"""The tables of a run as figures read them: which columns there are, and where the record ends."""

from __future__ import annotations

from dataclasses import replace

from baldwin.store import Run

__all__ = ["cut", "has", "last_generation"]


def has(run: Run, *columns: str) -> bool:
    """Return whether the run recorded these columns in its table of generations or of assays."""
    return all(column in run.generations or column in run.assays for column in columns)


def cut(run: Run, until: int | None) -> Run:
    """Return `run` as if it had ended at generation `until`; itself if that is None."""
    if until is None:
        return run
    shorter = replace(run)
    for name, table in (("generations", run.generations), ("assays", run.assays)):
        early = table["generation"] <= until if table else None
        # fills the cached property, so that the files are not read for it
        shorter.__dict__[name] = {column: values[early] for column, values in table.items()}
    return shorter


def last_generation(run: Run) -> int:
    """Return the last generation on record."""
    return int(run.generations["generation"].max())
