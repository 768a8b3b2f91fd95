"""Plasticity rules: how synapses change in life, given local activity and one modulating signal."""

from __future__ import annotations

from abc import abstractmethod

from baldwin.neural.contracts.genes import Gene, Genes
from baldwin.neural.contracts.kind import Array, Kind, Weights
from baldwin.neural.contracts.networks import Activity, Network
from baldwin.neural.contracts.tasks import Task

__all__ = ["PlasticityRule"]


class PlasticityRule(Kind):
    """A local rule: how each synapse changes, given the activity on both of its sides and a modulator.

    A rule is part of a lifetime, not a table of a definition. A lifetime that steps a network can use any of them: its
    `genes` include the rule's, and after each step (in `adapt`, for lives of trials) it calls `update`.
    """

    @abstractmethod
    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return what the rule inherits."""

    @abstractmethod
    def update(self, genes: Genes, synapses: Weights, activity: Activity, modulator: Array) -> Weights:
        """Return the synapses after one step; `modulator` () is the same for all, such as a reward."""
