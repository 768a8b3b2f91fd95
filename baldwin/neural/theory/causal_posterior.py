"""What an ideal learner makes of experience with a causal graph: the exact posterior over all graphs, linear means.

The log density of what was seen is linear in sums of 1, x and x x' over the experiences with each node, so that the
log-likelihoods of many lives under all graphs are one product of matrices. Reference: Dasgupta et al. (2019), whose
agents meet the same experiences.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.theory.causal import (
    ASKED,
    FORCED,
    SD,
    Floats,
    Ints,
    Means,
    all_edges,
    effects,
    held,
    prior,
    responses,
    unheld,
)

__all__ = [
    "Experience",
    "Lives",
    "beliefs",
    "beliefs_by_chunk",
    "expected_effects",
    "expected_replays",
    "experience",
    "replays",
]

Experience = Literal["observational", "conditional", "interventional"]
Places = npt.NDArray[np.int64]

CHUNK = 64  # lives at once: 59,049 graphs times as many numbers


class Lives(NamedTuple):
    """What was seen in lives: values (L, K, n) of observable nodes, and which was held (L, K), places from 0."""

    values: Floats
    nodes: Places
    noise: Floats  # of the last experience, all nodes (L, N)


def experience(edges: Ints, means: Means, kind: Experience, nodes: Places, generator: np.random.Generator) -> Lives:
    """Draw experiences with graphs (L, N, N): samples of the joint law, or given that, or where, a node has a value.

    Args:
        edges: of each life's graph.
        means: nonlinear ones of other than conditional experiences.
        kind: observational: samples of the joint law; conditional: given that a node is `FORCED`, which tells of its
            causes too; interventional: the node is held there.
        nodes: the node of each experience (L, K), places from 0; of no matter in observational ones.
        generator: draws the noise.
    """
    lives, count = nodes.shape
    noise = SD * generator.standard_normal((lives, count, edges.shape[-1]))
    row = np.arange(lives)
    if kind == "interventional":
        by_step = [held(edges, means, FORCED, noise[:, k])[row, nodes[:, k]] for k in range(count)]
        return Lives(np.stack(by_step, axis=1)[..., 1:], nodes, noise[:, -1])
    values = unheld(np.repeat(edges[:, None], count, axis=1), means, noise)[..., 1:]
    if kind == "conditional":
        made = responses(edges, means)[:, 1:]
        covariance = made @ made.swapaxes(1, 2)
        for k in range(count):
            j = nodes[:, k]
            slope = covariance[row, :, j] / covariance[row, j, j][:, None]
            values[:, k] += slope * (FORCED - values[row, k, j])[:, None]
    return Lives(values, nodes, noise[:, -1])


def _density(mean: Floats, precision: Floats, log_determinant: Floats) -> Floats:
    """Return what 1, x and x x' are multiplied by (G, F) in the log density of a normal law, constants left out."""
    n = mean.shape[-1]
    upper = np.triu_indices(n)
    towards = np.einsum("gij,gj->gi", precision, mean)
    constant = -0.5 * ((towards * mean).sum(axis=1) + log_determinant)
    squares = -0.5 * precision[:, upper[0], upper[1]] * np.where(upper[0] == upper[1], 1.0, 2.0)
    return np.concatenate([constant[:, None], towards, squares], axis=1)


def _inverse(covariance: Floats) -> tuple[Floats, Floats]:
    """Return the inverses of positive matrices (G, n, n), and the logarithms of their determinants (G,)."""
    inverse: Floats = np.linalg.inv(covariance).astype(np.float64)
    determinant: Floats = np.linalg.slogdet(covariance)[1]
    return inverse, determinant


def _features(values: Floats) -> Floats:
    """Return 1, x and x x' (.., F)."""
    upper = np.triu_indices(values.shape[-1])
    squares = values[..., upper[0]] * values[..., upper[1]]
    return np.concatenate([np.ones((*values.shape[:-1], 1)), values, squares], axis=-1)


def _inflated(matrix: Floats, without: int, n: int) -> Floats:
    """Return (G, n, n) with zeros in the row and column of `without`, from (G, n - 1, n - 1)."""
    found = np.zeros((len(matrix), n, n))
    rest = np.delete(np.arange(n), without)
    found[:, rest[:, None], rest] = matrix
    return found


@cache
def _densities(nodes: int, means: Means, kind: Experience) -> Floats:
    """Return the coefficients (G, n F) of all graphs' log densities, by node held; (G, F) of the joint law."""
    edges, n = all_edges(nodes), nodes - 1
    if kind != "interventional":
        made = responses(edges, means)[:, 1:]
        covariance = SD**2 * made @ made.swapaxes(1, 2)
        precision, determinant = _inverse(covariance)
        if kind == "observational":
            return _density(np.zeros((len(edges), n)), precision, determinant)
    found = []
    for j in range(n):
        rest = np.delete(np.arange(n), j)
        if kind == "conditional":
            variance = covariance[:, j, j]
            mean = FORCED * covariance[:, j] / variance[:, None]
            kept, known = precision[:, rest[:, None], rest], determinant - np.log(variance)
        else:
            made = responses(edges, means, j + 1)[:, 1:]
            mean = FORCED * made[:, :, j + 1]
            others = np.delete(made, j + 1, axis=2)[:, rest]
            covered = SD**2 * others @ others.swapaxes(1, 2)
            kept, known = _inverse(covered)
        found.append(_density(mean * (np.arange(n) != j), _inflated(kept, j, n), known))
    return np.concatenate(found, axis=1)


def beliefs(lives: Lives, means: Means, kind: Experience, edge: float = 2 / 3, negative: float = 0.5) -> Floats:
    """Return the posterior probability (G, L) of every graph, in the order of `causal.all_edges`, after each life."""
    n = lives.values.shape[-1]
    features = _features(lives.values)
    if kind == "observational":
        told = features.sum(axis=1)
    else:
        by_node = (lives.nodes[..., None] == np.arange(n)).astype(float)
        told = np.einsum("lkj,lkf->ljf", by_node, features).reshape(len(features), -1)
    with np.errstate(divide="ignore"):  # a graph may be impossible
        before = np.log(prior(all_edges(n + 1), edge, negative))
    found: Floats = _densities(n + 1, means, kind) @ told.T
    found += before[:, None]
    found -= found.max(axis=0)
    np.exp(found, out=found)
    found /= found.sum(axis=0)
    return found


def expected_effects(
    lives: Lives, means: Means, kind: Experience, edge: float = 2 / 3, negative: float = 0.5
) -> Floats:
    """Return what to expect (L, n, n) of each node where the first index names the one that the quiz holds."""
    n = lives.values.shape[-1]
    table = _effects(n + 1, means)
    found = [some.T @ table for some in beliefs_by_chunk(lives, means, kind, edge, negative)]
    return np.concatenate(found).reshape(-1, n, n)


def expected_replays(lives: Lives, means: Means, edge: float = 2 / 3, negative: float = 0.5) -> Floats:
    """Return the same after interventions, where the noise of the last one is that of the quiz (counterfactuals)."""
    n = lives.values.shape[-1]
    found = np.zeros((len(lives.values), n, n))
    last = lives.nodes[:, -1]
    for j in np.unique(last):
        table = _replays(n + 1, means, int(j))
        for where in np.array_split(np.flatnonzero(last == j), -(-int((last == j).sum()) // CHUNK)):
            some = _some(lives, where)
            mean = beliefs(some, means, "interventional", edge, negative).T @ table
            seen = np.concatenate([np.ones((len(where), 1)), some.values[:, -1]], axis=1)
            found[where] = np.einsum("lqif,lf->lqi", mean.reshape(-1, n, n, n + 1), seen)
    return found


def beliefs_by_chunk(lives: Lives, means: Means, kind: Experience, edge: float, negative: float) -> Iterator[Floats]:
    """Yield `beliefs` of some lives after others, as those of all at once take much memory."""
    for start in range(0, len(lives.values), CHUNK):
        yield beliefs(_some(lives, slice(start, start + CHUNK)), means, kind, edge, negative)


def _some(lives: Lives, where: Places | slice) -> Lives:
    """Return lives at some places."""
    return Lives(lives.values[where], lives.nodes[where], lives.noise[where])


@cache
def _effects(nodes: int, means: Means) -> Floats:
    """Return `causal.effects` (G, n n) of all graphs."""
    return effects(all_edges(nodes), means).reshape(-1, (nodes - 1) ** 2)


def _replays(nodes: int, means: Means, held: int) -> Floats:
    """Return what a graph makes of the last experience (G, n n (n + 1)): where node `held` was held."""
    return replays(all_edges(nodes), means, held).reshape(3 ** (nodes * (nodes - 1) // 2), -1)


def replays(edges: Ints, means: Means, held: int) -> Floats:
    """Return what graphs make of an experience in which observable `held` was held (G, n, n, n + 1).

    By node asked and node, what 1 and the values seen are multiplied by: abduction of the noise (its mean given what
    was seen; that of the node held and of what nothing tells is 0), then the quiz in the same noise (Pearl 2009).
    """
    n = edges.shape[-1] - 1
    made = responses(edges, means, held + 1)[:, 1:]
    start = FORCED * made[:, :, held + 1]
    noisy = made.copy()
    noisy[:, :, held + 1] = 0.0
    rest = np.delete(np.arange(n), held)
    others = noisy[:, rest]
    abducted = np.zeros((len(edges), n + 1, n))  # noise from values, less what holding brought
    abducted[:, :, rest] = others.swapaxes(1, 2) @ np.linalg.inv(others @ others.swapaxes(1, 2))
    found = np.zeros((len(edges), n, n, n + 1))
    for asked in range(n):
        again = responses(edges, means, asked + 1)[:, 1:]
        brought = ASKED * again[:, :, asked + 1]
        again[:, :, asked + 1] = 0.0
        slope = again @ abducted
        found[:, asked, :, 1:] = slope
        found[:, asked, :, 0] = brought - np.einsum("gik,gk->gi", slope, start)
    return found
