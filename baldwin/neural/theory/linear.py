"""The exactly solvable life: linear regression learned by one gradient step.

A world draws w* = mu + diag(s) z, z ~ N(0, I_d). A life sees K inputs x ~ N(0, I_d) with y = w*.x + N(0, noise^2), and
takes one step of half the mean squared error: w1 = w0 - eta o (1/K) X^T (X w0 - y). Everything below is an expectation
over worlds and lives, exact for every K.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["best_rates", "excess_risk", "leeway", "residual", "worth_at_price", "worth_of_learning"]

Floats = npt.NDArray[np.float64]


def excess_risk(
    rates: Sequence[float] | Floats,
    scales: Sequence[float] | Floats,
    shots: int,
    noise: float,
    offset: Sequence[float] | Floats | float = 0.0,
) -> float:
    """Return E|w1 - w*|^2.

    Args:
        rates: eta, the learning rate of each coordinate.
        scales: s, how much each coordinate varies over worlds.
        shots: K, examples in a life.
        noise: standard deviation of the noise on y.
        offset: w0 - mu, how far the newborn is from the mean world.

    With e = w0 - w*, of mean square m_j = s_j^2 + offset_j^2: E[(1/K) X^T X] = I, and its square gives coordinate j
    m_j (1 + 1/K) + (sum_i m_i) / K; the noise adds noise^2 / K. The risk grows with every m_j, whatever the rates, so
    the mean world is always the best place to be born.
    """
    eta, square = np.asarray(rates, float), _mean_squares(scales, offset)
    second = _curvature(square, shots, noise)
    return float(np.sum(square - 2.0 * eta * square + eta**2 * second))


def best_rates(
    scales: Sequence[float] | Floats,
    shots: int,
    noise: float,
    offset: Sequence[float] | Floats | float = 0.0,
    cost: float = 0.0,
) -> Floats:
    """Return the rate of each coordinate that leaves the least excess risk plus `cost` |eta_j|.

    It is (m_j - cost / 2) / D_j, and 0 where that is negative: a cost makes innate whatever varies too little, and a
    coordinate that never varies is innate without any. With `fitness.plasticity_cost` c, cost is c / d.
    """
    square = _mean_squares(scales, offset)
    curvature = _curvature(square, shots, noise)
    return np.maximum(square - 0.5 * cost, 0.0) / np.where(curvature > 0.0, curvature, 1.0)


def worth_of_learning(scales: Sequence[float] | Floats, shots: int, noise: float) -> Floats:
    """Return how much each coordinate's learning lowers the risk, s_j^2 eta_j*.

    If learning a coordinate at all has a fixed cost, it pays where the cost is less than this; others become innate.
    """
    return np.asarray(np.asarray(scales, float) ** 2 * best_rates(scales, shots, noise))


def worth_at_price(scales: Sequence[float] | Floats, shots: int, noise: float, cost: float) -> float:
    """Return how much learning lowers the risk plus `cost` |eta_j|, the best rates being paid for.

    Coordinate j gains (s_j^2 - cost / 2)^2 / D_j where that bracket is above 0, and else is innate. Where all are, what
    is returned is the same law continued below 0, for the coordinate that is nearest to paying: its sign is what
    counts.
    """
    square = np.asarray(scales, float) ** 2
    margin = square - 0.5 * cost
    curvature = _curvature(square, shots, noise)
    gains = np.sign(margin) * margin**2 / np.where(curvature > 0.0, curvature, 1.0)
    return float(gains[gains > 0.0].sum() if (gains > 0.0).any() else gains.max())


def residual(scales: Sequence[float] | Floats, shots: int, noise: float) -> float:
    """Return the least excess risk of a newborn at the mean world: sum_j s_j^2 (1 - eta_j*)."""
    return excess_risk(best_rates(scales, shots, noise), scales, shots, noise)


def leeway(share: float, scales: Sequence[float] | Floats, shots: int, noise: float, cost: float = 0.0) -> Floats:
    """Return how far each rate may lie above its best until that costs a `share` of the least risk, prices paid.

    With D_j the curvature, a rate eta_j* + x costs D_j x^2 more; where the best rate is 0 since learning does not pay
    its price, (cost - 2 m_j) x besides. Where the best rate is above 0 it may lie as far below it.
    """
    square = _mean_squares(scales, 0.0)
    curvature, slope = _curvature(square, shots, noise), np.maximum(cost - 2.0 * square, 0.0)
    best = best_rates(scales, shots, noise, cost=cost)
    least = excess_risk(best, scales, shots, noise) + cost * float(best.sum())
    return np.asarray((np.sqrt(slope**2 + 4.0 * curvature * share * least) - slope) / (2.0 * curvature))


def _mean_squares(scales: Sequence[float] | Floats, offset: Sequence[float] | Floats | float) -> Floats:
    return np.asarray(np.asarray(scales, float) ** 2 + np.asarray(offset, float) ** 2)


def _curvature(square: Floats, shots: int, noise: float) -> Floats:
    """Return D_j = m_j (1 + 1/K) + (sum_i m_i + noise^2) / K."""
    return np.asarray(square * (1.0 + 1.0 / shots) + (square.sum() + noise**2) / shots)
