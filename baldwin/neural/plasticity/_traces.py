"""Rules that leave the weights of birth as they are, and add a trace to them that has a coefficient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from baldwin.neural.contracts import Array, Gene, Genes, Network, Number, State, Weights
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.plasticity._coefficients import HasCoefficients

__all__ = ["AddsEligibleTrace", "AddsTrace", "Eligible"]


class Eligible(NamedTuple):
    """What synapses keep, by tensor."""

    eligible: Weights  # of what they did lately
    trace: Weights  # that weights read; of the rule `hebb`, the weights themselves


class AddsTrace(HasCoefficients):
    """A weight is its weight at birth plus alpha times a trace, which is 0 at birth; alpha evolves."""

    initial_coefficient: Annotated[
        Number, Field(ge=-1e6, le=1e6, description="factor of the trace (alpha), in founders")
    ] = 0.0
    initial_rate: Annotated[
        Number, Field(gt=0.0, le=1e6, description="share of a trace that is renewed in a step, in founders")
    ] = 0.1
    limit: Annotated[Number, Field(gt=0.0, le=1e6, description="traces stay within -limit .. limit")] = 2.0

    def genes(self, network: Network, shapes: Mapping[str, tuple[int, ...]]) -> tuple[Gene, ...]:
        """Return the factors of traces, and the rate at which traces are renewed."""
        del network
        meaning = "factor of the trace (alpha)"
        rate = Gene("rate", (), self.initial_rate, 1.0, "log", "share of a trace that is renewed in a step")
        return (*self.coefficient_genes("alpha", shapes, self.initial_coefficient, meaning), rate)

    def begin(self, genes: Genes, born: Weights) -> State:
        """Return traces of 0."""
        del genes
        return {name: jnp.zeros_like(value) for name, value in born.items()}

    def weights(self, genes: Genes, born: Weights, synapses: State) -> Weights:
        """Return the weights of birth plus alpha times the traces."""
        return {
            name: value + self.coefficient(genes, "alpha", name, value.shape) * self.trace(synapses)[name]
            for name, value in born.items()
        }

    def trace(self, synapses: State) -> dict[str, Array]:
        """Return the traces that weights read."""
        found: dict[str, Array] = synapses
        return found

    def strength(self, genes: Genes, shapes: Mapping[str, tuple[int, ...]]) -> Weights:
        """Return |alpha|."""
        return {name: jnp.abs(self.coefficient(genes, "alpha", name, shape)) for name, shape in shapes.items()}

    def clipped(self, trace: Any) -> Array:
        """Return a trace within its limit."""
        found: Array = jnp.clip(trace, -self.limit, self.limit)
        return found


class AddsEligibleTrace(AddsTrace):
    """The same, where synapses also remember what they did lately."""

    def begin(self, genes: Genes, born: Weights) -> Eligible:
        """Return traces of 0."""
        return Eligible(super().begin(genes, born), super().begin(genes, born))

    def trace(self, synapses: State) -> dict[str, Array]:
        """Return the traces that weights read."""
        found: dict[str, Array] = synapses.trace
        return found
