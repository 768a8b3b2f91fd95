"""How many replicates come to a criterion, and how long they wait for it: take-off, and assimilation, as outcomes.

What has not happened by the end of a record may still come: such a replicate is censored, and its wait is not left out.
Medians and curves are those of Kaplan and Meier, who count it as waiting for as long as it was watched. Replicates that
died out, or whose genotypes are all identical for good, are watched to the end of the record, since all that could
happen to them has happened.

What a criterion is a wing says (`Presentation.criteria`), and a stop rule by its target. Extinction is one wherever
survival has a threshold; its curve of those that still wait is the survival curve. One more is the same for all that
learn: that innate ability came to what was learned before, at the reference of `baldwin.assimilation`, from which on
replicates wait for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.assimilation import assimilation_lag, courses
from baldwin.definition.base import Definition
from baldwin.endings import EXTINCT, FIXED, TARGET, endings
from baldwin.engine import Columns
from baldwin.presentation import Criterion, presentation_of
from baldwin.survival import CONFIDENCE, SurvivalCurve, survival_curve

__all__ = [
    "ASSIMILATED",
    "EXTINCTION",
    "PREFIXES",
    "REACHED",
    "Waits",
    "as_columns",
    "criteria_of",
    "first_rows_of",
    "from_columns",
    "in_words",
    "waits",
    "wilson",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

REACHED, WAITED = PREFIXES = "reached_", "waited_"  # of columns of a study's table, before the name of a criterion
ASSIMILATED = Criterion("assimilation", "innate ability at what was learned before", "assimilation_lag", math.inf, True)
EXTINCTION = Criterion("extinction", "nobody left offspring", "survivors", 1.0, True)


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return the ends of Wilson's 95 % interval for a share; 0 and 1 of none.

    Reference: Wilson (1927), J. Am. Stat. Assoc. 22:209.
    """
    from scipy import stats

    if not of:
        return 0.0, 1.0
    found = stats.binomtest(count, of).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


@dataclass(frozen=True)
class Waits:
    """How long each replicate waited for a criterion; arrays have shape (R,)."""

    criterion: Criterion
    times: Floats  # generations until it came to it, or for which it was watched; NaN where that means nothing
    happened: Flags  # whether it came to it

    @cached_property
    def known(self) -> tuple[Floats, Flags]:
        """Times of the replicates that were watched, and whether each came to the criterion."""
        known = np.isfinite(self.times)
        return self.times[known], self.happened[known]

    @property
    def replicates(self) -> int:
        """How many were watched."""
        return self.known[0].size

    @property
    def count(self) -> int:
        """How many came to it."""
        return int(self.known[1].sum())

    @cached_property
    def curve(self) -> SurvivalCurve:
        """The Kaplan-Meier curve of those that still wait, one at least."""
        return survival_curve(*self.known)

    def share(self, generation: float = math.inf) -> tuple[float, float, float]:
        """Return the share that came to it within some generations, and the ends of its 95 % interval.

        It is a plain share with Wilson's interval as long as all others were watched; where some had been lost sight of
        before, it is one less the Kaplan-Meier curve there, with the interval of that.
        """
        if not self.replicates:
            return math.nan, 0.0, 1.0
        times, happened = self.known
        until = min(generation, float(times.max()))
        if not (~happened & (times < until)).any():
            count = int((happened & (times <= until)).sum())
            return count / self.replicates, *wilson(count, self.replicates)
        waiting, low, high = self.curve.at(until)
        return 1.0 - waiting, 1.0 - high, 1.0 - low

    def over(self, generations: Floats) -> tuple[Floats, Floats, Floats]:
        """Return `share` by each of some generations (n,), from 0 on: shares, and both ends of their intervals."""
        steps = np.unique(np.append(self.known[0], 0.0))
        found = np.array([self.share(one) for one in steps])
        return tuple(found[np.searchsorted(steps, generations, side="right") - 1].T)

    @property
    def median(self) -> float:
        """The Kaplan-Meier median wait; infinite if more than half still wait at the end, NaN if none was watched."""
        return self.curve.median if self.replicates else math.nan

    @property
    def median_interval(self) -> tuple[float, float]:
        """Return where the ends of the curve's interval come to a half (Brookmeyer & Crowley 1982); infinite: never."""
        if not self.replicates:
            return math.nan, math.nan
        ends = []
        for part in (self.curve.low, self.curve.high):
            below = np.flatnonzero(part <= 0.5)
            ends.append(float(self.curve.steps[below[0]]) if below.size else math.inf)
        return min(ends[0], self.median), max(ends[1], self.median)

    def row(self) -> dict[str, Any]:
        """Return it as JSON has it; what is no finite number is None."""
        share, low, high = self.share()
        least, most = self.median_interval
        numbers = {"share": share, "share_low": low, "share_high": high, "median_wait": self.median}
        numbers |= {"median_wait_low": least, "median_wait_high": most}
        told = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
        return {"criterion": self.criterion.words, "count": self.count, "replicates": self.replicates, **told}

    def __str__(self) -> str:
        """Return it in words."""
        share, low, high = self.share()
        if not self.replicates:
            return "not known of any replicate"
        words = f"{self.count} of {self.replicates} replicates"
        if self.replicates == 1:
            return words + (f", after {self.median:,.4g} generations" if self.count else "")
        words += f" ({100 * share:.0f} %, 95 % interval {100 * low:.0f} to {100 * high:.0f} %)"
        more = f"; undefined in {self.times.size - self.replicates} more" * (self.replicates < self.times.size)
        return f"{words}; {self._median_in_words()}{more}"

    def _median_in_words(self) -> str:
        if math.isinf(self.median):
            if not self.known[0].max():
                return "none watched for longer than its founders"
            return f"median wait beyond {self.known[0].max():,.4g} generations"
        least, most = self.median_interval
        ends = f"{least:,.4g} to {most:,.4g}" if math.isfinite(most) else f"{least:,.4g} or more"
        censored = "" if self.count == self.replicates else ", the others counted as still waiting"
        return f"median wait {self.median:,.4g} generations ({ends}){censored}"


def criteria_of(definition: Definition) -> dict[str, Criterion]:
    """Return all criteria of a population, by their names."""
    found = {EXTINCTION.name: EXTINCTION} if definition.survival.given else {}
    found |= first_rows_of(definition)
    return found | {ASSIMILATED.name: ASSIMILATED} if presentation_of(definition).selects_learning else found


def first_rows_of(definition: Definition) -> dict[str, Criterion]:
    """Return the criteria that a replicate comes to with the first row in which they hold: the wing's, and a target."""
    found = {one.name: one for one in presentation_of(definition).criteria}
    rule = definition.stop
    if rule.target is None:
        return found
    lower = rule.better == "lower"
    value = float(np.nextafter(rule.target, math.inf)) if lower else rule.target  # the target itself is reached
    return found | {TARGET: Criterion(TARGET, rule.wanted, rule.of, value, below=lower)}


def waits(definition: Definition, generations: Columns, assays: Columns) -> dict[str, Waits]:
    """Return how long the replicates of a run waited for each criterion that its tables can tell.

    Args:
        definition: of the run.
        generations: its table of generations, which holds rows.
        assays: its table of assays; what needs it is left out where it is empty.
    """
    over = endings(definition, generations, assays, complete=False)  # who ended before the others
    stays = np.array([one in (EXTINCT, FIXED) for one in over.reason], np.bool_)
    watched = np.where(stays, int(np.max(generations["generation"])), over.generation)
    found = {}
    if definition.survival.given:
        found[EXTINCTION.name] = Waits(EXTINCTION, over.generation.astype(np.float64), over.extinct)
    for criterion in first_rows_of(definition).values():
        table = assays if criterion.column in assays else generations
        if criterion.column in table:
            found[criterion.name] = _first(criterion, table, watched)
    of_each = list(courses(assays, selected=presentation_of(definition).selects_learning)) if assays else []
    if of_each and ASSIMILATED.name in criteria_of(definition):
        lags = np.array([assimilation_lag(one) for one in of_each])
        since = np.array([one.generation[-1] - one.generation[one.reference] for one in of_each])
        came = np.isfinite(lags)
        times = np.where(came, np.maximum(np.where(came, lags, 0.0), 0.0), since)
        found[ASSIMILATED.name] = Waits(ASSIMILATED, np.where(np.isnan(lags), np.nan, times), came)
    return found


def in_words(found: Mapping[str, Waits]) -> list[str]:
    """Return a sentence on each criterion: what it is, how many replicates came to it, and how long they waited."""
    return [f"{_title(name)} ({one.criterion.words}): {one}." for name, one in found.items() if one.replicates]


def _title(name: str) -> str:
    return name.replace("_", "-").capitalize()


def _first(criterion: Criterion, table: Columns, watched: npt.NDArray[np.int64]) -> Waits:
    """Return when each replicate first came to a criterion; those that did not were `watched` so long."""
    replicate, generation = np.asarray(table["replicate"]), np.asarray(table["generation"], np.float64)
    times, came = np.asarray(watched, np.float64).copy(), np.zeros(watched.size, np.bool_)
    holds = criterion.holds(table)
    for place, one in enumerate(np.unique(replicate)):
        here = generation[(replicate == one) & holds]
        if here.size:
            times[place], came[place] = here.min(), True
    return Waits(criterion, times, came)


def as_columns(found: Mapping[str, Waits]) -> dict[str, Floats]:
    """Return columns (R,) of waits: whether each replicate came to a criterion (1 or 0), and for how long it waited."""
    columns = {}
    for name, one in found.items():
        unknown = np.isnan(one.times)
        columns[REACHED + name] = np.where(unknown, np.nan, one.happened.astype(np.float64))
        columns[WAITED + name] = one.times
    return columns


def from_columns(columns: Mapping[str, Iterable[Any]], criteria: Mapping[str, Criterion]) -> dict[str, Waits]:
    """Return the waits that columns hold, as `as_columns` gives them."""
    found = {}
    for name, criterion in criteria.items():
        if {REACHED + name, WAITED + name} <= set(columns):
            came, times = (
                np.array([math.nan if one is None else one for one in columns[prefix + name]], np.float64)
                for prefix in PREFIXES
            )
            found[name] = Waits(criterion, times, came > 0.5)
    return found
