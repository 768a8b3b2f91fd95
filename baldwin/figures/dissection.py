"""What parts of what evolved are worth: scores by condition, and against the last moment at which a life learned."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, LEARNING_OFF, WHOLE
from baldwin.figures.description import ChartAxis, Curve, Figure, LevelLine, Panel
from baldwin.figures.series import Series
from baldwin.probes.dissection import Dissection, Interval

__all__ = ["describe"]

LOOKS = {WHOLE: "learned", ANCESTRAL: "chance", LEARNING_OFF: "innate"}  # others have one look
PARTED = (EVOLVED_START, EVOLVED_RULE)
WIDE = 17  # characters of a line of a condition's name
MOST = 8  # conditions that half a figure has room for
CAPTION = (
    "Lives on instances that no life has seen, the same under every condition: as they evolved, with the weights at "
    "birth or the rule of learning of their founders, without learning, with what was learned in the instance of "
    "another; and with learning clamped after some moment."
)


def describe(found: Dissection) -> Figure:
    """Return the figure: `condition_<place>`, a point with its interval each; `clamped`, a curve with its band."""
    better = "lower" if found.title.endswith("lower is better") else "higher"
    y = ChartAxis(f"{found.unit}\nat the end of life ({better} is better)")
    points = {
        f"condition_{place}": Curve(_series(name, [place], [one]), _look(name))
        for place, (name, one) in enumerate(found.scores.items())
    }
    names = tuple(textwrap.fill(name, WIDE) for name in found.scores)
    whole, first = found.scores[WHOLE], found.scores.get(ANCESTRAL)
    levels = {"whole": LevelLine("as they evolved", whole.mean, "limit")}
    if first is not None:
        levels["ancestral"] = LevelLine("founders", first.mean, "chance")
    panels = [Panel(ChartAxis("", names=names), y, points, "a   by condition", levels, keyed=False)]
    if found.clamped:
        moments = list(found.clamped)
        x = ChartAxis(f"last {found.moment} that is learned from", 0.0, float(max(moments)), whole=True)
        curve = Curve(_series("learning clamped", moments, list(found.clamped.values())), "learned")
        panels.append(Panel(x, y, {"clamped": curve}, f"b   clamped after each {found.moment}", levels, keyed=False))
    rows = (tuple(panels),) if len(names) <= MOST else tuple((panel,) for panel in panels)  # or names would touch
    return Figure(rows, "mean and 95 % interval", "Start, rule and what is learned", CAPTION)


def _series(label: str, x: Sequence[float], values: Sequence[Interval]) -> Series:
    """Return means with their intervals as a curve."""
    middle, low, high = (np.array([getattr(one, part) for one in values]) for part in ("mean", "low", "high"))
    return Series(label, np.asarray(x, np.float64), middle, low, high, 2)


def _look(condition: str) -> str:
    return LOOKS.get(condition, "single" if condition in PARTED else "policy1")
