"""Moments of a life that examples show: which they are, the boxes that switch them, their colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.examples import label_after
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.chart import Check

__all__ = ["colours_of", "row_at", "step_checks", "steps_of"]


def row_at(arm: ReportedRun, frame: int) -> int:
    """Return the row of the table of assays that shows a moment: of the first replicate that was assayed there."""
    rows = np.flatnonzero(arm.run.assays["generation"] == arm.at(frame))
    return int(rows[np.argmin(arm.run.assays["replicate"][rows])])


def steps_of(arm: ReportedRun) -> tuple[int, ...]:
    """Return the lifetime steps after which the newborn is shown."""
    return tuple(int(step) for step in arm.run.assays["example_steps"][row_at(arm, arm.assayed[-1])])


def colours_of(steps: Sequence[int]) -> list[str]:
    """Return a colour of the style sheet for each moment: birth as innate, the last as learned."""
    between = ["plastic", "wrong", "best", "chance"]
    return ["innate", *(between[i % len(between)] for i in range(len(steps) - 2)), "learned"][: len(steps)]


def step_checks(arms: ReportedRuns) -> tuple[Check, ...]:
    """Return a box for each moment, with the key to its line."""
    steps = sorted({step for arm in arms for step in steps_of(arm)})
    return tuple(
        Check(f"after{step}", label_after(step, arms[0].run), colour=colour)
        for step, colour in zip(steps, colours_of(steps), strict=True)
    )
