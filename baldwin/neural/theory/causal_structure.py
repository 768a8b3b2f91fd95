"""What a causal graph is made of, piece by piece, and how much of it an ideal learner knows after a life."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.theory.causal import Ints, Means, all_edges
from baldwin.neural.theory.causal_posterior import Experience, Lives, beliefs_by_chunk

__all__ = ["SORTS", "Pieces", "known_pieces", "labels", "pieces"]

Kinds = npt.NDArray[np.int64]

EDGES, HIDDEN, CAUSES = SORTS = ("edges", "edges from the hidden node", "number of causes")


class Pieces(NamedTuple):
    """Pieces of graphs (..): weights of observable causes [effect, cause], those of the hidden node, and how many."""

    edges: Kinds  # (.., n, n)
    hidden: Kinds  # (.., n)
    causes: Kinds  # (.., n) of each observable node, the hidden one counted too

    def placed(self, node_at: Kinds, *, ordered: bool) -> dict[str, Kinds]:
        """Return sort of piece -> (L, k) as nodes are shown, node `node_at` (L, n) in each place.

        Where places are in the order of causes (`ordered`) only edges that there may be are pieces.
        """
        row = np.arange(len(node_at))[:, None]
        effect, cause = _pairs(node_at.shape[1], ordered=ordered)
        shown = self.edges[row, node_at[:, effect], node_at[:, cause]]
        return dict(zip(SORTS, (shown, self.hidden[row, node_at], self.causes[row, node_at]), strict=True))


def _pairs(n: int, *, ordered: bool) -> tuple[Kinds, Kinds]:
    """Return the places (k,) of effects, and of their causes."""
    effect, cause = np.nonzero(np.tri(n, k=-1) if ordered else ~np.eye(n, dtype=bool))
    return effect.astype(np.int64), cause.astype(np.int64)


def labels(n: int, *, ordered: bool) -> dict[str, tuple[str, ...]]:
    """Return sort of piece -> what its pieces are called, by places from 1."""
    effect, cause = _pairs(n, ordered=ordered)
    each = range(1, n + 1)
    edges = tuple(f"{j + 1} to {i + 1}" for i, j in zip(effect.tolist(), cause.tolist(), strict=True))
    return {
        EDGES: edges,
        HIDDEN: tuple(f"hidden to {place}" for place in each),
        CAUSES: tuple(f"causes of {place}" for place in each),
    }


def pieces(edges: Ints) -> Pieces:
    """Return the pieces of graphs (.., N, N)."""
    weights = edges[..., 1:, :].astype(np.int64)
    return Pieces(weights[..., 1:], weights[..., 0], np.count_nonzero(weights, axis=-1))


def known_pieces(lives: Lives, means: Means, kind: Experience, edge: float, negative: float) -> Pieces:
    """Return the most probable kind of each piece after each life, by the exact posterior over all graphs."""
    n = lives.values.shape[-1]
    every = all_edges(n + 1)
    flat = _flat(pieces(every))
    found = np.repeat(flat[:1], len(lives.values), axis=0)
    kinds = {piece: np.unique(flat[:, piece]) for piece in np.flatnonzero((flat != flat[0]).any(axis=0)).tolist()}
    table = np.stack([flat[:, piece] == kind for piece, those in kinds.items() for kind in those]).astype(np.float64)
    chances = np.concatenate([table @ some for some in beliefs_by_chunk(lives, means, kind, edge, negative)], axis=1)
    ends = np.cumsum([those.size for those in kinds.values()])[:-1]
    for (piece, those), own in zip(kinds.items(), np.split(chances, ends), strict=True):
        found[:, piece] = those[own.argmax(axis=0)]
    whole, hidden, causes = np.split(found, np.cumsum([n * n, n]), axis=1)
    return Pieces(whole.reshape(-1, n, n), hidden, causes)


def _flat(found: Pieces) -> Kinds:
    """Return all pieces of each graph in a row (G, n n + 2 n)."""
    return np.concatenate([part.reshape(len(part), -1) for part in found], axis=1)
