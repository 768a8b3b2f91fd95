"""The compiled part of an evolution: a generation, a chunk of generations, on one device or several."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from baldwin.neural.contracts import Array, Comparator, Key, State
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.changing import Changing, numbers_in
from baldwin.neural.evolution.fitness import selected
from baldwin.neural.evolution.gradients import climb
from baldwin.neural.evolution.lives import Environments, Lived, block_size, live_block
from baldwin.neural.founding import Given
from baldwin.neural.jax_setup import FEW_CALLS
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.random_keys import Purpose
from baldwin.neural.traced import numbers_of, with_numbers

__all__ = ["CHUNK", "FOUNDERS", "Evolving", "Program", "Summary", "born_of"]

CHUNK = 64  # generations that one call can advance; more calls make more
FOUNDERS = 16  # at least, who are drawn to know what an evolution began with, however few it evolves from


class Summary(NamedTuple):
    """What a generation leaves in the record; fitness is that of finite individuals, of the living where some die."""

    fitness_mean: Array
    fitness_sd: Array
    fitness_max: Array
    diverged: Array  # lives
    not_finite: Array  # individuals
    living: Array | None = None  # individuals, under absolute selection
    survivors: Array | None = None  # those of them who may have offspring


class Evolving(NamedTuple):
    """One replicate between two generations."""

    strategy: State  # after the last generation
    centre: Array  # (G,) genotype that stood for the last generation
    sample: Array  # (k, G) individuals of the last generation
    living: Array | None = None  # individuals of the next generation, under absolute selection


def _repeated(given: Given, definition: NeuralDefinition, size: int, a_mean: bool) -> Array:
    """Return founders (max(size, FOUNDERS), G): each of those given as often as others, or the mean that stands."""
    d, genotypes = definition, given.genotypes
    if given.weights:
        blank = jnp.zeros(d.encoding.size(d.blueprint))
        born = d.encoding.develop(blank, d.blueprint)
        genotypes = jax.vmap(lambda weights: d.encoding.inherit(born, {**born.weights, **weights}, (), d.blueprint))(
            given.weights
        )
    if a_mean and given.centre is not None:
        genotypes = given.centre[None]
    wanted = jnp.arange(max(size, FOUNDERS))
    return genotypes[jnp.where(wanted < size, wanted * len(genotypes) // size, wanted % len(genotypes))]


def _summary(fitness: Array, diverged: Array, alive: Array | bool = True) -> Summary:
    """Return the record of individuals (n,), of those alone who are `alive`."""
    finite = alive & jnp.isfinite(fitness)
    known = jnp.maximum(finite.sum(), 1)
    mean = jnp.where(finite, fitness, 0.0).sum() / known
    square = jnp.where(finite, (fitness - mean) ** 2, 0.0).sum() / known
    return Summary(
        fitness_mean=jnp.where(finite.any(), mean, jnp.nan),
        fitness_sd=jnp.where(finite.any(), jnp.sqrt(square), jnp.nan),
        fitness_max=jnp.where(finite.any(), jnp.where(finite, fitness, -jnp.inf).max(), jnp.nan),
        diverged=diverged.astype(jnp.float32),
        not_finite=(alive & ~finite).sum().astype(jnp.float32),
    )


def born_of(definition: NeuralDefinition, survivors: Array, room: int) -> Array:
    """Return how many individuals are born of survivors: no more than there is room for; in whole thousandths."""
    if definition.survival.offspring is None:
        return jnp.where(survivors > 0, room, 0).astype(jnp.int32)
    thousandths = jnp.round(definition.survival.offspring * 1000.0).astype(jnp.int32)
    # in two parts, as the whole product might not be a 32-bit integer
    born = thousandths * (survivors // 1000) + thousandths * (survivors % 1000) // 1000
    return jnp.minimum(born, room).astype(jnp.int32)


class Program:
    """Compiles one definition; its numbers are arguments, so changing one recompiles nothing."""

    def __init__(self, definition: NeuralDefinition, chunk: int = CHUNK) -> None:
        """Prepare a program whose calls advance up to `chunk` generations each."""
        self.definition, self.chunk = definition, chunk
        self.numbers = numbers_of(definition)
        self.changing = Changing(definition)
        self.size = definition.population.size
        self.genes = definition.encoding.size(definition.blueprint)
        self.rounds = definition.strategy.rounds(self.size)
        self.sampled = min(definition.assays.individuals, self.size)
        self.compiled_ahead = False  # see `baldwin.neural.ahead`

    @cached_property
    def devices(self) -> list[Any]:
        """Devices that share the individuals of a generation, each with two blocks of them or more.

        A single block would be fused with what surrounds it, and its last bits would depend on the number of devices.
        """
        asked = 1 if self.rounds > 1 or isinstance(self.definition.strategy, Comparator) else self.size
        blocks = -(-asked // block_size(self.definition))
        return list(jax.devices()[: max(1, min(len(jax.devices()), blocks // 2))])

    @cached_property
    def begin(self) -> Any:
        """Compiled (key, generations, numbers, given) -> a replicate before generation 0, and `FOUNDERS` founders.

        A population begins with the first of them, or with these and more. They are drawn, unless some are given.
        """

        def begin(key: Key, generations: Array, numbers: Any, given: Given | None = None) -> tuple[Evolving, Array]:
            d, start = with_numbers(self.definition, numbers), jax.random.fold_in(key, Purpose.START)
            if given is None:
                keys = jax.random.split(jax.random.fold_in(key, Purpose.FOUNDERS), max(self.size, FOUNDERS))
                drawn = jax.vmap(lambda k: d.encoding.founder(k, d.blueprint))(keys)
            else:
                blank = jax.eval_shape(d.strategy.init, start, jnp.zeros((self.size, self.genes)), generations)
                a_mean = jax.eval_shape(d.strategy.champion, blank) is None
                drawn = _repeated(given, d, self.size, a_mean)
            founders = drawn[: self.size]
            strategy = d.strategy.init(start, founders, generations)
            centre = jnp.zeros(self.genes)
            living = None
            if d.survival.given:
                living = jnp.int32(self.size)
                strategy = d.strategy.among(strategy, living)
            state = Evolving(strategy, centre, jnp.zeros((self.sampled, self.genes)), living)
            # Types that later generations have too (none of them weak), or the next call would be compiled again.
            typed: Evolving = jax.tree.map(
                lambda leaf: jax.lax.convert_element_type(leaf, jnp.asarray(leaf).dtype), state
            )
            return typed, drawn[:FOUNDERS]

        return jax.jit(begin, out_shardings=self.placing, compiler_options=FEW_CALLS)

    @cached_property
    def placing(self) -> Any:
        """Where a state lies: whole on every device that takes part."""
        mesh = jax.sharding.Mesh(np.array(self.devices), ("individuals",))
        whole: Any = jax.sharding.PartitionSpec
        return jax.sharding.NamedSharding(mesh, whole())

    @cached_property
    def advance(self) -> Any:
        """Compiled (key, state, first generation, count, numbers) -> state and `Summary` of `chunk` rows.

        Numbers are those that `over` returns. Rows beyond `count` are empty. One program serves every count, so chunks
        cannot change results.
        """

        def advance(key: Key, state: Evolving, first: Array, count: Array, numbers: Any) -> tuple[Evolving, Summary]:
            recorded = Summary._fields if self.definition.survival.given else Summary._fields[:-2]
            empty = Summary(*(jnp.zeros(self.chunk) for _ in recorded))

            def body(i: Array, carry: tuple[Evolving, Summary]) -> tuple[Evolving, Summary]:
                before, rows = carry
                now = numbers_in(self.definition, numbers, i)
                after, row = self.generation(with_numbers(self.definition, now), key, before, first + i)
                return after, jax.tree.map(lambda column, value: column.at[i].set(value), rows, row)

            found: tuple[Evolving, Summary] = jax.lax.fori_loop(0, count, body, (state, empty))
            return found

        place = self.placing
        spread = jax.shard_map(advance, mesh=place.mesh, in_specs=place.spec, out_specs=place.spec, check_vma=False)
        return jax.jit(spread, donate_argnums=1)

    def over(self, first: int, replicate: int) -> Any:
        """Return the numbers for a call of `advance` that begins with generation `first` of a replicate."""
        return self.changing.over(self.numbers, first, self.chunk, replicate)

    def generation(
        self, definition: NeuralDefinition, key: Key, state: Evolving, generation: Array
    ) -> tuple[Evolving, Summary]:
        """Return the state after one generation, and its summary: ask, live, tell, inherit."""
        strategy, now = definition.strategy, jax.random.fold_in(key, generation)
        if state.living is not None:
            return self.selected_generation(definition, key, state, state.living, generation)
        centre = strategy.centre(state.strategy)
        if isinstance(strategy, Comparator):
            worlds = self.worlds(definition, key, now, 0)
            inner, genotypes, lived = climb(definition, strategy, state.strategy, worlds, generation)
        elif self.rounds == 1:
            inner, genotypes, lived = self.turn(definition, key, now, state.strategy, generation, jnp.int32(0))
        else:

            def turn(inner: State, number: Array) -> tuple[State, tuple[Array, Lived]]:
                inner, genotypes, lived = self.turn(definition, key, now, inner, generation, number)
                return inner, (genotypes, lived)

            inner, (genotypes, lived) = jax.lax.scan(turn, state.strategy, jnp.arange(self.rounds, dtype=jnp.int32))
            genotypes = genotypes.reshape(-1, self.genes)
        champion = strategy.champion(inner)
        if champion is not None:  # a mean stands for those drawn from it, a champion for those that lived
            centre = champion
        row = _summary(lived.fitness.ravel(), lived.diverged.sum())
        return Evolving(inner, centre, genotypes[: self.sampled]), row

    def selected_generation(
        self, definition: NeuralDefinition, key: Key, state: Evolving, living: Array, generation: Array
    ) -> tuple[Evolving, Summary]:
        """Return what `generation` does, under absolute selection.

        Arrays have room for all; those beyond the first `living` are not alive: they count for nothing, and nothing
        comes of them. What the strategy is told of those who do not survive is NaN.
        """
        strategy, now = definition.strategy, jax.random.fold_in(key, generation)
        alive, threshold = jnp.arange(self.size) < living, jnp.asarray(definition.survival.threshold)

        def judged(fitness: Array) -> Array:
            return jnp.where(alive & (fitness >= threshold), fitness, jnp.nan)

        inner, genotypes, lived = self.turn(definition, key, now, state.strategy, generation, jnp.int32(0), judged)
        fitness = lived.fitness
        survivors = jnp.isfinite(judged(fitness)).sum().astype(jnp.int32)
        inner = strategy.among(inner, survivors)
        best = jnp.argmax(jnp.where(alive & jnp.isfinite(fitness), fitness, -jnp.inf))  # where nobody survives
        champion = strategy.champion(inner)
        centre = jnp.where(survivors > 0, strategy.centre(inner) if champion is None else champion, genotypes[best])
        row = _summary(fitness, jnp.where(alive, lived.diverged, 0).sum(), alive)
        row = row._replace(living=living.astype(jnp.float32), survivors=survivors.astype(jnp.float32))
        sample = genotypes[jnp.arange(self.sampled) % jnp.maximum(living, 1)]  # where fewer live, they come again
        return Evolving(inner, centre, sample, born_of(definition, survivors, self.size)), row

    def turn(
        self,
        definition: NeuralDefinition,
        key: Key,
        now: Key,
        inner: State,
        generation: Array,
        number: Array,
        judged: Callable[[Array], Array] = lambda fitness: fitness,
    ) -> tuple[State, Array, Lived]:
        """Return the strategy's state, genotypes and the results of their lives after one round of ask, live, tell.

        The strategy is told what `judged` makes of fitness.
        """
        strategy, inheritance = definition.strategy, definition.inheritance
        ask, tell = (
            jax.random.fold_in(jax.random.fold_in(now, purpose), number) for purpose in (Purpose.ASK, Purpose.TELL)
        )
        genotypes, inner = strategy.ask(ask, inner, generation, number)
        lived = self.live(definition, genotypes, key, generation, number)
        told = judged(lived.fitness)
        if inheritance.kind == "lamarckian":
            change = inheritance.fraction * jnp.clip(lived.change, -inheritance.clip, inheritance.clip)
            shifted = strategy.shift(strategy.tell(tell, inner, genotypes, told), change.mean(axis=0))
            if shifted is not None:
                return shifted, genotypes, lived
            return strategy.tell(tell, inner, genotypes + change, told), genotypes, lived
        return strategy.tell(tell, inner, genotypes, told), genotypes, lived

    def worlds(self, definition: NeuralDefinition, key: Key, now: Key, individual: Array | int) -> Environments:
        """Return the worlds of an individual of this generation; the same for all where `sampling.common`."""
        origin = now if definition.sampling.redraw else key
        lives = definition.sampling.lives
        instances, keys = (jax.random.fold_in(origin, purpose) for purpose in (Purpose.INSTANCES, Purpose.LIVES))
        if not definition.sampling.common:
            instances, keys = jax.random.fold_in(instances, individual), jax.random.fold_in(keys, individual)
        return Environments.of(definition, definition.task.sample_many(instances, lives), jax.random.split(keys, lives))

    def live(self, definition: NeuralDefinition, genotypes: Array, key: Key, generation: Array, number: Array) -> Lived:
        """Return the results of the lives of `genotypes` (n, G), shared out over the devices in whole blocks."""
        read, now = selected(definition), jax.random.fold_in(key, generation)
        count = genotypes.shape[0]
        block = min(block_size(definition), count)
        devices = len(self.devices) if count > 1 else 1
        share = -(-count // (block * devices)) * block  # individuals per device, padded to whole blocks
        padded = jnp.concatenate([genotypes, jnp.broadcast_to(genotypes[:1], (share * devices - count, self.genes))])
        first = jax.lax.axis_index("individuals") * share if devices > 1 else 0
        local = jax.lax.dynamic_slice_in_dim(padded, first, share) if devices > 1 else padded
        if definition.sampling.common:
            worlds = self.worlds(read, key, now, 0)
        else:
            numbers = number * count + first + jnp.arange(share)
            worlds = jax.vmap(lambda i: self.worlds(read, key, now, i))(numbers)
        lived = live_block(read, local, worlds, block, jnp.minimum(generation, 0))
        if devices > 1:
            lived = jax.tree.map(lambda part: jax.lax.all_gather(part, "individuals", tiled=True), lived)
        found: Lived = jax.tree.map(lambda whole: whole[:count], lived)
        return found
