"""Direct encoding: every weight of the newborn is a gene, and so may be what governs its learning."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Encoding, Key, Network, Newborn, Task, Weights
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Block", "Direct"]


class Block(NamedTuple):
    """Genes first .. first + size of a genotype, which make one tensor of the newborn or of its rule of learning.

    The value is offset + scale * gene, or offset * exp(scale * gene) where `log`.
    """

    name: str  # "w1", .., "gain"; "rate.w1", .. or "rate"; "momentum", "steps"
    first: int
    shape: tuple[int, ...]
    scale: Any
    offset: Any = 0.0
    log: bool = False

    @property
    def size(self) -> int:
        """Number of genes."""
        return math.prod(self.shape)

    def of(self, genotype: Array) -> Array:
        """Return this block's genes in the shape of their tensor."""
        return genotype[self.first : self.first + self.size].reshape(self.shape)

    def value(self, genotype: Array) -> Array:
        """Return what the genes make."""
        genes = self.scale * self.of(genotype)
        made: Array = self.offset * jnp.exp(genes) if self.log else self.offset + genes
        return made


class Direct(Encoding):
    """One gene per weight; learning rates, momentum, number of steps and output gain as further genes.

    A mutation of size 1 changes a weight by its block's scale, and the logarithm of a rate by `rate_scale`.
    """

    kind: Literal["direct"] = "direct"
    weight_scale: Annotated[
        Literal["unit", "fan_in"],
        Field(description="what a gene of size 1 is worth: `unit` 1, `fan_in` 1 / sqrt(fan_in) of its layer"),
    ] = "unit"
    rate: Annotated[
        Literal["fixed", "global", "tensor", "parameter"],
        Field(description="learning rates that evolve: none, one for all, one per tensor, one per weight"),
    ] = "tensor"
    initial_rate: Annotated[
        float, Field(gt=0.0, le=1e6, description="learning rate of the founders, and of everyone where it is fixed")
    ] = 0.01
    rate_scale: Annotated[
        float, Field(gt=0.0, le=1e6, description="what a rate gene of size 1 adds to the logarithm of the rate")
    ] = 10.0
    rate_transform: Annotated[
        Literal["log", "linear"],
        Field(
            description="`log`: rate = initial_rate exp(rate_scale gene); `linear`: rate = initial_rate + rate_scale "
            "gene, which may become negative (Meta-SGD)"
        ),
    ] = "log"
    momentum: Annotated[bool, Field(description="whether momentum evolves, as 1 / (1 + exp(-gene)) from 1/2")] = False
    steps: Annotated[
        bool,
        Field(
            description="whether the number of learning steps evolves, as lifetime.steps / (1 + exp(-gene)), rounded"
        ),
    ] = False
    output_scale: Annotated[
        bool, Field(description="whether a gain on the network's output evolves, as exp(gene) from 1")
    ] = False

    def blocks(self, network: Network, task: Task) -> tuple[Block, ...]:
        """Return the gene blocks in the order of the genotype."""
        shapes = network.shapes(task.inputs, task.outputs)
        wanted: list[tuple[str, tuple[int, ...], Any, Any, bool]] = []
        for name, shape in shapes.items():
            fan_in = network.fan_in(name, task.inputs, task.outputs)
            wanted.append((name, shape, 1.0 / math.sqrt(fan_in) if self.weight_scale == "fan_in" else 1.0, 0.0, False))
        if self.output_scale:
            wanted.append(("gain", (), 1.0, 1.0, True))
        log = self.rate_transform == "log"
        if self.rate == "global":
            wanted.append(("rate", (), self.rate_scale, self.initial_rate, log))
        elif self.rate != "fixed":
            whole = self.rate == "parameter"
            wanted += [
                (f"rate.{name}", shape if whole else (), self.rate_scale, self.initial_rate, log)
                for name, shape in shapes.items()
            ]
        wanted += [(name, (), 1.0, 0.0, False) for name in ("momentum", "steps") if getattr(self, name)]
        found, first = [], 0
        for name, shape, scale, offset, is_log in wanted:
            found.append(Block(name, first, shape, scale, offset, is_log))
            first += found[-1].size
        return tuple(found)

    def size(self, network: Network, task: Task) -> int:
        """Return the number of genes."""
        last = self.blocks(network, task)[-1]
        return last.first + last.size

    def founder(self, key: Key, network: Network, task: Task) -> Array:
        """Draw a founder: weights by the network's law, everything else as the definition says."""
        drawn = network.draw(key, task.inputs, task.outputs)
        parts = [
            (drawn[block.name] / block.scale).ravel() if block.name in drawn else jnp.zeros(block.size)
            for block in self.blocks(network, task)
        ]
        return jnp.concatenate(parts)

    def develop(self, genotype: Array, network: Network, task: Task) -> Newborn:
        """Return the newborn of a genotype."""
        blocks = {block.name: block for block in self.blocks(network, task)}
        shapes = network.shapes(task.inputs, task.outputs)
        weights = {name: blocks[name].value(genotype) for name in (*shapes, "gain") if name in blocks}
        plasticity: dict[str, Any] = {}
        if self.rate == "fixed":
            plasticity["rate"] = {name: jnp.asarray(self.initial_rate, jnp.float32) for name in shapes}
        elif self.rate == "global":
            plasticity["rate"] = {name: blocks["rate"].value(genotype) for name in shapes}
        else:
            plasticity["rate"] = {name: blocks[f"rate.{name}"].value(genotype) for name in shapes}
        for name in ("momentum", "steps"):
            if name in blocks:
                plasticity[name] = jax.nn.sigmoid(blocks[name].of(genotype))
        return Newborn(weights, plasticity)

    def inherit(
        self, newborn: Newborn, learned: Weights, blocks: tuple[str, ...], network: Network, task: Task
    ) -> Array:
        """Return the change of genes that would make a newborn be born with the learned weights; 0 in other blocks."""
        parts = []
        for block in self.blocks(network, task):
            if block.name not in learned or (blocks and block.name not in blocks):
                parts.append(jnp.zeros(block.size))
                continue
            before, after = newborn.weights[block.name], learned[block.name]
            change = jnp.log(after / before) if block.log else after - before
            parts.append((change / block.scale).ravel())
        return jnp.concatenate(parts)

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
