"""Returns in the plane that can be worked out without learning: staying, walking straight, knowing the goal."""

from __future__ import annotations

import math

__all__ = ["corner_returns", "stay_put", "walk_to_goal", "wandering_gain"]


def stay_put(goal_range: float, horizon: int, reach: float = 0.0) -> float:
    """Return the mean return of never moving: -H E|goal|^2, with E|goal|^2 = 2 range^2 / 3 for a uniform square.

    Goals within `reach` (no more than `goal_range`) of the start end their episode at the first step.
    """
    near = math.pi * reach**4 / (8.0 * goal_range**2)  # E[|goal|^2; |goal| <= reach]
    return -horizon * 2.0 * goal_range**2 / 3.0 + (horizon - 1) * near


def wandering_gain(goal_range: float, horizon: int, reach: float) -> float:
    """Return a bound on how much more than -H E|goal|^2 is possible without seeing rewards, or infinity.

    Such a path p_1, p_2, .. cannot depend on the goal g. Without ends its loss is sum_t |p_t|^2 + H E|g|^2. Ends save
    at most a sum_{s<t} (|p_t| + |p_s| + reach)^2, a = pi reach^2 / (4 range^2) being the share of goals within reach of
    one place, and (x + y + z)^2 <= 3 (x^2 + y^2 + z^2); so wandering cannot pay while 3 a (H - 1) <= 1, and what is
    left is 3 a reach^2 H (H - 1) / 2.
    """
    share = math.pi * reach**2 / (4.0 * goal_range**2)
    if 3.0 * share * (horizon - 1) > 1.0:
        return math.inf
    return 1.5 * share * reach**2 * horizon * (horizon - 1)


def walk_to_goal(goal_range: float, horizon: int, speed: float, reach: float) -> float:
    """Return the mean return of walking to the known goal as fast as allowed, in closed form.

    Coordinates are independent: after t steps |goal_j| - speed t of each is left, with mean square
    (range - speed t)^3 / (3 range). As `reach` is no more than `speed`, one within reach would arrive in one
    step more, so that it does not matter that the episode ends.

    Raises:    ValueError: if `reach` is more than `speed`.
    """
    if reach > speed:
        raise ValueError(f"reach = {reach:g} is more than speed = {speed:g}: no closed form")
    left = (max(goal_range - speed * t, 0.0) for t in range(1, horizon + 1))
    return -sum(2.0 * one**3 / (3.0 * goal_range) for one in left)


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
