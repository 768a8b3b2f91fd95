"""Plasticity rules: how synapses change in life, given local activity and one modulating signal."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from baldwin.neural.contracts.genes import Gene, Genes
from baldwin.neural.contracts.kind import Array, Key, Kind, State, Weights
from baldwin.neural.contracts.networks import Activity, Network
from baldwin.neural.lazy_jax import jnp

__all__ = ["PlasticityRule"]

Shapes = Mapping[str, tuple[int, ...]]  # of the tensors that are plastic


class PlasticityRule(Kind):
    """A local rule: how each synapse changes, given the activity on both of its sides and a modulator.

    A rule is a table of a lifetime, `[lifetime.rule]`; any lifetime that steps a network can use it. `begin` says what
    plasticity keeps of each synapse (the weights themselves, unless the rule keeps more), `update` changes it after
    each step of the network, and `weights` says what the synapses weigh then.
    """

    @abstractmethod
    def genes(self, network: Network, shapes: Shapes) -> tuple[Gene, ...]:
        """Return what the rule inherits, for plastic tensors of these shapes."""

    def begin(self, genes: Genes, born: Weights) -> State:
        """Return what is kept of the synapses at birth: their weights, unless a rule keeps more."""
        del genes
        return born

    @abstractmethod
    def update(self, genes: Genes, synapses: State, activity: Activity, modulator: Array) -> State:
        """Return the synapses after one step; `modulator` () is the same for all, such as a reward."""

    def weights(self, genes: Genes, born: Weights, synapses: State) -> Weights:
        """Return what plastic synapses weigh now."""
        del genes, born
        found: Weights = synapses
        return found

    @abstractmethod
    def strength(self, genes: Genes, shapes: Shapes) -> Weights:
        """Return how strongly each synapse is plastic, >= 0: tensor name -> () or the tensor's shape; 0 is not at all.

        It is what plasticity costs, and what is reported of it.
        """

    def noise(self, key: Key, units: Shapes) -> dict[str, Array]:
        """Draw what is added to the inputs of units in one step: name of their biases -> values of their shape.

        `update` finds it as `tried` in the activity. By default nothing is tried: {}.
        """
        del key, units
        return {}

    @property
    def explores(self) -> bool:
        """Whether noise is drawn."""
        return type(self).noise is not PlasticityRule.noise


def outer(before: Array, after: Array) -> Array:
    """Return the products of values before and after the synapses of a tensor; of biases, the values after."""
    found: Array = jnp.multiply.outer(before, after) if before.ndim else before * after
    return found
