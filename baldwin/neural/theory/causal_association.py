"""What goes with a node of a causal graph whose means are not linear: the most probable way in which it came about.

That a node is far from what its causes make of it is so improbable, at a noise of sd 0.1, that all but the likeliest
way may be left out: the least noise, by its sum of squares, with which the node has that value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["most_probable"]

Floats = npt.NDArray[np.float64]

STARTS, STEPS = 4, 80  # of the search; the first start is without noise
SMALLEST, LARGEST = 1e-6, 1e8  # damping


def most_probable(weights: Floats, node: int, value: float) -> Floats:
    """Return the values (M, N) of all nodes in the most probable way in which `node` comes to be `value`.

    Args:
        weights: (M, N, N) of x + x^2 of each cause in a node's mean, causes before effects.
        node: 1 or later.
        value: that it has.
    """
    cut = weights[:, : node + 1, : node + 1]
    some, where = np.unique(cut.reshape(len(cut), -1), axis=0, return_inverse=True)
    few = some.reshape(-1, node + 1, node + 1)
    draw = np.random.default_rng(0)
    starts = [np.zeros((len(few), node)), *(draw.standard_normal((STARTS - 1, len(few), node)))]
    with np.errstate(over="ignore", invalid="ignore"):
        found = [_least(few, start, value) for start in starts]
    costs = np.stack([cost for _, cost in found])
    best = np.stack([noise for noise, _ in found])[costs.argmin(axis=0), np.arange(len(few))]
    noise = np.zeros((len(weights), weights.shape[2]))
    noise[:, :node] = best[where.ravel()]
    values = np.zeros(noise.shape)
    for k in range(noise.shape[1]):
        values[:, k] = ((values + values**2) * weights[:, k]).sum(axis=1) + noise[:, k]
        if k == node:
            values[:, k] = value
    return values


def _made(weights: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """Return the mean (M,) of the last node given the noise (M, k) of those before it, and its slope in each (M, k)."""
    count = noise.shape[1]
    values = np.zeros(noise.shape)
    for k in range(count):
        felt = values[:, :k] + values[:, :k] ** 2
        values[:, k] = (felt * weights[:, k, :k]).sum(axis=1) + noise[:, k]
    felt = values + values**2
    slope = np.zeros(noise.shape)
    for k in reversed(range(count)):
        onwards = weights[:, count, k] + (slope[:, k + 1 :] * weights[:, k + 1 : count, k]).sum(axis=1)
        slope[:, k] = onwards * (1.0 + 2.0 * values[:, k])
    return (felt * weights[:, count, :count]).sum(axis=1), slope


def _least(weights: Floats, noise: Floats, value: float) -> tuple[Floats, Floats]:
    """Return the least noise (M, k) near a start, and its cost (M,), by Levenberg and Marquardt's method.

    The cost is the sum of squares of the noise of the causes and of the node itself, which makes up for the rest.
    """
    damping = np.ones(len(noise))
    made, slope = _made(weights, noise)
    cost = (noise**2).sum(axis=1) + (value - made) ** 2
    for _ in range(STEPS):  # a step too far may overflow: it is no better, and not taken
        downhill = noise - slope * (value - made)[:, None]
        scale = 1.0 + damping[:, None]
        along = (slope * downhill).sum(axis=1, keepdims=True) / (scale + (slope**2).sum(axis=1, keepdims=True))
        tried = noise - (downhill - slope * along) / scale
        made_there, slope_there = _made(weights, tried)
        cost_there = (tried**2).sum(axis=1) + (value - made_there) ** 2
        better = cost_there < cost
        noise, slope = np.where(better[:, None], tried, noise), np.where(better[:, None], slope_there, slope)
        made, cost = np.where(better, made_there, made), np.where(better, cost_there, cost)
        damping = np.clip(np.where(better, damping / 4.0, damping * 4.0), SMALLEST, LARGEST)
    return noise, cost
