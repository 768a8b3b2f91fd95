"""A modulator of plasticity: how unexpected a reward was, whichever way, times a gain that is inherited."""

from typing import Literal

from baldwin.neural.contracts import Gene
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.lifetimes.plastic import Plastic


class Novelty(Plastic):
    """Plasticity is gated by the size of what was not expected, and not by its sign."""

    kind: Literal["novelty"] = "novelty"
    modulator: Literal["novelty"] = "novelty"

    def modulator_genes(self, network, task):
        return (Gene("modulator.gain", initial=1.0, transform="log"),)

    def signal(self, newborn, network, kept, activity, reward, due):
        novelty = jnp.where(due, jnp.abs(reward - kept.expected), 0.0)
        expected = kept.expected + self.expectation * (reward - kept.expected)
        after = kept._replace(expected=jnp.where(due, expected, kept.expected))
        return newborn.genes["modulator.gain"] * novelty, after
