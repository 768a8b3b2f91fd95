"""Recurrent networks: weights that stay as they are born, and a state that learns."""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Key, Network, Weights
from baldwin.neural.lazily import jax, jnp

__all__ = ["SENSES", "Memory", "Recurrent", "Sense"]

Sense = Literal["action", "reward", "reward_action", "trial", "termination"]
SENSES: tuple[Sense, ...] = ("action", "reward", "reward_action", "trial", "termination")

GATES = {"rnn": 1, "gru": 3, "lstm": 4}


class Memory(NamedTuple):
    """What a network carries from step to step."""

    hidden: Array  # (units,)
    cell: Array  # (units,) of an LSTM; (0,) of others
    recalled: Array  # (gates units,) hidden @ wh, which the next step adds to what it sees


class Recurrent(Network):
    """One recurrent layer and a linear readout.

    Tensors: wx (inputs, gates units), wh (units, gates units), b (gates units,), w_out (units, outputs), b_out
    (outputs,); h0 and, of an LSTM, c0 (units,) where the initial state is inherited; w_value (units, 1), b_value (1,)
    of the value head. Inputs are the observation, then what is sensed of the past, in the order of `senses`.

    rnn   h = tanh(a)
    gru   z, r = s(a_z), s(a_r); n = tanh(x W_n + b_n + r (h W_n)); h = z h + (1 - z) n  (Cho et al. 2014, with the
          reset gate after the product, so that a step takes one product with h)
    lstm  i, f, o = s(..), g = tanh(..); c = f c + i g; h = o tanh(c)  (Hochreiter & Schmidhuber 1997; Wang et al. 2018)

    with a = x wx + h wh + b and s the logistic function.
    """

    kind: Literal["recurrent"] = "recurrent"
    cell: Annotated[
        Literal["rnn", "gru", "lstm"], Field(description="plain tanh units, gated recurrent units, or long short-term")
    ] = "gru"
    units: Annotated[int, Field(ge=1, le=4096, description="recurrent units")] = 16
    senses: Annotated[
        tuple[Sense, ...],
        Field(
            strict=False,
            description="what is sensed beside the observation: the last `action` (one-hot), the last `reward`, "
            "`reward_action` (the last action's one-hot times its reward), the `trial` (its number / trials), "
            "`termination` (1 on the first step of a trial but the first)",
        ),
    ] = ("action", "reward")
    reward_centre: Annotated[
        float, Field(ge=-1e6, le=1e6, description="reward that is sensed as 0: (reward - centre) / scale")
    ] = 0.0
    reward_scale: Annotated[float, Field(gt=0.0, le=1e6, description="reward above the centre that is sensed as 1")] = (
        1.0
    )
    initial_state: Annotated[
        Literal["zero", "inherited"], Field(description="what a life begins with in memory: nothing, or genes for it")
    ] = "zero"
    value: Annotated[bool, Field(description="whether a second readout tells the reward that is expected")] = False
    initial_scale: Annotated[
        float,
        Field(ge=0.0, le=1e3, description="founders' weights are N(0, (initial_scale)^2 / fan_in), biases 0"),
    ] = 0.5
    initial_gate: Annotated[
        float,
        Field(
            ge=-1e3,
            le=1e3,
            description="founders' bias of the gate that keeps memory (update of a GRU, forget of an LSTM)",
        ),
    ] = 1.0

    def width(self, inputs: int, outputs: int) -> int:
        """Return how many numbers the network is given at a step."""
        each = {"action": outputs, "reward_action": outputs}
        return inputs + sum(each.get(sense, 1) for sense in self.senses)

    def shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """Return tensor name -> shape, from the input to the output."""
        gates = GATES[self.cell] * self.units
        found: dict[str, tuple[int, ...]] = {
            "wx": (self.width(inputs, outputs), gates),
            "wh": (self.units, gates),
            "b": (gates,),
        }
        if self.initial_state == "inherited":
            found["h0"] = (self.units,)
            if self.cell == "lstm":
                found["c0"] = (self.units,)
        found |= {"w_out": (self.units, outputs), "b_out": (outputs,)}
        if self.value:
            found |= {"w_value": (self.units, 1), "b_value": (1,)}
        return found

    def fan_in(self, tensor: str, inputs: int, outputs: int) -> int:
        """Return how many numbers flow into each unit that the tensor leads to."""
        return self.width(inputs, outputs) + self.units if tensor in ("wx", "wh", "b") else self.units

    def draw(self, key: Key, inputs: int, outputs: int) -> Weights:
        """Draw the tensors of one founder."""
        shapes = self.shapes(inputs, outputs)
        drawn: Weights = {}
        for name, part in zip(shapes, jax.random.split(key, len(shapes)), strict=True):
            scale = self.initial_scale / math.sqrt(self.fan_in(name, inputs, outputs))
            drawn[name] = scale * jax.random.normal(part, shapes[name]) if name[0] == "w" else jnp.zeros(shapes[name])
        if self.cell != "rnn":
            drawn["b"] = drawn["b"].at[: self.units].set(self.initial_gate)  # the first gate keeps
        return drawn

    def ready(self, weights: Weights) -> Weights:
        """Return the weights with recurrent weights and readouts side by side: a step takes one product of them."""
        parts = [weights["wh"], weights["w_out"], *([weights["w_value"]] if self.value else [])]
        return {**weights, "wide": jnp.concatenate(parts, axis=1)}

    def start(self, weights: Weights) -> Memory:
        """Return what a life begins with."""
        nothing = jnp.zeros(self.units)
        hidden = weights.get("h0", nothing)
        cell = weights.get("c0", nothing) if self.cell == "lstm" else jnp.zeros(0)
        return Memory(hidden, cell, hidden @ weights["wh"])

    def step(self, weights: Weights, memory: Memory, x: Array) -> tuple[Memory, Array, Array]:
        """Return memory, answer (outputs,) and expected reward () after `x` (width,), of weights made `ready`."""
        hidden, cell = self._update(memory, x @ weights["wx"] + weights["b"])
        gates, outputs = weights["wh"].shape[1], weights["w_out"].shape[1]
        told = hidden @ weights["wide"]
        recalled, answer = told[:gates], told[gates : gates + outputs] + weights["b_out"]
        value = told[-1] + weights["b_value"][0] if self.value else jnp.zeros(())
        return Memory(hidden, cell, recalled), answer, value

    def _update(self, memory: Memory, seen: Array) -> tuple[Array, Array]:
        """Return the state after one step, given x wx + b."""
        if self.cell == "rnn":
            return jnp.tanh(seen + memory.recalled), memory.cell
        if self.cell == "gru":
            x_keep, x_reset, x_new = jnp.split(seen, 3)
            h_keep, h_reset, h_new = jnp.split(memory.recalled, 3)
            keep, reset = jax.nn.sigmoid(x_keep + h_keep), jax.nn.sigmoid(x_reset + h_reset)
            return keep * memory.hidden + (1.0 - keep) * jnp.tanh(x_new + reset * h_new), memory.cell
        forget, take, give, new = jnp.split(seen + memory.recalled, 4)
        cell = jax.nn.sigmoid(forget) * memory.cell + jax.nn.sigmoid(take) * jnp.tanh(new)
        return jax.nn.sigmoid(give) * jnp.tanh(cell), cell

    @classmethod
    def tiny(cls) -> Self:
        """Return three gated units."""
        return cls(units=3)
