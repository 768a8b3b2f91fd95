"""A simple genetic algorithm (Such et al. 2017, without elitism)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import Number, State
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.strategies._evosax import Evosax, algorithm, with_elites
from baldwin.neural.strategies._schedule import Decay, paced, schedule

__all__ = ["SimpleGA"]


class SimpleGA(Evosax):
    """The best share of a generation are the parents of the whole next one; no parent survives (comma selection)."""

    childless: ClassVar[str] = ""

    kind: Literal["simple_ga"] = "simple_ga"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="standard deviation of a mutation, in genes")] = 0.02
    sigma_final: Annotated[Number, Field(gt=0.0, le=1e6, description="the same at the end, where it decays")] = 0.02
    decay: Annotated[Decay, Field(description="how it goes from start to end over the generations")] = "cosine"
    elite_ratio: Annotated[float, Field(gt=0.0, le=1.0, description="share of a generation that become parents")] = 0.1
    crossover_rate: Annotated[
        Number, Field(ge=0.0, le=1.0, description="chance that a gene comes from the second parent")
    ] = 0.0

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return paced(self.decay, (self.sigma, self.sigma_final))

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        sigma = schedule(self.sigma, self.sigma_final, self.decay, generations)
        made = algorithm("SimpleGA", size, genes, std_schedule=sigma)
        made.elite_ratio = self.elite_ratio
        return made, made.default_params.replace(crossover_rate=self.crossover_rate)

    def _built(self, state: State) -> tuple[Any, Any]:
        made, parameters = super()._built(state)
        if "survivors" in state:
            made = with_elites(made, jnp.minimum(made.num_elites, state["survivors"]))
        return made, parameters

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.1, sigma_final=0.02, elite_ratio=0.2)
