"""Beliefs about what causes each node, strengthened by what they foretold, and quizzes imagined in them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from baldwin.neural.contracts import Array, Weights
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.networks._pairs import FollowsNodes, Nodes, PairState, Tensor

__all__ = ["CauseSets"]


class CauseSets(FollowsNodes):
    """Every set of causes that a node may have is believed the more, the better it foretold that node.

    A set c says of each other node whether it causes node i, and with which sign s_k, and whether one unseen does too
    (u, 0 or 1); q = sum |s_k| + u counts its causes. Of values x (in units of 5, as they are seen) it foretells

        f_c = a / q^g  sum_k s_k x_k,   with variance  v_c = r^2 (1 + u (t / q^g)^2),

    and an experience adds  w (-(x_i - f_c)^2 / (2 v_c) - log(v_c) / 2)  to what speaks for it; w is 1, but of the node
    that is held itself w = h. At birth  -(b sum |s_k| + d u)  speaks for it, less l for each cause that comes after i
    where `knows_order`. A quiz about j is imagined: with W_ik the mean of a s_k / q^g over the sets of i, weighted by
    the exponentials of what speaks for them, node j is put at -1 and all others follow, x_i = sum_k W_ik x_k, n - 1
    times. The answer i is x_i times a gain.

    Nine genes, of which founders know nothing: how exact the world is (r), how strong causes are (a), whether they add
    up (g = 0) or are averaged (g = 1), whether a node that is held tells of its own causes (h), and so on. Given by
    birth, not evolved, is that causes have signs and add, and that experiences count like those of an ideal observer:
    it is Bayes' rule, node by node, but that nodes with the same unseen cause are taken to be independent. The node
    asked about is never chosen.
    """

    kind: Literal["cause_sets"] = "cause_sets"
    nodes: Annotated[int, Field(ge=2, le=6, description="nodes that the task shows: its nodes but the hidden one")] = 4
    knows_order: Annotated[
        bool,
        Field(
            description="whether there is a gene for causes that come after their effects, in the order in which nodes "
            "are shown: evolution can then learn that there are none"
        ),
    ] = False

    def tensors_of(self) -> dict[str, Tensor]:
        """Return the genes by their scale; 0 stands for r = 1/e, a = 1/e, g = 0, h = 1/2, t = 1, no costs."""
        names = ("noise", "strength", "shared", "unseen", "held", "cost", "cost_unseen", "gain")
        genes = [*names, *(("late",) if self.knows_order else ())]
        return {name: Tensor((1,), 0.1) for name in genes}

    @property
    def _sets(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return the signs (C, n - 1) of the other nodes in each set, and whether one unseen is in it (C,)."""
        others = self.nodes - 1
        signs = (np.arange(3**others)[:, None] // 3 ** np.arange(others)) % 3 - 1
        return np.tile(signs, (2, 1)).astype(np.float32), np.repeat([0.0, 1.0], 3**others).astype(np.float32)

    @property
    def _others(self) -> npt.NDArray[np.int64]:
        """Return the other nodes of each node (n, n - 1)."""
        return np.array([[k for k in range(self.nodes) if k != i] for i in range(self.nodes)])

    def _shares(self, weights: Weights) -> tuple[Array, Array]:
        """Return a / q^g and 1 / q^g of each set (C,)."""
        signs, unseen = self._sets
        count = np.maximum(np.abs(signs).sum(axis=1) + unseen, 1.0)
        share = jnp.exp(-2.0 * weights["shared"] * np.log(count))
        return jnp.exp(2.0 * weights["strength"] - 1.0) * share, share

    def blank(self) -> Array:
        """Return that no experience speaks for any set (n, C)."""
        return jnp.zeros((self.nodes, len(self._sets[0])))

    def written(self, weights: Weights, pairs: Array, seen: Nodes) -> Array:
        """Return what speaks for each set after an experience."""
        signs, unseen = self._sets
        strength, share = self._shares(weights)
        foretold = strength * (seen.linear[self._others] @ signs.T)  # (n, C)
        spread = 1.0 + unseen * (jnp.exp(2.0 * weights["unseen"]) * share) ** 2
        log_variance = 2.0 * (5.0 * weights["noise"] - 1.0) + jnp.log(spread)
        off = (seen.linear[:, None] - foretold) ** 2 * jnp.exp(-log_variance)
        counts = jnp.where(seen.held > 0.0, jax.nn.sigmoid(10.0 * weights["held"]), 1.0)
        return pairs - 0.5 * counts[:, None] * (off + log_variance)

    def believed(self, weights: Weights, pairs: Array) -> Array:
        """Return how much each set of causes of each node is believed (n, C), 1 in all."""
        signs, unseen = self._sets
        there = np.abs(signs)
        speaks = pairs - 5.0 * (weights["cost"] * there.sum(axis=1) + weights["cost_unseen"] * unseen)
        if self.knows_order:
            late = (self._others > np.arange(self.nodes)[:, None]).astype(np.float32)
            speaks = speaks - 10.0 * weights["late"] * (late @ there.T)
        return jax.nn.softmax(speaks, axis=1)

    def read(self, weights: Weights, state: PairState) -> Array:
        """Return what all nodes come to, where each in turn is put at -1."""
        n, (signs, _) = self.nodes, self._sets
        mean = (self.believed(weights, state.pairs) * self._shares(weights)[0]) @ signs  # (n, n - 1)
        causes = jnp.zeros((n, n)).at[np.arange(n)[:, None], self._others].set(mean)
        itself = jnp.eye(n)
        found = -itself
        for _ in range(n - 1):
            found = jnp.where(itself > 0.0, -1.0, causes @ found)
        answers: Array = 10.0 * jnp.exp(2.0 * weights["gain"]) * found
        return answers

    def memory(self, state: PairState) -> dict[str, Array]:
        """Return what speaks for each set of causes, node by node, then the traces."""
        return {"hidden": jnp.concatenate([state.pairs.ravel(), state.traces.ravel()])}

    @classmethod
    def tiny(cls) -> Self:
        """Return the sets of three nodes."""
        return cls(nodes=3)
