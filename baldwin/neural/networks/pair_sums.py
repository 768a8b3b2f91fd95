"""Sums over experiences for every pair of nodes, and what a third node tells of the two."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Weights
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.networks._pairs import FollowsNodes, Nodes, PairState, Tensor, encoded, encoding, read_out, reading

__all__ = ["PairSums"]


class PairSums(FollowsNodes):
    """Each experience adds to what is known of every ordered pair; a quiz reads it, and what lies between by others.

    With m, l, s of candidate i and cause j (held or not, and the value in two scales), T experiences make

        W_ij = sum_t F2 tanh(F1 [m_i, m_j, l_i, l_j, s_i, s_j] + b)
        M_ij = sum_{k not i, j} tanh(H [W_ik, W_ki, W_kj, W_jk] + b)
        z_ij = [W_ij, W_ji, M_ij],  and the answer i to a quiz about j is  g2 . tanh(G1 z + b) + gl . z.

    The node asked about is never chosen. Sizes as they stand make 384 genes.
    """

    kind: Literal["pair_sums"] = "pair_sums"
    hidden: Annotated[int, Field(ge=1, le=256, description="units that encode an experience")] = 8
    channels: Annotated[int, Field(ge=1, le=64, description="numbers that are kept of a pair (W)")] = 4
    between: Annotated[int, Field(ge=1, le=256, description="units for what a third node tells (M)")] = 8
    readout: Annotated[int, Field(ge=1, le=256, description="hidden units of the readout")] = 8
    knows_order: Annotated[
        bool,
        Field(
            description="whether the sign of i - j is shown with every pair: where the task shows causes before their "
            "effects, innate knowledge of which may be which"
        ),
    ] = False
    recalls: Annotated[
        bool,
        Field(
            description="whether the readout sees m, l, s of the pair in the last experience too: what counterfactuals "
            "are worked out from"
        ),
    ] = False

    @property
    def keeps_last(self) -> bool:
        """Whether the last experience is kept."""
        return self.recalls

    def tensors_of(self) -> dict[str, Tensor]:
        """Return F1, F2, H, G1, g2, gl and their biases."""
        read = 2 * self.channels + self.between + self.knows_order + 6 * self.recalls
        four = 4 * self.channels
        return {
            **encoding(6 + self.knows_order, self.hidden),
            "kept": Tensor((self.hidden, self.channels), 0.5 / self.hidden**0.5, ("units", "channels"), self.hidden),
            "between": Tensor((four, self.between), 0.5 / four**0.5, ("W_ik, W_ki, W_kj, W_jk", "units"), four),
            "between_b": Tensor((self.between,), 0.1, ("units",), four),
            **reading(read, self.readout),
        }

    def blank(self) -> Array:
        """Return that nothing was added yet."""
        return jnp.zeros((self.channels, self.nodes, self.nodes))

    def written(self, weights: Weights, pairs: Array, seen: Nodes) -> Array:
        """Return the sums after an experience."""
        hidden = encoded(weights, seen, ordered=self.knows_order)
        return pairs + jnp.einsum("hc,hij->cij", weights["kept"], hidden)

    def read(self, weights: Weights, state: PairState) -> Array:
        """Return the answers about every node."""
        n, c, u = self.nodes, self.channels, self.between
        i, j = np.nonzero(~np.eye(n, dtype=bool))
        known = state.pairs.reshape(c, n * n)
        both = jnp.concatenate([known, state.pairs.swapaxes(1, 2).reshape(c, n * n)])  # W_ij and W_ji, by n i + j
        # What a third node tells, for all pairs at once: its part in i and in j are worked out but once.
        parts = jnp.concatenate([weights["between"][: 2 * c], weights["between"][2 * c :]], axis=1).T @ both
        third = np.array([[k for k in range(n) if k not in pair] for pair in zip(i, j, strict=True)]).T
        between = jnp.zeros((u, i.size))
        for k in third:
            between = between + jnp.tanh(parts[:u, n * i + k] + parts[u:, n * k + j] + weights["between_b"][:, None])
        z = [both[:, n * i + j], between]
        if self.knows_order:
            z.append(jnp.asarray(np.sign(i - j)[None], jnp.float32))
        if self.recalls:
            value, scaled, held = state.last
            z.append(jnp.stack([own[place] for own in (held, value, scaled) for place in (i, j)]))
        return jnp.zeros((n, n)).at[i, j].set(read_out(weights, jnp.concatenate(z)))

    @classmethod
    def tiny(cls) -> Self:
        """Return few numbers for three nodes."""
        return cls(nodes=3, hidden=2, channels=2, between=2, readout=2)
