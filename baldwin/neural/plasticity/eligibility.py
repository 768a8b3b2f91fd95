"""Retroactive modulation: a modulator turns what synapses remember into change (Miconi et al. 2019)."""

from __future__ import annotations

from typing import Literal, Self

from baldwin.neural.contracts import Activity, Array, Genes, State
from baldwin.neural.contracts.plasticity import outer
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.plasticity._traces import AddsEligibleTrace, Eligible

__all__ = ["Eligibility"]


class Eligibility(AddsEligibleTrace):
    """Synapses remember what they did, and the modulator later turns that into change (retroactive modulation).

    E changes by rate (pre post - E) in each step, then the trace by modulator E, within its limit; a weight is its
    weight at birth plus alpha times the trace. So a reward changes the synapses of choices some steps before it.
    """

    kind: Literal["eligibility"] = "eligibility"

    def update(self, genes: Genes, synapses: State, activity: Activity, modulator: Array) -> Eligible:
        """Return what synapses keep after one step."""
        rate = jnp.minimum(genes["rate"], 1.0)
        eligible = {
            name: value + rate * (outer(activity[name].before, activity[name].after) - value)
            for name, value in synapses.eligible.items()
        }
        trace = {name: self.clipped(value + modulator * eligible[name]) for name, value in synapses.trace.items()}
        return Eligible(eligible, trace)

    @classmethod
    def tiny(cls) -> Self:
        """Return one factor for each tensor, .5 in founders."""
        return cls(shared="tensor", initial_coefficient=0.5)
