"""Coefficients of rules, one for each synapse, for each pair of neuron types, for each tensor, or for all synapses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from baldwin.neural.contracts import Array, Gene, Genes, Number, PlasticityRule
from baldwin.neural.lazy_jax import jnp

__all__ = ["HasCoefficients"]


class HasCoefficients(PlasticityRule):
    """A rule with coefficients, whose genes are shared among synapses or not.

    The type of a unit is its number modulo `types`, fixed for all time: a pair of types shares a coefficient.
    """

    shared: Annotated[
        Literal["nothing", "types", "tensor", "all"],
        Field(
            description="which synapses share their coefficients: `nothing` (a gene for each synapse), `types` (pairs "
            "of neuron types), `tensor` (those of one tensor), `all`"
        ),
    ] = "nothing"
    types: Annotated[
        int, Field(ge=1, le=4096, description='types of neurons on each side of a tensor, for shared = "types"')
    ] = 4
    scale: Annotated[Number, Field(gt=0.0, le=1e6, description="what a gene of size 1 adds to a coefficient")] = 1.0

    def coefficient_genes(
        self, name: str, shapes: Mapping[str, tuple[int, ...]], initial: Any = 0.0, meaning: str = ""
    ) -> tuple[Gene, ...]:
        """Return the genes of one coefficient, such as `A.w1`."""
        if self.shared == "all":
            return (Gene(name, (), initial, self.scale, meaning=f"{meaning}, of all synapses"),)
        return tuple(
            Gene(f"{name}.{tensor}", self._shape(shape), initial, self.scale, meaning=f"{meaning}, of {tensor}")
            for tensor, shape in shapes.items()
        )

    def coefficient(self, genes: Genes, name: str, tensor: str, shape: tuple[int, ...]) -> Array:
        """Return one coefficient of a tensor's synapses: () or of the tensor's shape."""
        if self.shared == "all":
            return genes[name]
        value = genes[f"{name}.{tensor}"]
        if self.shared != "types":
            return value
        for axis, units in enumerate(shape):
            value = jnp.take(value, jnp.arange(units) % value.shape[axis], axis=axis)
        return value

    def _shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if self.shared == "tensor":
            return ()
        return tuple(min(self.types, units) for units in shape) if self.shared == "types" else shape
