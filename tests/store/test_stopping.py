"""Signals that ask a process to end are noted; a second one is obeyed at once."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from baldwin.stopping import stoppable


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2])
def test_the_first_is_noted_and_the_second_obeyed(number: signal.Signals) -> None:
    asked: list[str] = []
    before = signal.getsignal(number)
    with stoppable(lambda: asked.append("save")) as stop:
        assert not stop.requested
        os.kill(os.getpid(), number)
        assert stop.requested
        assert (stop.exit_status, asked) == (128 + number, ["save"])
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) == before


def test_what_the_system_repeats_is_noted_once() -> None:
    """The kernel sends SIGXCPU every second from the limit on: the last chunk would be lost at the second."""
    with stoppable() as stop:
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGXCPU)
        assert stop.number == signal.SIGXCPU


def test_nohup_is_respected() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.requested
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_threads_change_no_handler() -> None:
    before, seen = signal.getsignal(signal.SIGINT), []

    def work() -> None:
        with stoppable():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
