"""Tasks that are acted in: scripted walkers earn the returns that theory promises."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.lifetimes._episodes import Episode, roll
from baldwin.neural.tasks.corners import Corners
from baldwin.neural.tasks.navigation import Navigation
from baldwin.neural.theory.navigation import stay_put

KEY = jax.random.key(0)


def episode(task: Any, goal: Any, target: Any) -> Episode:
    """Return the episode of a walker who heads for `target` as fast as allowed."""

    def act(key: Any, observation: Any) -> Any:
        del key
        return target - observation

    return roll(KEY, act, task, goal)


def grid(goal_range: float, count: int) -> Any:
    side = goal_range * (2.0 * (np.arange(count) + 0.5) / count - 1.0)
    return jnp.asarray(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2), jnp.float32)


def mean_return(task: Any, goals: Any, targets: Any) -> float:
    episodes = jax.jit(jax.vmap(partial(episode, task)))(goals, targets)
    return float(episodes.rewards.sum(axis=1).mean())


@pytest.mark.parametrize(
    "task",
    [
        Navigation(),
        Navigation(goal_range=1.0, wall=1.0),
        Navigation(goal_range=1.0, reach=0.1, wall=1.0),
        Navigation(goal_range=0.7, speed=0.25, limit=3),
    ],
)
def test_walkers_in_the_plane_earn_what_theory_says(task: Navigation) -> None:
    """Knowing the goal, and staying at home: MAML's world, ES-MAML's, and one too short to arrive in."""
    goals = grid(task.goal_range, 100)
    home = jnp.zeros_like(goals)
    assert mean_return(task, goals, goals) == pytest.approx(task.oracle(), rel=2e-3, abs=1e-4)
    staying = stay_put(task.goal_range, task.limit, task.reach)
    assert mean_return(task, goals, home) == pytest.approx(staying, rel=1e-3)
    ceiling = task.innate_ceiling()
    assert ceiling is None or ceiling == pytest.approx(staying)
    assert (ceiling is None) == (task.reach == 0.1)  # goals so wide that wandering might end enough episodes


def test_goals_fill_the_square() -> None:
    goals = np.asarray(Navigation(goal_range=2.0).sample_many(KEY, 4000))
    assert np.abs(goals).max() < 2.0
    square = (goals**2).sum(axis=1)
    assert abs(square.mean() - 8.0 / 3.0) < 4.0 * square.std() / np.sqrt(4000)


def test_an_episode_ends_at_the_goal() -> None:
    """The step that reaches the goal still counts; nothing does after it, although the walker walks on."""
    task = Navigation(reach=0.05, limit=6)
    found = episode(task, jnp.array([0.18, 0.0]), jnp.array([0.6, 0.0]))
    np.testing.assert_array_equal(found.alive, [True, True, False, False, False, False])
    np.testing.assert_allclose(found.rewards, [-(0.08**2), -(0.02**2), 0.0, 0.0, 0.0, 0.0], rtol=1e-5, atol=0.0)
    np.testing.assert_allclose(found.observations[:, 0], np.arange(6) / 10.0, atol=1e-6)


def test_steps_and_places_have_limits() -> None:
    task = Navigation(wall=0.25, limit=4)
    found = episode(task, jnp.array([9.0, 9.0]), jnp.array([5.0, -0.03]))
    np.testing.assert_allclose(found.observations[1:], [[0.1, -0.03], [0.2, -0.03], [0.25, -0.03]], atol=1e-6)


@pytest.mark.parametrize("task", [Corners(), Corners(corner=1.0, radius=0.7, speed=0.3, limit=7)])
def test_walkers_among_corners_earn_what_theory_says(task: Corners) -> None:
    """Knowing the corner; always the same one, which is all that can be inborn; staying, which is nothing."""
    goals = task.sample_many(KEY, 4)
    np.testing.assert_array_equal(np.unique(np.asarray(goals), axis=0).shape, (4, 2))
    assert mean_return(task, goals, goals) == pytest.approx(task.oracle(), rel=1e-5)
    always = jnp.broadcast_to(goals[2], goals.shape)
    assert mean_return(task, goals, always) == pytest.approx(task.innate_ceiling(), rel=1e-5)
    assert mean_return(task, goals, jnp.zeros_like(goals)) == pytest.approx(-task.limit * task.radius**2, rel=1e-5)


def test_the_corners_of_es_maml() -> None:
    """Worked out apart: -310 and -40.3."""
    ceiling, oracle = Corners().innate_ceiling(), Corners().oracle()
    assert ceiling is not None
    assert oracle is not None
    assert abs(ceiling + 310.0) < 0.1
    assert abs(oracle + 40.3) < 0.05


def test_no_ceiling_is_claimed_where_goals_are_felt_together() -> None:
    assert Corners(radius=2.5).innate_ceiling() is None
    assert Corners(wall=1.5).innate_ceiling() is None
    assert Corners(wall=1.5).oracle() is None
    assert Navigation(wall=0.4).oracle() is None
    assert Navigation(reach=0.2).oracle() is None


def test_corners_are_dealt_out_in_turn_and_drawn_alike() -> None:
    task = Corners()
    dealt = np.asarray(task.sample_many(KEY, 8))
    np.testing.assert_array_equal(dealt[:4], dealt[4:])
    drawn = np.asarray(jax.vmap(task.sample)(jax.random.split(KEY, 4000)))
    shares = np.unique(drawn, axis=0, return_counts=True)[1] / 4000
    np.testing.assert_allclose(shares, 0.25, atol=4.0 * np.sqrt(0.25 * 0.75 / 4000))
