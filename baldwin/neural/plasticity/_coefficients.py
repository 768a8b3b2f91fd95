"""Coefficients of rules: of each synapse, each of some rules, each pair of neuron types, each tensor, or all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Gene, Genes, Number, PlasticityRule
from baldwin.neural.lazy_jax import jnp

__all__ = ["HasCoefficients"]


class HasCoefficients(PlasticityRule):
    """A rule with coefficients, whose genes are shared among synapses or not.

    The type of a unit is its number modulo `types`, fixed for all time: a pair of types shares a coefficient. With
    shared = "rules" each synapse belongs to one of `rules` rules, dealt out at random and fixed for all time. Of these
    the first `kept` are in force: rule r beyond them acts as rule r modulo `kept`. A `[[schedule]]` that lowers `kept`
    merges rules while they evolve, as in Pedersen & Risi (2021); there the nearest ones are merged, by k-means, and
    here those that are dealt to each other beforehand.
    """

    shared: Annotated[
        Literal["nothing", "rules", "types", "tensor", "all"],
        Field(
            description="which synapses share their coefficients: `nothing` (a gene for each synapse), `rules` (those "
            "that one of some rules was dealt to), `types` (pairs of neuron types), `tensor` (those of one tensor), "
            "`all`"
        ),
    ] = "nothing"
    rules: Annotated[int, Field(ge=1, le=65536, description='rules that synapses share, for shared = "rules"')] = 16
    kept: Annotated[
        Number, Field(ge=1.0, le=65536.0, description="how many of these rules are in force; a schedule can lower it")
    ] = 65536.0
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
        if self.shared == "rules":
            return (Gene(name, (self.rules,), initial, self.scale, meaning=f"{meaning}, of each rule"),)
        return tuple(
            Gene(f"{name}.{tensor}", self._shape(shape), initial, self.scale, meaning=f"{meaning}, of {tensor}")
            for tensor, shape in shapes.items()
        )

    def coefficient(self, genes: Genes, name: str, tensor: str, shape: tuple[int, ...]) -> Array:
        """Return one coefficient of a tensor's synapses: () or of the tensor's shape."""
        if self.shared == "all":
            return genes[name]
        if self.shared == "rules":
            return jnp.take(genes[name], self._dealt(tensor, shape) % jnp.floor(self.kept).astype(jnp.int32))
        value = genes[f"{name}.{tensor}"]
        if self.shared != "types":
            return value
        for axis, units in enumerate(shape):
            value = jnp.take(value, jnp.arange(units) % value.shape[axis], axis=axis)
        return value

    def _dealt(self, tensor: str, shape: tuple[int, ...]) -> Any:
        """Return the rule of each synapse of a tensor, the same in every run, whatever the other tensors."""
        deal = np.random.default_rng(list(tensor.encode()))
        return jnp.asarray(deal.integers(self.rules, size=shape), jnp.int32)

    def _shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if self.shared == "tensor":
            return ()
        return tuple(min(self.types, units) for units in shape) if self.shared == "types" else shape
