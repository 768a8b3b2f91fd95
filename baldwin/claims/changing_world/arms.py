"""Arms of populations that may die out: who lives on, for how long, and when what they learned was innate."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.assimilation import Course, assimilation_lag, courses
from baldwin.claims.estimates import exact, median_of, share_of
from baldwin.claims.populations import Populations, Setting
from baldwin.claims.quantity import Measurement
from baldwin.endings import Endings, endings
from baldwin.store import Run
from baldwin.survival import SurvivalCurve, log_rank

__all__ = ["Arm", "Fates", "apart", "lags", "lead", "lived_on", "rise"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Arm(Setting):
    """Populations of either wing, of which it is asked how they ended, and what was innate and learned in them."""

    columns: tuple[str, ...] = ()

    def read(self, run: Run, populations: Populations) -> Fates:
        """Return the fates of the populations in a run of this setting."""
        del populations
        ends = endings(run.definition, run.generations, complete=True)
        return Fates(ends, tuple(courses(run.assays)), tuple(courses(_elsewhere(run.assays))))


@dataclass(frozen=True)
class Fates:
    """How replicates ended, and their abilities until then; a replicate that died out has a course that is shorter."""

    endings: Endings
    abilities: tuple[Course, ...]  # in the world of each generation
    elsewhere: tuple[Course, ...]  # in the world that the assays name (`assays.world`); none where they name none

    @property
    def survival(self) -> SurvivalCurve:
        """Return the Kaplan-Meier curve of the replicates."""
        return self.endings.survival

    def last(self, extinct: bool) -> npt.NDArray[np.int64]:
        """Return the last generation of the replicates that died out, or of those that did not."""
        chosen: npt.NDArray[np.int64] = self.endings.generation[self.endings.extinct == extinct]
        return chosen


def _elsewhere(assays: Any) -> dict[str, Any]:
    named = {name.removeprefix("world_"): values for name, values in assays.items() if name.startswith("world_")}
    return {**named, "generation": assays["generation"], "replicate": assays["replicate"]} if named else {}


def lived_on(arm: Fates, generation: int) -> Measurement:
    """Return the Kaplan-Meier share of replicates that live on after a generation, with its interval.

    The standard error is that of a share of all replicates (`quantity.share_error`): nobody is censored before the end.
    """
    share, low, high = arm.survival.at(generation)
    before = share_of((arm.endings.generation > generation) | ~arm.endings.extinct)
    return replace(before, value=share, interval=(low, high))


def lead(first: Measurement, second: Measurement) -> Measurement:
    """Return by how much the share of one arm exceeds that of another.

    Its interval is made of theirs (Zou & Donner 2008, Statistics in Medicine 27, 1693; of Wilson's intervals it is the
    one of Newcombe 1998), and so does not shrink to nothing where all of an arm share one fate.
    """
    (low, high), (other_low, other_high) = first.interval or (math.nan,) * 2, second.interval or (math.nan,) * 2
    gap = first.value - second.value
    down = math.hypot(first.value - low, other_high - second.value)
    up = math.hypot(high - first.value, second.value - other_low)
    error = math.hypot(first.standard_error or 0.0, second.standard_error or 0.0)
    note = f"{first.value:.3g} less {second.value:.3g}"
    return Measurement(gap, error, note, (gap - down, gap + up), (-1.0, 1.0))


def apart(doomed: Fates, others: Fates) -> Measurement:
    """Return the log-rank statistic, above 0 where `doomed` die out sooner; NaN where nobody does in either arm.

    Where both arms die out alike it is standard normal: its standard error is 1.
    """
    first, second = doomed.endings, others.endings
    found = log_rank(first.generation, first.extinct, second.generation, second.extinct)
    return Measurement(found.statistic, 1.0, f"{first.extinct.sum()} against {second.extinct.sum()} died out")


def rise(courses: tuple[Course, ...], since: int, until: int) -> Measurement:
    """Return by how much innate ability rose between two assays, the median of replicates that lived to see both."""
    found = []
    for course in courses:
        at = {int(when): value for when, value in zip(course.generation, course.innate, strict=True)}
        if since in at and until in at:
            found.append(at[until] - at[since])
    return median_of(np.array(found), f"{len(found)} of {len(courses)} replicates")


def lags(arm: Fates, since: int, until: int, criterion: float) -> Measurement:
    """Return the assimilation lag for a criterion after a change of the world, the median of those that lived on.

    It is the generation at which innate ability reaches the criterion less that at which learned ability does, among
    assays from `since` on. Where innate ability has not by the end, the lag is censored: it counts as longer than all.
    All are censored by the same end, so that their median is that of the Kaplan-Meier curve.
    """
    found = []
    for course in arm.abilities:
        later = course.generation >= since
        if course.generation[-1] >= until:
            since_then = Course(course.generation[later], course.innate[later], course.learned[later])
            found.append(assimilation_lag(since_then, criterion))
    values = np.array(found)
    if not values.size or np.isnan(values).any():  # somewhere nobody ever learned it
        return exact(math.nan, f"learned in {np.count_nonzero(~np.isnan(values))} of {values.size} replicates")
    finite = values[np.isfinite(values)]
    least = f"least {finite.min():g}" if finite.size else "none"
    return median_of(values, f"{least}; {np.isinf(values).sum()} of {values.size} censored")
