"""Signals that ask the process to end: noted, so that what is computed can be saved first."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

__all__ = ["Stop", "stoppable"]

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether the user, or the system, has asked the process to end."""

    number: int | None = None  # of the signal

    @property
    def requested(self) -> bool:
        """Return whether a signal has come."""
        return self.number is not None

    @property
    def exit_status(self) -> int:
        """Return what shells expect of a process that a signal ended."""
        return 128 + (self.number or 0)


@contextlib.contextmanager
def stoppable(on_request: Callable[[], None] = lambda: None) -> Iterator[Stop]:
    """Note SIGINT and SIGTERM instead of dying at once; a second one raises KeyboardInterrupt.

    Outside the main thread, which alone may handle signals, nothing is changed.

    Args:
        on_request: called at the first signal, within its handler.
    """
    stop = Stop()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if stop.requested:
            raise KeyboardInterrupt
        stop.number = number
        print("\nStopping after this chunk; once more stops at once.", file=sys.stderr)
        on_request()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
