"""The comparators' half generation: one genome climbs a derivative of what its lives achieve."""

from __future__ import annotations

from typing import Any

from baldwin.neural.contracts import Array, LifeHistory, MetaGradient, Newborn, State
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import Lived, World, fitness_of, live_one, selected
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["ascent"]


def ascent(definition: NeuralDefinition, state: State, world: World, generation: Array) -> tuple[State, Array, Lived]:
    """Return the strategy after one step, its genome (1, G), and what became of its lives in `world`."""
    strategy = definition.strategy
    assert isinstance(strategy, MetaGradient)
    genotype = strategy.centre(state)
    if strategy.derivative == "actor_critic":
        progress = jnp.clip(generation / jnp.maximum(state["generations"], 1.0), 0.0, 1.0)
        gradient, lived = reinforcement(selected(definition), genotype, world, progress)
    else:
        gradient, lived = derivative(selected(definition), genotype, world)
    return strategy.climb(state, gradient), genotype[None], lived


def reinforcement(definition: Any, genotype: Array, world: World, progress: Array) -> tuple[Array, Lived]:
    """Return the direction (G,) that an actor-critic climbs, and the lives of the one individual."""
    encoding, network, task, lifetime = definition.encoding, definition.network, definition.task, definition.lifetime
    deciding = jnp.tile(jnp.array(task.deciding), task.trials)

    def worth(genotype: Array) -> tuple[Array, tuple[Newborn, Array]]:
        newborn = encoding.develop(genotype, network, task)

        def one(fate: Any, instance: Any) -> tuple[Array, Array]:
            trace, answers = lifetime.told(fate, newborn, network, task, instance)
            told = answers, trace.actions, trace.rewards, trace.values
            return definition.strategy.worth(*told, deciding, progress), trace.scores

        values, scores = jax.vmap(one)(world.keys, world.instances)
        return values.mean(), (newborn, scores)

    gradient, (newborn, scores) = jax.grad(worth, has_aux=True)(genotype)
    lives = scores.shape[0]
    trials = scores.reshape(lives, task.trials, -1).sum(axis=2)
    history = LifeHistory(trials, newborn.weights, jnp.zeros(lives, bool))
    return gradient, Lived(fitness_of(definition, newborn, history)[None], jnp.zeros(1, jnp.int32), jnp.zeros((1, 0)))


def derivative(definition: NeuralDefinition, genotype: Array, world: World) -> tuple[Array, Lived]:
    """Return the direction (G,) that the strategy climbs, and the lives of the one individual.

    second        gradient of fitness through all of learning (MAML; Finn et al. 2017, algorithm 1)
    first         the same, taking what was learned as a constant shift of the weights (first-order MAML)
    displacement  the mean learned change of genes (Reptile; Nichol et al. 2018)
    birth         gradient of the mean score at birth (pretraining)
    """
    encoding, network, task = definition.encoding, definition.network, definition.task
    kind = getattr(definition.strategy, "derivative", "second")

    def fitness(genotype: Array) -> tuple[Array, tuple[Newborn, LifeHistory]]:
        newborn = encoding.develop(genotype, network, task)
        lives = live_one(definition, newborn, world)
        value = lives.scores[:, 0].mean() if kind == "birth" else fitness_of(definition, newborn, lives)
        return value, (newborn, lives)

    def shifted(genotype: Array, newborn: Newborn, lives: LifeHistory) -> Array:
        """Return the mean end score of weights moved by what `lives` learned, whatever the weights were."""
        moved = encoding.develop(genotype, network, task).weights
        # A life that went astray teaches nothing.
        shift = jax.tree.map(lambda after, before: after - before, lives.learned, newborn.weights)
        shift = jax.tree.map(lambda s: jax.vmap(lambda d, x: jnp.where(d, 0.0, x))(lives.diverged, s), shift)

        def score(key: Array, shift: dict[str, Array], instance: object) -> Array:
            weights = {name: value + shift[name] for name, value in moved.items()}
            return definition.lifetime.examine(key, weights, network, task, instance)

        return jax.vmap(score)(world.keys, shift, world.instances).mean()

    if kind in ("second", "birth"):
        (value, (newborn, lives)), gradient = jax.value_and_grad(fitness, has_aux=True)(genotype)
    else:
        value, (newborn, lives) = fitness(genotype)
        if kind == "first":
            gradient = jax.grad(shifted)(genotype, newborn, lives)
        else:
            change = jax.vmap(lambda learned: encoding.inherit(newborn, learned, (), network, task))(lives.learned)
            gradient = jnp.where(lives.diverged[:, None], 0.0, change).mean(axis=0)
    return gradient, Lived(value[None], lives.diverged.sum()[None], jnp.zeros((1, 0)))
