"""Fast weights between nodes: what one node does to another, written by a rule that all pairs share."""

from __future__ import annotations

from typing import Literal, Self

from baldwin.neural.contracts import Array, Weights
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.networks._pairs import FollowsNodes, Nodes, PairState, Tensor, kept

__all__ = ["FastWeights"]

CHANNELS, FEATURES = 2, 11


class FastWeights(FollowsNodes):
    """Two fast weights for every ordered pair of nodes: 29 genes say how they are written, kept and read.

    With values l and s of a node in two scales and m = 1 where it was held, an experience writes, for candidate i and
    cause j,

        phi = m_j l_i, m_j s_i, s_i s_j, l_i l_j, m_i l_j, m_i s_j, (1 - m_i)(1 - m_j) s_i s_j, s_i, s_j, m_j, 1
        W_ij <- lambda W_ij + A . phi,    lambda = logistic(3 + 5 d),

    and the answer i to a quiz about j is 10 (v . W_ij + u . W_ji) + b. The node asked about is never chosen. Fast
    weights are those of Schmidhuber (1992) and Ba et al. (2016), NeurIPS; the genes are the slow ones.
    """

    kind: Literal["fast_weights"] = "fast_weights"

    def tensors_of(self) -> dict[str, Tensor]:
        """Return A, d, v, u and b."""
        return {
            "write": Tensor((CHANNELS, FEATURES), 0.05, ("channel", "feature of a pair"), FEATURES),
            "decay": Tensor((CHANNELS,), 0.0, ("channel",)),
            "read": Tensor((CHANNELS,), 0.5, ("channel",), 2 * CHANNELS + 1),
            "read_back": Tensor((CHANNELS,), 0.1, ("channel",), 2 * CHANNELS + 1),
            "b": Tensor((1,), 0.0, ("",), 2 * CHANNELS + 1),
        }

    def blank(self) -> Array:
        """Return no weights."""
        return jnp.zeros((CHANNELS, self.nodes, self.nodes))

    def written(self, weights: Weights, pairs: Array, seen: Nodes) -> Array:
        """Return the fast weights after an experience."""
        v, s, m = seen.linear, seen.scaled, seen.held
        each = jnp.ones_like(v)
        products = [(v, m), (s, m), (s, s), (v, v), (m, v), (m, s), ((1 - m) * s, (1 - m) * s)]
        products += [(s, each), (each, s), (each, m), (each, each)]
        phi = jnp.stack([jnp.outer(candidate, cause) for candidate, cause in products])  # (11, n, n)
        after: Array = kept(weights["decay"])[:, None, None] * pairs + jnp.tensordot(weights["write"], phi, 1)
        return after

    def read(self, weights: Weights, state: PairState) -> Array:
        """Return what each node does to each other one, as the fast weights have it."""
        towards = jnp.tensordot(weights["read"], state.pairs, 1)
        back = jnp.tensordot(weights["read_back"], state.pairs, 1)
        answers: Array = 10.0 * (towards + back.T) + weights["b"]
        return answers

    @classmethod
    def tiny(cls) -> Self:
        """Return the rules for three nodes."""
        return cls(nodes=3)
