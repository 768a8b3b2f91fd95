"""Two arms that drift, slowly in some lives and fast in others (Wang et al. 2016, experiment 4)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import difference, mean_of
from baldwin.claims.lives import Lives
from baldwin.claims.measures import (
    BRIEF,
    Floats,
    excess,
    least,
    means,
    most,
    of_seeds,
    totals,
    without_learning,
    without_reward,
)
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, above, below, close, no_less
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.reference_policy import ReferencePolicy
from baldwin.neural.theory.restless import (
    drift,
    fit_inverse_temperature,
    fit_learning_rate,
    restless_reference_policies,
)

__all__ = ["CLAIMS"]

TRIALS, SIGMAS = 100, (0.02, 0.2)
EVOLVED = Evolution("restless-bandit", BRIEF)
GROUPS, EACH = 40, 10  # of lives of one volatility, and lives of a group, whose choices are fitted together
FIXED = 0.5  # the rate of the model that fits are compared with
# Regret per trial of evolved nets less that of each rule.
REFERENCE_POLICIES = {"Rescorla-Wagner, greedy": -0.022, "Thompson (one volatility)": -0.046, "UCB": -0.016}
SHARPNESS = 5.0  # of the choices of the simulated rule
CHANCE, IDEAL = 0.25, 0.0647  # regret per trial

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


def _rule(sharpness: float) -> Groups:
    """Return the same of lives that follow Rescorla and Wagner's rule of rate 1/2, with softmax choices."""
    draw = np.random.default_rng(2016)
    volatile = (np.arange(2 * GROUPS * EACH) % 2).astype(np.float64)
    path = drift(draw, np.where(volatile > 0.5, SIGMAS[1], SIGMAS[0]), TRIALS)
    pays = (draw.random(path.shape) < path).astype(np.float64)
    value, row = np.full((len(path), 2), 0.5), np.arange(len(path))
    actions, rewards = np.empty(path.shape, np.int64), np.empty(path.shape)
    for t in range(TRIALS):
        actions[:, t] = draw.random(len(path)) < expit(sharpness * (value[:, 1] - value[:, 0]))
        rewards[:, t] = np.where(actions[:, t] == 0, pays[:, t], 1.0 - pays[:, t])
        value[row, actions[:, t]] += FIXED * (rewards[:, t] - value[row, actions[:, t]])
    return _grouped(volatile, actions, rewards)


def _reference_policies() -> dict[str, ReferencePolicy]:
    return {one.name: one for one in restless_reference_policies(TRIALS, SIGMAS)}


def _of(one: ReferencePolicy) -> Measurement:
    return Measurement(-float(one.scores.mean()), one.error_of_mean)


def _fitted_rule() -> Measurements:
    found = _reference_policies()
    best = min((_of(found[name]) for name in REFERENCE_POLICIES), key=lambda one: one.value)
    return {
        **_fits(_rule(SHARPNESS)),
        "ideal less best rule": difference(_of(found["ideal observer"]), best),
        "chance": _of(found["chance"]),
    }


def _fitted_chance() -> Measurements:
    chance = _of(_reference_policies()["chance"])
    return {**_fits(_rule(0.0)), "ideal less best rule": difference(chance, chance), "chance": chance}


def _fits(fits: Groups) -> Measurements:
    return {
        "rate": mean_of(fits.rates.ravel()),
        "shift": mean_of(fits.rates[1] - fits.rates[0]),
        "BIC": mean_of(fits.favour.ravel()),
    }


def _regrets(run: Networks, *overrides: str) -> Floats:
    return -totals(run, *overrides) / TRIALS


def _evolved(run: Networks) -> Measurements:
    found, each = _reference_policies(), means(_regrets(run))
    fits = [_read(one) for one in run.lived(instances=2 * GROUPS * EACH, only=("actions", "rewards"))]
    shifts = np.array([fit.rates[1] - fit.rates[0] for fit in fits])
    return {
        "less ideal": difference(least(each), _of(found["ideal observer"])),
        **{name: difference(most(each), _of(found[name])) for name in REFERENCE_POLICIES},
        "shift": replace(of_seeds(shifts), note=_rates(fits)),
        "BIC": of_seeds(np.array([fit.favour.ravel() for fit in fits])),
    }


def _read(one: Lives) -> Groups:
    return _grouped(np.asarray(one.instances.volatile, np.float64), one.actions, one.rewards)


def _rates(fits: list[Groups]) -> str:
    low, high = (float(np.median([fit.rates[kind].mean() for fit in fits])) for kind in (0, 1))
    return f"{high:.2f} less {low:.2f}"


def _without(run: Networks) -> Measurements:
    own, blind, still = (_regrets(run, *changed) for changed in ((), without_reward(run), without_learning(run)))
    return {"no reward": of_seeds(blind), "no past": of_seeds(still), "lost": excess(blind, own)}


CLAIMS = (
    Claim(
        id="V01",
        text="Where arms drift at hidden speeds, no textbook rule comes near the ideal observer; fits tell rules apart",
        method="4,000 simulated lives of each rule, 100 trials, drift 0.02 or 0.2; 80 groups of ten lives fitted",
        quantities=(
            close("rule of rate 0.5: fitted rate", FIXED, THEORY, of="rate"),
            close("the same: high less low volatility", 0.0, THEORY, of="shift"),
            below("the same: BIC in favour of a free rate", 0.0, -6.0, of="BIC"),
            below("regret per trial, ideal observer less the best rule", 0.0, -0.017, of="ideal less best rule"),
            close("chance, regret per trial", CHANCE, THEORY, of="chance"),
        ),
        measure=_fitted_rule,
        null=Null("choices drawn at random, and chance in the place of rules", measure=_fitted_chance),
        quick=True,
        remark="Drift, bounds and start are ours: the paper does not tell them. Fits: rate and inverse temperature "
        "by maximum likelihood on ten lives of one volatility. The ideal observer filters by Bayes' rule on a grid.",
    ),
    Claim(
        id="V02",
        text="A network with frozen weights nearly reaches it, and its learning rate is higher where arms drift fast",
        settings=(EVOLVED,),
        quantities=(
            no_less("regret per trial less the ideal observer's, the best seed", 0.0, of="less ideal"),
            *(
                below(f"regret per trial less that of {name}, the worst seed", 0.0, expected, of=name)
                for name, expected in REFERENCE_POLICIES.items()
            ),
            above("fitted rate, high less low volatility", 0.0, 0.24, of="shift"),
            above("BIC in favour of a free rate over a rate of 0.5", 0.0, 19.0, of="BIC"),
        ),
        measure=_evolved,
        null=UNTRAINED,
        quick=True,
        remark="Wang et al. (2016), experiment 4, find the same in figures of which no number could be read, so that "
        "directions are tested. 40 pairs of groups of ten lives of each seed. The ideal observer has 0.0647. Seeds: "
        "3.",
    ),
    Claim(
        id="V03",
        text="Without sense of reward, or without memory of it, it is at chance",
        settings=(EVOLVED,),
        quantities=(
            close("reward out of sense: regret per trial", CHANCE, THEORY, of="no reward"),
            close("state held, past out of sense: regret per trial", CHANCE, THEORY, of="no past"),
            above(
                "regret that the loss of reward adds, more than half of it", 0.5 * (CHANCE - IDEAL), 0.183, of="lost"
            ),
        ),
        measure=_without,
        null=UNTRAINED,
        quick=True,
        remark="Founders are at chance as well, and lose nothing. Means of 3 seeds.",
    ),
)
