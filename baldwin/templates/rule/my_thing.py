"""A plasticity rule: how a synapse changes, from what is active on both sides of it and one modulating signal."""

from typing import Annotated

from pydantic import Field

from baldwin.neural.contracts import Gene, Number, PlasticityRule
from baldwin.neural.contracts.plasticity import outer
from baldwin.neural.lazy_jax import jnp  # JAX, which loads only when a run begins


class MyThing(PlasticityRule):
    """A weight changes by modulator rate pre post, and forgets a share of itself; both evolve, tensor by tensor."""

    # The fields of [lifetime.rule]: a type, a range, a meaning and a default.
    founders_rate: Annotated[Number, Field(ge=-10.0, le=10.0, description="rate in founders")] = 0.0

    def genes(self, network, shapes):
        """Return what is inherited: for each plastic tensor (name -> shape) a rate, and a share that is forgotten.

        A `Gene` may have the shape of the tensor, for one value per synapse: `Gene(name, shape)`. "logistic" keeps a
        value between 0 and 1, "log" above 0.
        """
        rates = [Gene(f"rate.{name}", initial=self.founders_rate, meaning=f"rate of {name}") for name in shapes]
        forgets = [Gene(f"forgets.{name}", transform="logistic", meaning=f"share forgotten, {name}") for name in shapes]
        return (*rates, *forgets)

    def update(self, genes, synapses, activity, modulator):
        """Return the synapses after one step of the network; by default what is kept of them are their weights.

        activity[name] has the values `before` and `after` the synapses of a tensor; `modulator` is one number for all,
        such as the reward. Whatever is not local, a synapse cannot know.
        """

        def changed(name, weight):
            before, after, _ = activity[name]
            kept = 1.0 - 0.1 * genes[f"forgets.{name}"]
            return kept * weight + modulator * genes[f"rate.{name}"] * outer(before, after)

        return {name: changed(name, weight) for name, weight in synapses.items()}

    def strength(self, genes, shapes):
        """Return how strongly each tensor is plastic, >= 0: what `fitness.plasticity_cost` makes lives pay for."""
        return {name: jnp.abs(genes[f"rate.{name}"]) for name in shapes}

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(founders_rate=0.1)
