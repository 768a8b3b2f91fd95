"""The one loop that keeps a run: found or continue an evolution, append each chunk, close with the right status."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from baldwin.definition.base import Definition
from baldwin.endings import endings, stopped_by_rule
from baldwin.engine import Engine
from baldwin.evolve import Progress, evolve, load_engine
from baldwin.plateaus import sentences
from baldwin.store import Run, RunWriter
from baldwin.store.totals import ALIKE

__all__ = ["Observer", "keep"]


class Observer:
    """Is informed while a run is computed; this one ignores everything. Nothing that it does changes a result."""

    def note(self, text: str) -> None:
        """Take in what the user should know of the run, one sentence, such as that a file was damaged."""

    def notice(self, text: str) -> None:
        """Take in what a person who waits should know, one sentence, such as that compiling takes a while."""

    def begin(self, path: Path, generation: int) -> None:
        """Take in that the run in `path` goes on from `generation`; -1: it begins."""

    def report(self, progress: Progress) -> None:
        """Take in one more chunk, which is kept."""

    def close(self) -> None:
        """Release what was only needed while the run was computed; called once after `begin`, whatever happens."""


def keep(
    writer: RunWriter,
    *,
    engine: Callable[[Definition], Engine] = load_engine,
    observer: Observer | None = None,
    stop: Callable[[Progress | None], bool] = lambda progress: False,
) -> Run:
    """Compute what a run still lacks, keep it, and return the run.

    A run that is found complete and undamaged is returned as it is, without loading an engine. However the loop ends,
    the run's directory can be continued: rows are appended chunk by chunk, with checkpoints in between.

    Args:
        writer: of the run, such as `RunWriter.create(folder, definition)`; it is entered here.
        engine: makes the engine of the definition; called only if something is left to compute.
        observer: is informed of notes and progress.
        stop: whether to save and return. Asked after each chunk with that chunk, and with None before the first of a
            run that is continued.

    Returns:
        The run; its status is complete, or stopped where `stop` ended it.

    Raises:
        RunError: the directory cannot be written.
        BusyError: another process works on it.
    """
    told = observer is not None  # or nobody listens
    observer = observer or Observer()
    with writer:
        if not writer.complete:
            _continue(writer, engine(writer.definition), observer, stop)
    for loss in writer.losses:
        observer.note(f"{writer.definition.name}: {loss}.")
    run = writer.run()
    if told and run.info.get("counts", {}).get(ALIKE):
        _tell_plateaus(run, observer)
    if told and run.definition.stop.given and run.status == "complete":
        text = stopped_by_rule(run.definition, endings(run.definition, run.generations, run.assays, complete=True))
        if text:
            observer.notice(f"{run.name}: {text}.")
    return run


def _tell_plateaus(run: Run, observer: Observer) -> None:
    """Say where nothing was selected: as a note where a population was stuck, and for people where it was done."""
    stuck, done = sentences(run.definition, run.generations, run.plateaus)
    for say, text in ((observer.note, stuck), (observer.notice, done)):
        if text:
            say(f"{run.name}: {text}.")


def _continue(writer: RunWriter, engine: Engine, observer: Observer, stop: Callable[[Progress | None], bool]) -> None:
    if engine.notice:
        observer.notice(engine.notice)
    state = writer.restore(engine)
    for note in writer.notes:
        observer.note(note)
    if writer.news:
        observer.notice(writer.news)
    if state is not None and stop(None):
        return
    observer.begin(writer.path, writer.generation)
    try:
        for progress in evolve(engine, writer.definition, state=state):
            writer.append(progress.state, progress.record, progress.seconds)
            observer.report(progress)
            if stop(progress):
                return
    finally:
        observer.close()
