"""The pace of a run: none is told before it means something."""

from __future__ import annotations

import pytest

from baldwin.definition import load
from baldwin.progress import run as progress
from baldwin.progress.pace import Pace


def test_compiling_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    pace = Pace()
    for seconds, generation, rate in (
        (60.0, 0, None),  # the founders, compiled
        (15.0, 1, None),  # the first generation, compiled
        (0.5, 6, None),  # too short a time to judge by
        (0.5, 11, 10.0),
        (1.0, 51, 25.0),
    ):
        now += seconds
        assert pace.rate(generation) == rate


@pytest.mark.parametrize(
    ("generations", "rate", "text"), [(10, 10.0, "1 s"), (1200, 1.0, "20 min"), (7200, 1.0, "2.0 h")]
)
def test_time_left(generations: int, rate: float, text: str) -> None:
    assert progress.time_left(generations, rate) == text


def test_people_are_told_errors() -> None:
    values: dict[str, float | None] = {"innate": -3.25, "learned": None}
    assert progress._shown(load("sinusoid"), values) == {"innate error": 3.25}
    assert progress._shown(load("navigation"), values) == {"innate": -3.25}
    assert progress._shown(load("hinton-nowlan"), {"innate": 1.5, "learned": 2.0}) == {"innate": 1.5, "learned": 2.0}
