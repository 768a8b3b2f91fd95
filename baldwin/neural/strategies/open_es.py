"""OpenAI-ES (Salimans et al. 2017)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.lazily import jnp, optax
from baldwin.neural.strategies._evosax import Distribution, algorithm
from baldwin.neural.strategies._schedule import Decay, schedule

__all__ = ["OpenES"]


class OpenES(Distribution):
    """Mirrored Gaussian mutations of a mean, which climbs the ranks of their fitness with Adam."""

    kind: Literal["open_es"] = "open_es"
    sigma: Annotated[float, Field(gt=0.0, le=1e6, description="standard deviation of a mutation, in genes")] = 0.05
    sigma_final: Annotated[float, Field(gt=0.0, le=1e6, description="the same at the end, where it decays")] = 0.05
    learning_rate: Annotated[float, Field(gt=0.0, le=1e6, description="step size of Adam")] = 0.02
    learning_rate_final: Annotated[float, Field(ge=0.0, le=1e6, description="the same at the end")] = 0.002
    decay: Annotated[Decay, Field(description="how both go from start to end over the generations")] = "cosine"

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        rate = schedule(self.learning_rate, self.learning_rate_final, self.decay, generations)
        made = algorithm(
            "Open_ES",
            size,
            jnp.zeros(genes),
            optimizer=optax.adam(rate),
            std_schedule=schedule(self.sigma, self.sigma_final, self.decay, generations),
        )
        return made, made.default_params

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
