"""The entry of `baldwin` and `python -m baldwin`: runs a command, and turns what it raises into lines and a status."""

from __future__ import annotations

import errno
import gc
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from io import TextIOWrapper

from baldwin.descriptors import bear_unread_messages, open_standard_streams
from baldwin.errors import BaldwinError, DamageWarning, ExtinctionWarning, MovedFieldWarning, NameWarning

__all__ = ["main", "run_command"]

_FULL = (
    errno.ENOSPC,
    errno.EFBIG,
    errno.EIO,
)  # without a file's name these come from stdout: the store names its files


WIDEST, MOST = 3000, 100  # characters of a line, and lines of an error


def main() -> None:
    """Run the command in `sys.argv` and exit with its status.

    Statuses: 0 done; 1 a claim does not hold, a cell failed, or an internal error; 2 what was asked, or what surrounds
    it, must be changed first; 124 the time of --for was up; 130 interrupted; 141 the reader of stdout went away.
    """
    open_standard_streams()
    bear_unread_messages()
    # Of warnings only our own are for who typed a command; PYTHONWARNINGS=error would make failures of others'.
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    for ours in (DamageWarning, ExtinctionWarning, MovedFieldWarning, NameWarning):
        warnings.simplefilter("default", ours)
    # Imports make many objects and no garbage; a sixth of the start would go into looking for it.
    gc.set_threshold(100_000, 20, 20)
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal without UTF-8 is no reason to fail; what goes to a file or a program must be valid TOML or JSON.
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; errors are printed on stderr, in plain lines."""
    debug = "--debug" in arguments or os.environ.get("BALDWIN_DEBUG", "") not in ("", "0")
    warnings.formatwarning = _format_warning
    try:
        status = _dispatch([argument for argument in arguments if argument != "--debug"])
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a failure can still be reported
        return status
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # rich, or what prints help through it, ends with 1 then
            return 141
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it exits
        return 141
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exc()
        text, status = _explain(error)
        print(_bounded(text), file=sys.stderr)
        return status


def _bounded(text: str) -> str:
    """Return an error without control characters, cut where nobody would read on."""
    from baldwin.store.info import printable

    lines = [
        one if len(one) <= WIDEST else f"{one[: WIDEST // 2]} ... {one[-WIDEST // 2 :]}" for one in text.split("\n")
    ]
    if len(lines) > MOST:
        lines = [*lines[:MOST], f"... and {len(lines) - MOST} more lines."]
    return "\n".join(map(printable, lines))


def _format_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """Return a warning of our own as one line, and any other as Python writes it."""
    if issubclass(category, DamageWarning | ExtinctionWarning | MovedFieldWarning | NameWarning):
        return f"{message}\n"
    return _PYTHONS_FORMAT(message, category, filename, lineno, line)


_PYTHONS_FORMAT = warnings.formatwarning


def _dispatch(arguments: list[str]) -> int:
    from cyclopts import CycloptsError

    from baldwin.cli import app, complete_help

    if arguments:
        complete_help(arguments)
    try:
        result = app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        from baldwin.cli.usage import usage_error

        raise usage_error(error, arguments) from error
    return result if isinstance(result, int) else 0


def _is_homeless() -> bool:
    """Return whether the working directory has been deleted."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def _explain(error: BaseException) -> tuple[str, int]:
    """Return what to print of an error, and the exit status."""
    match error:
        case BaldwinError():
            return str(error), error.exit_status
        case KeyboardInterrupt():
            return "Interrupted.", 130
        case MemoryError():
            return "Not enough memory. A smaller population.size or fewer population.replicates need less.", 2
        case FileNotFoundError(filename=None) if _is_homeless():
            return "The working directory is gone. Change to one that is there, such as: cd", 2
        case OSError(strerror=str(reason)):
            place = error.filename if error.filename is not None else "stdout" if error.errno in _FULL else ""
            return f"{place}: {reason.lower()}.".removeprefix(": "), 2
    summary = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    from baldwin.definition.plugins import place_in_own_file

    if place := place_in_own_file(error):
        return f"{place}: {summary.rstrip('.')}. Correct the file; BALDWIN_DEBUG=1 shows how it came to this.", 2
    return f"Internal error ({summary}). Please report it, with what BALDWIN_DEBUG=1 shows.", 1


if __name__ == "__main__":
    main()
