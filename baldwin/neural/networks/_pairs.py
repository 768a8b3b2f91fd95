"""Networks that keep something about every ordered pair of nodes, by rules that all pairs share.

They see nodes as the task `causal_graph` shows them with `seen` = "scaled": for each node, in four blocks, its value in
two scales (l, s), whether it was held (m) and whether the quiz asks about it. As no rule knows which node is which,
answers to nodes in another order are the same answers in that order, exactly so but for what `knows_order` adds (and
for rounding, in `cause_sets`).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Key, Network, Stepped, Weights
from baldwin.neural.lazy_jax import jax, jnp

__all__ = [
    "HELD",
    "FollowsNodes",
    "Nodes",
    "PairState",
    "Tensor",
    "encoded",
    "encoding",
    "features",
    "kept",
    "read_out",
    "reading",
]

HELD = -1e4  # the answer of the node that the quiz holds: it is never chosen. Innate, in all networks of pairs
TRACES = 2


class Nodes(NamedTuple):
    """What is seen of n nodes at a step; all (n,)."""

    linear: Array  # value / 5
    scaled: Array  # asinh(10 value) / 4.6, in which small values differ visibly
    held: Array  # 1 where it was held, or given
    asked: Array  # 1 where the quiz asks about it


class PairState(NamedTuple):
    """What is remembered."""

    pairs: Array  # (C, n, n) of candidate i and cause j at [.., i, j]; of sets of causes (n, C)
    traces: Array  # (2, n) of nodes, by which the next one to be held is chosen; (0, n) where no choice is
    last: Array  # (3, n) l, s and m of the last experience; (0, n) where they are not kept


class Tensor(NamedTuple):
    """How a tensor is shaped and drawn: N(0, scale^2) in founders."""

    shape: tuple[int, ...]
    scale: float
    axes: tuple[str, ...] = ()
    fan_in: int = 1


def _draw_all(key: Key, tensors: dict[str, Tensor]) -> Weights:
    """Draw tensors by their scales."""
    keys = jax.random.split(key, len(tensors))
    return {
        name: one.scale * jax.random.normal(own, one.shape)
        for own, (name, one) in zip(keys, tensors.items(), strict=True)
    }


class FollowsNodes(Network):
    """What networks of pairs have in common: what they see, when they write, and how they choose whom to hold."""

    nodes: Annotated[int, Field(ge=2, le=16, description="nodes that the task shows: its nodes but the hidden one")] = 4
    explores: Annotated[
        bool,
        Field(
            description="whether genes choose the node to hold, by two decaying traces of what was held and seen; "
            "without them every node is as good as another"
        ),
    ] = False

    @abstractmethod
    def tensors_of(self) -> dict[str, Tensor]:
        """Return the tensors of memory and readout, name -> how they are drawn."""

    @abstractmethod
    def blank(self) -> Array:
        """Return what is known of pairs (C, n, n) before anything is seen."""

    @abstractmethod
    def written(self, weights: Weights, pairs: Array, seen: Nodes) -> Array:
        """Return what is known of pairs (C, n, n) after an experience."""

    @abstractmethod
    def read(self, weights: Weights, state: PairState) -> Array:
        """Return the answers (n, n) of every candidate i, at [i, j], to a quiz about j; its own are not read."""

    @property
    def keeps_last(self) -> bool:
        """Whether the last experience is kept beside what is known of pairs."""
        return False

    def _all(self) -> dict[str, Tensor]:
        found = self.tensors_of()
        if self.explores:
            found |= {
                "trace_decay": Tensor((TRACES,), 0.0, ("trace",)),
                "trace_write": Tensor((TRACES, 3), 0.1, ("trace", "held, value, |scaled value|"), 3),
                "trace_read": Tensor((TRACES,), 0.1, ("trace",), TRACES),
            }
        return found

    def shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """Return tensor name -> shape."""
        del inputs, outputs
        return {name: one.shape for name, one in self._all().items()}

    def fan_in(self, tensor: str, inputs: int, outputs: int) -> int:
        """Return how many numbers flow into each unit that the tensor leads to."""
        del inputs, outputs
        return self._all()[tensor].fan_in

    def axes(self, tensor: str) -> tuple[str, ...]:
        """Return what the axes of a tensor count."""
        return self._all()[tensor].axes

    def draw(self, key: Key, inputs: int, outputs: int) -> Weights:
        """Draw the tensors of one founder."""
        del inputs, outputs
        return _draw_all(key, self._all())

    def refuses(self, inputs: int, outputs: int) -> list[tuple[str, str]]:
        """Return that the task shows no nodes, in four blocks, or another number of them."""
        if inputs != 4 * outputs:
            rule = f'reads {4 * outputs} inputs, four for each answer, as "causal_graph" shows them with '
            return [("network.kind", f'{rule}task.seen = "scaled" and illegal = "masked". Use "recurrent"')]
        if outputs != self.nodes:
            return [("network.nodes", f"the task shows {outputs} nodes. Set it to {outputs}")]
        return []

    @property
    def local(self) -> bool:
        """False: every synapse is shared by all pairs."""
        return False

    def start(self, weights: Weights) -> PairState:
        """Return that nothing is known yet."""
        del weights
        return PairState(
            self.blank(),
            jnp.zeros((TRACES if self.explores else 0, self.nodes)),
            jnp.zeros((3 if self.keeps_last else 0, self.nodes)),
        )

    def step(self, weights: Weights, state: PairState, x: Array) -> Stepped:
        """Return what follows after `x` (4 n,): an experience is written, a quiz is answered and changes nothing."""
        seen = Nodes(*x.reshape(4, self.nodes))
        something = jnp.any(seen.linear != 0.0)
        after = PairState(
            self.written(weights, state.pairs, seen),
            self._traced(weights, state.traces, seen),
            jnp.stack(seen[:3]) if self.keeps_last else state.last,
        )
        after = jax.tree.map(lambda new, old: jnp.where(something, new, old), after, state)
        quiz = seen.asked.sum()
        answer = quiz * jnp.where(seen.asked > 0.0, HELD, self.read(weights, state) @ seen.asked)
        if self.explores:
            answer = answer + (1.0 - quiz) * 10.0 * (weights["trace_read"] @ after.traces)
        return Stepped(after, answer, jnp.zeros(()), {})

    def _traced(self, weights: Weights, traces: Array, seen: Nodes) -> Array:
        """Return the traces of nodes after a step."""
        if not self.explores:
            return traces
        signals = jnp.stack([seen.held, seen.linear, jnp.abs(seen.scaled)])
        after: Array = kept(weights["trace_decay"])[:, None] * traces + weights["trace_write"] @ signals
        return after

    def memory(self, state: PairState) -> dict[str, Array]:
        """Return what is known of each ordered pair, channel by channel, then the traces."""
        i, j = np.nonzero(~np.eye(self.nodes, dtype=bool))
        return {"hidden": jnp.concatenate([state.pairs[:, i, j].ravel(), state.traces.ravel()])}

    def inner(self, inputs: int) -> int:
        """Return the numbers of pairs."""
        del inputs
        return self.blank().size


def kept(genes: Array) -> Any:
    """Return the share of a trace that a step keeps; 0 in the genes stands for .953."""
    return jax.nn.sigmoid(3.0 + 5.0 * genes)


def encoding(width: int, units: int) -> dict[str, Tensor]:
    """Return the tensors by which the features of a pair (width,) are encoded."""
    names = ("m_i, m_j, l_i, l_j, s_i, s_j, sign of i - j if it is known", "units")
    return {
        "encode": Tensor((width, units), 1.0 / 6.0**0.5, names, width),
        "encode_b": Tensor((units,), 0.1, ("units",), width),
    }


def features(seen: Nodes) -> Array:
    """Return m_i, m_j, l_i, l_j, s_i, s_j of all pairs (6, n, n)."""
    n = seen.held.shape[0]
    own = [(part[:, None], part[None, :]) for part in (seen.held, seen.linear, seen.scaled)]
    return jnp.stack([jnp.broadcast_to(one, (n, n)) for pair in own for one in pair])


def encoded(weights: Weights, seen: Nodes, *, ordered: bool = False) -> Array:
    """Return what units (h, n, n) make of the features of all pairs, and of their order if it is known."""
    signals = jnp.stack([seen.held, seen.linear, seen.scaled])
    candidate, cause = weights["encode"][0:6:2].T @ signals, weights["encode"][1:6:2].T @ signals  # (h, n)
    total = candidate[:, :, None] + cause[:, None, :] + weights["encode_b"][:, None, None]
    if ordered:
        place = jnp.arange(signals.shape[1])
        total = total + weights["encode"][6][:, None, None] * jnp.sign(place[:, None] - place[None, :])
    return jnp.tanh(total)


def reading(width: int, units: int) -> dict[str, Tensor]:
    """Return the tensors of a readout of z (width,): a hidden layer, and a straight way beside it."""
    return {
        "read": Tensor((width, units), 0.5 / width**0.5, ("z", "units"), width),
        "read_b": Tensor((units,), 0.1, ("units",), width),
        "answer": Tensor((units,), 0.1, ("units",), units + width),
        "answer_straight": Tensor((width,), 0.1, ("z",), units + width),
    }


def read_out(weights: Weights, z: Array) -> Array:
    """Return g2 . tanh(G1 z + b) + gl . z of each candidate (n,), z (width, n)."""
    hidden = jnp.tanh(weights["read"].T @ z + weights["read_b"][:, None])
    found: Array = weights["answer"] @ hidden + weights["answer_straight"] @ z
    return found
