"""What a life is worth on average: learning as a geometric waiting time, in closed form.

A genome without a wrong allele and with q plastic loci succeeds on each trial with chance p = b^q (b = 1/2 for a fair
coin), so its first success falls on trial T ~ Geometric(p) on {1, 2, ...}, and counts if T <= G (Hinton & Nowlan 1987).
Every rule of fitness here is a straight line in T, cut off at 0:

    f = max(0, A - B T) if T <= G, else F

so that three moments of the geometric law give all of them exactly: P(T <= m) and E[(m - T)+], E[((m - T)+)^2]
(derived here), with m the last trial on which success is still worth something.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from baldwin.haystack.theory.composition import Floats

__all__ = [
    "FitnessOptions",
    "chance_by",
    "expected_fitness",
    "expected_remaining",
    "expected_trials",
    "fitness_sd",
    "fitness_second_moment",
    "gain",
    "gain_peak",
    "innate_fitness",
    "mean_trials_given_success",
    "remembering_fitness",
    "remembering_trials",
    "success_probability",
    "trials_left",
    "wrong_fitness",
]


class FitnessOptions(TypedDict, total=False):
    """Fields of a definition's [fitness] and [lifetime] tables that change what a life is worth; all optional."""

    scale: float | None  # divisor of the trials left; None: `full_trials`
    full_trials: int  # the trials that n counts down from, where a life may be cut shorter; default: `trials`
    convention: Literal["A", "B", "C"]  # trials left after success on trial t; default "A": n = G - t
    hit_probability: float  # b, in (0, 1); default 0.5
    credit_innate: bool  # False: a correct genome without plastic loci counts as unsuccessful; default True
    kind: Literal["time_remaining", "all_or_none"]  # default "time_remaining"
    plasticity_cost: float  # c: fitness times (1 - c)^q, before the trials are paid; default 0
    trial_cost: float  # fitness lost per trial used (G without success); default 0


class _Line(NamedTuple):
    """Fitness over the trial of success t: max(0, start - slope t); `failed` without success; `innate` for q = 0."""

    start: Floats
    slope: Floats
    failed: Floats
    innate: float


# -- moments of the waiting time ---------------------------------------------------------------------------------------

_SERIES_BELOW = 0.1  # p m under which the closed forms lose digits to cancellation and a series converges at once
_SERIES_TERMS = 12


def _loci(q: npt.ArrayLike) -> Floats:
    loci = np.asarray(q, dtype=np.float64)
    if np.any(loci < 0.0) or not np.all(np.isfinite(loci)):
        raise ValueError("the number of plastic loci q must be finite and at least 0")
    return loci


def _hit(q: npt.ArrayLike, hit_probability: float) -> Floats:
    """Return p = b^q, the chance that one trial succeeds."""
    if not 0.0 < hit_probability < 1.0:
        raise ValueError(f"hit_probability = {hit_probability:g} must lie between 0 and 1, exclusive")
    return np.asarray(np.exp(_loci(q) * np.log(hit_probability)))


def _failure(p: Floats, m: Floats | float) -> Floats:
    """Return P(T > m) = (1 - p)^m."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.equal(m, 0.0), 1.0, np.exp(m * np.log1p(-p)))


def chance_by(p: Floats, m: Floats | float) -> Floats:
    """Return P(T <= m) = 1 - (1 - p)^m, accurate for tiny p."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.equal(m, 0.0), 0.0, -np.expm1(m * np.log1p(-p)))


def _alternating(p: Floats, m: Floats | float, first: Floats, shift: int) -> Floats:
    """Return sum_j (-1)^(j+1) p^j C(., j + shift - 1), of which `first` is j = 1, by the ratio of its terms."""
    total, term = first, first
    for j in range(1, _SERIES_TERMS):
        term = -term * p * np.maximum(np.asarray(m) - j - 1, 0.0) / (j + shift)
        total = total + term
    return total


def trials_left(p: Floats, m: Floats | float) -> Floats:
    """Return E[(m - T)+] = m - (1 - (1 - p)^m) / p; for small p m as sum_j (-1)^(j+1) p^j C(m, j + 1)."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        closed = m - chance_by(p, m) / p
    small = np.minimum(p, _SERIES_BELOW / np.maximum(m, 1.0))
    series = _alternating(small, m, small * m * np.maximum(m - 1.0, 0.0) / 2, 2)
    return np.clip(np.where(p * m < _SERIES_BELOW, series, closed), 0.0, np.maximum(m - 1.0, 0.0))


def _left_squared(p: Floats, m: Floats | float) -> Floats:
    """Return E[((m - T)+)^2] = 2 sum_{k<=m} E[(k - T)+] - E[(m - T)+], the sum in closed form or as a series."""
    left = trials_left(p, m)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        closed = m * (np.asarray(m) + 1.0) / 2 - (left + chance_by(p, m)) / p
    small = np.minimum(p, _SERIES_BELOW / np.maximum(m, 1.0))
    series = _alternating(small, m, small * (m + 1.0) * m * np.maximum(m - 1.0, 0.0) / 6, 3)
    return 2 * np.where(p * m < _SERIES_BELOW, series, closed) - left


def _trials(trials: int) -> float:
    if trials < 1:
        raise ValueError(f"trials = {trials} must be at least 1")
    return float(trials)


def success_probability(q: npt.ArrayLike, trials: int, hit_probability: float = 0.5) -> Floats:
    """Return the chance 1 - (1 - b^q)^G that a genome with q plastic and no wrong loci succeeds within its life."""
    return chance_by(_hit(q, hit_probability), _trials(trials))


def expected_remaining(q: npt.ArrayLike, trials: int, hit_probability: float = 0.5) -> Floats:
    """Return E[n] = G - (1 - (1 - p)^G) / p, the mean number of trials left after success (0 without), n = G - T.

    Shapes: as q. Source: derived from Hinton & Nowlan (1987), their n.
    """
    return trials_left(_hit(q, hit_probability), _trials(trials))


def expected_trials(q: npt.ArrayLike, trials: int, hit_probability: float = 0.5) -> Floats:
    """Return E[min(T, G)], the mean number of trials used in a life, unsuccessful ones included."""
    return trials - expected_remaining(q, trials, hit_probability)


def mean_trials_given_success(q: npt.ArrayLike, trials: int, hit_probability: float = 0.5) -> Floats:
    """Return E[T | T <= G], the mean trial of success of those who succeed; (G + 1) / 2 in the limit of many loci."""
    p = np.asarray(_hit(q, hit_probability))
    success, left = chance_by(p, _trials(trials)), trials_left(p, _trials(trials))
    rare = p < 1e-200  # where p and with it both moments leave the range of doubles
    ratio = np.divide(left, success, out=np.full_like(p, (trials - 1) / 2), where=~rare)
    return trials - ratio


# -- fitness -----------------------------------------------------------------------------------------------------------


def _line(q: Floats, trials: int, bonus: float, options: FitnessOptions) -> _Line:
    kind, convention = options.get("kind", "time_remaining"), options.get("convention", "A")
    if kind not in ("time_remaining", "all_or_none") or convention not in ("A", "B", "C"):
        raise ValueError(f"no such rule of fitness: kind {kind!r}, convention {convention!r}")
    given, full = options.get("scale"), options.get("full_trials", trials)
    scale = _trials(full) if given is None else given
    if scale <= 0.0:
        raise ValueError(f"scale = {scale:g} must be above 0")
    trial_cost = options.get("trial_cost", 0.0)
    kept = (1.0 - options.get("plasticity_cost", 0.0)) ** q
    if kind == "all_or_none":
        start, slope, innate = 1.0 + bonus, 0.0, bonus
    else:
        offset = 1 if convention == "B" else 0
        start, slope = 1.0 + bonus * (full + offset) / scale, bonus / scale
        innate = bonus * (full if convention == "C" else full - 1 + offset) / scale
    innate = innate if options.get("credit_innate", True) else 0.0
    return _Line(
        start=start * kept,
        slope=slope * kept + trial_cost,
        failed=np.maximum(kept - trial_cost * trials, 0.0),
        innate=max(1.0 + innate - trial_cost, 0.0),
    )


def _last_worth(line: _Line, trials: int) -> Floats:
    """Return m: the last trial up to G on which success leaves any fitness."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        crossing = np.where(line.slope > 0.0, np.floor(line.start / line.slope), np.inf)
    return np.clip(crossing, 0.0, _trials(trials))


def expected_fitness(q: npt.ArrayLike, trials: int, bonus: float = 19.0, **options: Unpack[FitnessOptions]) -> Floats:
    """Return W_q, the expected fitness of a genome with q plastic and no wrong loci that may learn.

    By default W_q = 1 + bonus E[n] / G: a life's fitness is 1 + bonus n / scale with n the trials left after success,
    1 without success. `options` are those of `FitnessOptions`; costs are paid in the order (1 - c)^q, then per trial,
    then nothing below 0 - the expectation is taken after that cut.

    Args:      q: numbers of plastic loci, any shape, >= 0; trials: G >= 1; bonus: >= 0.
    Returns:   expected fitness, in the shape of q.
    Raises:    ValueError for arguments out of range.
    Reference: Hinton & Nowlan (1987) for the rule; closed form derived here.
    """
    loci = _loci(q)
    p, line = _hit(q, options.get("hit_probability", 0.5)), _line(loci, trials, bonus, options)
    m = _last_worth(line, trials)
    learned = (line.start - line.slope * m) * chance_by(p, m) + line.slope * trials_left(p, m)
    return np.where(loci == 0.0, line.innate, learned + line.failed * _failure(p, float(trials)))


def remembering_fitness(
    q: npt.ArrayLike, trials: int, bonus: float = 19.0, **options: Unpack[FitnessOptions]
) -> Floats:
    """Return the expected fitness of a genome without a wrong locus whose learner tries no setting twice.

    It succeeds on any of trials 1..2^q alike, if by trial G. Arguments and rules of fitness as `expected_fitness`.
    Reference: exhaustive search of the needle of Hinton & Nowlan (1987); derived here.
    """
    loci = _loci(q)
    line, settings = _line(loci, trials, bonus, options), 2.0**loci
    m = np.minimum(_last_worth(line, trials), settings)  # the last trial on which success leaves any fitness
    learned = (m * line.start - line.slope * m * (m + 1.0) / 2.0) / settings
    missed = np.maximum(1.0 - trials / settings, 0.0)
    return np.where(loci == 0.0, line.innate, learned + line.failed * missed)


def remembering_trials(q: npt.ArrayLike, trials: int) -> tuple[Floats, Floats]:
    """Return the chance min(1, G / 2^q) that such a learner succeeds, and the mean number of trials that it uses."""
    settings = 2.0 ** _loci(q)
    found = np.minimum(_trials(trials), settings)
    return found / settings, found * (found + 1.0) / (2.0 * settings) + trials * (1.0 - found / settings)


def fitness_second_moment(
    q: npt.ArrayLike, trials: int, bonus: float = 19.0, **options: Unpack[FitnessOptions]
) -> Floats:
    """Return E[f^2] of the lives whose mean is `expected_fitness`; same arguments."""
    loci = _loci(q)
    p, line = _hit(q, options.get("hit_probability", 0.5)), _line(loci, trials, bonus, options)
    m = _last_worth(line, trials)
    last, slope = line.start - line.slope * m, line.slope
    learned = last**2 * chance_by(p, m) + 2 * last * slope * trials_left(p, m) + slope**2 * _left_squared(p, m)
    return np.where(loci == 0.0, line.innate**2, learned + line.failed**2 * _failure(p, float(trials)))


def fitness_sd(q: npt.ArrayLike, trials: int, bonus: float = 19.0, **options: Unpack[FitnessOptions]) -> Floats:
    """Return the standard deviation of fitness among lives of one genotype, chance in learning; same arguments."""
    mean = expected_fitness(q, trials, bonus, **options)
    variance = fitness_second_moment(q, trials, bonus, **options) - mean**2
    return np.where(_loci(q) == 0.0, 0.0, np.sqrt(np.maximum(variance, 0.0)))


def wrong_fitness(q: npt.ArrayLike, trials: int, *, plasticity_cost: float = 0.0, trial_cost: float = 0.0) -> Floats:
    """Return the fitness of a genome with q plastic loci and at least one wrong: 1 less what it pays, never below 0.

    It uses all G trials in vain, or one if nothing is plastic. `plasticity_cost` belongs here only if everyone pays it.
    """
    loci = _loci(q)
    used = np.where(loci == 0.0, 1.0, _trials(trials))
    return np.maximum((1.0 - plasticity_cost) ** loci - trial_cost * used, 0.0)


def innate_fitness(q: npt.ArrayLike, bonus: float = 19.0, **options: Unpack[FitnessOptions]) -> Floats:
    """Return the expected fitness of the same genome with learning switched off: 1 + bonus b^q.

    Its plastic loci fall once, at birth; being born right is worth the whole bonus, whatever `convention` and `scale`
    say of later successes. It pays for its plasticity, and for one trial. Other arguments and shapes as
    `expected_fitness`.
    """
    loci = _loci(q)
    p = _hit(q, options.get("hit_probability", 0.5))
    kept, paid = (1.0 - options.get("plasticity_cost", 0.0)) ** loci, options.get("trial_cost", 0.0)
    born = np.maximum((1.0 + bonus) * kept - paid, 0.0)
    other = np.maximum(kept - paid, 0.0)
    if not options.get("credit_innate", True):
        born = np.where(loci == 0.0, other, born)
    return p * born + (1.0 - p) * other


def gain(q: npt.ArrayLike, trials: int, bonus: float = 19.0, **options: Unpack[FitnessOptions]) -> Floats:
    """Return the gain function g(q) = learned / innate expected fitness; NaN where both are 0.

    Where g falls towards fewer plastic loci learning hides genetic differences and slows evolution; where it rises,
    learning guides it. Reference: Paenke, Kawecki & Sendhoff (2009), Artificial Life 15:227; for this model derived
    here.
    """
    learned, innate = expected_fitness(q, trials, bonus, **options), innate_fitness(q, bonus, **options)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(learned / innate)


def gain_peak(trials: int, bonus: float = 19.0, *, loci: int = 64, **options: Unpack[FitnessOptions]) -> int:
    """Return the q in 0..loci at which the gain function peaks: learning guides above it and hides below it."""
    return int(np.nanargmax(gain(np.arange(loci + 1), trials, bonus, **options)))
