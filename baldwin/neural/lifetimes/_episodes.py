"""Episodes in interactive tasks: acting, and the return that it brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from baldwin.neural.contracts import Array, Instance, InteractiveTask, Key, Weights
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.networks.perceptron import Perceptron

__all__ = ["Episode", "follow", "noise", "roll", "standardised"]


class Episode(NamedTuple):
    """Step by step: observations (H, inputs), actions (H, outputs), rewards (H,), 0 once the episode had ended."""

    observations: Array
    actions: Array
    rewards: Array
    alive: Array  # (H,) whether the episode still ran when the step was taken


def roll(key: Key, act: Callable[[Key, Array], Array], task: InteractiveTask, instance: Instance) -> Episode:
    """Play one episode; `act(key, observation)` chooses actions."""
    start, onward = jax.random.split(key)
    state, observation = task.reset(start, instance)

    def step(carry: tuple[object, Array, Array], key: Key) -> tuple[tuple[object, Array, Array], Episode]:
        state, observation, alive = carry
        chooses, moves = jax.random.split(key)
        action = act(chooses, observation)
        after = task.step(moves, state, action, instance)
        seen = Episode(observation, action, jnp.where(alive, after.reward, 0.0), alive)
        return (after.state, after.observation, alive & ~after.done), seen

    begin = (state, observation, jnp.ones((), bool))
    _, episode = jax.lax.scan(step, begin, jax.random.split(onward, task.horizon))
    return episode


def noise(key: Key, weights: Weights, names: tuple[str, ...]) -> Weights:
    """Draw N(0, 1) for each of these tensors; what is drawn does not depend on the order of the names."""
    ordered = sorted(names)  # JAX sorts a dict that passes through it
    keys = jax.random.split(key, len(ordered))
    return {name: jax.random.normal(k, weights[name].shape) for k, name in zip(keys, ordered, strict=True)}


def standardised(deviations: Array, spread: Array, size: Array) -> Array:
    """Return deviations in units of their spread; 0 where the spread is rounding error of values of that size."""
    told = ~(spread <= 1e-6 * size)  # float32 has seven digits; a NaN passes on, and the life counts as diverged
    return jnp.where(told, deviations / jnp.where(told, spread, 1.0), 0.0)


def follow(key: Key, weights: Weights, network: Perceptron, task: InteractiveTask, instance: Instance) -> Array:
    """Return the return () of an episode in which the network's answer is the action."""

    def act(key: Key, observation: Array) -> Array:
        del key
        return network.answer(weights, observation)

    return roll(key, act, task, instance).rewards.sum()
