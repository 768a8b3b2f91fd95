"""Random search around the best so far: the simplest strategy there is."""

from typing import Annotated, Literal

from pydantic import Field

from baldwin.neural.contracts import Number, Strategy
from baldwin.neural.lazy_jax import jax, jnp


class RandomSearch(Strategy):
    """Everyone is a mutant of the best who ever lived."""

    kind: Literal["random_search"] = "random_search"
    sigma: Annotated[Number, Field(gt=0.0, le=10.0, description="standard deviation of a mutation")] = 0.1

    def init(self, key, founders, generations):
        return {"founders": founders, "best": founders[0], "fitness": jnp.full((), -jnp.inf)}

    def ask(self, key, state, generation, turn):
        noise = self.sigma * jax.random.normal(key, state["founders"].shape)
        return jnp.where(generation == 0, state["founders"], state["best"] + noise), state

    def tell(self, key, state, genotypes, fitness):
        known = jnp.where(jnp.isfinite(fitness), fitness, -jnp.inf)
        winner = jnp.argmax(known)
        better = known[winner] > state["fitness"]
        best = jnp.where(better, genotypes[winner], state["best"])
        return {**state, "best": best, "fitness": jnp.where(better, known[winner], state["fitness"])}

    def centre(self, state):
        return state["best"]

    @classmethod
    def tiny(cls):
        return cls()
