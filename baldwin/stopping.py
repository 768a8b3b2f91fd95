"""Signals that ask the process to end, and the end of its time: noted, so that what is computed can be saved first."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from types import FrameType

__all__ = ["FROM_QUEUE", "FROM_TERMINAL", "TIME_UP", "Stop", "ignore_terminal", "stoppable"]

TIME_UP = 124  # exit status of a command whose time was up before it was done, as of timeout(1)


def _existing(*names: str) -> tuple[signal.Signals, ...]:
    """Return the signals that this platform has."""
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))


FROM_TERMINAL = _existing("SIGINT", "SIGHUP")  # Ctrl-C, and a terminal that closes: all processes in it get them
FROM_QUEUE = _existing("SIGUSR1", "SIGUSR2", "SIGXCPU", "SIGPWR")  # before the time is up, or the power gone
SIGNALS = (*_existing("SIGTERM"), *FROM_TERMINAL, *FROM_QUEUE)
REPEATED = _existing("SIGXCPU")  # by the system itself, every second from the first


class Stop:
    """Whether the user, or the system, has asked the process to end."""

    number: int | None = None  # of the signal
    expired = False  # whether the time is up that it was given

    @property
    def requested(self) -> bool:
        """Return whether a signal has come."""
        return self.number is not None

    @property
    def exit_status(self) -> int:
        """Return what shells expect of a process that a signal ended."""
        return 128 + (self.number or 0)


@contextlib.contextmanager
def stoppable(on_request: Callable[[], None] = lambda: None, seconds: float | None = None) -> Iterator[Stop]:
    """Note `SIGNALS` instead of dying at once; a second one raises KeyboardInterrupt. Note the end of the time too.

    Outside the main thread, which alone may handle signals, nothing is changed; SIGHUP stays ignored under `nohup`.

    Args:
        on_request: called at the first signal, within its handler, and when the time is up, in another thread.
        seconds: wall time that the process may take from now on; None: as much as it takes.
    """
    stop = Stop()
    with _timed(stop, on_request, seconds), _noted(stop, on_request):
        yield stop


@contextlib.contextmanager
def _timed(stop: Stop, on_request: Callable[[], None], seconds: float | None) -> Iterator[None]:
    """Note when the time is up."""

    def on_time() -> None:
        stop.expired = True
        on_request()

    timer = threading.Timer(min(seconds or 0.0, threading.TIMEOUT_MAX), on_time)
    timer.daemon = True
    if seconds is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextlib.contextmanager
def _noted(stop: Stop, on_request: Callable[[], None]) -> Iterator[None]:
    """Note signals."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        if stop.requested:
            if number in REPEATED:
                return
            raise KeyboardInterrupt
        stop.number = number
        with contextlib.suppress(OSError):  # of a terminal that has closed
            print("\nStopping after this chunk; once more stops at once.", file=sys.stderr, flush=True)
        on_request()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    noted = [one for one in SIGNALS if one.name != "SIGHUP" or signal.getsignal(one) is not signal.SIG_IGN]
    before = {number: signal.signal(number, on_signal) for number in noted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_terminal(others: Iterable[signal.Signals] = ()) -> None:
    """Ignore, in a worker, the signals that a terminal sends to all its processes, and `others`: the driver decides."""
    for number in (*FROM_TERMINAL, *others):
        signal.signal(number, signal.SIG_IGN)
