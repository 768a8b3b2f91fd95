"""Rules written in plain NumPy, played through a sequential task as a network would be."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from baldwin.neural.contracts import Trace

QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}

Rule = Callable[[int, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@cache
def compiled(task: Any, lives: int) -> tuple[Any, Any, Any]:
    """Return how lives begin, from a key, and what is seen and done in them, for many at once."""

    def begin(key: Any) -> tuple[Any, Any, Any]:
        born, fortune = jax.random.split(key)
        instances = task.sample_many(born, lives)
        chances = jax.vmap(task.chance)(jax.random.split(fortune, lives), instances)
        return instances, chances, jax.vmap(task.begin)(instances)

    # Compiling takes longer than running: it is told to take no pains.
    drawn = jax.jit(begin).lower(jax.random.key(0)).compile(QUICK)
    return drawn, jax.jit(jax.vmap(task.observe)), jax.jit(jax.vmap(task.act))


def play(task: Any, rule: Rule, lives: int, seed: int = 0) -> tuple[Any, Any, Trace]:
    """Return instances, chances and trace of `lives` lives.

    `rule` is given the step, what is seen (N, inputs), and the actions and rewards of the last step (N,). At steps that
    are no choices the task is handed its action all the same, which it must ignore.
    """
    begin, observe, act = compiled(task, lives)
    instances, chances, state = begin(jax.random.key(seed))
    numpy = jax.tree.map(np.asarray, (instances, chances))
    told: list[Any] = []
    actions, rewards = np.full(lives, -1), np.zeros(lives)
    for step in range(task.trials * len(task.deciding)):
        chance = jax.tree.map(lambda leaf, s=step: leaf[:, s], numpy[1])
        seen = np.asarray(observe(state, chance, instances))
        chosen = np.asarray(rule(step, seen, actions, rewards)).astype(np.int32)
        found = act(state, chance, jnp.asarray(chosen), instances)
        assert jax.tree.map(lambda a: a.dtype, found.state) == jax.tree.map(lambda a: a.dtype, state)
        state, rewards = found.state, np.asarray(found.reward)
        actions = chosen if task.deciding[step % len(task.deciding)] else np.full(lives, -1)
        told.append((seen, actions, rewards, np.asarray(found.score)))
    observations, acted, felt, scores = (np.stack(one, axis=1) for one in zip(*told, strict=True))
    return *numpy, Trace(observations, acted, felt, scores, observations, np.zeros(acted.shape))


def near_mean(found: np.ndarray, expected: float, slack: float = 1e-6) -> None:
    """Independent numbers have the mean that is expected, within four standard errors."""
    found = np.asarray(found, dtype=float)
    error = found.std() / math.sqrt(found.size)
    assert abs(found.mean() - expected) < 4.0 * error + slack, (found.mean(), expected, error)


def same_fates(task: Any, lives: int) -> None:
    """The same key gives the same lives, another does not."""
    begin = compiled(task, lives)[0]
    one, again, other = (jax.tree.leaves(begin(jax.random.key(seed))[:2]) for seed in (3, 3, 4))
    assert all((np.asarray(a) == np.asarray(b)).all() for a, b in zip(one, again, strict=True))
    assert all((np.asarray(a) != np.asarray(b)).any() for a, b in zip(one, other, strict=True) if a.size > lives)
