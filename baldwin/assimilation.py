"""Has what was learned become inborn? Numbers over a whole evolution, from its innate and learned ability.

They need the end of an evolution to judge its beginning, so they are no columns of a table; `baldwin show` prints them.
They say what became inborn, not why: that takes a control arm. A world which differs from life to life caps them:
nobody can be born with what only this life's world can tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "MEANINGS",
    "Course",
    "assimilation",
    "assimilation_index",
    "assimilation_lag",
    "courses",
    "innate_share",
    "undefined",
]

Floats = npt.NDArray[np.float64]

LEAST = 1e-3  # of ability, that learning must be worth
SHARE = 0.9  # of the way from the founders' learned ability to its plateau, at which it is taken for the reference
SCALE = 3.0  # times the range of ability from the reference on, within which founders must lie below it

MEANINGS = {
    "assimilation_index": "share of what was once learned that is now inborn: the rise of innate ability beyond that "
    "of learned ability, over the learning gain, since learned ability first came 90 % of its way (the reference); "
    "0 to the predictability of what was learned there, 1 where that is not recorded. - where selection never saw what "
    "was learned, where learning was worth nothing, and where most of what was gained by then had never been learned "
    "(founders off the scale of what followed, say)",
    "assimilation_lag": "generations from the first assay whose learned ability reaches that reference to the first "
    "whose innate ability does; infinite, or -, if it never did; - also where the index is undefined",
}


@dataclass(frozen=True)
class Course:
    """Ability in one replicate, in the order of its assays, founders first; (n,) each, higher is better."""

    generation: Floats
    innate: Floats  # B, at birth
    learned: Floats  # M, of the same lives at their end
    predictability: Floats | None = None  # rho of what lives learn, where it is recorded
    founders: float = math.nan  # R, the founders' mean innate ability; without it the first of `innate` stands for it
    selected: bool = True  # whether what is learned can reach selection

    @cached_property
    def reference(self) -> int:
        """The first assay whose learned ability came 90 % of the way to its plateau, the mean of the last quarter."""
        learned = self.learned
        plateau = float(np.mean(learned[-max(1, learned.size // 4) :]))
        wanted = learned[0] + SHARE * (plateau - learned[0])
        there = learned >= wanted if plateau >= learned[0] else learned <= wanted
        return int(np.argmax(there))

    @property
    def origin(self) -> float:
        """Innate ability R that the evolution began with."""
        return float(self.innate[0]) if math.isnan(self.founders) else self.founders


def undefined(course: Course) -> str | None:
    """Return why nothing can be said of assimilation, in words that follow "since"; None where something can."""
    innate, learned = course.innate, course.learned
    if not course.selected:
        return "selection never saw what was learned"
    if not (np.isfinite(innate).all() and np.isfinite(learned).all() and math.isfinite(course.origin)):
        return "ability was not always a finite number"
    reference = course.reference
    gain, gained = float(learned[reference] - innate[reference]), float(learned[reference]) - course.origin
    least = LEAST * max(abs(float(learned[reference])), abs(float(innate[reference])))
    if gained <= least or float((learned - innate).max()) <= least:
        return "learning was worth nothing that could have become inborn"
    if gain <= least or gained > SCALE * float(learned[reference:].max() - innate[reference:].min()):
        return (
            "most of what was gained when learned ability had come up was never learned: it was inborn already, or "
            "founders lie off the scale of what followed"
        )
    if course.predictability is not None and math.isnan(course.predictability[reference]):
        return "it is not known how much of what lives learned is the same in all of them"
    return None


def assimilation_index(course: Course) -> float:
    """Return how much of what was once learned is inborn at the last assay g, 0 to 1; NaN where it is `undefined`.

        A = clip( [ (B_g - B_r) - max(0, M_g - M_r) ] / (M_r - B_r), 0, rho_r )

    r is the reference: the first assay whose learned ability M came 90 % of the way to its plateau. There M_r - B_r was
    learned and not inborn. Since then ability at birth B rose by B_g - B_r. What learned ability rose by in the same
    time was in nobody's reach before, so that much of the rise was never learned, and is not counted: a rise of both,
    as evolution without learning brings about, is no assimilation. Neither is what became inborn before r.

    Learning can hand on only what all lives learn alike. With a score that is quadratic in the weights, writing the
    mean learned change E d into the genome is worth the share rho = |E d|^2 / E|d|^2 of what learning is worth: the
    predictability, which bounds the index (1 where it is not recorded).

    It is undefined where selection never saw what was learned (Darwinian arms); where learning was worth less than a
    thousandth of ability; and where founders lie off the scale, or most was inborn at r already: where M_r - R, R the
    founders' mean innate ability, exceeds three times the range from the least B to the greatest M from r on.
    """
    if undefined(course) is not None:
        return math.nan
    r, innate, learned = course.reference, course.innate, course.learned
    rise = float(innate[-1] - innate[r]) - max(0.0, float(learned[-1] - learned[r]))
    most = 1.0 if course.predictability is None else float(course.predictability[r])
    return float(np.clip(rise / float(learned[r] - innate[r]), 0.0, np.clip(most, 0.0, 1.0)))


def assimilation_lag(course: Course, criterion: float | None = None) -> float:
    """Return how many generations after learned ability innate ability reached `criterion`.

    Infinite if innate ability never did, NaN if learned ability never did. The criterion is learned ability at the
    reference unless one is given; without one, NaN also where the index is `undefined`. Resolution is the distance
    between assays.
    """
    if criterion is None and undefined(course) is not None:
        return math.nan
    wanted = float(course.learned[course.reference]) if criterion is None else criterion
    first = [
        course.generation[np.argmax(values >= wanted)] if (values >= wanted).any() else None
        for values in (course.innate, course.learned)
    ]
    if first[1] is None:
        return math.nan
    return math.inf if first[0] is None else float(first[0] - first[1])


def innate_share(innate: Any, learned: Any, founders: Any, *, least: float = 1e-12) -> Floats:
    """Return how much of learned ability is inborn: 0 for the founders' newborns, 1 where learning adds nothing.

    (innate - founders) / (learned - founders), clipped to 0..1, of numbers or arrays; NaN where learned ability does
    not exceed the founders' innate ability by more than `least`.
    """
    gained = np.asarray(learned) - founders
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip((innate - founders) / gained, 0.0, 1.0)
    return np.where(gained > least, share, np.nan)


def courses(table: Mapping[str, Any], *, selected: bool = True) -> Iterator[Course]:
    """Yield the course of each replicate in a table of assays; none where innate or learned ability is missing."""
    if not {"innate", "learned", "generation", "replicate"} <= set(table):
        return
    replicate = np.asarray(table["replicate"])
    for one in np.unique(replicate):
        of = {
            name: np.asarray(table[name], np.float64)[replicate == one]
            for name in ("generation", "innate", "learned", "predictability", "founders_innate")
            if name in table
        }
        founders = float(of["founders_innate"][0]) if "founders_innate" in of else math.nan
        yield Course(of["generation"], of["innate"], of["learned"], of.get("predictability"), founders, selected)


def assimilation(table: Mapping[str, Any], *, selected: bool = True) -> dict[str, Floats]:
    """Return index and lag (replicates,) of a table of assays; nothing where innate or learned ability is missing.

    Args:
        table: columns of assays; `predictability` and `founders_innate` are used where they are there.
        selected: whether what is learned can reach selection, see `Presentation.selects_learning`.
    """
    found = list(courses(table, selected=selected))
    if not found:
        return {}
    return {
        "assimilation_index": np.array([assimilation_index(one) for one in found]),
        "assimilation_lag": np.array([assimilation_lag(one) for one in found]),
    }
