"""Whole populations of lives: the only place where individuals and task instances are vectorised."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from baldwin.neural.backends.numba.lives import fits, live_natively
from baldwin.neural.contracts import Array, Batch, Instance, Key, LifeHistory, Newborn
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Lived", "World", "block_size", "fitness_of", "live_block", "live_one", "selected"]

CACHE = 300_000  # bytes of weights in flight that stay in a core's cache (measured; a constant, so results are too)
STAYING = 1_000_000  # bytes of weights that stay in a core's second cache over all steps of recurrent lives
TOGETHER = 16  # individuals whose recurrent lives are one product: more gain nothing (measured)


class World(NamedTuple):
    """What the individuals of one generation meet: instances, stacked, and what chance decides in each life."""

    instances: Instance
    keys: Any  # (T, ..) of each life: a key, or what `Lifetime.fate` has drawn with it

    @classmethod
    def of(cls, definition: NeuralDefinition, instances: Instance, keys: Key) -> World:
        """Return the world of these instances (T,), a key for each."""

        def draw(key: Key, instance: Instance) -> Any:
            return definition.lifetime.fate(key, definition.task, instance)

        return cls(instances, jax.vmap(draw)(keys, instances))


class Lived(NamedTuple):
    """What is left of an individual's lives, one entry per individual."""

    fitness: Array  # (n,)
    diverged: Array  # (n,) number of lives that diverged
    change: Array  # (n, G) mean change of genes that was learned; (n, 0) unless it is inherited


def selected(definition: NeuralDefinition) -> NeuralDefinition:
    """Return the definition whose lives selection reads: without learning under Darwinian inheritance."""
    if definition.inheritance.kind != "darwinian":
        return definition
    return definition.model_copy(update={"lifetime": definition.lifetime.still()})


def block_size(definition: NeuralDefinition) -> int:
    """Return how many individuals are computed together."""
    size = definition.population.size
    if definition.population.block:
        return min(definition.population.block, size)
    shapes = definition.network.shapes(definition.task.inputs, definition.task.outputs)
    weights = 4 * sum(math.prod(shape) for shape in shapes.values())
    if definition.task.manner == "trials":  # weights are an individual's, whatever the number of lives
        fit = min(TOGETHER, STAYING // weights, size // 8)
        return int(2 ** int(math.log2(fit)) if fit >= 1 else 1)
    fit = CACHE // (weights * definition.fitness.lives)
    return int(min(2 ** int(math.log2(fit)) if fit >= 1 else 1, size))


def live_one(definition: NeuralDefinition, newborn: Newborn, world: World) -> LifeHistory:
    """Return the lives of one newborn, stacked: one in each instance of `world`."""

    def live(key: Key, instance: Instance) -> LifeHistory:
        return definition.lifetime.live(key, newborn, definition.network, definition.task, instance)

    return jax.vmap(live)(world.keys, world.instances)


def fitness_of(definition: NeuralDefinition, newborn: Newborn, lives: LifeHistory) -> Array:
    """Return what selection makes of an individual's lives: scores (T, S + 1) become fitness ()."""
    rule = definition.fitness
    steps = lives.scores.shape[1] - 1
    scores: Array
    if rule.reads == "birth" or steps == 0:
        scores = lives.scores[:, 0]
    elif rule.reads == "end":
        scores = lives.scores[:, -1]
    else:
        scores = lives.scores[:, 1 if rule.reads == "mean" else 0 :].mean(axis=1)
    if rule.statistic == "mean":
        fitness = scores.mean()
    elif rule.statistic == "median":
        fitness = jnp.median(scores)
    elif rule.statistic == "worst":
        fitness = jnp.sort(scores)[: -(-scores.size // 4)].mean()
    else:
        fitness = (scores >= rule.criterion).mean()
    awake = newborn.plasticity.get("steps")  # an evolved share of the steps, where it evolves
    fitness = fitness - rule.step_cost * (steps if awake is None else jnp.round(awake * steps))
    rates = newborn.plasticity.get("rate", {})
    learning = definition.lifetime.learning(definition.network, newborn.weights) if steps else ()
    sizes = {name: newborn.weights[name].size for name in rates if name in learning}
    if not sizes:
        return fitness
    total = sum(jnp.abs(rates[name]).mean() * size for name, size in sizes.items())
    return fitness - rule.plasticity_cost * total / sum(sizes.values())


def live_block(definition: NeuralDefinition, genotypes: Array, worlds: World, block: int, zero: Array) -> Lived:
    """Return what became of `genotypes` (n, G), n a multiple of `block`.

    `worlds` has a leading axis (n,) where individuals live in worlds of their own (`fitness.common` = false).

    `zero` is 0, which the compiler must not know: told the number of blocks it would fuse one block otherwise than two,
    and the last bits of a fitness would depend on the number of devices.
    """
    inherited = definition.inheritance.kind == "lamarckian"
    own = not definition.fitness.common
    natively = fits(definition)
    met: Any = _examples(definition, worlds) if natively else worlds
    count = genotypes.shape[0]

    def develop(genotype: Array) -> Newborn:
        return definition.encoding.develop(genotype, definition.network, definition.task)

    def live_all(newborns: Newborn, here: Any) -> LifeHistory:
        if natively:
            return live_natively(definition, newborns, here[0], here[1], own, inherited)

        def one(newborn: Newborn, world: World) -> LifeHistory:
            return live_one(definition, newborn, world)

        lives: LifeHistory = jax.vmap(one, in_axes=(0, 0 if own else None))(newborns, here)
        return lives

    def live(number: Array, found: Lived) -> Lived:
        def mine(array: Array) -> Array:
            return jax.lax.dynamic_slice_in_dim(array, number * block, block)

        here = jax.tree.map(mine, met) if own else met
        newborns = jax.vmap(develop)(mine(genotypes))
        lives = live_all(newborns, here)
        lived = jax.vmap(lambda newborn, lives: _left(definition, newborn, lives))(newborns, lives)
        return Lived(
            *(
                jax.lax.dynamic_update_slice_in_dim(whole, part, number * block, 0)
                for whole, part in zip(found, lived, strict=True)
            )
        )

    width = genotypes.shape[1] if inherited else 0
    nothing = Lived(jnp.zeros(count), jnp.zeros(count, jnp.int32), jnp.zeros((count, width)))
    everyone: Lived = jax.lax.fori_loop(0, count // block + zero, live, nothing)
    return everyone


def _examples(definition: NeuralDefinition, worlds: World) -> tuple[Batch, Batch]:
    """Return the support and query examples of worlds."""
    task: Any = definition.task
    support, query = jax.vmap(task.support), jax.vmap(task.query)
    if not definition.fitness.common:
        support, query = jax.vmap(support), jax.vmap(query)
    return support(worlds.keys, worlds.instances), query(worlds.keys, worlds.instances)


def _left(definition: NeuralDefinition, newborn: Newborn, lives: LifeHistory) -> Lived:
    """Return what is left of an individual's lives (T, ..)."""
    change = jnp.zeros(0)
    if definition.inheritance.kind == "lamarckian":
        encoding, blocks = definition.encoding, definition.network.tensors(definition.inheritance.blocks)
        changes = jax.vmap(
            lambda learned: encoding.inherit(newborn, learned, blocks, definition.network, definition.task)
        )(lives.learned)
        # A life that went astray teaches nothing.
        change = jnp.where(lives.diverged[:, None] | ~jnp.isfinite(changes), 0.0, changes).mean(axis=0)
    return Lived(fitness_of(definition, newborn, lives), lives.diverged.sum(), change)
