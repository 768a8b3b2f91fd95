"""Critical periods: from when to when, and how strongly, a life is plastic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from baldwin.neural.contracts import Array, Gene, Lifetime, Newborn, Number
from baldwin.neural.lazy_jax import jnp

__all__ = ["HasPeriod"]


class HasPeriod(Lifetime):
    """A life that is plastic for a time: always, never, or in a period whose opening, closing and strength evolve.

    Moments are counted from 1 to n: the trials, episodes or steps of the life. A moment is in the period if it comes
    after the opening and not after the closing. A negative opening counts as its size: were all of them open from the
    start, and so alike, evolution could not find its way back from there.
    """

    period: Annotated[
        Literal["always", "evolved", "never"],
        Field(
            description="when a life is plastic: `always`, `never` (a control), or within a critical period whose "
            "opening, closing and strength evolve, from one that is always open"
        ),
    ] = "always"
    period_scale: Annotated[
        Number,
        Field(gt=0.0, le=1e6, description="moments of life by which a gene of size 1 moves opening and closing"),
    ] = 10.0

    def period_genes(self, moments: int) -> tuple[Gene, ...]:
        """Return the genes of the period in a life of so many moments."""
        if self.period != "evolved":
            return ()
        return (
            Gene(
                "period.opening", (), 0.0, self.period_scale, meaning="moment, or minus it, after which it is plastic"
            ),
            Gene("period.closing", (), float(moments), self.period_scale, meaning="last moment at which it is"),
            Gene("period.strength", (), 1.0, 1.0, "log", "factor of all changes within the period"),
        )

    def openness(self, newborn: Newborn, moment: Array) -> Array:
        """Return by which factor changes in a moment, from 1, are multiplied: 0 outside the period."""
        if self.period != "evolved":
            return jnp.full(jnp.shape(moment), float(self.period == "always"))
        return jnp.where(self.is_open(newborn, moment), newborn.genes["period.strength"], 0.0)

    def is_open(self, newborn: Newborn, moment: Array) -> Array:
        """Return whether an evolved period is open in a moment, from 1."""
        genes = newborn.genes
        found: Array = (moment > jnp.abs(genes["period.opening"])) & (moment <= genes["period.closing"])
        return found

    def open_for(self, newborn: Newborn, moments: int) -> Array:
        """Return in how many of a life's moments it is plastic, ()."""
        return (self.openness(newborn, jnp.arange(1.0, moments + 1.0)) > 0.0).sum().astype(jnp.float32)
