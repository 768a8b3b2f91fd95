"""From a definition to a run on disk, stoppable at any moment: what `run` and `resume` share."""

from __future__ import annotations

import contextlib
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from baldwin.engine import Engine, place_in_own_file
from baldwin.errors import BaldwinError
from baldwin.progress.run import News, news
from baldwin.store import RunWriter

__all__ = ["Stop", "drive", "stoppable"]


class Stop:
    """Whether the user, or the system, has asked the process to end."""

    number: int | None = None  # of the signal

    @property
    def exit_status(self) -> int:
        """Return what shells expect of a process that a signal ended."""
        return 128 + (self.number or 0)


def drive(writer: RunWriter, *, quiet: bool, json: bool, engine: Callable[[Any], Engine] | None = None) -> int:
    """Evolve until the run is complete, and print its path as the last line of stdout.

    Args:
        writer: of the run.
        quiet: say nothing but the path.
        json: tell programs, not people.
        engine: what makes an engine of a definition; by default `load_engine`.

    Returns:
        The exit status: 0, or 130 or 143 after SIGINT (Ctrl-C) or SIGTERM, once the current chunk is saved.

    Raises:
        RunError: the directory cannot be written, or another process works on it.
    """
    told = news(writer.definition, quiet=quiet, json=json)
    with stoppable() as stop:
        try:
            with writer:
                found = writer.complete
                if not found:
                    _evolve(writer, told, stop, engine)
        except KeyboardInterrupt:
            stop.number = stop.number or signal.SIGINT
        except BaldwinError:
            raise
        except Exception as error:  # of the engine; what it was is told by whoever called
            if not place_in_own_file(error):  # it would fail again: the run holds its own copy of the file
                _say(_how_to_go_on(writer))
            raise
    if found and not quiet:
        _say(f"{writer.path}: already complete, not computed again (--fresh would).")
    _warn_of_no_numbers(writer)
    told.done(writer.path, writer.saved, "complete" if writer.complete else "stopped")
    if stop.number is not None:
        if not writer.complete:
            _say(_how_to_go_on(writer))
        return stop.exit_status
    if not quiet and not json:
        _show(writer)
    if not json:
        print(writer.path)
    return 0


def _evolve(writer: RunWriter, told: News, stop: Stop, make: Callable[[Any], Engine] | None) -> None:
    from baldwin.evolve import evolve, load_engine  # kernels load only when a run really starts

    engine = (make or load_engine)(writer.definition)
    if engine.notice and told.talks:
        _say(engine.notice)
    state = writer.restore(engine)
    for note in writer.notes:
        _say(note)
    told.begin(writer.path, writer.generation)
    try:
        for progress in evolve(engine, writer.definition, state=state):
            writer.append(progress.state, progress.record, progress.seconds)
            told.tell(progress)
            if stop.number is not None:
                break
    finally:
        told.close()


def _how_to_go_on(writer: RunWriter) -> str:
    generations = writer.definition.population.generations
    where = f"saved up to generation {writer.saved} of {generations}" if writer.saved >= 0 else "nothing saved yet"
    return f"{writer.definition.name} stopped, {where}. Go on with: baldwin resume {shlex.quote(str(writer.path))}"


def _warn_of_no_numbers(writer: RunWriter) -> None:
    if writer.not_finite:
        count, generation, replicate = writer.not_finite
        _say(
            f"{writer.definition.name}: the mean fitness is NaN or infinite in {count} rows of the table "
            f"(first: replicate {replicate}, generation {generation})."
        )


def _show(writer: RunWriter) -> None:
    from baldwin.cli.picture import show_picture

    show_picture(writer.run())


def _say(text: str) -> None:
    print(text, file=sys.stderr)


@contextlib.contextmanager
def stoppable(asked: Callable[[], None] = lambda: None) -> Iterator[Stop]:
    """Note SIGINT and SIGTERM, and tell `asked` of it, instead of dying at once; a second one interrupts."""
    stop = Stop()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if stop.number is not None:
            raise KeyboardInterrupt
        stop.number = number
        _say("\nStopping after this chunk; once more stops at once.")
        asked()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
