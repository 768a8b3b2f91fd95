"""Causal graphs of Gaussian nodes, one of them hidden: what holding a node does, and what merely goes with it.

Node 0 is hidden and causes come before their effects: `edges[.., i, j]` is the weight, -1, 0 or 1, of cause j in node
i, j < i. A node is normal around a mean made of its causes, with sd `SD`. Arrays over observable nodes leave out the
first: place 0 is node 1. Reference: Dasgupta et al. (2019); that means are averaged is inferred from their figures.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "ASKED",
    "FORCED",
    "SD",
    "Cells",
    "Means",
    "all_edges",
    "associations",
    "cells",
    "choosing",
    "effects",
    "held",
    "prior",
    "responses",
    "strengths",
    "unheld",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int8]
Truths = npt.NDArray[np.bool_]
Means = Literal["average", "sum", "nonlinear"]

SD = 0.1  # of every node's noise
FORCED, ASKED = 5.0, -5.0  # what a node is held at while one learns, and in the quiz
TIE = 1e-9
ENUMERABLE = 5  # nodes up to which all graphs are enumerated: 59,049


class Cells(NamedTuple):
    """What is true of each graph and quiz node, (.., n); values are means of the node chosen, noise aside."""

    causal: Floats  # of the optimal cause-effect choice: the most that the graph tells without the noise
    associative: Floats  # of the choice of what goes with the quiz node
    decide: Truths  # association chooses worse than causation
    confounded: Truths  # the hidden node is a cause of the quiz node and of another
    orphan: Truths  # the quiz node has no cause
    degenerate: Truths  # several nodes are best


@cache
def all_edges(nodes: int) -> Ints:
    """Return the edges (G, N, N) of all graphs of `nodes` nodes, G = 3^(N (N - 1) / 2); at most 5 nodes."""
    if nodes > ENUMERABLE:
        raise ValueError(f"graphs of {nodes} nodes are too many to enumerate. Sample them")
    rows, columns = np.tril_indices(nodes, -1)
    count = rows.size
    codes = np.arange(3**count)
    found = np.zeros((codes.size, nodes, nodes), np.int8)
    found[:, rows, columns] = (codes[:, None] // 3 ** np.arange(count)) % 3 - 1
    found.setflags(write=False)
    return found


def prior(edges: Ints, edge: float, negative: float) -> Floats:
    """Return the probability (G,) of all graphs, each edge there with chance `edge`, and then -1 with `negative`.

    Only where `edges` are those of all graphs is the sum 1.
    """
    rows, columns = np.tril_indices(edges.shape[-1], -1)
    chances = np.array([edge * negative, 1.0 - edge, edge * (1.0 - negative)])
    found: Floats = chances[edges[..., rows, columns] + 1].prod(axis=-1)
    return found


def strengths(edges: Ints, means: Means) -> Floats:
    """Return the weight (.., N, N) of each cause in a node's mean: divided by the number of its causes, or as it is."""
    weights = edges.astype(np.float64)
    if means == "sum":
        return weights
    found: Floats = weights / np.maximum((edges != 0).sum(axis=-1, keepdims=True), 1)
    return found


def held(edges: Ints, means: Means, value: float, noise: Floats | None = None) -> Floats:
    """Return the values (.., n, N) of all nodes where each observable one in turn is held at `value`.

    Args:
        edges: (.., N, N).
        means: how causes make a mean: averaged, summed, or averaged after x + x^2.
        value: what a node is held at; its causes then have no effect on it.
        noise: of each node (.., N); none if not given.
    """
    weights, nodes = strengths(edges, means), edges.shape[-1]
    found = np.zeros((*edges.shape[:-2], nodes - 1, nodes))
    for node in range(nodes):
        felt = found if means != "nonlinear" else found + found**2
        here = np.einsum("...hk,...k->...h", felt, weights[..., node, :])
        if noise is not None:
            here = here + noise[..., None, node]
        if node:
            here[..., node - 1] = value
        found[..., node] = here
    return found


def unheld(edges: Ints, means: Means, noise: Floats) -> Floats:
    """Return the values (.., N) of all nodes where none is held, given the noise of each (.., N)."""
    weights = strengths(edges, means)
    found = np.zeros(noise.shape)
    for node in range(noise.shape[-1]):
        felt = found if means != "nonlinear" else found + found**2
        found[..., node] = np.einsum("...k,...k->...", felt, weights[..., node, :]) + noise[..., node]
    return found


def effects(edges: Ints, means: Means) -> Floats:
    """Return the value (.., n, n), noise aside, of each observable node where the first index names the one asked."""
    return held(edges, means, ASKED)[..., 1:]


def responses(edges: Ints, means: Means, cut: int | None = None) -> Floats:
    """Return what a unit of noise in node k does to node i, (.., N, N) [i, k]; linear means only.

    Where `cut` is given that node is held: its causes have no effect on it, and its own column is what a unit of its
    value does.
    """
    assert means != "nonlinear"
    weights, nodes = strengths(edges, means), edges.shape[-1]
    if cut is not None:
        weights[..., cut, :] = 0.0
    found = np.zeros(weights.shape)
    for node in range(nodes):
        found[..., node, :] = np.einsum("...j,...jk->...k", weights[..., node, :], found)
        found[..., node, node] += 1.0
    return found


def associations(edges: Ints, means: Means) -> Floats:
    """Return E[X_i | X_j = ASKED] (.., n, n) [j, i] where nothing is held.

    Where means are not linear, X_i in the most probable way in which X_j comes to be that; see `causal_association`.
    """
    if means == "nonlinear":
        from baldwin.neural.theory.causal_association import most_probable

        nodes = edges.shape[-1]
        weights = strengths(edges, means).reshape(-1, nodes, nodes)
        along = np.stack([most_probable(weights, j, ASKED)[:, 1:] for j in range(1, nodes)], axis=1)
        return along.reshape(*edges.shape[:-2], nodes - 1, nodes - 1)
    made = responses(edges, means)[..., 1:, :]
    covariance = made @ np.swapaxes(made, -1, -2)
    found: Floats = ASKED * covariance / np.diagonal(covariance, axis1=-2, axis2=-1)[..., None]
    return found


def choosing(believed: Floats, true: Floats) -> Floats:
    """Return the mean true value (.., n) of the node believed to be best (.., n, n) [asked, node]; ties are split.

    The node asked about may be chosen too, and is worth what it is held at.
    """
    best = believed >= believed.max(axis=-1, keepdims=True) - TIE
    found: Floats = np.where(best, true, 0.0).sum(axis=-1) / np.maximum(best.sum(axis=-1), 1)
    return found


def cells(edges: Ints, means: Means) -> Cells:
    """Return what is true of each graph (.., N, N) and quiz node."""
    true = effects(edges, means)
    causal: Floats = true.max(axis=-1)
    associative = choosing(associations(edges, means), true)
    from_hidden = edges[..., 1:, 0] != 0
    return Cells(
        causal,
        associative,
        associative < causal - TIE,
        from_hidden & (from_hidden.sum(axis=-1, keepdims=True) > 1),
        (edges[..., 1:, :] != 0).sum(axis=-1) == 0,
        (true >= causal[..., None] - TIE).sum(axis=-1) > 1,
    )
