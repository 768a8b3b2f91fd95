"""From a definition to a run on disk, stoppable at any moment: what `run` and `resume` share."""

from __future__ import annotations

import shlex
import signal
import sys
import time
from collections.abc import Callable, Sequence

from baldwin.definition.base import Definition
from baldwin.definition.plugins import place_in_own_file
from baldwin.engine import Engine
from baldwin.errors import BaldwinError
from baldwin.evolve import Progress, load_engine
from baldwin.hooks import Several
from baldwin.keeping import keep
from baldwin.progress.run import RunPrinter, run_printer
from baldwin.stopping import TIME_UP, Stop, stoppable
from baldwin.store import RunWriter
from baldwin.trackers import tracker

__all__ = ["drive"]


def drive(
    writer: RunWriter,
    *,
    quiet: bool,
    json: bool,
    engine: Callable[[Definition], Engine] = load_engine,
    log_to: Sequence[str] = (),
    asked: Callable[[], bool] = lambda: False,
    seconds: float | None = None,
) -> int:
    """Evolve until the run is complete, and print its path as the last line of stdout.

    Args:
        writer: of the run.
        quiet: say nothing but the path.
        json: print events for programs, not for people.
        engine: makes the engine of a definition.
        log_to: trackers to write to as well, as `--log-to` names them.
        asked: whether somebody asks to end otherwise than by a signal to this process.
        seconds: wall time after which to save and stop; at least one chunk is computed.

    Returns:
        The exit status: 0, or once all is saved 128 plus the number of the signal that stopped it (130 after Ctrl-C),
        or 124 where the time was up before the run was complete.

    Raises:
        RunError: the directory cannot be written, or another process works on it.
        UsageError: there is no such tracker, or its package is not installed.
    """
    until = None if seconds is None else time.monotonic() + seconds
    observer = run_printer(writer.definition, quiet=quiet, json=json, until=until)
    watching = Several(observer, *(tracker(text, writer.definition, observer) for text in log_to))

    def over(progress: Progress | None) -> bool:
        return stop.requested or asked() or (stop.expired and progress is not None)

    with stoppable(seconds=seconds) as stop:
        try:
            keep(writer, engine=engine, observer=watching, stop=over)
        except KeyboardInterrupt:
            stop.number = stop.number or signal.SIGINT
        except BaldwinError:
            raise
        except Exception as error:  # of the engine; the command line prints it
            if not place_in_own_file(error):  # it would fail again: the run holds its own copy of the file
                _say(_how_to_go_on(writer))
            raise
    if asked():
        stop.number = stop.number or signal.SIGTERM
    return _closed(writer, observer, stop, quiet=quiet, json=json, logged=bool(log_to))


def _closed(writer: RunWriter, observer: RunPrinter, stop: Stop, *, quiet: bool, json: bool, logged: bool) -> int:
    """Say how the run ended, and print its path if it is complete; return the exit status."""
    if writer.found_complete and (logged or not quiet):
        nothing = ", so that nothing is logged" if logged else ""
        _say(f"{writer.path}: already complete, not computed again{nothing} (--fresh would).")
    observer.done(writer.path, writer.saved, "complete" if writer.complete else "stopped")
    if stop.requested:
        if not writer.complete:
            _say(_how_to_go_on(writer))
        return stop.exit_status
    if stop.expired and not writer.complete:
        _say(_how_to_go_on(writer))
        return TIME_UP
    if not quiet and not json:
        _show(writer)
    if not json:
        print(writer.path)
    return 0


def _how_to_go_on(writer: RunWriter) -> str:
    generations = writer.definition.population.generations
    where = f"saved up to generation {writer.saved} of {generations}" if writer.saved >= 0 else "nothing saved yet"
    return f"{writer.definition.name} stopped, {where}. Go on with: baldwin resume {shlex.quote(str(writer.path))}"


def _show(writer: RunWriter) -> None:
    from baldwin.progress.picture import show_picture

    show_picture(writer.run())


def _say(text: str) -> None:
    print(text, file=sys.stderr)
