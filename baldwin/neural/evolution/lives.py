"""Lives of whole populations: the only place where individuals and task instances are vectorised."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from baldwin.neural.backends import backend_for
from baldwin.neural.contracts import Array, Environment, Instance, Key, LifeHistory, Newborn, Record
from baldwin.neural.contracts.living import live, live_fully
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.fitness import fitness_of
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Environments", "Lived", "block_size", "live_block", "live_one", "live_one_fully"]

CACHE = 300_000  # bytes of weights in flight that stay in a core's cache (measured; a constant, so results are too)
STAYING = 1_000_000  # bytes of weights that stay in a core's second cache over all steps of lives that keep them
TOGETHER = 16  # individuals whose lives with kept weights are one product: more gain nothing (measured)


class Environments(NamedTuple):
    """Where the individuals of one generation live: instances, stacked, and what chance decides in each life."""

    instances: Instance
    chances: Any  # (T, ..) as `Lifetime.chance` has drawn them

    @classmethod
    def of(cls, definition: NeuralDefinition, instances: Instance, keys: Key) -> Environments:
        """Return the worlds of these instances (T,), a key for each."""

        def draw(key: Key, instance: Instance) -> Any:
            return definition.lifetime.chance(key, definition.task, instance)

        return cls(instances, jax.vmap(draw)(keys, instances))


class Lived(NamedTuple):
    """What selection and inheritance read of individuals' lives, one entry for each."""

    fitness: Array  # (n,)
    diverged: Array  # (n,) number of lives that diverged
    change: Array  # (n, G) mean change of genes that was learned; (n, 0) unless it is inherited


def block_size(definition: NeuralDefinition) -> int:
    """Return how many individuals are computed together."""
    size = definition.population.size
    if definition.population.block:
        return min(definition.population.block, size)
    weights = 4 * sum(map(math.prod, definition.shapes.values()))
    if not definition.lifetime.changes_weights:  # weights are an individual's, whatever the number of lives
        fit = min(TOGETHER, STAYING // weights, size // 8)
        return int(2 ** int(math.log2(fit)) if fit >= 1 else 1)
    fit = CACHE // (weights * definition.sampling.lives)
    return int(min(2 ** int(math.log2(fit)) if fit >= 1 else 1, size))


def live_one(definition: NeuralDefinition, newborn: Newborn, worlds: Environments) -> LifeHistory:
    """Return the lives of one newborn, stacked: one in each of `worlds`."""

    def one(instance: Instance, chance: Any) -> LifeHistory:
        return live(definition.lifetime, newborn, Environment(definition.network, definition.task, instance, chance))

    lives: LifeHistory = jax.vmap(one)(worlds.instances, worlds.chances)
    return lives


def live_one_fully(definition: NeuralDefinition, newborn: Newborn, worlds: Environments) -> tuple[LifeHistory, Record]:
    """Return the lives of one newborn, stacked, and everything that happened in them."""

    def one(instance: Instance, chance: Any) -> tuple[LifeHistory, Record]:
        return live_fully(
            definition.lifetime, newborn, Environment(definition.network, definition.task, instance, chance)
        )

    found: tuple[LifeHistory, Record] = jax.vmap(one)(worlds.instances, worlds.chances)
    return found


def live_block(definition: NeuralDefinition, genotypes: Array, worlds: Environments, block: int, zero: Array) -> Lived:
    """Return what selection and inheritance read of the lives of `genotypes` (n, G), n a multiple of `block`.

    `worlds` has a leading axis (n,) where individuals live in worlds of their own (`sampling.common` = false).

    `zero` is 0, traced, so that XLA cannot specialise on it: given the number of blocks it would fuse one block
    otherwise than two, and the last bits of a fitness would depend on the number of devices.
    """
    inherited = definition.inheritance.kind == "lamarckian"
    own = not definition.sampling.common
    backend = backend_for(definition)
    count = genotypes.shape[0]
    blueprint = definition.blueprint

    def develop(genotype: Array) -> Newborn:
        return definition.encoding.develop(genotype, blueprint)

    def live_all(newborns: Newborn, here: Environments) -> LifeHistory:
        if backend is not None:
            return backend.live(definition, newborns, here, own=own, learned=inherited)

        def one(newborn: Newborn, worlds: Environments) -> LifeHistory:
            return live_one(definition, newborn, worlds)

        lives: LifeHistory = jax.vmap(one, in_axes=(0, 0 if own else None))(newborns, here)
        return lives

    def live_one_block(number: Array, found: Lived) -> Lived:
        def block_of(array: Array) -> Array:
            return jax.lax.dynamic_slice_in_dim(array, number * block, block)

        here = jax.tree.map(block_of, worlds) if own else worlds
        newborns = jax.vmap(develop)(block_of(genotypes))
        lives = live_all(newborns, here)
        lived = jax.vmap(lambda newborn, lives: _kept(definition, newborn, lives))(newborns, lives)
        return Lived(
            *(
                jax.lax.dynamic_update_slice_in_dim(whole, part, number * block, 0)
                for whole, part in zip(found, lived, strict=True)
            )
        )

    width = genotypes.shape[1] if inherited else 0
    nothing = Lived(jnp.zeros(count), jnp.zeros(count, jnp.int32), jnp.zeros((count, width)))
    everyone: Lived = jax.lax.fori_loop(0, count // block + zero, live_one_block, nothing)
    return everyone


def _kept(definition: NeuralDefinition, newborn: Newborn, lives: LifeHistory) -> Lived:
    """Return what selection and inheritance read of an individual's lives (T, ..)."""
    change = jnp.zeros(0)
    if definition.inheritance.kind == "lamarckian":
        encoding, blocks = definition.encoding, definition.network.tensors(definition.inheritance.blocks)
        changes = jax.vmap(lambda learned: encoding.inherit(newborn, learned, blocks, definition.blueprint))(
            lives.learned
        )
        # A life that diverged teaches nothing.
        change = jnp.where(lives.diverged[:, None] | ~jnp.isfinite(changes), 0.0, changes).mean(axis=0)
    return Lived(fitness_of(definition, newborn, lives), lives.diverged.sum(), change)
