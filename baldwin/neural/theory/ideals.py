"""What reference policies show in measures of choice behaviour, such as a matching slope; simulated with NumPy alone.

Lives are drawn from the law of a task with fixed seeds, and measured as the assays measure those of networks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from baldwin.learning_rates import fitted_rates
from baldwin.neural.theory import matching, restless, two_step, volatility

__all__ = ["local_matching", "rates_restless", "rates_volatility", "two_step_lags"]

Floats = npt.NDArray[np.float64]

SEED = 11
LIVES, FITTED, STEPS = 2000, 300, 30_000  # lives, those that learning rates are fitted to, trials in all of them
TIE = 1e-9


@lru_cache(maxsize=4)
def two_step_lags(p_common: float, high: float, low: float, flip: float, trials: int) -> Floats:
    """Return the lag weights (20,) of the ideal observer of the versions with one choice a trial."""
    draw, lives = np.random.default_rng(SEED), LIVES
    shape = (lives, trials)
    flips = draw.random(shape) < flip
    flips[:, 0] = draw.random(lives) < 0.5
    better, common, uniform = np.cumsum(flips, axis=1) % 2, draw.random(shape) < p_common, draw.random(shape)
    actions, rewarded = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    belief = np.full(lives, 0.5)  # that the first state is the better
    for t in range(trials):
        ahead = (belief - 0.5) * np.sign(p_common - 0.5)
        tied = draw.random(lives) < 0.5
        a = np.where(np.abs(ahead) < TIE, tied, ahead < 0.0).astype(np.int64)
        state = np.where(common[:, t], a, 1 - a)
        paid = uniform[:, t] < np.where(state == better[:, t], high, low)
        first = np.where(state == 0, high, low)
        second = np.where(state == 0, low, high)
        one, other = (
            belief * np.where(paid, first, 1.0 - first),
            (1.0 - belief) * np.where(paid, second, 1.0 - second),
        )
        after = np.divide(one, one + other, out=belief.copy(), where=one + other > 0.0)
        belief = after * (1.0 - flip) + (1.0 - after) * flip
        actions[:, t], rewarded[:, t] = a, paid
    return two_step.lag_weights(actions, common, rewarded)


@lru_cache(maxsize=4)
def local_matching(bands: str, total: float, trials: int) -> tuple[str, float, Floats, Floats]:
    """Return the name of local matching with its best memory, its matching slope, and both its kernels."""
    world = (bands, total, trials)
    memory = matching.best_matching(*world)
    _, left, paid = matching.income_matching(memory, *world)
    rewards, choices = matching.kernels(left, paid)
    return f"local matching, memory {memory:g} trials", matching.slope(left, paid), rewards, choices


@lru_cache(maxsize=4)
def rates_volatility(
    layout: str, stable: float, volatile: float, log_k: tuple[float, float], trials: int
) -> tuple[float, float]:
    """Return the learning rates that fit the filter of the generator, in stable and in volatile times."""
    draw = np.random.default_rng(SEED)
    world = volatility.worlds(layout, stable, volatile, *log_k, trials, FITTED, SEED)
    paid = draw.random(world.chances.shape) < world.chances
    shown = draw.beta(4.0, 4.0, (*world.chances.shape, 2))
    belief = volatility.beliefs(paid, stable, volatile, *log_k)
    first = belief * shown[..., 0] > (1.0 - belief) * shown[..., 1]
    return fitted_rates(first, paid, shown, world.volatile)


@lru_cache(maxsize=4)
def rates_restless(low: float, high: float, drifts: str, trials: int) -> tuple[float, float]:
    """Return the learning rates that fit the ideal observer, in lives of low and of high volatility; NaN where none."""
    sigmas = {"low": (low,), "high": (high,), "mixed": (low, high)}[drifts]
    draw, lives = np.random.default_rng(SEED), max(STEPS // trials, 2)
    found = []
    for sigma in (low, high):
        if sigma not in sigmas:
            found.append(float("nan"))
            continue
        path = restless.drift(draw, np.full(lives, sigma), trials)
        wins = draw.random(path.shape) < path
        belief = restless.ideal_beliefs(wins, sigmas)
        first = np.where(np.abs(belief - 0.5) < TIE, draw.random(path.shape) < 0.5, belief > 0.5)
        fit = restless.fit_learning_rate((~first).astype(np.int64), (first == wins).astype(np.float64))
        found.append(float(fit.rate))
    return found[0], found[1]
