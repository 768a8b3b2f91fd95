"""How fast a computation is and how long it will take, in numbers and in words."""

from __future__ import annotations

import time

__all__ = ["JSON_EVERY", "PLAIN_EVERY", "Pace", "left", "stops", "time_left", "whole_rate"]

PLAIN_EVERY = 5.0  # seconds between plain lines
JSON_EVERY = 0.5  # seconds between JSON lines
COMPILING = 2  # chunks that may compile the kernels: the founders, and the first generation
TRUSTED = 1.0  # seconds of work before a rate is shown


class Pace:
    """Generations per second, without the first chunks of a run, which compile."""

    def __init__(self) -> None:
        self._chunks, self._from, self._started = 0, 0, 0.0

    def rate(self, generation: int) -> float | None:
        """Count one more chunk, which ends at `generation`; return the rate, None until it means something."""
        self._chunks += 1
        if self._chunks <= COMPILING:
            self._from, self._started = generation, time.monotonic()
            return None
        elapsed = time.monotonic() - self._started
        return (generation - self._from) / elapsed if elapsed >= TRUSTED else None


def whole_rate(rate: float) -> str:
    """Return generations per second as people read them."""
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}"


def time_left(generations: int, rate: float) -> str:
    """Return how long `generations` will take, as people say it."""
    return left(generations / rate)


def left(seconds: float) -> str:
    """Return a time that is left, as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def stops(until: float | None, before: str = "") -> str:
    """Return in what time a limit of `--for` is reached, after `before`; `until` is of `time.monotonic`, None: none."""
    return "" if until is None else f"{before}stops in {left(max(0.0, until - time.monotonic()))}"
