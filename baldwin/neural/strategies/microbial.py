"""The microbial genetic algorithm (Harvey 2009): tournaments between two, one at a time."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import TRACED, Array, Key, Number, State, Strategy
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Microbial"]


class Microbial(Strategy):
    """Steady-state tournaments: the loser is infected with the winner's genes, mutates, and lives; the winner stays.

    A generation is as many tournaments as there are individuals, one after the other; in generation 0 every founder
    lives once. Each tournament: a is drawn at random, b near it; who has the lower fitness on record loses.
    """

    childless: ClassVar[str] = "replaces one individual at a time, so that no generation is smaller than the last"

    kind: Literal["microbial"] = "microbial"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="standard deviation of a mutation, in genes")] = 0.02
    crossover_rate: Annotated[
        Number,
        Field(ge=0.0, le=1.0, description="chance of each gene of the loser to be replaced by the winner's"),
    ] = 0.5
    deme: Annotated[
        int,
        Field(
            ge=0,
            description="b is one of so many left neighbours of a on a ring (1: always the next one, as in Izquierdo's "
            "code); 0: anyone",
        ),
    ] = 0
    heavy_tailed: Annotated[
        bool, Field(description="whether mutations are Cauchy distributed with scale sigma, instead of Gaussian")
    ] = False
    reevaluate: Annotated[
        bool,
        Field(
            description="whether the winner lives again, so that no one keeps a lucky fitness; costs twice the lives"
        ),
    ] = False
    bound: Annotated[
        float | None, TRACED, Field(gt=0.0, description="genes are clipped to -bound .. bound; omit for no bound")
    ] = None

    def individuals(self, size: int) -> int:
        """Return how many individuals a generation evaluates: one per tournament, or two."""
        return 2 * size if self.reevaluate else size

    @property
    def lives_again(self) -> bool:
        """Whether winners live again."""
        return self.reevaluate

    def rounds(self, size: int) -> int:
        """Return one tournament per individual."""
        return size

    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the founders, who have not lived yet."""
        del key, generations
        size = founders.shape[0]
        if self.bound is not None:
            founders = jnp.clip(founders, -self.bound, self.bound)
        none_yet = jnp.zeros((), jnp.int32)
        return {"population": founders, "fitness": jnp.full(size, -jnp.inf), "loser": none_yet, "winner": none_yet}

    def ask(self, key: Key, state: State, generation: Array, turn: Array) -> tuple[Array, State]:
        """Return the loser's successor (1, G), with `reevaluate` beside the winner (2, G)."""
        population, fitness = state["population"], state["fitness"]
        size, genes = population.shape
        first, near, cross, mutate = jax.random.split(key, 4)
        a = jax.random.randint(first, (), 0, size)
        distance = jax.random.randint(near, (), 1, (self.deme or size - 1) + 1)
        b = (a - distance) % size
        a_wins = fitness[a] > fitness[b]
        winner, loser = jnp.where(a_wins, a, b), jnp.where(a_wins, b, a)
        infected = jax.random.bernoulli(cross, self.crossover_rate, (genes,))
        draw = jax.random.cauchy if self.heavy_tailed else jax.random.normal
        child = jnp.where(infected, population[winner], population[loser]) + self.sigma * draw(mutate, (genes,))
        if self.bound is not None:
            child = jnp.clip(child, -self.bound, self.bound)
        founding = generation == 0
        child = jnp.where(founding, population[turn], child)
        loser, winner = jnp.where(founding, turn, loser), jnp.where(founding, turn, winner)
        asked = jnp.stack([child, population[winner]]) if self.reevaluate else child[None]
        return asked, {**state, "loser": loser.astype(jnp.int32), "winner": winner.astype(jnp.int32)}

    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the population after the tournament; an individual without a finite fitness loses to all others."""
        del key
        known = jnp.where(jnp.isfinite(fitness), fitness, -jnp.inf)
        population, recorded = state["population"], state["fitness"]
        if self.reevaluate:
            population = population.at[state["winner"]].set(genotypes[1])
            recorded = recorded.at[state["winner"]].set(known[1])
        population = population.at[state["loser"]].set(genotypes[0])
        return {**state, "population": population, "fitness": recorded.at[state["loser"]].set(known[0])}

    def centre(self, state: State) -> Array:
        """Return the champion."""
        return self.champion(state)

    def champion(self, state: State) -> Array:
        """Return the genotype with the highest fitness on record."""
        return jnp.asarray(state["population"][jnp.argmax(state["fitness"])])

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why the population is too small for a tournament or its deme, None if it is not."""
        del genes
        if size < 2:
            return "needs two for a tournament. Set population.size to 2 or more"
        if self.deme >= size:
            return f"has deme = {self.deme}, more neighbours than there are. Set strategy.deme to {size - 1} or less"
        return None

    @classmethod
    def tiny(cls) -> Self:
        """Return larger mutations."""
        return cls(sigma=0.1)
