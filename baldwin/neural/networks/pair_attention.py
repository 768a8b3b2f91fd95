"""Attention over experiences, for every pair of nodes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Weights
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.networks._pairs import (
    FollowsNodes,
    Nodes,
    PairState,
    Tensor,
    encoded,
    encoding,
    features,
    read_out,
    reading,
)

__all__ = ["PairAttention"]

SHARPNESS = 5.0


class PairAttention(FollowsNodes):
    """Of every ordered pair of nodes each head keeps the mean of what experiences told of it, weighted by attention.

    With f = [m_i, m_j, l_i, l_j, s_i, s_j] of candidate i and cause j and h = tanh(F1 f + b), a head reads

        r_ij = sum_t softmax_t(5 (k . h + kl . f)) (v . h + vl . f),

    kept as running sums, so that an experience is taken in as it comes; the answer i to a quiz about j is
    5 (g2 . tanh(G1 [r_ij, r_ji] + b) + gl . [r_ij, r_ji]). The node asked about is never chosen. Sizes as they stand
    make 164 genes (attention: Vaswani et al. 2017, NeurIPS).
    """

    kind: Literal["pair_attention"] = "pair_attention"
    hidden: Annotated[int, Field(ge=1, le=256, description="units that encode an experience")] = 8
    heads: Annotated[int, Field(ge=1, le=16, description="heads: numbers that are read of a pair")] = 2
    readout: Annotated[int, Field(ge=1, le=256, description="hidden units of the readout")] = 8

    def tensors_of(self) -> dict[str, Tensor]:
        """Return F1, keys and values, G1, g2, gl and their biases."""
        told = self.hidden + 6
        names = ("heads", "units, then m_i, m_j, l_i, l_j, s_i, s_j")
        return {
            **encoding(6, self.hidden),
            "keys": Tensor((self.heads, told), 0.1, names, told),
            "values": Tensor((self.heads, told), 0.1, names, told),
            **reading(2 * self.heads, self.readout),
        }

    def blank(self) -> Array:
        """Return running maxima, sums of weights, and sums of weighted values, of each head."""
        lowest = jnp.full((self.heads, self.nodes, self.nodes), -1e9)
        return jnp.concatenate([lowest, jnp.zeros((2 * self.heads, self.nodes, self.nodes))])

    def written(self, weights: Weights, pairs: Array, seen: Nodes) -> Array:
        """Return the running sums after an experience, in units of the largest weight so far."""
        highest, total, weighted = jnp.split(pairs, 3)
        told = jnp.concatenate([encoded(weights, seen), features(seen)])
        score = SHARPNESS * jnp.tensordot(weights["keys"], told, 1)
        value = jnp.tensordot(weights["values"], told, 1)
        now = jnp.maximum(highest, score)
        before, here = jnp.exp(highest - now), jnp.exp(score - now)
        return jnp.concatenate([now, before * total + here, before * weighted + here * value])

    def read(self, weights: Weights, state: PairState) -> Array:
        """Return the answers about every node."""
        _, total, weighted = jnp.split(state.pairs, 3)
        mean = weighted / jnp.maximum(total, 1e-9)
        z = jnp.concatenate([mean, mean.swapaxes(1, 2)])
        answers: Array = SHARPNESS * read_out(weights, z.reshape(2 * self.heads, -1)).reshape(self.nodes, self.nodes)
        return answers

    @classmethod
    def tiny(cls) -> Self:
        """Return one head for three nodes."""
        return cls(nodes=3, hidden=2, heads=1, readout=2)
