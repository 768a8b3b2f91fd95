"""Cart-pole: equations of motion solved anew, fixed policies that balance every pole, and what a life is given."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from playing import near_mean
from pydantic import ValidationError

from baldwin.neural.lifetimes._episodes import Episode, roll
from baldwin.neural.tasks.cart_pole import CartPole, Pole
from baldwin.neural.theory.cart_pole import Rig, balances, either_way, lasting, towards_the_lean

TASK = CartPole(flipped=True, lightest=0.02, heaviest=0.8, shortest=0.3, longest=0.9, limit=250)
RIG = Rig(250, 10.0, 1.0, 9.8, 0.02, 2.4, 0.20943951, 0.05)
COUNT = 16
UNITS = np.array([2.4, 1.0, 0.20943951, 1.0], np.float32)  # track and fall, of which positions and angles are shares


@pytest.fixture(scope="module")
def episodes() -> tuple[Pole, Episode]:
    """Return poles, and episodes of a fixed policy; every fourth cart is always pushed to the right instead."""

    def live(key: Any, pole: Pole, stubborn: Any) -> Episode:
        def act(own: Any, seen: Any) -> Any:
            del own
            x, v, a, w = seen * UNITS
            balance = x + 1.5 * v + 20.0 * a + 4.0 * w
            side = jnp.where(-0.6 * x - 4.0 * a - w > 0.0, 1.0, -1.0)
            return jnp.where(stubborn, 1.0, side * balance + 1.5)[None]

        return roll(key, act, TASK, pole)

    poles = TASK.sample_many(jax.random.key(1), COUNT)
    keys = jax.random.split(jax.random.key(2), COUNT)
    found = jax.jit(jax.vmap(live))(keys, poles, jnp.arange(COUNT) % 8 >= 6)
    return jax.tree.map(np.asarray, (poles, found))


def test_states_follow_the_equations_of_motion(episodes: tuple[Pole, Episode]) -> None:
    """Newton's for cart and rod together, solved as two linear equations, in Euler steps; way and push as said."""
    poles, lived = episodes
    seen = lived.observations.astype(float) * UNITS
    for i in range(COUNT):
        m, half, way = float(poles.mass[i]), float(poles.half_length[i]), float(poles.way[i])
        for t in range(0, int(lived.alive[i].sum()) - 1, 7):
            x, v, a, w = seen[i, t]
            push = 10.0 * way * (1.0 if lived.actions[i, t, 0] > 0.0 else -1.0)
            left = np.array([[1.0 + m, m * half * np.cos(a)], [m * half * np.cos(a), 4.0 / 3.0 * m * half**2]])
            moves, turns = np.linalg.solve(left, [push + m * half * w**2 * np.sin(a), m * 9.8 * half * np.sin(a)])
            expected = np.array([x + 0.02 * v, v + 0.02 * moves, a + 0.02 * w, w + 0.02 * turns])
            np.testing.assert_allclose(seen[i, t + 1], expected, rtol=1e-4, atol=1e-5)


def test_who_pushes_one_way_runs_off_the_track_when_newtons_equations_say_so() -> None:
    """The same two equations, in steps short enough to tell close accelerations apart; poles may lean far."""
    rig = Rig(2000, 10.0, 1.0, 9.8, 0.001, 0.5, 1.5, 0.05)
    poles = np.array([[0.1, 0.5, 1.0], [2.0, 0.8, -1.0]])
    starts = np.array([[0.0, 0.0, 0.0, 0.0], [0.1, -0.4, 0.05, -0.3], [-0.3, 0.5, -0.1, 0.2]])

    def lasts(m: float, half: float, way: float, state: np.ndarray) -> int:
        for step in range(1, rig.steps + 1):
            x, v, a, w = state
            left = np.array([[1.0 + m, m * half * np.cos(a)], [m * half * np.cos(a), 4.0 / 3.0 * m * half**2]])
            right = [10.0 * way + m * half * w**2 * np.sin(a), m * 9.8 * half * np.sin(a)]
            state = np.array([x, v, a, w]) + rig.interval * np.array([v, 0.0, w, 0.0])
            state[1::2] += rig.interval * np.linalg.solve(left, right)
            if abs(state[0]) > rig.track:
                return step
            assert abs(state[2]) <= rig.fall
        raise AssertionError("no cart stays on its track")

    expected = [[lasts(*pole, start) for start in starts] for pole in poles.tolist()]
    found = lasting(rig, lambda state: np.ones(state.shape[:-1]), poles, starts)
    np.testing.assert_array_equal(found, expected)


def test_fixed_weights_balance_every_pole_whichever_way_force_acts(episodes: tuple[Pole, Episode]) -> None:
    poles, lived = episodes
    stubborn = np.arange(COUNT) % 8 >= 6
    returns = lived.rewards.sum(axis=1)
    assert set(poles.way[~stubborn]) == {-1.0, 1.0}
    assert (returns[~stubborn] == TASK.limit).all()
    assert TASK.innate_ceiling() == TASK.oracle() == TASK.limit
    # who always pushes one way falls, at the step that theory's own program says
    assert (returns[stubborn] < 30).all()
    bodies = np.stack(poles, axis=1)[stubborn].astype(float)
    starts = lived.observations[stubborn, 0].astype(float) * UNITS
    lasts = lasting(RIG, lambda state: np.ones(state.shape[:-1]), bodies, starts)
    np.testing.assert_array_equal(np.diag(lasts), returns[stubborn])


def test_what_nobody_can_balance_has_no_bounds() -> None:
    weak = CartPole(force=0.5)
    assert weak.innate_ceiling() is weak.oracle() is None
    assert not balances(RIG, towards_the_lean, (0.1, 0.1), (0.5, 0.5), flipped=True)  # must know the way
    assert balances(RIG, either_way, (0.1, 0.1), (0.5, 0.5), flipped=True)
    mirrored = np.random.default_rng(1).normal(size=(50, 4))
    np.testing.assert_array_equal(either_way(mirrored), either_way(-mirrored))  # the two ways are mirror images


def test_an_episode_ends_where_the_pole_has_fallen_or_the_track_ends() -> None:
    task = CartPole(fall=0.1, track=1.0)
    pole = Pole(jnp.float32(0.1), jnp.float32(0.5), jnp.float32(1.0))
    begin, _ = task.reset(jax.random.key(0), pole)
    for change, done in (
        ({}, False),
        ({"angle": 0.099, "spin": 0.1}, True),
        ({"angle": -0.099, "spin": -0.1}, True),
        ({"angle": 0.099, "spin": -0.1}, False),
        ({"position": 0.99, "velocity": 1.0}, True),
        ({"position": -0.99, "velocity": -1.0}, True),
    ):
        state = begin._replace(**{name: jnp.float32(value) for name, value in change.items()})
        after = task.step(jax.random.key(0), state, jnp.ones(1), pole)
        assert (bool(after.done), float(after.reward)) == (done, 1.0)


def test_poles_and_ways_are_drawn_as_said() -> None:
    poles = jax.tree.map(np.asarray, jax.jit(TASK.sample_many, static_argnums=1)(jax.random.key(3), 2000))
    near_mean(poles.mass, 0.41)
    near_mean(poles.half_length, 0.6)
    assert 0.02 <= poles.mass.min() < 0.03 < 0.79 < poles.mass.max() <= 0.8
    np.testing.assert_array_equal(poles.way, np.tile([1.0, -1.0], 1000))
    assert np.abs(np.corrcoef(poles.mass, poles.half_length)[0, 1]) < 4.0 / np.sqrt(2000)
    alone = jax.jit(jax.vmap(TASK.sample))(jax.random.split(jax.random.key(4), 1000))
    near_mean(np.asarray(alone.way) > 0.0, 0.5)
    assert (np.asarray(CartPole().sample_many(jax.random.key(3), 9).way) == 1.0).all()
    begins = jax.jit(jax.vmap(lambda key: TASK.reset(key, None)[1]))
    starts = np.asarray(begins(jax.random.split(jax.random.key(5), 500)))
    starts = starts * UNITS
    assert 0.045 < np.abs(starts).max() <= 0.05001
    near_mean(starts, 0.0)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"lightest": 1.0}, "above heaviest"), ({"longest": 0.1}, "above longest"), ({"start": 0.3}, "begin fallen")],
)
def test_impossible_poles_are_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        CartPole(**fields)


def test_what_is_no_number_is_no_push() -> None:
    """A network that has left the numbers must not be scored for standing by."""
    task = CartPole.tiny()
    pole = Pole(jnp.float32(0.1), jnp.float32(0.5), jnp.float32(1.0))
    found = jax.jit(lambda action: roll(jax.random.key(0), lambda own, seen: action, task, pole))(jnp.full(1, jnp.nan))
    assert np.isnan(np.asarray(found.rewards)).any()
