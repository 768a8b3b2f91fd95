"""How far a run is that this process computes: a bar on a terminal, plain lines, JSON for programs, or nothing."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from baldwin.definition.base import Definition
from baldwin.engine import Columns
from baldwin.evolve import Progress
from baldwin.keeping import Observer
from baldwin.progress.bars import bars_move
from baldwin.progress.pace import JSON_EVERY, PLAIN_EVERY, Pace, stops, time_left, whole_rate

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["RunPrinter", "run_printer"]

SHOWN = ("innate", "learned")


class RunPrinter(Observer):
    """Prints what happens while a run is computed; this kind prints only what must be known, on stderr."""

    def note(self, text: str) -> None:
        """Print it."""
        print(text, file=sys.stderr)

    def done(self, path: Path, generation: int, status: str) -> None:
        """Say how the run ended."""


def run_printer(definition: Definition, *, quiet: bool, json: bool, until: float | None = None) -> RunPrinter:
    """Return the printer that options and terminal ask for; `until` is when the time is up, of `time.monotonic`."""
    if json:
        return JsonLines(definition, until)
    if quiet:
        return RunPrinter()
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if bars_move(console):
        return Bar(definition, console, until)
    return Lines(definition, until)


class JsonLines(RunPrinter):
    """One JSON object per line on stdout: events start, progress and done."""

    def __init__(self, definition: Definition, until: float | None = None) -> None:
        self._generations, self._name = definition.population.generations, definition.name
        self._latest, self._printed, self._until = Latest(), 0.0, until

    def begin(self, path: Path, generation: int) -> None:
        """Print the event `start`."""
        self._print(event="start", name=self._name, generation=generation, path=str(path))

    def report(self, progress: Progress) -> None:
        """Print the event `progress`, at most twice a second, with the medians of the newest assays."""
        values = self._latest.update(progress.record.assays)
        if time.monotonic() - self._printed >= JSON_EVERY:
            self._printed = time.monotonic()
            ends = {} if self._until is None else {"stops_in": round(self._until - time.monotonic(), 1)}
            self._print(event="progress", generation=progress.generation, **values, **ends)

    def done(self, path: Path, generation: int, status: str) -> None:
        """Print the event `done`."""
        self._print(event="done", status=status, generation=generation, **self._latest.values, path=str(path))

    def _print(self, *, event: str, generation: int, **fields: object) -> None:
        row = {"event": event, "generation": generation, "generations": self._generations, **fields}
        print(json.dumps(row), flush=True)


class Lines(RunPrinter):
    """A plain line on stderr every few seconds, for logs."""

    def __init__(self, definition: Definition, until: float | None = None) -> None:
        self._generations, self._name = definition.population.generations, definition.name
        self._definition, self._until = definition, until
        self._latest, self._pace, self._printed = Latest(), Pace(), time.monotonic()

    def notice(self, text: str) -> None:
        """Print it."""
        print(text, file=sys.stderr)

    def begin(self, path: Path, generation: int) -> None:
        """Say where an interrupted run goes on."""
        if generation >= 0:
            print(f"{self._name}: going on from generation {generation} of {self._generations}", file=sys.stderr)

    def report(self, progress: Progress) -> None:
        """Print generation, rate, time left, and the medians of the newest assays."""
        values, rate = self._latest.update(progress.record.assays), self._pace.rate(progress.generation)
        if time.monotonic() - self._printed < PLAIN_EVERY:
            return
        self._printed = time.monotonic()
        pace = (
            f", {whole_rate(rate)} per second, {time_left(self._generations - progress.generation, rate)} left"
            if rate
            else ""
        )
        shown = "".join(f", {name} {value:.3g}" for name, value in _shown(self._definition, values).items())
        print(
            f"{self._name}: generation {progress.generation} of {self._generations}{pace}"
            f"{stops(self._until, ', ')}{shown}",
            file=sys.stderr,
            flush=True,
        )


class Bar(RunPrinter):
    """A live line on a terminal; it disappears when the run ends."""

    def __init__(self, definition: Definition, console: Console, until: float | None = None) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._definition, self._latest, self._pace, self._until = definition, Latest(), Pace(), until
        self._progress = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.fields[values]}"),
            console=console,
            transient=True,
            refresh_per_second=5,
            expand=True,
        )

    def notice(self, text: str) -> None:
        """Print it."""
        print(text, file=sys.stderr)

    def begin(self, path: Path, generation: int) -> None:
        """Show the bar."""
        total = self._definition.population.generations
        self._task = self._progress.add_task(
            self._definition.name, total=total, completed=max(0, generation), rate="", left="", values=""
        )
        self._progress.start()

    def report(self, progress: Progress) -> None:
        """Move the bar."""
        values = self._latest.update(progress.record.assays)
        shown = "  ".join(f"{name} {value:.2f}" for name, value in _shown(self._definition, values).items())
        rate, wanted = self._pace.rate(progress.generation), self._definition.population.generations
        self._progress.update(
            self._task,
            completed=progress.generation,
            rate=f"{whole_rate(rate)}/s" if rate else "",
            left=(f"{time_left(wanted - progress.generation, rate)} left" if rate else "") + stops(self._until, "  "),
            values=shown,
        )

    def close(self) -> None:
        """Remove the bar."""
        self._progress.stop()


class Latest:
    """The newest medians over replicates of innate and learned ability; None where they are not finite."""

    def __init__(self) -> None:
        self.values: dict[str, float | None] = {}

    def update(self, assays: Columns) -> dict[str, float | None]:
        """Take in the assays of one chunk, and return the newest values."""
        if assays and len(assays["generation"]):
            newest = assays["generation"] == assays["generation"][-1]
            for name in SHOWN:
                if name in assays:
                    value = float(np.median(assays[name][newest]))
                    self.values[name] = value if np.isfinite(value) else None
        return self.values


def _shown(definition: Definition, values: dict[str, float | None]) -> dict[str, float]:
    """Return the values to show to people: scores, or the errors that they are the negative of."""
    from baldwin.presentation import presentation_of

    known = {name: value for name, value in values.items() if value is not None}
    if known and presentation_of(definition).error:
        return {f"{name} error": 0.0 - value for name, value in known.items()}
    return known
