"""The adapter to evosax, the only place that knows its names, its families and its sign.

evosax minimises; everything here maximises. Its `best_solution` archives the luckiest evaluation, so what stands
for a population is the distribution's mean, or the best of the last generation. Its strategies are built anew in each
trace, which costs nothing at run time and lets all their numbers be traced.
"""

from __future__ import annotations

import importlib
from abc import abstractmethod
from typing import Any

from baldwin.neural.contracts import Array, Key, State, Strategy
from baldwin.neural.lazy_jax import jnp

__all__ = ["Evosax", "algorithm", "even", "with_elites"]


def algorithm(name: str, size: int, genes: int, **options: Any) -> Any:
    """Return an evosax strategy by the name of its class; importing evosax takes a second."""
    made = getattr(importlib.import_module("evosax.algorithms"), name)
    # Its own metrics copy whole genomes each generation; nothing here reads them.
    return made(population_size=size, solution=jnp.zeros(genes), metrics_fn=_no_metrics, **options)


def with_elites(made: Any, elites: Any) -> Any:
    """Return an evosax strategy with so many elites, a number that may be traced."""
    made.__class__ = type(type(made).__name__, (type(made),), {"num_elites": elites})
    return made


def _no_metrics(*_: Any) -> dict[str, Any]:
    return {}


class Evosax(Strategy):
    """A strategy of evosax, of either family: one that has a mean, or one that has a population."""

    @abstractmethod
    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""

    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the state whose mean is the first founder, or whose population is to be the founders."""
        size, genes = founders.shape
        made, parameters = self.build(size, genes, generations)
        state = {"generations": jnp.asarray(generations, jnp.float32)}
        if hasattr(made, "get_mean"):
            # The size of the population has to be known again in `ask`, and only shapes are static.
            return {**state, "evosax": made.init(key, founders[0], parameters), "size": jnp.zeros((size, 0))}
        unknown = jnp.full(size, jnp.inf)  # the fitness of founders is not known before they live
        return {**state, "evosax": made.init(key, founders, unknown, parameters), "founders": founders}

    def _built(self, state: State) -> tuple[Any, Any]:
        inner = state["evosax"]
        genes = inner.best_solution.size
        size = state["size"].shape[0] if "size" in state else state["founders"].shape[0]
        return self.build(size, genes, state["generations"])

    def ask(self, key: Key, state: State, generation: Array, turn: Array) -> tuple[Array, State]:
        """Return the genotypes of a generation."""
        del turn
        made, parameters = self._built(state)
        genotypes, inner = made.ask(key, state["evosax"], parameters)
        if "founders" in state:
            genotypes = jnp.where(generation == 0, state["founders"], genotypes)
        return genotypes, {**state, "evosax": inner}

    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the state after `genotypes` achieved `fitness`; a NaN counts as the worst of its generation.

        Under absolute selection it comes after the worst.
        """
        made, parameters = self._built(state)
        cost = -fitness
        if "survivors" in state:
            worst = jnp.array(jnp.inf)
        else:
            worst = jnp.max(jnp.where(jnp.isfinite(cost), cost, -jnp.inf))
            worst = jnp.where(jnp.isfinite(worst), worst, 0.0)
        cost = jnp.where(jnp.isfinite(cost), cost, worst)
        inner, _ = made.tell(key, genotypes, cost, state["evosax"], parameters)
        return {**state, "evosax": inner}

    def centre(self, state: State) -> Array:
        """Return the mean, or the best of the last generation."""
        best = self.champion(state)
        return jnp.asarray(state["evosax"].mean) if best is None else best

    def champion(self, state: State) -> Array | None:
        """Return the best of the last generation, where there is no mean."""
        inner = state["evosax"]
        return None if "size" in state else jnp.asarray(inner.population[jnp.argmin(inner.fitness)])

    def shift(self, state: State, change: Array) -> State | None:
        """Move the mean, if there is one."""
        if "size" not in state:
            return None
        inner = state["evosax"]
        return {**state, "evosax": inner.replace(mean=inner.mean + change)}


def even(size: int) -> str | None:
    """Return why an odd population does not do: it draws mirrored pairs; None if it is even."""
    return None if size % 2 == 0 else "draws mirrored pairs. Set population.size to an even number"
