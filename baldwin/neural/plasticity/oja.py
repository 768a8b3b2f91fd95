"""Oja's rule: Hebbian change that keeps the length of a unit's weights in bounds (Oja 1982)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Activity, Array, Gene, Genes, Network, Number, State, Weights
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.plasticity._coefficients import HasCoefficients

__all__ = ["Oja"]


class Oja(HasCoefficients):
    """Oja's rule: a weight changes by modulator rate post (pre - post weight).

    With a rate > 0 and inputs of covariance C, a linear unit's weights tend to the first eigenvector of C, of length 1
    (Oja 1982). Rates are coefficients that evolve, and may be negative.
    """

    kind: Literal["oja"] = "oja"
    initial_rate: Annotated[Number, Field(ge=-1e6, le=1e6, description="rate in founders")] = 0.0

    def genes(self, network: Network, shapes: Mapping[str, tuple[int, ...]]) -> tuple[Gene, ...]:
        """Return the rates."""
        del network
        return self.coefficient_genes("rate", shapes, self.initial_rate, "rate of Oja's rule")

    def update(self, genes: Genes, synapses: State, activity: Activity, modulator: Array) -> State:
        """Return the weights after one step."""

        def after(name: str, weight: Array) -> Array:
            seen, rate = activity[name], self.coefficient(genes, "rate", name, weight.shape)
            before = seen.before[:, None] if seen.before.ndim else seen.before
            found: Array = weight + modulator * rate * seen.after * (before - seen.after * weight)
            return found

        return {name: after(name, weight) for name, weight in synapses.items()}

    def strength(self, genes: Genes, shapes: Mapping[str, tuple[int, ...]]) -> Weights:
        """Return |rate|."""
        return {name: jnp.abs(self.coefficient(genes, "rate", name, shape)) for name, shape in shapes.items()}

    @classmethod
    def tiny(cls) -> Self:
        """Return one rate for each tensor, .1 in founders."""
        return cls(shared="tensor", initial_rate=0.1)
