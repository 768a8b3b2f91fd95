"""Episodes in interactive tasks: acting, and the return that it brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from baldwin.neural.contracts import Array, Environment, Instance, InteractiveTask, Key, Record, Task, Weights
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["RECORDS", "Episode", "follow", "interactive", "noise", "recorded", "roll", "standardised"]

RECORDS = {
    "weights": "weights at birth and after each experience, by tensor: (S + 1, ..)",
    "observations": "what is seen in an episode that follows the network, at birth and after each experience: "
    "(S + 1, H, inputs)",
    "actions": "what is done in these episodes: (S + 1, H, outputs)",
    "rewards": "their rewards, 0 once the episode has ended: (S + 1, H)",
    "alive": "whether the episode still ran when a step was taken: (S + 1, H)",
}


def interactive(task: Task) -> InteractiveTask:
    """Return a task that is acted in, as one: lives of this sort are lived in no others."""
    assert isinstance(task, InteractiveTask)
    return task


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
    known = ~(spread <= 1e-6 * size)  # float32 has seven digits; a NaN passes on, and the life counts as diverged
    return jnp.where(known, deviations / jnp.where(known, spread, 1.0), 0.0)


def follow(key: Key, weights: Weights, world: Environment) -> Array:
    """Return the return () of an episode in which the network's answer is the action."""
    return _following(key, weights, world).rewards.sum()


def recorded(key: Key, weights: Weights, world: Environment) -> Record:
    """Return what there is to tell of a network, and of an episode that follows it; see `RECORDS`."""
    return {"weights": weights, **_following(key, weights, world)._asdict()}


def _following(key: Key, weights: Weights, world: Environment) -> Episode:
    def act(key: Key, observation: Array) -> Array:
        del key
        return world.network.answer(weights, observation)

    return roll(key, act, interactive(world.task), world.instance)
