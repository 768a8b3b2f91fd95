"""Safe and risky arms played: forced pulls, felt rewards, and an ideal observer who knows only what it saw and felt."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.safe_risky import Luck, Payoffs, SafeRisky
from baldwin.neural.theory.safe_risky import Session, choose_risky, risky_shares

LIVES = 4000
TASK = SafeRisky()


def drawn() -> tuple[Any, Any]:
    instances = jax.jit(TASK.sample_many, static_argnums=1)(jax.random.key(1), LIVES)
    return instances, jax.jit(jax.vmap(TASK.chance))(jax.random.split(jax.random.key(2), LIVES), instances)


@cache
def compiled() -> tuple[Any, Any]:
    return jax.jit(jax.vmap(TASK.observe)), jax.jit(jax.vmap(TASK.act))


def played(choose: Any) -> tuple[Any, Any, Trace]:
    """Live with choose(trial, what is seen (N, 2), last actions, last rewards) -> actions (N,)."""
    (instances, chances), (observe, act) = drawn(), compiled()
    state = jax.vmap(TASK.begin)(instances)
    actions, rewards, rows = np.zeros(LIVES, int), np.zeros(LIVES), []
    for trial in range(TASK.trials):
        chance = jax.tree.map(lambda leaf, at=trial: leaf[:, at], chances)
        seen = np.asarray(observe(state, chance, instances))
        actions = np.asarray(choose(trial, seen, actions, rewards))
        outcome = act(state, chance, jnp.asarray(actions, jnp.int32), instances)
        state, rewards = outcome.state, np.asarray(outcome.reward)
        rows.append((seen, actions, rewards, np.asarray(outcome.score)))
    columns = [np.stack(column, axis=1) for column in zip(*rows, strict=True)]
    empty = np.zeros(columns[1].shape)
    trace = Trace(*columns, empty[..., None], empty)
    return jax.tree.map(np.asarray, instances), jax.tree.map(np.asarray, chances), trace


class Ideal:
    """One who obeys, sees which arm pays 1 (the safe one), counts wins and losses of the other, and plans."""

    def __init__(self) -> None:
        self.paid = np.zeros((LIVES, 2, 2), int)  # arm: pulls that brought 4, pulls that brought 0
        self.policy = choose_risky("Bayes-optimal", Session())

    def __call__(self, trial: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        lives = np.arange(LIVES)
        if trial:
            self.paid[lives, actions, 0] += rewards == 4.0
            self.paid[lives, actions, 1] += rewards == 0.0
        if trial < 10:
            return seen.argmax(axis=1)
        risky = self.paid.sum(axis=2).argmax(axis=1)
        wins, losses = self.paid[lives, risky].T
        return np.where(self.policy[trial - 10, wins, losses] > 0.5, risky, 1 - risky)


@pytest.mark.guards("risky_share_high", "risky_share_low", "obeyed")
def test_the_ideal_observer_scores_its_reference_policy() -> None:
    """28.62 in 20 free pulls; the share of risky pulls is that of theory with each chance."""
    instances, chances, trace = played(Ideal())
    total = trace.scores.sum(axis=1)
    expected = TASK.reference_policies()[0].scores.sum()
    assert abs(total.mean() - expected) < 4.0 * total.std() / math.sqrt(LIVES)
    assert (trace.scores[:, :10] == 0.0).all()
    found = TASK.behaviour(instances, chances, trace)
    assert set(found) == set(TASK.columns)
    assert found["obeyed"] == 1.0
    risky = (trace.actions == instances.risky[:, None])[:, 10:].mean(axis=1)
    for name, p in (("risky_share_high", 0.5), ("risky_share_low", 0.125)):
        share = risky[instances.p == p]
        assert found[name] == pytest.approx(share.mean())
        mean = risky_shares("Bayes-optimal", Session(), p).mean()
        assert abs(found[name] - mean) < 4.0 * share.std() / math.sqrt(share.size)


def test_one_arm_for_life_scores_the_innate_ceiling() -> None:
    """Forced pulls are made whatever is done, half of these actions being the other arm."""
    instances, chances, trace = played(lambda trial, seen, actions, rewards: np.zeros(LIVES, int))
    per_life = trace.scores.mean(axis=1)
    assert abs(per_life.mean() - TASK.innate_ceiling() * 20.0 / 30.0) < 4.0 * per_life.std() / math.sqrt(LIVES)
    assert TASK.innate_ceiling() == pytest.approx(22.5 / 20.0)
    assert TASK.behaviour(instances, chances, trace)["obeyed"] == 0.5
    pulled = np.where(chances.forced[:, :10] == instances.risky[:, None], trace.rewards[:, :10] != 1.0, True)
    assert pulled.all()
    assert (trace.rewards[:, :10] == 1.0).sum(axis=1).tolist() == [5] * LIVES  # the safe arm, five times


def test_one_who_knows_scores_the_oracle() -> None:
    instances = jax.tree.map(np.asarray, drawn()[0])
    better = np.where(instances.p == 0.5, instances.risky, 1 - instances.risky)
    trace = played(lambda trial, seen, actions, rewards: better)[2]
    per_life = trace.scores.mean(axis=1)
    assert abs(per_life.mean() - TASK.oracle() * 20.0 / 30.0) < 4.0 * per_life.std() / math.sqrt(LIVES)
    assert TASK.oracle() == pytest.approx(1.5)  # free pulls, of 2 or of 1


def test_lives_follow_their_law() -> None:
    """Either arm, either chance, five forced pulls of each arm in any order, and luck of that chance."""
    instances, chances = (jax.tree.map(np.asarray, one) for one in drawn())
    for share in (instances.risky.mean(), (instances.p == 0.5).mean()):
        assert abs(share - 0.5) < 4.0 * 0.5 / math.sqrt(LIVES)
    assert set(np.unique(instances.p)) == {0.125, 0.5}
    forced = chances.forced
    assert (forced[:, 10:] == -1).all()
    assert ((forced[:, :10] == 1).sum(axis=1) == 5).all()
    assert (np.abs(forced[:, :10].mean(axis=0) - 0.5) < 4.0 * 0.5 / math.sqrt(LIVES)).all()
    for p in (0.125, 0.5):
        pays = chances.pays[instances.p == p]
        assert abs(pays.mean() - p) < 4.0 * 0.5 / math.sqrt(pays.size)
    for a, b in zip(jax.tree.leaves(drawn()), jax.tree.leaves(drawn()), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("blocked", "felt"),
    [  # the risky arm pays, does not pay, the safe arm
        ("none", (4.0, 0.0, 1.0)),
        ("risky_reward", (0.0, 0.0, 1.0)),
        ("safe_reward", (4.0, 0.0, 0.0)),
        ("risky_loss", (4.0, 1.0, 1.0)),
    ],
)
def test_what_is_blocked_is_not_felt_but_scores(blocked: Any, felt: tuple[float, ...]) -> None:
    """In free and in forced pulls, which are made against the action."""
    task = SafeRisky(blocked=blocked)
    arms = Payoffs(jnp.asarray(1), jnp.asarray(0.125))
    for (arm, pays), reward in zip(((1, True), (1, False), (0, True)), felt, strict=True):
        free = task.act((), Luck(jnp.asarray(-1), jnp.asarray(pays)), jnp.asarray(arm), arms)
        assert float(free.reward) == reward
        assert float(free.score) == (0.5 if arm else 1.0)
        luck = Luck(jnp.asarray(arm), jnp.asarray(pays))
        forced = task.act((), luck, jnp.asarray(1 - arm), arms)
        assert float(forced.reward) == reward
        assert float(forced.score) == 0.0
        np.testing.assert_array_equal(task.observe((), luck, arms), np.arange(2) == arm)


def test_shares_of_lives_that_did_not_come_are_unknown() -> None:
    task = SafeRisky.tiny()
    empty = np.zeros((3, 4))
    trace = Trace(empty[..., None], np.zeros((3, 4), int), empty, empty, empty[..., None], empty)
    chances = Luck(np.array([[0, 1, -1, -1]] * 3), np.zeros((3, 4), bool))
    found = task.behaviour(Payoffs(np.array([0, 0, 1]), np.full(3, 0.5)), chances, trace)
    assert found["risky_share_high"] == pytest.approx(2.0 / 3.0)
    assert np.isnan(found["risky_share_low"])
    assert found["obeyed"] == 0.5
