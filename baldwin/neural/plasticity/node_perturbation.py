"""Node perturbation: units try something, and reward keeps what it was good for (Fiete & Seung 2006; Miconi 2023)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Activity, Array, Genes, Key, Number, State
from baldwin.neural.contracts.plasticity import outer
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.plasticity._traces import AddsEligibleTrace, Eligible

__all__ = ["NodePerturbation"]


class NodePerturbation(AddsEligibleTrace):
    """Noise on the inputs of units, remembered with what came in; the modulator turns it into change.

    In each step a unit is given noise U(-size, size) with the chance `share`. E changes by noise pre, and loses the
    share `rate` of itself; the trace by modulator E, each time by at most `largest`; a weight is its weight at birth
    plus alpha times the trace (Miconi 2023, with modulator = "surprise"). There E is turned into change once per trial,
    and gains alpha are never negative; here the modulator is 0 until a reward is due, and alpha may have either sign.
    """

    kind: Literal["node_perturbation"] = "node_perturbation"
    size: Annotated[Number, Field(gt=0.0, le=1e3, description="largest noise on a unit's input")] = 0.5
    share: Annotated[Number, Field(gt=0.0, le=1.0, description="chance with which a unit is given noise in a step")] = (
        0.1
    )
    largest: Annotated[Number, Field(gt=0.0, le=1e6, description="largest change of a trace in one step")] = 0.01

    def noise(self, key: Key, units: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
        """Draw the noise of one step."""
        drawn: dict[str, Array] = {}
        for number, (name, shape) in enumerate(sorted(units.items())):
            chance, values = jax.random.split(jax.random.fold_in(key, number))
            given = jax.random.uniform(chance, shape) < self.share
            noise = self.size * jax.random.uniform(values, shape, minval=-1.0, maxval=1.0)
            drawn[name] = jnp.where(given, noise, 0.0)
        return drawn

    def update(self, genes: Genes, synapses: State, activity: Activity, modulator: Array) -> Eligible:
        """Return what synapses keep after one step."""
        kept = 1.0 - jnp.minimum(genes["rate"], 1.0)

        def eligible(name: str, value: Array) -> Array:
            seen = activity[name]
            found: Array = kept * value + outer(seen.before, jnp.broadcast_to(seen.tried, jnp.shape(seen.after)))
            return found

        after = {name: eligible(name, value) for name, value in synapses.eligible.items()}
        step = {name: jnp.clip(modulator * value, -self.largest, self.largest) for name, value in after.items()}
        return Eligible(after, {name: self.clipped(trace + step[name]) for name, trace in synapses.trace.items()})

    @classmethod
    def tiny(cls) -> Self:
        """Return one factor for each tensor, .5 in founders, and noise on every unit."""
        return cls(shared="tensor", initial_coefficient=0.5, share=1.0)
