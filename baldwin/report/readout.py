"""What a generation held, in words: shown beside the slider, and read by screen readers."""

from __future__ import annotations

import numpy as np

from baldwin.figures.series import series
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.words import number

__all__ = ["readout"]

QUANTITIES = {
    "innate": "innate",
    "learned": "learned",
    "learning_gain": "gain",
}
SHARES = ("correct", "plastic", "wrong")


def readout(arms: ReportedRuns) -> list[list[str]]:
    """Return for each arm a line of words for each generation that can be chosen; it says so where an arm has ended."""
    frames = arms.frames
    return [
        [": ".join([*([arm.label] if len(arms) > 1 else []), *parts]) for parts in _of(arm, frames)] for arm in arms
    ]


def _of(arm: ReportedRun, frames: list[int]) -> list[list[str]]:
    """Return for each generation that an arm has ended, if so, and what it holds."""
    run = arm.run
    shown = []
    for name, title in QUANTITIES.items():
        if name in run.assays:
            shown.append((title, series(run.assays, arm.presentation.shown(run.assays, name), name), ""))
    for name in SHARES:
        if name in run.generations and "correct" in run.generations:
            shown.append((name, series(run.generations, 100 * run.generations[name], name), " %"))
    lines = []
    for frame in frames:
        words = []
        for title, one, unit in shown:
            place = int(np.searchsorted(one.x, frame, side="right")) - 1
            value = float(one.middle[max(place, 0)])
            words.append(f"{title} {number(float(f'{value:.3g}')) if np.isfinite(value) else number(value)}{unit}")
        ended = [f"ended at generation {arm.last:,}"] if frame > arm.last else []
        lines.append([*ended, " · ".join(words)])
    return lines
