"""Random decision problems played: known, and learned by planners written outside."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.tabular_mdp import Luck, Mdp, Place, TabularMdp
from baldwin.neural.theory.tabular_mdp import Law, life_scores, plan

LIVES = 400
TASK = TabularMdp(episodes=4)


def draw(task: TabularMdp, lives: int) -> tuple[Any, Any]:
    instances = jax.jit(task.sample_many, static_argnums=1)(jax.random.key(1), lives)
    return instances, jax.jit(jax.vmap(task.chance))(jax.random.split(jax.random.key(2), lives), instances)


@cache
def drawn(task: TabularMdp) -> tuple[Any, Any]:
    return draw(task, LIVES)


@cache
def compiled(task: TabularMdp) -> tuple[Any, Any]:
    return jax.jit(jax.vmap(task.observe)), jax.jit(jax.vmap(task.act))


def played(task: TabularMdp, choose: Any) -> tuple[Any, Any, Trace]:
    """Live with choose(step, places (N,), the last (places, actions, rewards) or None) -> actions (N,)."""
    instances, chances = drawn(task)
    observe, act = compiled(task)
    state = jax.vmap(task.begin)(instances)
    last, rows = None, []
    for step in range(task.trials * task.horizon):
        chance = jax.tree.map(lambda leaf, at=step: leaf[:, at], chances)
        seen = np.asarray(observe(state, chance, instances))
        places = seen.argmax(axis=1)
        actions = np.asarray(choose(step, places, last))
        outcome = act(state, chance, jnp.asarray(actions, jnp.int32), instances)
        state, rewards = outcome.state, np.asarray(outcome.reward)
        last = (places, actions, rewards)
        rows.append((seen, actions, rewards, np.asarray(outcome.score)))
    columns = [np.stack(column, axis=1) for column in zip(*rows, strict=True)]
    empty = np.zeros(columns[1].shape)
    trace = Trace(*columns, empty[..., None], empty)
    return jax.tree.map(np.asarray, instances), jax.tree.map(np.asarray, chances), trace


def transitions(instances: Any) -> np.ndarray:
    return np.diff(np.asarray(instances.sums, float), prepend=0.0)


def episode_scores(task: TabularMdp, trace: Trace) -> np.ndarray:
    return trace.scores.reshape(len(trace.scores), task.trials, -1).sum(axis=2)


def test_one_who_knows_the_problem_scores_its_value() -> None:
    """In each problem the value of its plan, but for the luck of transitions; on average the oracle's."""
    means = np.asarray(drawn(TASK)[0].means, float)
    best, value = plan(means, transitions(drawn(TASK)[0]), TASK.horizon)
    lives = np.arange(LIVES)
    instances, chances, trace = played(TASK, lambda step, places, last: best[step % TASK.horizon, lives, places])
    found = episode_scores(TASK, trace)
    luck = found.mean(axis=1) - value[:, 0]
    assert abs(luck.mean()) < 4.0 * luck.std() / math.sqrt(LIVES)
    assert abs(value[:, 0].mean() - TASK.oracle()) < 4.0 * value[:, 0].std() / math.sqrt(LIVES)
    behaviour = TASK.behaviour(instances, chances, trace)
    assert set(behaviour) == set(TASK.columns)
    np.testing.assert_array_equal(behaviour["optimal_actions"], np.ones(TASK.trials))


def test_a_posterior_mean_planner_scores_its_reference_policy() -> None:
    """It knows what it saw, did and felt, and plans once an episode; in every episode as in the theory's simulation."""
    shape = (LIVES, TASK.states, TASK.actions)
    visits, sums, moves = np.zeros(shape), np.zeros(shape), np.zeros((*shape, TASK.states))
    lives, best = np.arange(LIVES), np.zeros((TASK.horizon, LIVES, TASK.states), int)

    def choose(step: int, places: np.ndarray, last: Any) -> np.ndarray:
        if last is not None:
            here = (lives, last[0], last[1])
            visits[here] += 1.0
            sums[here] += last[2]
            if step % TASK.horizon:  # the first step of an episode follows from no action
                moves[(*here, places)] += 1.0
        if step % TASK.horizon == 0:
            assert (places == 0).all()
            weights = 1.0 + moves
            best[:] = plan((1.0 + sums) / (1.0 + visits), weights / weights.sum(axis=-1, keepdims=True), 10)[0]
        return best[step % TASK.horizon, lives, places]

    found = episode_scores(TASK, played(TASK, choose)[2])
    expected = life_scores("posterior mean", Law(), TASK.trials, 2000, np.random.default_rng(1))
    for episode in range(TASK.trials):
        ours, theirs = found[:, episode], expected[:, episode]
        error = math.hypot(ours.std() / math.sqrt(LIVES), theirs.std() / math.sqrt(len(theirs)))
        assert abs(ours.mean() - theirs.mean()) < 4.0 * error
    assert found[:, -1].mean() > found[:, 0].mean() + 2.0  # it learns


def test_an_innate_policy_scores_the_innate_ceiling() -> None:
    found = episode_scores(TASK, played(TASK, lambda step, places, last: places % TASK.actions)[2])
    per_life = found.mean(axis=1)
    assert abs(per_life.mean() - TASK.innate_ceiling()) < 4.0 * per_life.std() / math.sqrt(LIVES)
    assert TASK.innate_ceiling() == 10.0
    assert TASK.innate_ceiling() < TASK.reference_policies()[1].scores.mean() < TASK.oracle()


def test_problems_follow_their_law() -> None:
    task = TabularMdp(states=4, actions=3, reward_mean=0.5, reward_sd=2.0, alpha=0.6)
    instances, chances = drawn(task)
    assert stats.kstest(np.ravel(instances.means), stats.norm(0.5, 2.0).cdf).pvalue > 1e-3
    shares = transitions(instances)
    assert stats.kstest(np.ravel(shares[..., 1]), stats.beta(0.6, 1.8).cdf).pvalue > 1e-3
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0, atol=1e-6)
    assert stats.kstest(np.ravel(chances.turn)[:4000], stats.uniform.cdf).pvalue > 1e-3
    assert stats.kstest(np.ravel(chances.noise)[:4000], stats.norm.cdf).pvalue > 1e-3


@pytest.mark.parametrize(("turn", "after"), [(0.1, 0), (0.2, 1), (0.69, 1), (0.71, 2), (1.0, 2)])
def test_a_step_goes_where_its_luck_falls(turn: float, after: int) -> None:
    """The share of [0, 1] in which luck falls is the next state's chance; reward is the mean and its noise."""
    task = TabularMdp(states=3, actions=2, horizon=3, noise_sd=0.5)
    sums = jnp.broadcast_to(jnp.array([0.15, 0.7, 0.999999]), (3, 2, 3))
    problem = Mdp(jnp.arange(6.0).reshape(3, 2), sums)
    luck = Luck(jnp.asarray(turn), jnp.asarray(-1.2))
    found = task.act(Place(jnp.asarray(1), jnp.asarray(0)), luck, jnp.asarray(1), problem)
    assert (int(found.state.state), int(found.state.step)) == (after, 1)
    assert float(found.score) == 3.0
    assert float(found.reward) == pytest.approx(3.0 - 0.6)
    last = task.act(Place(jnp.asarray(1), jnp.asarray(2)), luck, jnp.asarray(1), problem)
    assert (int(last.state.state), int(last.state.step)) == (0, 0)  # an episode has ended


@pytest.mark.guards("optimal_actions", "pairs_tried")
def test_behaviour_of_planted_lives() -> None:
    """Two states, one step: action 1 is best in state 0 alone. In the end the first life is wrong there, the second is
    in state 1.
    """
    task = TabularMdp(states=2, actions=2, horizon=1, episodes=2)
    means = np.broadcast_to(np.array([[0.0, 1.0], [1.0, 0.0]]), (2, 2, 2))
    sums = np.broadcast_to(np.array([0.5, 1.0]), (2, 2, 2, 2))
    seen = np.zeros((2, 2, 2))
    seen[[0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1]] = 1.0
    actions = np.array([[1, 0], [1, 0]])
    empty = np.zeros((2, 2))
    trace = Trace(seen, actions, empty, empty, empty[..., None], empty)
    found = task.behaviour(Mdp(means, sums), None, trace)
    np.testing.assert_array_equal(found["optimal_actions"], [1.0, 0.5])
    assert found["pairs_tried"] == 2.0


def test_the_same_key_brings_the_same_life() -> None:
    first, second = (jax.tree.leaves(draw(TabularMdp.tiny(), 5)) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)
    assert TASK.deciding == (True,) * 10
    assert (TASK.inputs, TASK.outputs, TASK.trials) == (10, 5, 4)
