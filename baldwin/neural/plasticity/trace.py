"""Differentiable plasticity and backpropamine: a fixed part and a Hebbian trace (Miconi et al. 2018, 2019)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Activity, Array, Genes, State
from baldwin.neural.contracts.plasticity import outer
from baldwin.neural.plasticity._traces import AddsTrace

__all__ = ["HebbianTrace"]


class HebbianTrace(AddsTrace):
    """A weight is its weight at birth plus alpha times a Hebbian trace (differentiable plasticity).

    With m the modulator and r the rate, a trace H changes by

    decaying  m r (pre post - H)        (Miconi et al. 2018, eq. 2, where m is 1)
    oja       m r post (pre - post H)   (there, eq. 3)
    summed    m r pre post              (Miconi et al. 2019, simple neuromodulation)

    and is then kept within its limit. In the papers genes are found by gradient; here they evolve.
    """

    kind: Literal["trace"] = "trace"
    form: Annotated[
        Literal["decaying", "oja", "summed"],
        Field(
            description="how a trace H changes, times modulator and rate: `decaying` pre post - H, `oja` post (pre - "
            "post H), `summed` pre post"
        ),
    ] = "decaying"

    def update(self, genes: Genes, synapses: State, activity: Activity, modulator: Array) -> State:
        """Return the traces after one step."""

        def after(name: str, trace: Array) -> Array:
            seen = activity[name]
            if self.form == "oja":
                before = seen.before[:, None] if seen.before.ndim else seen.before
                change = seen.after * (before - seen.after * trace)
            else:
                change = outer(seen.before, seen.after) - (trace if self.form == "decaying" else 0.0)
            return self.clipped(trace + modulator * genes["rate"] * change)

        return {name: after(name, trace) for name, trace in synapses.items()}

    @classmethod
    def tiny(cls) -> Self:
        """Return one factor for each tensor, .5 in founders."""
        return cls(shared="tensor", initial_coefficient=0.5)
