"""Returns in the plane that can be worked out without learning: staying, walking straight, knowing the goal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["corner_returns", "stay_put", "walk_to_goal"]

Floats = npt.NDArray[np.float64]


def stay_put(goal_range: float, horizon: int) -> float:
    """Return the mean return of never moving: -H E|goal|^2, with E|goal|^2 = 2 range^2 / 3 for a uniform square."""
    return -horizon * 2.0 * goal_range**2 / 3.0


def walk_to_goal(goal_range: float, horizon: int, speed: float, reach: float, grid: int = 400) -> float:
    """Return the mean return of walking to the known goal as fast as allowed, by the midpoint rule on a square grid.

    Coordinates are independent: each closes its distance by `speed` per step. The episode ends within `reach`.
    """
    side = goal_range * (np.arange(grid) + 0.5) / grid  # by symmetry one quadrant is enough
    x, y = np.meshgrid(side, side)
    total, ended = np.zeros_like(x), np.zeros_like(x, dtype=bool)
    for _ in range(horizon):
        x, y = np.maximum(x - speed, 0.0), np.maximum(y - speed, 0.0)
        square = x**2 + y**2
        total -= np.where(ended, 0.0, square)
        ended |= square <= reach**2
        if ended.all():
            break
    return float(total.mean())


def corner_returns(corner: float, radius: float, speed: float, horizon: int) -> dict[str, float]:
    """Return the mean returns of `stay` (never move), `fixed` (always the same corner) and `oracle` (the right one)."""

    def to(goal: tuple[float, float]) -> float:
        """Return the return of walking to the first corner where the goal is `goal`."""
        total = 0.0
        for t in range(1, horizon + 1):
            at = min(speed * t, corner)
            square = (at - goal[0]) ** 2 + (at - goal[1]) ** 2
            total += -(radius**2) + max(0.0, radius**2 - square)
        return total

    goals = [(a * corner, b * corner) for a in (1.0, -1.0) for b in (1.0, -1.0)]
    stay = -(radius**2) + max(0.0, radius**2 - 2.0 * corner**2)
    return {"stay": horizon * stay, "fixed": sum(map(to, goals)) / 4.0, "oracle": to(goals[0])}
