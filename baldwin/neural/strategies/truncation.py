"""Truncation selection with elites, as in deep neuroevolution (Such et al. 2017)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Key, Number, State, Strategy
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.strategies._schedule import Decay, paced, schedule

__all__ = ["Truncation"]


class Truncation(Strategy):
    """The best share of a generation has mutated children; its very best live on unchanged, and are evaluated again."""

    childless: ClassVar[str] = ""

    kind: Literal["truncation"] = "truncation"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="standard deviation of a mutation, in genes")] = 0.02
    sigma_final: Annotated[Number, Field(gt=0.0, le=1e6, description="the same at the end, where it decays")] = 0.02
    decay: Annotated[Decay, Field(description="how it goes from start to end over the generations")] = "constant"
    parents: Annotated[Number, Field(gt=0.0, le=1.0, description="share of a generation that become parents")] = 0.2
    elites: Annotated[int, Field(ge=0, description="how many of the best live on unchanged")] = 1

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return paced(self.decay, (self.sigma, self.sigma_final))

    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the founders, who have not lived yet."""
        del key
        size = founders.shape[0]
        return {
            "population": founders,
            "fitness": jnp.full(size, -jnp.inf),
            "generations": jnp.asarray(generations, jnp.float32),
        }

    def ask(self, key: Key, state: State, generation: Array, turn: Array) -> tuple[Array, State]:
        """Return elites first, then the children of parents drawn with replacement; in generation 0 the founders."""
        del turn
        population = state["population"]
        size, genes = population.shape
        draw, mutate = jax.random.split(key)
        order = jnp.argsort(-state["fitness"])
        count = jnp.maximum(1, jnp.round(self.parents * size)).astype(jnp.int32)
        if "survivors" in state:
            count = jnp.minimum(count, state["survivors"])
        chosen = order[jax.random.randint(draw, (size,), 0, count)]
        sigma = schedule(self.sigma, self.sigma_final, self.decay, state["generations"])(generation)
        children = population[chosen] + sigma * jax.random.normal(mutate, (size, genes))
        elites = min(self.elites, size)
        first = population[order[:elites]]
        if "survivors" in state:
            first = jnp.where(jnp.arange(elites)[:, None] < state["survivors"], first, children[:elites])
        next_one = jnp.concatenate([first, children[elites:]])
        return jnp.where(generation == 0, population, next_one), state

    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the generation that has lived; individuals without a finite fitness come last."""
        del key
        known = jnp.where(jnp.isfinite(fitness), fitness, -jnp.inf)
        return {**state, "population": genotypes, "fitness": known}

    def centre(self, state: State) -> Array:
        """Return the champion."""
        return self.champion(state)

    def champion(self, state: State) -> Array:
        """Return the best of the last generation."""
        return jnp.asarray(state["population"][jnp.argmax(state["fitness"])])

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why there are too many elites, None if there are not."""
        del genes
        if self.elites < size:
            return None
        return f"has {self.elites} elites in a population of {size}. Set strategy.elites to {size - 1} or less"

    @classmethod
    def tiny(cls) -> Self:
        """Return larger mutations."""
        return cls(sigma=0.1, sigma_final=0.02, decay="linear")
