"""The best prediction of a sine wave of unknown amplitude and phase, without any experience of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baldwin.neural.definition import NeuralDefinition

__all__ = ["best_static_error", "mean_square", "worth_of_perfect_learning"]

Range = tuple[float, float]


def mean_square(amplitudes: Range, phases: Range, inputs: Range, sign: str) -> float:
    """Return E[y^2] for y = A sin(x + s phase), everything uniform: the error of predicting 0."""
    low, high = amplitudes
    square = (low * low + low * high + high * high) / 3.0  # E[A^2]
    s = 1.0 if sign == "plus" else -1.0
    # E[sin^2 u] = (1 - E[cos 2u]) / 2; E[cos(2x + 2 s phase)] factors, as x and phase are independent.
    cosine = _mean_cos(2.0, inputs) * _mean_cos(2.0, phases) - s * _mean_sin(2.0, inputs) * _mean_sin(2.0, phases)
    return square * (1.0 - cosine) / 2.0


def best_static_error(amplitudes: Range, phases: Range, inputs: Range, sign: str) -> float:
    """Return the mean squared error of the best function of x alone, which is E[y | x].

    With c = E[cos phase] and d = E[sin phase], E[y | x] = E[A] (c sin x + s d cos x), and the error is E[y^2] minus the
    mean square of that (reference: 3.006 for MAML's ranges).
    """
    s = 1.0 if sign == "plus" else -1.0
    mean = (amplitudes[0] + amplitudes[1]) / 2.0
    c, d = mean * _mean_cos(1.0, phases), s * mean * _mean_sin(1.0, phases)
    cos2, sin2 = _mean_cos(2.0, inputs), _mean_sin(2.0, inputs)
    explained = c * c * (1.0 - cos2) / 2.0 + d * d * (1.0 + cos2) / 2.0 + c * d * sin2
    return max(0.0, mean_square(amplitudes, phases, inputs, sign) - explained)  # 0 up to rounding if nothing varies


def worth_of_perfect_learning(definition: NeuralDefinition, innate_ceiling: float) -> float | None:
    """Return how much more fitness one has who knows the sine after one step, and pays for it, than any newborn.

    Points without noise tell a sine, so that the best of all learners is perfect; networks learn less well, and pay
    where this is above 0 at most. None where selection reads something else than the mean of scores at the end of life.
    """
    fitness = definition.fitness
    if (fitness.reads, fitness.statistic) != ("end", "mean") or not definition.later_scores:
        return None
    return -fitness.step_cost - innate_ceiling


def _mean_cos(k: float, within: Range) -> float:
    """Return E[cos kx] for x uniform in a range, which may be a point."""
    return math.cos(k * (within[0] + within[1]) / 2.0) * _shrinkage(k, within)


def _mean_sin(k: float, within: Range) -> float:
    """Return E[sin kx] for x uniform in a range, which may be a point."""
    return math.sin(k * (within[0] + within[1]) / 2.0) * _shrinkage(k, within)


def _shrinkage(k: float, within: Range) -> float:
    """Return sin(u) / u with u = k (high - low) / 2: what averaging leaves of a wave; no difference of near numbers."""
    u = k * (within[1] - within[0]) / 2.0
    return math.sin(u) / u if u else 1.0
