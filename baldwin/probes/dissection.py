"""What the evolved start and the evolved rule of learning are worth, each alone, and what of them is learning."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, WHOLE, Clamped, Condition, Dissected
from baldwin.errors import UsageError
from baldwin.genotypes import REPLAYED, evolved
from baldwin.probes.probe import ProbeResult, ResultColumn
from baldwin.store.reading import Run

__all__ = ["POINTS", "Dissection", "Interval", "Share", "dissect", "dissection", "interval", "share"]

Floats = npt.NDArray[np.float64]

POINTS = 12  # moments after which learning is clamped, where nobody says how many
CONFIDENCE = 0.95
HALF = 0.5  # of what evolution added: what alone brings more than this carries the skill
PARTS = {"start": EVOLVED_START, "rule": EVOLVED_RULE}


class Interval(NamedTuple):
    """A mean, its standard error, and the 95 % interval of Student's t; NaN of fewer than two values."""

    mean: float
    error: float
    low: float
    high: float


Share = Interval
"""Part of what evolution added, 1 being all of it, in the same form."""


@dataclass(frozen=True)
class Dissection(ProbeResult):
    """What `dissect` found, beside its table: intervals by condition, and the curve of clamped lives."""

    scores: Mapping[str, Interval] = field(default_factory=dict)  # as people see them: errors positive
    shares: Mapping[str, Share] = field(default_factory=dict)  # "start", "rule", where evolution added something
    unit: str = ""
    moment: str = ""  # what moments are: "trial"; "" without a curve
    clamped: Mapping[int, Interval] = field(default_factory=dict)  # last moment of learning -> score


def dissect(run: Run, instances: int = REPLAYED, points: int = POINTS, *, trust: bool = False) -> Dissection:
    """Return what the evolved start and the evolved rule of learning are worth, each alone, and what learning is.

    Held-out lives are lived again: with the start or the rule of founders in the place of the evolved one, without
    learning or its modulator, with what was learned in the instance of another, and with learning clamped after some
    moment. All conditions meet the same instances and chance events, and are compared life by life.

    Args:
        run: complete, or interrupted: then as it was saved.
        instances: held-out instances that each genotype lives in, at least 2.
        points: moments of a life after which learning is clamped, at most; 0: none.
        trust: run Python files that came with the run, even if they have never been run on this machine.

    Raises:
        UsageError: there is nothing to take apart, or the run's wing cannot live lives again.
        RunError: the run holds no checkpoint that can be read.
    """
    if instances < 2:
        raise UsageError(f"instances = {instances}: must be an integer >= 2.")
    if points < 0:
        raise UsageError(f"points = {points}: must be an integer >= 0.")
    known = evolved(run, trust=trust)
    found = known.dissect(instances, points)
    if len(found.conditions) < 2:
        why = "; ".join(f"{name}: {text}" for name, text in found.left_out.items())
        raise UsageError(f"{run.path}: there is nothing to take apart. {why}.")
    return replace(dissection(found, instances), warnings=known.notes)


def interval(values: Floats) -> Interval:
    """Return mean, standard error and interval of independent values (n,)."""
    mean, count = float(values.mean()), values.size
    if count < 2:
        return Interval(mean, math.nan, math.nan, math.nan)
    error = float(np.std(values, ddof=1) / math.sqrt(count))
    wide = _quantile(count - 1) * error
    return Interval(mean, error, mean - wide, mean + wide)


def share(part: Floats, whole: Floats) -> Share:
    """Return mean(part) / mean(whole) of paired values (n,), by the delta method: errors of part - share * whole."""
    ratio = float(part.mean() / whole.mean())
    around = interval(part - ratio * whole)
    scaled = [one / abs(float(whole.mean())) for one in (around.error, around.high - around.mean)]
    return Share(ratio, scaled[0], ratio - scaled[1], ratio + scaled[1])


def _quantile(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + 0.5 * CONFIDENCE))


def independent(values: Floats, founders: int = 0) -> Floats:
    """Return independent values (n,) with the mean of `values` (replicates, lives).

    They are the means of replicates, where there are several. Of a single one they are its lives; where these were
    begun with few founders in turn, the means over lives of the same founder.
    """
    if len(values) > 1:
        means: Floats = values.mean(axis=1)
        return means
    lives: Floats = values[0]
    if not 1 < founders < lives.size:
        return lives
    found: Floats = np.array([lives[first::founders].mean() for first in range(founders)])
    return found


def dissection(found: Dissected, instances: int) -> Dissection:
    """Return the table of what was dissected, with its reading."""
    sign = -1.0 if found.error else 1.0
    whole = found.conditions[WHOLE].scores
    scores = {name: interval(independent(sign * one.scores, one.founders)) for name, one in found.conditions.items()}
    differences = {
        name: interval(independent(sign * (one.scores - whole), one.founders)) for name, one in found.conditions.items()
    }
    shares = _shares(found)
    names = list(scores)
    meanings = [one.meaning for one in found.conditions.values()]
    clamped = _clamped(found.clamped, sign)
    arrays: dict[str, npt.NDArray[Any]] = {"scores": np.stack([sign * one.scores for one in found.conditions.values()])}
    about = {"scores": f"(conditions, replicates, lives) {found.unit}; conditions: {', '.join(names)}"}
    if found.clamped is not None:
        arrays |= {"moments": found.clamped.moments, "clamped": sign * found.clamped.scores + 0.0}
        about |= {
            "moments": f"(m,) last {found.clamped.moment} in which something was learned; 0: none",
            "clamped": f"(m, replicates, lives) {found.unit} at the end of lives that learned up to there",
        }
    return Dissection(
        title=f"{found.unit} at the end of life, {'lower' if found.error else 'higher'} is better",
        columns={
            "condition": ResultColumn(names, ""),
            "score": ResultColumn([scores[name].mean + 0.0 for name in names], "mean over held-out lives", found.unit),
            "difference": ResultColumn(
                [differences[name].mean + 0.0 for name in names], "from the same lives as they evolved", found.unit
            ),
            "standard_error": ResultColumn(
                [differences[name].error for name in names], f"of the difference, over {_units(whole)}", found.unit
            ),
            "low": ResultColumn([differences[name].low for name in names], "95 % interval of the difference"),
            "high": ResultColumn([differences[name].high for name in names], ""),
            "meaning": ResultColumn(meanings, ""),
        },
        notes=_notes(found, shares, instances),
        arrays=arrays,
        meanings=about,
        scores=scores,
        shares=shares,
        unit=found.unit,
        moment="" if found.clamped is None else found.clamped.moment,
        clamped=clamped,
    )


def _units(whole: Floats) -> str:
    return "replicates" if len(whole) > 1 else "lives, those of one founder counting as one"


def _clamped(found: Clamped | None, sign: float) -> dict[int, Interval]:
    if found is None:
        return {}
    pairs = zip(found.moments.tolist(), found.scores, strict=True)
    return {moment: interval(independent(sign * scores)) for moment, scores in pairs}


def _added(conditions: Mapping[str, Condition]) -> Floats | None:
    """Return what evolution added to the founders' scores, as independent values (n,); None if nobody knows."""
    if ANCESTRAL not in conditions:
        return None
    first = conditions[ANCESTRAL]
    return independent(conditions[WHOLE].scores - first.scores, first.founders)


def _shares(found: Dissected) -> dict[str, Share]:
    """Return the shares of start and rule in what evolution added, where its interval lies above 0."""
    added = _added(found.conditions)
    if added is None or not interval(added).low > 0.0:
        return {}
    first = found.conditions[ANCESTRAL]
    return {
        part: share(independent(found.conditions[name].scores - first.scores, first.founders), added)
        for part, name in PARTS.items()
        if name in found.conditions
    }


def _notes(found: Dissected, shares: Mapping[str, Share], instances: int) -> tuple[str, ...]:
    replicates = len(found.conditions[WHOLE].scores)
    of_each = f" of each of {replicates} replicates" if replicates > 1 else ""
    notes = [f"{instances:,} held-out lives{of_each}, the same under all conditions"]
    notes += [one for one in (found.remark, reading(found, shares)) if one]
    notes += [f"Left out: {name} ({why})." for name, why in found.left_out.items()]
    return tuple(notes)


def reading(found: Dissected, shares: Mapping[str, Share]) -> str:
    """Return in a line which of start and rule carries the skill; "" where founders are not known."""
    added = _added(found.conditions)
    if added is None:
        return ""
    gain = interval(added)
    if not gain.low > 0.0:
        return "Which of start and rule carries the skill cannot be told: what evolution added may be chance."
    told = [f"evolution added {gain.mean:.3g} ({gain.low:.3g} to {gain.high:.3g})"]
    for part, one in shares.items():
        told.append(
            f"the {part} alone brings {one.mean:.0%} of it ({one.low:.0%} to {one.high:.0%})".replace("%", " %")
        )
    verdict = carried(shares)
    return f"{verdict}: {', '.join(told)}." if verdict else f"{', '.join(told)}.".capitalize()


def carried(shares: Mapping[str, Share]) -> str:
    """Return which of start and rule carries the skill: brings more than half of what evolution added, alone."""
    if set(shares) != set(PARTS):
        return ""
    does = [part for part, one in shares.items() if one.low > HALF]
    does_not = [part for part, one in shares.items() if one.high < HALF]
    if len(does) == 1 and len(does_not) == 1:
        return f"The {does[0]} carries the skill"
    if len(does) == len(PARTS):
        return "Either start or rule alone brings most of it"
    if len(does_not) == len(PARTS):
        return "Neither start nor rule does without the other"
    return "Undecided between start and rule"
