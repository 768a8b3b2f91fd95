"""A plasticity rule of one's own (Bienenstock, Cooper & Munro 1982), with a gene for every synapse."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from baldwin.neural.contracts import Array, Gene, Number, PlasticityRule
from baldwin.neural.contracts.plasticity import outer
from baldwin.neural.lazy_jax import jnp


class Kept(NamedTuple):
    weights: dict[str, Array]  # by tensor
    thresholds: dict[str, Array]  # of the units behind each tensor: name -> (b,)


class BCM(PlasticityRule):
    """A weight changes by modulator rate pre post (post - threshold); a unit's threshold follows post^2."""

    kind: Literal["bcm"] = "bcm"
    follows: Annotated[Number, Field(gt=0.0, le=1.0, description="share by which a threshold nears post^2")] = 0.1

    def genes(self, network, shapes):
        return tuple(
            Gene(f"rate.{name}", shape, meaning=f"rate of each synapse of {name}") for name, shape in shapes.items()
        )

    def begin(self, genes, born):
        return Kept(born, {name: jnp.zeros(weight.shape[-1:]) for name, weight in born.items()})

    def update(self, genes, synapses, activity, modulator):
        def weight(name, value):
            before, after, _ = activity[name]
            return value + modulator * genes[f"rate.{name}"] * outer(
                before, after * (after - synapses.thresholds[name])
            )

        def threshold(name, value):
            return value + self.follows * (activity[name].after ** 2 - value)

        weights = {name: weight(name, value) for name, value in synapses.weights.items()}
        return Kept(weights, {name: threshold(name, value) for name, value in synapses.thresholds.items()})

    def weights(self, genes, born, synapses):
        return synapses.weights

    def strength(self, genes, shapes):
        return {name: jnp.abs(genes[f"rate.{name}"]) for name in shapes}

    @classmethod
    def tiny(cls):
        return cls()
