"""Learning rates that evolve, and how long a life goes on learning."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from baldwin.neural.contracts import Array, Gene, Network, Newborn, Number, Task, Weights
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.lifetimes._period import HasPeriod

__all__ = ["LearnsByRate"]


class LearnsByRate(HasPeriod):
    """A life that changes weights by steps, whose sizes are learning rates that it was born with.

    `evolves` may name `steps`: then the share of `steps` after which a life stops learning is a gene too. A critical
    period (`period`) has an opening as well, and a strength, by which all rates are multiplied.
    """

    rate: Annotated[
        Literal["fixed", "global", "tensor", "parameter"],
        Field(description="learning rates that evolve: none, one for all, one per tensor, one per weight"),
    ] = "tensor"
    initial_rate: Annotated[
        Number,
        Field(gt=0.0, le=1e6, description="learning rate of the founders, and of everyone where it is fixed"),
    ] = 0.01
    rate_scale: Annotated[
        Number,
        Field(gt=0.0, le=1e6, description="what a rate gene of size 1 adds to the logarithm of the rate"),
    ] = 10.0
    rate_transform: Annotated[
        Literal["log", "linear"],
        Field(
            description="`log`: rate = initial_rate exp(rate_scale gene); `linear`: rate = initial_rate + rate_scale "
            "gene, which may become negative (Meta-SGD)"
        ),
    ] = "log"
    evolves: Annotated[
        tuple[Literal["steps"], ...],
        Field(
            strict=False,
            description="what else evolves: `steps`, the number of learning steps: steps / (1 + exp(-gene)), rounded",
        ),
    ] = ()

    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return the genes of the learning rates, and of what else evolves."""

        def rate(name: str, shape: tuple[int, ...] = ()) -> Gene:
            of = f"tensor {name.partition('.')[2]}" if "." in name else "all tensors"
            meaning = f"learning rate of {of}: a step of a life takes it times the direction off the weight"
            return Gene(name, shape, self.initial_rate, self.rate_scale, self.rate_transform, meaning)

        rates: tuple[Gene, ...] = ()
        if self.rate == "global":
            rates = (rate("rate"),)
        elif self.rate != "fixed":
            shapes = network.shapes(task.inputs, self.outputs(network, task))
            rates = tuple(
                rate(f"rate.{name}", shape if self.rate == "parameter" else ()) for name, shape in shapes.items()
            )
        meanings = {
            "steps": "share of lifetime.steps after which a life stops learning",
            "momentum": "momentum of steps",
        }
        others = tuple(Gene(name, transform="logistic", meaning=meanings.get(name, "")) for name in self.further())
        return rates + others + self.period_genes(self.experiences(task))

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return genes that no life reads."""
        if "steps" in self.evolves and self.experiences(task) == 0:
            rule = (
                'lives have no steps, and nothing reads the gene. Set lifetime.steps to 1 or more, or leave out "steps"'
            )
            return [("lifetime.evolves", rule)]
        if "steps" in self.evolves and self.period != "always":
            rule = 'the period says when learning stops. Leave out "steps", or set lifetime.period = "always"'
            return [("lifetime.evolves", rule)]
        return super().refuses(network, task)

    def further(self) -> tuple[str, ...]:
        """Return what evolves beside the learning rates, in the order of the genotype."""
        return tuple(sorted(self.evolves))

    def rates(self, newborn: Newborn, network: Network) -> Weights:
        """Return the learning rates of each tensor that has them, within the period."""
        gains = {gain.name for gain in network.gains()}
        names = [name for name in newborn.weights if name not in gains]
        if self.rate == "fixed":
            fixed: Any = jnp.asarray(self.initial_rate, jnp.float32)
            found = dict.fromkeys(names, fixed)
        else:
            found = {name: newborn.genes["rate" if self.rate == "global" else f"rate.{name}"] for name in names}
        if self.period != "evolved":
            return found
        return {name: newborn.genes["period.strength"] * rate for name, rate in found.items()}

    def active(self, newborn: Newborn, task: Task) -> Array | None:
        """Return in how many experiences a newborn learns, where that evolves."""
        if self.period == "evolved":
            return self.open_for(newborn, self.experiences(task))
        if "steps" not in self.evolves:
            return None
        found: Array = jnp.round(newborn.genes["steps"] * self.experiences(task))
        return found

    def awake(self, newborn: Newborn, task: Task, number: Array) -> Array | bool:
        """Return whether a newborn learns in experience `number`, counted from 1."""
        if self.period != "always":
            return self.is_open(newborn, number) if self.period == "evolved" else False
        last = self.active(newborn, task)
        return True if last is None else number <= last
