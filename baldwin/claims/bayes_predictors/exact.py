"""Exact excess loss of the Bayes predictor while it learns the source, in closed form."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from baldwin.claims.bayes_predictors.settings import PRIOR, bayes_excess
from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import Floats
from baldwin.claims.quantity import Measurement, Measurements, Quantity, close
from baldwin.claims.sources import THEORY, theory
from baldwin.neural.theory.predictors import beta_bernoulli, excess_loss

__all__ = ["CLAIMS"]

COIN = {10: 0.854, 20: 1.147, 50: 1.568, 100: 1.900}  # trials -> excess over one who knows the coin
DIE = {3: 1.912, 5: 2.957}  # symbols -> the same in 20 trials
DICE = (6, 10)  # symbols of dice that are simulated
STEPS = {0: 0.1931, 1: 0.1365, 2: 0.1059, 5: 0.0638, 10: 0.03855, 19: 0.0226, 50: 0.0094}  # tosses seen -> excess
LIVES = 20_000
PROGRAM = theory("an independent program, from the closed forms")


def _die(symbols: int) -> float:
    return float(excess_loss("categorical", 20, alpha=1.0, symbols=symbols).sum())


def _excesses() -> Measurements:
    steps = excess_loss("bernoulli", 100, **PRIOR)
    found = {f"coin {trials}": steps[:trials].sum() for trials in COIN}
    found |= {f"step {n}": steps[n] for n in STEPS}
    found |= {f"die {k}": _die(k) for k in DIE}
    found["normal"] = excess_loss("normal", 20, **PRIOR).sum()
    return {name: exact(float(value)) for name, value in found.items()}


def _thrown(symbols: int, draw: np.random.Generator, learns: bool) -> Floats:
    """Return what Bayes' rule, or the prior alone, lost in each of some lives of 20 throws of a die, nats."""
    chances = draw.dirichlet(np.ones(symbols), LIVES)
    counts, lost, row = np.ones((LIVES, symbols)), np.zeros(LIVES), np.arange(LIVES)
    for _ in range(20):
        predicted = counts / counts.sum(axis=1, keepdims=True)
        lost += (xlogy(chances, chances) - chances * np.log(predicted)).sum(axis=1)
        counts[row, (draw.random((LIVES, 1)) > np.cumsum(chances, axis=1)[:, :-1]).sum(axis=1)] += float(learns)
    return lost


def _never_learning() -> Measurements:
    """Return what is lost in as many steps by one who predicts from the prior for ever."""
    first = {law: float(excess_loss(law, 1, **PRIOR)[0]) for law in ("bernoulli", "categorical", "normal")}
    found = {f"coin {trials}": trials * first["bernoulli"] for trials in COIN}
    found |= {f"step {n}": first["bernoulli"] for n in STEPS}
    found |= {f"die {k}": 20.0 * float(excess_loss("categorical", 1, alpha=1.0, symbols=k)[0]) for k in DIE}
    return {name: exact(value) for name, value in {**found, "normal": 20.0 * first["normal"]}.items()}


def _simulated(learns: bool = True) -> Measurements:
    """Return what Bayes' rule, or the prior alone, lost in simulated lives of 20 steps, nats."""
    draw = np.random.default_rng(5)
    coin = draw.random(LIVES)[:, None]
    tossed = draw.random((LIVES, 20)) < coin
    before: Floats = np.cumsum(tossed, axis=1) - tossed.astype(np.float64)
    predicted = beta_bernoulli(before * learns, np.arange(20.0) * learns, 1.0, 1.0)
    lost = (coin * np.log(coin / predicted) + (1.0 - coin) * np.log((1.0 - coin) / (1.0 - predicted))).sum(axis=1)
    rate = draw.gamma(1.0, 1.0, LIVES)[:, None]
    waited = draw.exponential(1.0, (LIVES, 20)) / rate
    a, b = 1.0 + np.arange(20.0) * learns, 1.0 + (np.cumsum(waited, axis=1) - waited) * learns
    density = np.log(a) - np.log(b) - (a + 1.0) * np.log1p(waited / b)
    missed = (np.log(rate) - rate * waited - density).sum(axis=1)
    found = {"coin": lost, "waiting times": missed} | {f"die of {k}": _thrown(k, draw, learns) for k in DICE}
    return {name: Measurement(float(one.mean()), float(one.std(ddof=1)) / LIVES**0.5) for name, one in found.items()}


def _simulated_prior() -> Measurements:
    return _simulated(learns=False)


def _digits(name: str, value: float, half: float, of: str) -> Quantity:
    return close(name, value, PROGRAM, parts={"rounding": half}, of=of)


CLAIMS = (
    Claim(
        id="BP01",
        text="What Bayes' rule loses while it learns is known exactly",
        method="excess log-loss over one who knows the source, nats: sums over counts, and closed forms",
        quantities=(
            *(_digits(f"coin, {n} tosses", value, 0.0005, f"coin {n}") for n, value in COIN.items()),
            *(_digits(f"coin, the next toss after {n}", value, 0.00005, f"step {n}") for n, value in STEPS.items()),
            *(_digits(f"die of {k}, 20 throws", value, 0.0005, f"die {k}") for k, value in DIE.items()),
            close("normal, 20 values", 0.5 * float(np.log(21.0)), THEORY, of="normal"),
        ),
        measure=_excesses,
        null=Null("the prior for ever, whatever came", measure=_never_learning),
        quick=True,
        remark="Three digits after the point, or four (0.03855 is 0.0386 there).",
    ),
    Claim(
        id="BP02",
        text="Simulated Bayesians lose what the sums say",
        method="20,000 lives of 20 tosses, waiting times or throws, mean and standard error",
        quantities=(
            close("coin", bayes_excess("bernoulli"), THEORY),
            close("waiting times", bayes_excess("exponential"), THEORY),
            *(close(f"die of {k}", _die(k), THEORY) for k in DICE),
        ),
        measure=_simulated,
        null=Null("the prior for ever, whatever came, in the same lives", measure=_simulated_prior),
        quick=True,
        remark="Bayes' rule written out anew, in simulated lives. Expected: the sums of BP01; of waiting times, the "
        "closed form psi(A) - log A + 1 / A summed over A = 1 .. 20.",
    ),
)
