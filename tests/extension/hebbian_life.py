"""A way of learning: Hebbian traces, a coefficient for every synapse, switched on by reward (Miconi et al. 2018)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baldwin.neural.contracts import Gene, Number
from baldwin.neural.contracts.plasticity import outer
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.lifetimes._trials import TrialLife


class HebbianLife(TrialLife):
    """Traces gain pre x post x reward; a weight is its innate value plus its own coefficient times its trace.

    For ways of learning that need more than a rule; a rule alone (`[lifetime.rule]`) is a file such as `bcm.py`.
    """

    kind: Literal["hebbian_life"] = "hebbian_life"
    strength: Annotated[Number, Field(ge=0.0, le=10.0, description="what a reward of 1 does to all traces")] = 1.0
    changes_weights: ClassVar[bool] = True

    def genes(self, network, task):
        rate = Gene("rate", initial=0.1, transform="log")
        shapes = network.shapes(task.inputs, task.outputs)
        return (rate, *(Gene(f"coefficient.{name}", shape) for name, shape in shapes.items()))

    def traces(self, newborn):
        return {name: jnp.zeros_like(value) for name, value in newborn.weights.items()}

    def adapt(self, learner, stepped, world, moment, tried):
        gain = learner.newborn.genes["rate"] * self.strength * learner.reward

        def gained(name, trace):
            before, after, _ = stepped.activity[name]
            return jnp.clip(trace + gain * outer(before, after), -1.0, 1.0)

        return learner._replace(traces={name: gained(name, trace) for name, trace in learner.traces.items()})

    def learned(self, learner):
        born, genes = learner.newborn.weights, learner.newborn.genes
        return {name: born[name] + genes[f"coefficient.{name}"] * trace for name, trace in learner.traces.items()}

    @classmethod
    def tiny(cls):
        return cls()
