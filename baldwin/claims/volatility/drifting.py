"""Two arms that drift, slowly in some lives and fast in others (Wang et al. 2016, experiment 4)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import expit

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import median_of_seeds
from baldwin.claims.lives import Lives
from baldwin.claims.measures import BRIEF, Floats, means, median, totals, without_learning, without_reward
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, above, at_most, below, close, near, no_less
from baldwin.claims.sources import THEORY, published
from baldwin.neural.theory.reference_policy import ReferencePolicy
from baldwin.neural.theory.restless import (
    drift,
    fit_inverse_temperature,
    fit_learning_rate,
    restless_reference_policies,
)

__all__ = ["CLAIMS"]

WANG = published("Wang et al.", 2016, "experiment 4")

TRIALS, SIGMAS = 100, (0.02, 0.2)
EVOLVED = Evolution("restless-bandit", BRIEF)
GROUPS, EACH = 40, 10  # of lives of one volatility, and lives of a group, whose choices are fitted together
FIXED = 0.5  # the rate of the model that fits are compared with
REFERENCE_POLICIES = ("Rescorla-Wagner, greedy", "Thompson (one volatility)", "UCB")

Picks = npt.NDArray[np.int64]


class Groups(NamedTuple):
    """What is fitted to groups of ten lives, each (low or high, groups)."""

    rates: Floats
    favour: Floats  # by how much BIC is lower with the rate free than with the rate at 1/2


def _grouped(volatile: Floats, actions: Picks, rewards: Floats) -> Groups:
    """Return fits to groups of lives of low and of high volatility (N,); choices and rewards are (N, T)."""
    rates, favour = np.empty((2, GROUPS)), np.empty((2, GROUPS))
    for kind in (0, 1):
        lives = np.flatnonzero(volatile == kind)[: GROUPS * EACH].reshape(GROUPS, EACH)
        for number, group in enumerate(lives):
            free = fit_learning_rate(actions[group], rewards[group])
            fixed = fit_inverse_temperature(actions[group], rewards[group], FIXED)
            count = actions[group].size
            rates[kind, number] = free.rate
            favour[kind, number] = 2.0 * count * (free.log_likelihood - fixed.log_likelihood) - math.log(count)
    return Groups(rates, favour)


def _rule() -> Groups:
    """Return the same of lives that follow Rescorla and Wagner's rule of rate 1/2, with softmax choices."""
    draw = np.random.default_rng(2016)
    volatile = (np.arange(2 * GROUPS * EACH) % 2).astype(np.float64)
    path = drift(draw, np.where(volatile > 0.5, SIGMAS[1], SIGMAS[0]), TRIALS)
    pays = (draw.random(path.shape) < path).astype(np.float64)
    value, row = np.full((len(path), 2), 0.5), np.arange(len(path))
    actions, rewards = np.empty(path.shape, np.int64), np.empty(path.shape)
    for t in range(TRIALS):
        actions[:, t] = draw.random(len(path)) < expit(5.0 * (value[:, 1] - value[:, 0]))
        rewards[:, t] = np.where(actions[:, t] == 0, pays[:, t], 1.0 - pays[:, t])
        value[row, actions[:, t]] += FIXED * (rewards[:, t] - value[row, actions[:, t]])
    return _grouped(volatile, actions, rewards)


def _reference_policies() -> dict[str, ReferencePolicy]:
    return {one.name: one for one in restless_reference_policies(TRIALS, SIGMAS)}


def _of(one: ReferencePolicy) -> Measurement:
    return Measurement(-float(one.scores.mean()), one.error_of_mean)


def _fitted_rule() -> Measurements:
    fits = _rule()
    shift = fits.rates[1] - fits.rates[0]
    found = _reference_policies()
    best = min(_of(found[name]).value for name in REFERENCE_POLICIES)
    return {
        "rate": Measurement(float(fits.rates.mean()), float(fits.rates.std(ddof=1)) / math.sqrt(fits.rates.size)),
        "shift": Measurement(float(shift.mean()), float(shift.std(ddof=1)) / math.sqrt(GROUPS)),
        "BIC": Measurement(float(fits.favour.mean())),
        "ideal less best rule": Measurement(_of(found["ideal observer"]).value - best),
        "chance": _of(found["chance"]),
    }


def _less(one: Measurement, other: Measurement) -> Measurement:
    error = math.hypot(one.standard_error or 0.0, other.standard_error or 0.0)
    return Measurement(one.value - other.value, error, f"{one.value:.4f} less {other.value:.4f}")


def _regret(run: Networks, *overrides: str) -> Measurement:
    return median(means(-totals(run, *overrides) / TRIALS))


def _evolved(run: Networks) -> Measurements:
    found = _reference_policies()
    own = _regret(run)
    fits = [_read(one) for one in run.lived(instances=2 * GROUPS * EACH, only=("actions", "rewards"))]
    shifts = [fit.rates[1] - fit.rates[0] for fit in fits]
    chances = [float(stats.ttest_1samp(shift, 0.0).pvalue) for shift in shifts]
    return {
        "less ideal": _less(own, _of(found["ideal observer"])),
        **{name: _less(own, _of(found[name])) for name in REFERENCE_POLICIES},
        "shift": median_of_seeds([float(shift.mean()) for shift in shifts], _rates(fits)),
        "p": Measurement(max(chances), None, "seeds: " + ", ".join(f"{one:.1g}" for one in chances)),
        "BIC": median_of_seeds([float(fit.favour.mean()) for fit in fits]),
    }


def _read(one: Lives) -> Groups:
    return _grouped(np.asarray(one.instances.volatile, np.float64), one.actions, one.rewards)


def _rates(fits: list[Groups]) -> str:
    low, high = (float(np.median([fit.rates[kind].mean() for fit in fits])) for kind in (0, 1))
    return f"{high:.2f} less {low:.2f}"


def _without(run: Networks) -> Measurements:
    return {
        "no reward": _regret(run, *without_reward(run)),
        "no past": _regret(run, *without_learning(run)),
    }


CLAIMS = (
    Claim(
        id="V01",
        text="Where arms drift at hidden speeds, no textbook rule comes near the ideal observer; fits tell rules apart",
        method="4,000 simulated lives of each rule, 100 trials, drift 0.02 or 0.2; 80 groups of ten lives fitted",
        quantities=(
            near("rule of rate 0.5: fitted rate", 0.5, 0.03, THEORY, of="rate"),
            close("the same: high less low volatility", 0.0, THEORY, of="shift"),
            below("the same: BIC in favour of a free rate", 0.0, -6.0, of="BIC"),
            below("regret per trial, ideal observer less the best rule", -0.01, -0.017, of="ideal less best rule"),
            near("chance, regret per trial", 0.25, 0.0, THEORY, of="chance"),
        ),
        measure=_fitted_rule,
        quick=True,
        remark="Drift, bounds and start are ours: the paper does not tell them. Fits: rate and inverse temperature by "
        "maximum likelihood on ten lives of one volatility. The ideal observer filters by Bayes' rule on a grid.",
    ),
    Claim(
        id="V02",
        text="A network with frozen weights nearly reaches it, and its learning rate is higher where arms drift fast",
        settings=(EVOLVED,),
        quantities=(
            no_less("regret per trial less the ideal observer's", 0.0, of="less ideal"),
            *(below(f"regret per trial less that of {name}", 0.0, -0.02, WANG, of=name) for name in REFERENCE_POLICIES),
            above("fitted rate, high less low volatility", 0.0, 0.25, WANG, of="shift"),
            at_most("the same, chance of it if there were none (largest of seeds)", 0.01, 0.0, WANG, of="p"),
            above("BIC in favour of a free rate over a rate of 0.5", 0.0, 10.0, WANG, of="BIC"),
        ),
        measure=_evolved,
        quick=True,
        remark="Wang et al. (2016), experiment 4, whose numbers are in figures; directions, and p < "
        "0.01 of a paired t test over 40 pairs of groups of ten lives. Ideal observer 0.0647 (standard error 0.0008). "
        "Seeds: 3.",
    ),
    Claim(
        id="V03",
        text="Without sense of reward, or without memory of it, it is at chance",
        settings=(EVOLVED,),
        quantities=(
            near("reward out of sense: regret per trial", 0.25, 0.02 * 0.25, THEORY, of="no reward"),
            near("state held, past out of sense: regret per trial", 0.25, 0.03 * 0.25, THEORY, of="no past"),
        ),
        measure=_without,
        quick=True,
        remark="Controls, with the bars of W09 and W10. The seed in the middle of 3.",
    ),
)
