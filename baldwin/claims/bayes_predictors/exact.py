"""Exact excess loss of the Bayes predictor while it learns the source, in closed form."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from baldwin.claims.bayes_predictors.settings import PRIOR, bayes_excess
from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact
from baldwin.claims.measures import Floats
from baldwin.claims.quantity import Measurement, Measurements, close, near
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.predictors import beta_bernoulli, excess_loss

__all__ = ["CLAIMS"]

COIN = {10: 0.854, 20: 1.147, 50: 1.568, 100: 1.900}  # trials -> excess over one who knows the coin
DIE = {3: 1.912, 5: 2.957}  # symbols -> the same in 20 trials
DICE = (6, 10)  # symbols of dice that are simulated
STEPS = {0: 0.1931, 1: 0.1365, 2: 0.1059, 5: 0.0638, 10: 0.03855, 19: 0.0226, 50: 0.0094}  # tosses seen -> excess
LIVES = 20_000


def _die(symbols: int) -> float:
    return float(excess_loss("categorical", 20, alpha=1.0, symbols=symbols).sum())


def _excesses() -> Measurements:
    steps = excess_loss("bernoulli", 100, **PRIOR)
    found = {f"coin {trials}": steps[:trials].sum() for trials in COIN}
    found |= {f"step {n}": steps[n] for n in STEPS}
    found |= {f"die {k}": _die(k) for k in DIE}
    found["normal"] = excess_loss("normal", 20, **PRIOR).sum()
    return {name: exact(float(value)) for name, value in found.items()}


def _thrown(symbols: int, draw: np.random.Generator) -> Floats:
    """Return what Bayes' rule lost in each of some lives of 20 throws of a die, nats."""
    chances = draw.dirichlet(np.ones(symbols), LIVES)
    counts, lost, row = np.ones((LIVES, symbols)), np.zeros(LIVES), np.arange(LIVES)
    for _ in range(20):
        predicted = counts / counts.sum(axis=1, keepdims=True)
        lost += (xlogy(chances, chances) - chances * np.log(predicted)).sum(axis=1)
        counts[row, (draw.random((LIVES, 1)) > np.cumsum(chances, axis=1)[:, :-1]).sum(axis=1)] += 1.0
    return lost


def _simulated() -> Measurements:
    """Return what Bayes' rule lost in simulated lives of 20 tosses, waiting times or throws, nats."""
    draw = np.random.default_rng(5)
    coin = draw.random(LIVES)[:, None]
    tossed = draw.random((LIVES, 20)) < coin
    before: Floats = np.cumsum(tossed, axis=1) - tossed.astype(np.float64)
    predicted = beta_bernoulli(before, np.arange(20.0), 1.0, 1.0)
    lost = (coin * np.log(coin / predicted) + (1.0 - coin) * np.log((1.0 - coin) / (1.0 - predicted))).sum(axis=1)
    rate = draw.gamma(1.0, 1.0, LIVES)[:, None]
    waited = draw.exponential(1.0, (LIVES, 20)) / rate
    a, b = 1.0 + np.arange(20.0), 1.0 + np.cumsum(waited, axis=1) - waited
    density = np.log(a) - np.log(b) - (a + 1.0) * np.log1p(waited / b)
    missed = (np.log(rate) - rate * waited - density).sum(axis=1)
    found = {"coin": lost, "waiting times": missed} | {f"die of {k}": _thrown(k, draw) for k in DICE}
    return {name: Measurement(float(one.mean()), float(one.std(ddof=1)) / LIVES**0.5) for name, one in found.items()}


CLAIMS = (
    Claim(
        id="BP01",
        text="What Bayes' rule loses while it learns is known exactly",
        method="excess log-loss over one who knows the source, nats: sums over counts, and closed forms",
        quantities=(
            *(near(f"coin, {n} tosses", value, 0.0005, THEORY, of=f"coin {n}") for n, value in COIN.items()),
            *(
                near(f"coin, the next toss after {n}", value, 0.00005, THEORY, of=f"step {n}")
                for n, value in STEPS.items()
            ),
            *(near(f"die of {k}, 20 throws", value, 0.0005, THEORY, of=f"die {k}") for k, value in DIE.items()),
            near("normal, 20 values", 0.5 * float(np.log(21.0)), 1e-9, THEORY, of="normal"),
        ),
        measure=_excesses,
        quick=True,
        remark="Worked out apart, with three digits after the point, or four (0.03855 is 0.0386 there).",
    ),
    Claim(
        id="BP02",
        text="Simulated Bayesians lose what the sums say",
        method="20,000 lives of 20 tosses, waiting times or throws, mean and standard error",
        quantities=(
            close("coin", COIN[20], THEORY),
            close("waiting times", bayes_excess("exponential"), THEORY),
            *(close(f"die of {k}", _die(k), THEORY) for k in DICE),
        ),
        measure=_simulated,
        quick=True,
        remark="Bayes' rule written out anew, in simulated lives. Expected: the sums of BP01; of waiting times, the "
        "closed form psi(A) - log A + 1 / A summed over A = 1 .. 20. The reference has 3.334 and 4.431 for dice of 6 "
        "and 10; the sums, and these lives, say 3.344 and 4.428.",
    ),
)
