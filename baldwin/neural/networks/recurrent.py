"""Recurrent networks: weights that stay as they are born, and a state that learns."""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Key, Network, Number, Sense, Stepped, Synapses, Weights
from baldwin.neural.contracts.networks import bias
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Memory", "Recurrent"]

GATES = {"rnn": 1, "gru": 3, "lstm": 4}


class Memory(NamedTuple):
    """What a network carries from step to step."""

    hidden: Array  # (units,)
    cell: Array  # (units,) of an LSTM; (0,) of others


class Recurrent(Network):
    """One recurrent layer and a linear readout.

    Tensors: wx (inputs, gates units), wh (units, gates units), b (gates units,), w_out (units, outputs), b_out
    (outputs,); h0 and, of an LSTM, c0 (units,) where the initial state is inherited; w_skip (observation, outputs)
    where the readout sees the observation beside the units; w_value (units, 1), b_value (1,) of the value head. Inputs
    are the observation, then what is sensed of the past, in the order of `senses`.

    rnn   h = tanh(a)
    gru   z, r = s(a_z), s(a_r); n = tanh(x W_n + b_n + r (h W_n)); h = z h + (1 - z) n  (Cho et al. 2014, with the
          reset gate after the product, so that a step takes one product with h)
    lstm  f, i, o = s(..), g = tanh(..); c = f c + i g; h = o tanh(c)  (Hochreiter & Schmidhuber 1997; Wang et al. 2018)

    with a = x wx + h wh + b and s the logistic function. Columns of wx, wh and b are those of the gates in the order in
    which they stand here: z, r, n of a GRU; f, i, o, g of an LSTM. Answers are h w_out + b_out, with `skip` plus
    observation w_skip: weights that plasticity or development can change beside what the state remembers.
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
        Number, Field(ge=-1e6, le=1e6, description="reward that is sensed as 0: (reward - centre) / scale")
    ] = 0.0
    reward_scale: Annotated[
        Number, Field(gt=0.0, le=1e6, description="reward above the centre that is sensed as 1")
    ] = 1.0
    initial_state: Annotated[
        Literal["zero", "inherited"], Field(description="what a life begins with in memory: nothing, or genes for it")
    ] = "zero"
    skip: Annotated[
        bool, Field(description="whether the readout sees the observation too, beside the units: a skip connection")
    ] = False
    value: Annotated[bool, Field(description="whether a second readout tells the reward that is expected")] = False
    initial_scale: Annotated[
        Number,
        Field(ge=0.0, le=1e3, description="founders' weights are N(0, (initial_scale)^2 / fan_in), biases 0"),
    ] = 0.5
    initial_gate: Annotated[
        Number,
        Field(
            ge=-1e3,
            le=1e3,
            description="founders' bias of the gate that keeps memory (update of a GRU, forget of an LSTM)",
        ),
    ] = 1.0

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
        if self.skip:
            found["w_skip"] = (inputs, outputs)
        if self.value:
            found |= {"w_value": (self.units, 1), "b_value": (1,)}
        return found

    def fan_in(self, tensor: str, inputs: int, outputs: int) -> int:
        """Return how many numbers flow into each unit that the tensor leads to."""
        if tensor in ("wx", "wh", "b"):
            return self.width(inputs, outputs) + self.units
        return self.units + inputs if self.skip and tensor in self.head else self.units

    def refuses(self, inputs: int, outputs: int) -> list[tuple[str, str]]:
        """Return that there is no observation to see."""
        del outputs
        if self.skip and not inputs:
            return [("network.skip", "the task shows nothing that the readout could see. Set it to false")]
        return []

    def axes(self, tensor: str) -> tuple[str, ...]:
        """Return what the class's own text says of each tensor."""
        gates = {"rnn": "units", "gru": "gates z, r, n by unit", "lstm": "gates f, i, o, g by unit"}[self.cell]
        senses = ", ".join(self.senses)
        known = {
            "wx": (f"observation{', then ' if senses else ''}{senses}", gates),
            "wh": ("units", gates),
            "b": (gates,),
            "w_out": ("units", "outputs"),
            "b_out": ("outputs",),
            "w_skip": ("observation", "outputs"),
            "w_value": ("units", "value"),
            "b_value": ("value",),
        }
        return known.get(tensor, ("units",))

    @property
    def head(self) -> tuple[str, ...]:
        """The readout."""
        return ("w_out", "b_out", "w_skip") if self.skip else ("w_out", "b_out")

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
        """Return the weights with those of a step side by side: one product with what is seen, the state, and 1.

        A GRU keeps what enters its new state apart, as its reset gate lets through what comes of the state alone.
        """
        seen, past, bias = weights["wx"], weights["wh"], weights["b"]
        if self.cell == "gru":
            two = 2 * self.units
            seen, past = _with_gap(seen, two, self.units, after=True), _with_gap(past, two, self.units, after=False)
            bias = jnp.concatenate([bias, jnp.zeros(self.units)])
        readouts = [weights["w_out"], *([weights["w_value"]] if self.value else [])]
        return {
            **weights,
            "step": jnp.concatenate([seen, past, bias[None]]),
            "readout": jnp.concatenate(readouts, axis=1),
        }

    def ready_once(self, weights: Weights) -> Weights:
        """Return the weights as they are: to put them side by side takes longer than the products that it saves."""
        return weights

    def start(self, weights: Weights) -> Memory:
        """Return what a life begins with."""
        nothing = jnp.zeros(self.units)
        return Memory(weights.get("h0", nothing), weights.get("c0", nothing) if self.cell == "lstm" else jnp.zeros(0))

    def step(self, weights: Weights, state: Memory, x: Array) -> Stepped:
        """Return what follows after `x` (width,), of weights made `ready`, or as they are."""
        memory, gates = self._update(state, self._total(weights, x, state.hidden))
        if "readout" in weights:
            read = memory.hidden @ weights["readout"]
            read, expected = (read[:-1], read[-1:]) if self.value else (read, None)
        else:
            read, expected = (
                memory.hidden @ weights["w_out"],
                memory.hidden @ weights["w_value"] if self.value else None,
            )
        answer = read + weights["b_out"]
        value = jnp.zeros(()) if expected is None else expected[0] + weights["b_value"][0]
        if self.skip:
            seen = x[: weights["w_skip"].shape[0]]
            answer = answer + seen @ weights["w_skip"]
        activity = {"wx": Synapses(x, gates), "wh": Synapses(state.hidden, gates), "b": bias(gates)}
        activity |= {"w_out": Synapses(memory.hidden, answer), "b_out": bias(answer)}
        if self.skip:
            activity["w_skip"] = Synapses(seen, answer)
        if self.value:
            activity |= {"w_value": Synapses(memory.hidden, value[None]), "b_value": bias(value[None])}
        return Stepped(memory, answer, value, activity)

    def _total(self, weights: Weights, x: Array, hidden: Array) -> Array:
        """Return the inputs of all gates; of a GRU, what enters its new state in two parts, seen and past."""
        if "step" in weights:
            found: Array = jnp.concatenate([x, hidden, jnp.ones(1)]) @ weights["step"]
            return found
        seen, past = x @ weights["wx"] + weights["b"], hidden @ weights["wh"]
        if self.cell != "gru":
            return seen + past
        both = 2 * self.units
        return jnp.concatenate([seen[:both] + past[:both], seen[both:], past[both:]])

    def _update(self, memory: Memory, total: Array) -> tuple[Memory, Array]:
        """Return the state after one step, and the values of all gates, given their inputs."""
        if self.cell == "rnn":
            hidden = jnp.tanh(total)
            return Memory(hidden, memory.cell), hidden
        if self.cell == "gru":
            keep, reset, seen, past = jnp.split(total, 4)
            keep, reset = _logistic(keep), _logistic(reset)
            new = jnp.tanh(seen + reset * past)
            hidden = keep * memory.hidden + (1.0 - keep) * new
            return Memory(hidden, memory.cell), jnp.concatenate([keep, reset, new])
        forget, take, give, new = jnp.split(total, 4)
        forget, take, give, new = _logistic(forget), _logistic(take), _logistic(give), jnp.tanh(new)
        cell = forget * memory.cell + take * new
        return Memory(give * jnp.tanh(cell), cell), jnp.concatenate([forget, take, give, new])

    @property
    def starts(self) -> tuple[str, ...]:
        """The initial state, where it is inherited."""
        both = ("h0", "c0") if self.cell == "lstm" else ("h0",)
        return both if self.initial_state == "inherited" else ()

    def bias_of(self, tensor: str) -> str | None:
        """Return the biases of the gates, of the answer or of the value head; None of an initial state."""
        known = {"wx": "b", "wh": "b", "b": "b", "w_out": "b_out", "b_out": "b_out", "w_skip": "b_out"}
        return (known | {"w_value": "b_value", "b_value": "b_value"}).get(tensor)

    def pushed(self, ready: Weights, noise: dict[str, Array]) -> Weights:
        """Return weights with noise on biases: those of the gates are the last row of what a step multiplies."""
        found = super().pushed(ready, noise)
        if "b" in noise and "step" in found:
            units = jnp.concatenate([noise["b"], jnp.zeros(found["step"].shape[1] - noise["b"].shape[0])])
            found["step"] = found["step"].at[-1].add(units)
        return found

    def sensed(self) -> tuple[Sense, ...]:
        """Return what is sensed beside the observation."""
        return self.senses

    def felt(self, reward: Array) -> Array:
        """Return a reward less its centre, in units of its scale."""
        found: Array = (reward - self.reward_centre) / self.reward_scale
        return found

    @property
    def expects(self) -> bool:
        """Whether it has a value head."""
        return self.value

    def inner(self, inputs: int) -> int:
        """Return the numbers of all gates, and those that come of them."""
        del inputs
        return 4 * self.units

    def memory(self, state: Memory) -> dict[str, Array]:
        """Return the hidden state, and the cells of an LSTM."""
        return {"hidden": state.hidden, "cells": state.cell} if self.cell == "lstm" else {"hidden": state.hidden}

    @classmethod
    def tiny(cls) -> Self:
        """Return three gated units."""
        return cls(units=3)


def _logistic(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)), by a hyperbolic tangent, which runs on vectors."""
    return 0.5 * jnp.tanh(0.5 * x) + 0.5


def _with_gap(matrix: Array, first: int, width: int, *, after: bool) -> Array:
    """Return a matrix with `width` columns of zeros after its columns, or between its first columns and the others."""
    nothing = jnp.zeros((matrix.shape[0], width))
    parts = [matrix, nothing] if after else [matrix[:, :first], nothing, matrix[:, first:]]
    return jnp.concatenate(parts, axis=1)
