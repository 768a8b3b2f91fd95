"""From a definition to a run on disk, stoppable at any moment: what `run` and `resume` share."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Callable, Sequence

from baldwin.definition.base import Definition
from baldwin.definition.plugins import place_in_own_file
from baldwin.engine import Engine
from baldwin.errors import BaldwinError
from baldwin.evolve import load_engine
from baldwin.hooks import Several
from baldwin.keeping import keep
from baldwin.progress.run import run_printer
from baldwin.stopping import stoppable
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
) -> int:
    """Evolve until the run is complete, and print its path as the last line of stdout.

    Args:
        writer: of the run.
        quiet: say nothing but the path.
        json: print events for programs, not for people.
        engine: makes the engine of a definition.
        log_to: trackers to write to as well, as `--log-to` names them.
        asked: whether somebody asks to end otherwise than by a signal to this process.

    Returns:
        The exit status: 0, or 128 plus the number of the signal that stopped it (130 after Ctrl-C), once all is saved.

    Raises:
        RunError: the directory cannot be written, or another process works on it.
        UsageError: there is no such tracker, or its package is not installed.
    """
    observer = run_printer(writer.definition, quiet=quiet, json=json)
    watching = Several(observer, *(tracker(text, writer.definition, observer) for text in log_to))
    with stoppable() as stop:
        try:
            keep(writer, engine=engine, observer=watching, stop=lambda progress: stop.requested or asked())
        except KeyboardInterrupt:
            stop.number = stop.number or signal.SIGINT
        except BaldwinError:
            raise
        except Exception as error:  # of the engine; the command line prints it
            if not place_in_own_file(error):  # it would fail again: the run holds its own copy of the file
                _say(_how_to_go_on(writer))
            raise
    if writer.found_complete and (log_to or not quiet):
        logged = ", so that nothing is logged" if log_to else ""
        _say(f"{writer.path}: already complete, not computed again{logged} (--fresh would).")
    if asked():
        stop.number = stop.number or signal.SIGTERM
    observer.done(writer.path, writer.saved, "complete" if writer.complete else "stopped")
    if stop.requested:
        if not writer.complete:
            _say(_how_to_go_on(writer))
        return stop.exit_status
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
