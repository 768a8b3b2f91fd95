"""The adapter to evosax, the only place that knows its names, its families and its sign.

evosax minimises; everything here maximises. Its `best_solution` is an archive of the luckiest evaluation, so the centre
is the distribution's mean, or the best of the last generation. Its strategies are built anew in each trace, which costs
nothing at run time and lets all their numbers be traced.
"""

from __future__ import annotations

import importlib
from abc import abstractmethod
from typing import Any

from baldwin.neural.contracts import Array, Key, State, Strategy
from baldwin.neural.lazily import jnp

__all__ = ["Distribution", "Evosax", "algorithm"]


def algorithm(name: str, *args: Any, **options: Any) -> Any:
    """Return an evosax strategy by the name of its class; importing evosax takes a second."""
    return getattr(importlib.import_module("evosax.algorithms"), name)(*args, **options)


class Evosax(Strategy):
    """What the strategies of evosax share."""

    @abstractmethod
    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""

    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the state after `genotypes` achieved `fitness`; a NaN counts as the worst fitness of its generation."""
        cost = -fitness
        worst = jnp.max(jnp.where(jnp.isfinite(cost), cost, -jnp.inf))
        cost = jnp.where(jnp.isfinite(cost), cost, jnp.where(jnp.isfinite(worst), worst, 0.0))
        made, parameters = self.build(genotypes.shape[0], genotypes.shape[1], state["generations"])
        inner, _ = made.tell(key, genotypes, cost, state["evosax"], parameters)
        return {**state, "evosax": inner}


class Distribution(Evosax):
    """A strategy with a mean, around which a generation is drawn."""

    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the state whose mean is the first founder."""
        size, genes = founders.shape
        made, parameters = self.build(size, genes, generations)
        inner = made.init(key, founders[0], parameters)
        return {"evosax": inner, "size": jnp.zeros((size, 0)), "generations": jnp.asarray(generations, jnp.float32)}

    def ask(self, key: Key, state: State, generation: Array, turn: Array) -> Array:
        """Return the genotypes of a generation."""
        del generation, turn
        made, parameters = self.build(state["size"].shape[0], state["evosax"].mean.size, state["generations"])
        genotypes, _ = made.ask(key, state["evosax"], parameters)
        return jnp.asarray(genotypes)

    def centre(self, state: State) -> Array:
        """Return the mean genotype."""
        return jnp.asarray(state["evosax"].mean)

    def shift(self, state: State, change: Array) -> State:
        """Move the mean."""
        inner = state["evosax"]
        return {**state, "evosax": inner.replace(mean=inner.mean + change)}
