"""Returns in the plane, against the reference's numbers and by trying."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baldwin.neural.theory.navigation import corner_returns, stay_put, walk_to_goal, wandering_gain


def walked(goals: np.ndarray, path: np.ndarray, reach: float) -> np.ndarray:
    """Return the return of each goal (n, 2) for paths (n, H, 2) or one path (H, 2) of positions after each step."""
    square = ((path - goals[:, None]) ** 2).sum(axis=-1)
    ended = np.cumsum(square <= reach**2, axis=1) - (square <= reach**2) > 0
    return -np.where(ended, 0.0, square).sum(axis=1)


def grid(goal_range: float, count: int) -> np.ndarray:
    side = goal_range * (2.0 * (np.arange(count) + 0.5) / count - 1.0)
    return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)


@pytest.mark.parametrize(("goal_range", "stay", "know"), [(0.5, -16.7, -0.13), (1.0, -66.7, -1.35)])
def test_the_numbers_of_the_reference(goal_range: float, stay: float, know: float) -> None:
    assert abs(stay_put(goal_range, 100) - stay) < 0.05
    assert abs(walk_to_goal(goal_range, 100, 0.1, 0.01) - know) < 0.005


def test_the_corners_of_the_reference() -> None:
    found = corner_returns(2.0, 2.0, 0.1, 100)
    assert found["stay"] == -400.0
    assert abs(found["fixed"] + 310.0) < 0.1
    assert abs(found["oracle"] + 40.3) < 0.05


@given(
    goal_range=st.floats(0.2, 2.0),
    speed=st.floats(0.03, 0.5),
    reach=st.floats(0.0, 1.0),
    horizon=st.integers(1, 12),
)
def test_walking_in_closed_form_is_walking(goal_range: float, speed: float, reach: float, horizon: int) -> None:
    reach *= speed
    goals = grid(goal_range, 400)
    steps = np.arange(1, horizon + 1)[:, None]
    path = np.sign(goals)[:, None] * np.minimum(np.abs(goals)[:, None], speed * steps)
    found = walked(goals, path, reach).mean()
    assert abs(walk_to_goal(goal_range, horizon, speed, reach) - found) < 1e-4 * (1.0 + abs(found))


def test_staying_ends_where_the_goal_is_at_the_start() -> None:
    goals = grid(0.5, 1000)
    for reach in (0.0, 0.1, 0.3):
        found = walked(goals, np.zeros((8, 2)), reach).mean()
        assert abs(stay_put(0.5, 8, reach) - found) < 1e-3 * abs(found)


def test_no_path_beats_staying_by_more_than_the_bound() -> None:
    """Random walks of many sizes, and loops around the start: none that is blind does better than is allowed."""
    random = np.random.default_rng(2)
    goal_range, horizon = 0.5, 60
    goals = grid(goal_range, 150)
    for reach in (0.01, 0.02):
        bound = wandering_gain(goal_range, horizon, reach)
        assert bound < math.inf
        paths = [size * np.cumsum(random.uniform(-1.0, 1.0, (horizon, 2)), axis=0) for size in (1e-3, 3e-3, 0.01, 0.1)]
        angle = np.linspace(0.0, 6.0 * math.pi, horizon)
        paths += [size * np.stack([np.cos(angle), np.sin(angle)], axis=1) for size in (0.01, 0.03, 0.1)]
        for path in paths:
            assert walked(goals, path, reach).mean() <= stay_put(goal_range, horizon) + bound + 1e-3


def test_with_a_wide_reach_wandering_may_pay_and_nothing_is_promised() -> None:
    """Goals felt from half a side away: who walks through the square ends most episodes and beats who stays."""
    goal_range, horizon, reach = 1.0, 100, 0.5
    assert wandering_gain(goal_range, horizon, reach) == math.inf
    square = np.array([(0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5), (0.5, -0.5)])
    path = square[np.minimum(np.arange(horizon), 3)]
    assert walked(grid(goal_range, 200), path, reach).mean() > stay_put(goal_range, horizon, reach)


def test_no_closed_form_beyond_the_speed() -> None:
    with pytest.raises(ValueError, match="no closed form"):
        walk_to_goal(1.0, 10, 0.1, 0.2)


def test_the_bound_of_wandering_by_hand() -> None:
    """Goals within .1 of a place are a share pi / 400; 3 / 2 of it times reach^2 and 10 x 9 pairs of moments."""
    assert wandering_gain(1.0, 10, 0.1) == pytest.approx(1.5 * math.pi / 400.0 * 0.01 * 90.0)
    assert wandering_gain(1.0, 1000, 0.1) == math.inf
