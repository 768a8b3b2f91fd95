"""OpenAI-ES (Salimans et al. 2017)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import TRACED, Array, Key, Number, State
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.strategies._evosax import Evosax, algorithm, even
from baldwin.neural.strategies._optimiser import Optimiser, optimiser
from baldwin.neural.strategies._schedule import Decay, paced, schedule

__all__ = ["OpenES"]


class OpenES(Evosax):
    """Mirrored Gaussian mutations of a mean, which climbs the ranks of their fitness with Adam."""

    kind: Literal["open_es"] = "open_es"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="standard deviation of a mutation, in genes")] = 0.05
    sigma_final: Annotated[Number, Field(gt=0.0, le=1e6, description="the same at the end, where it decays")] = 0.05
    optimiser: Annotated[Optimiser, Field(description="how the estimated gradient becomes a step")] = "adam"
    learning_rate: Annotated[Number, Field(gt=0.0, le=1e6, description="step size of the mean")] = 0.02
    learning_rate_final: Annotated[Number, Field(ge=0.0, le=1e6, description="the same at the end")] = 0.002
    decay: Annotated[Decay, Field(description="how both go from start to end over the generations")] = "cosine"
    weight_decay: Annotated[
        float | None, TRACED, Field(ge=0.0, description="share of the mean that a step takes off; omit for none")
    ] = None

    averaging: Annotated[
        float | None,
        TRACED,
        Field(
            ge=0.0,
            lt=1.0,
            description="the moving average of the mean stands for the population in place of the mean itself, which a "
            "noisy fitness keeps in motion: share of the average that a generation keeps, such as 0.98; omit for none",
        ),
    ] = None

    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the state whose mean, and average, is the first founder."""
        state = super().init(key, founders, generations)
        return state if self.averaging is None else {**state, "average": jnp.asarray(founders[0])}

    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the state after `genotypes` achieved `fitness`."""
        after = super().tell(key, state, genotypes, fitness)
        if self.averaging is None:
            return after
        mean = after["evosax"].mean
        return {**after, "average": mean + self.averaging * (state["average"] - mean)}

    def centre(self, state: State) -> Array:
        """Return the mean, or its moving average."""
        return super().centre(state) if self.averaging is None else jnp.asarray(state["average"])

    def shift(self, state: State, change: Array) -> State | None:
        """Move the mean, and its average by as much as the average follows it."""
        moved = super().shift(state, change)
        if self.averaging is None or moved is None:
            return moved
        return {**moved, "average": state["average"] + (1.0 - self.averaging) * change}

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why an odd population does not do: it draws mirrored pairs; None if it is even."""
        del genes
        return even(size)

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return paced(self.decay, (self.sigma, self.sigma_final), (self.learning_rate, self.learning_rate_final))

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        step = optimiser(
            self.optimiser, self.learning_rate, self.learning_rate_final, self.decay, generations, self.weight_decay
        )
        sigma = schedule(self.sigma, self.sigma_final, self.decay, generations)
        made = algorithm("Open_ES", size, genes, optimizer=step, std_schedule=sigma)
        return made, made.default_params

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.1, learning_rate=0.05)
