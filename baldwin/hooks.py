"""Callbacks of the user's own, called once for each generation of a run; nothing that they do changes a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from baldwin.engine import Columns
from baldwin.evolve import Progress
from baldwin.keeping import Observer

__all__ = ["Generation", "Hook", "Several", "generations_of"]


@dataclass(frozen=True)
class Generation:
    """One generation that is kept, as its rows in the tables of the run; arrays cannot be written to.

    Attributes:
        number: reproductions so far; 0 is the founders.
        rows: of the table of generations, a value for each living replicate.
        assays: of the table of assays, likewise; empty where the generation was not assayed.
        path: of the run.
    """

    number: int
    rows: Columns
    assays: Columns
    path: Path

    def means(self) -> dict[str, float]:
        """Return column -> mean over living replicates of every column of numbers, without those that are no number."""
        found: dict[str, float] = {}
        for name, values in {**self.rows, **self.assays}.items():
            if name in ("generation", "replicate") or values.ndim != 1 or values.dtype.kind not in "iufb":
                continue
            known = values[np.isfinite(values)]
            if known.size:
                found[name] = float(known.mean())
        return found


class Hook(Observer):
    """Calls a function with each `Generation`; what that raises ends the run as an interruption would: saved.

    Attributes:
        error: what the function raised; None while it has not.
    """

    def __init__(self, call: Callable[[Generation], object]) -> None:
        self.error: BaseException | None = None
        self._call = call
        self._path = Path()

    def begin(self, path: Path, generation: int) -> None:
        """Take in where the run is."""
        self._path = path

    def report(self, progress: Progress) -> None:
        """Call the function with each generation of a chunk."""
        try:
            for one in generations_of(progress, self._path):
                self._call(one)
        except BaseException as error:  # raised again once the run is saved
            self.error = error

    def stop(self, progress: Progress | None) -> bool:
        """Return whether the function wants no more of the run."""
        del progress
        return self.error is not None


class Several(Observer):
    """Informs several observers."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def note(self, text: str) -> None:
        """Pass it on."""
        for one in self._observers:
            one.note(text)

    def notice(self, text: str) -> None:
        """Pass it on."""
        for one in self._observers:
            one.notice(text)

    def begin(self, path: Path, generation: int) -> None:
        """Pass it on."""
        for one in self._observers:
            one.begin(path, generation)

    def report(self, progress: Progress) -> None:
        """Pass it on."""
        for one in self._observers:
            one.report(progress)

    def close(self) -> None:
        """Pass it on."""
        for one in self._observers:
            one.close()


def generations_of(progress: Progress, path: Path) -> Iterator[Generation]:
    """Yield the generations of one chunk, in order."""
    record = progress.record
    whole = record.generations.get("generation", np.zeros(0, np.int64))
    for number in np.unique(whole).tolist():
        assays = _rows(record.assays, number)
        yield Generation(number, _rows(record.generations, number), assays, path)


def _rows(table: Columns, number: int) -> Columns:
    """Return the rows of one generation as arrays of their own, which cannot be written to; empty without any."""
    if not table or not (chosen := table["generation"] == number).any():
        return {}
    rows = {name: values[chosen] for name, values in table.items()}  # copies
    for values in rows.values():
        values.flags.writeable = False
    return rows
