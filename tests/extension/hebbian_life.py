"""Hebbian plasticity with a coefficient for every synapse, switched on by reward (after Miconi et al. 2018)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baldwin.neural.contracts import Gene, Number, PlasticityRule
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.lifetimes._trials import TrialLife


class Hebb(PlasticityRule):
    """Each trace gains pre x post x reward; a weight is its innate value plus its own coefficient times the trace."""

    def genes(self, network, shapes):
        rate = Gene("rate", initial=0.1, transform="log")
        return (rate, *(Gene(f"coefficient.{name}", shape, 0.0, 1.0) for name, shape in shapes.items()))

    def strength(self, genes, shapes):
        return {name: jnp.abs(genes[f"coefficient.{name}"]) for name in shapes}

    def update(self, genes, synapses, activity, modulator):
        def gained(name, trace):
            before, after, _ = activity[name]
            product = jnp.multiply.outer(before, after) if before.ndim else after
            return jnp.clip(trace + genes["rate"] * modulator * product, -1.0, 1.0)

        return {name: gained(name, trace) for name, trace in synapses.items()}

    @classmethod
    def tiny(cls):
        return cls()


RULE = Hebb()


class HebbianLife(TrialLife):
    """A life of trials in which every synapse changes by its own coefficient."""

    kind: Literal["hebbian_life"] = "hebbian_life"
    strength: Annotated[Number, Field(ge=0.0, le=10.0, description="what a reward of 1 does to all traces")] = 1.0
    changes_weights: ClassVar[bool] = True

    def genes(self, network, task):
        return RULE.genes(network, network.shapes(task.inputs, task.outputs))

    def traces(self, newborn):
        return {name: jnp.zeros_like(value) for name, value in newborn.weights.items()}

    def adapt(self, learner, stepped, world, moment, tried):
        modulator = self.strength * learner.reward
        return learner._replace(traces=RULE.update(learner.newborn.genes, learner.traces, stepped.activity, modulator))

    def learned(self, learner):
        born, genes = learner.newborn.weights, learner.newborn.genes
        return {name: born[name] + genes[f"coefficient.{name}"] * trace for name, trace in learner.traces.items()}

    @classmethod
    def tiny(cls):
        return cls()
