"""Simulated lives of those who learn of a causal graph all that experience tells, in the task `causal_graph`."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np

from baldwin.neural.theory.causal import (
    ASKED,
    ENUMERABLE,
    SD,
    Cells,
    Floats,
    Ints,
    Means,
    Truths,
    all_edges,
    cells,
    choosing,
    effects,
    held,
    prior,
    strengths,
)
from baldwin.neural.theory.causal_classes import withheld
from baldwin.neural.theory.causal_growing import grown_effects, grown_graphs, unordered_effects
from baldwin.neural.theory.causal_posterior import (
    Experience,
    Lives,
    expected_effects,
    expected_replays,
    experience,
    replays,
)
from baldwin.neural.theory.reference_policy import ORACLE

__all__ = [
    "CAUSAL",
    "COUNTERFACTUAL",
    "Examined",
    "Law",
    "Simulated",
    "cells_of",
    "examined",
    "examined_in",
    "experience_of",
    "grown_replays",
    "of_lives",
]

SEED, SAMPLED = 20196, 10_000  # graphs, where they are too many
LIVES, REPLAYED, UNORDERED = 600, 240, 64  # simulated lives; counterfactual ones; of one who does not know the order
GROWN, SIX, JOINT = 240, 96, 12  # where a life takes longer: means not linear, six nodes, six without interventions
POINTS = np.linspace(-6.0, 6.0, 41)  # standard deviations of a hidden node's noise that is abducted

CAUSAL, COUNTERFACTUAL = "optimal cause-effect", "optimal counterfactual"


class Law(NamedTuple):
    """What a task is made of, as the fields of its name."""

    nodes: int
    means: Means
    edge: float
    negative: float
    condition: str
    nodes_chosen: str
    permuted: bool
    withheld: float
    experiences: int


class Examined(NamedTuple):
    """Graphs (G, N, N) that are examined in, the probability (G,) of each, and whether these are all of them."""

    edges: Ints
    weights: Floats
    whole: bool


@cache
def examined(nodes: int, edge: float, negative: float, share: float) -> Examined:
    """Return the graphs of classes that are held out (all graphs, where none are); a sample where they are too many."""
    if nodes <= ENUMERABLE:
        edges, whole = all_edges(nodes), True
    else:
        draw, whole = np.random.default_rng(SEED), False
        count = round(2 * SAMPLED / (share or 1.0))
        signs = draw.choice([-1, 0, 1], (count, nodes, nodes), p=[edge * negative, 1 - edge, edge * (1 - negative)])
        edges = np.tril(signs, -1).astype(np.int8)
    if share > 0.0:
        edges = edges[withheld(edges, share)]
    if not whole:
        edges = edges[:SAMPLED]
        return Examined(edges, np.full(len(edges), 1.0 / len(edges)), whole)
    weights = prior(edges, edge, negative)
    return Examined(edges, weights / weights.sum(), whole)


@cache
def cells_of(law: Law) -> Cells:
    """Return what is true of the graphs that are examined in."""
    return cells(examined_in(law).edges, law.means)


def examined_in(law: Law) -> Examined:
    """Return the graphs that are examined in."""
    return examined(law.nodes, law.edge, law.negative, law.withheld)


class Simulated(NamedTuple):
    """Scores (L, n) of a policy in all quizzes of simulated lives, and what is true there."""

    scores: Floats
    cells: Cells
    unvisited: Truths  # whether the node asked about was in no experience


@cache
def of_lives(law: Law) -> dict[str, Simulated]:
    """Return by policy what simulated lives score: by Bayes' rule, and in counterfactual lives by one who knows more.

    Without a learner where the posterior would take too long: with six nodes where means are nonlinear, or experiences
    are many and without interventions.
    """
    graphs, again, kind = examined_in(law), law.condition == "counterfactual", experience_of(law.condition)
    count = _count(law)
    if not count:
        return {}
    draw, n = np.random.default_rng(SEED), law.nodes - 1
    edges = graphs.edges[draw.choice(len(graphs.edges), count, p=graphs.weights)]
    if law.nodes_chosen == "random":
        nodes = draw.integers(n, size=(count, law.experiences))
    else:  # active: each once is as good as any choice is known to be
        nodes = np.argsort(draw.random((count, n)), axis=1)
    lives = experience(edges, law.means, kind, nodes, draw)
    visited = (nodes[:, :, None] == np.arange(n)).any(axis=1) & (kind != "observational")
    true = effects(edges, law.means) if not again else held(edges, law.means, ASKED, lives.noise)[..., 1:]
    there: Any = cells(edges, law.means)
    found = {}
    for name, believed in (_replayed if again else _learned)(law, edges, lives, true).items():
        some = slice(len(believed))
        scores = choosing(believed, true[some])
        found[name] = Simulated(scores, Cells(*(part[some] for part in there)), ~visited[some])
    return found


def _count(law: Law) -> int:
    """Return how many lives are simulated; 0 where each would take too long."""
    if law.condition == "counterfactual":
        return REPLAYED
    if law.nodes <= ENUMERABLE:
        return LIVES if law.means != "nonlinear" else GROWN
    if law.means == "nonlinear" or law.condition == "long_observational":
        return 0
    return JOINT if law.condition == "observational" else SIX


def _learned(law: Law, edges: Ints, lives: Lives, true: Floats) -> dict[str, Floats]:
    """Return what ideal learners expect (L, n, n) of each node, all of the lives or the first of them."""
    del edges, true
    given: tuple[Any, ...] = (law.means, experience_of(law.condition), law.edge, law.negative)
    listed = law.means != "nonlinear" and law.nodes <= ENUMERABLE
    found = {_bayes(law): (expected_effects if listed else grown_effects)(lives, *given)}
    if law.permuted and listed:  # how places are named is of no matter to one to whom all orders are the same
        few = Lives(lives.values[:UNORDERED], lives.nodes[:UNORDERED], lives.noise[:UNORDERED])
        found[_bayes(law._replace(permuted=False))] = unordered_effects(few, *given)
    return found


def _replayed(law: Law, edges: Ints, lives: Lives, true: Floats) -> dict[str, Floats]:
    """Return what those expect who know the noise, or the graph, or learn of both."""
    n = law.nodes - 1
    abducted = np.zeros(true.shape)
    for j in range(n):
        last = lives.nodes[:, -1] == j
        if law.means == "nonlinear":
            abducted[last] = _abducted(edges[last], lives.values[last, -1], j)
            continue
        seen = np.concatenate([np.ones((int(last.sum()), 1)), lives.values[last, -1]], axis=1)
        abducted[last] = np.einsum("lqif,lf->lqi", replays(edges[last], law.means, j), seen)
    found = {ORACLE: true, COUNTERFACTUAL: abducted, CAUSAL: effects(edges, law.means)}
    if law.means != "nonlinear" and law.nodes <= ENUMERABLE:
        found[_bayes(law)] = expected_replays(lives, law.means, law.edge, law.negative)
    elif law.means != "nonlinear" or law.nodes <= ENUMERABLE:
        few = Lives(lives.values[:SIX], lives.nodes[:SIX], lives.noise[:SIX])
        found[_bayes(law)] = grown_replays(few, law.means, law.edge, law.negative)
    return found


def grown_replays(lives: Lives, means: Means, edge: float = 2 / 3, negative: float = 0.5) -> Floats:
    """Return what to expect (L, n, n) in the noise of the last intervention; as `causal_posterior.expected_replays`.

    Of six nodes too, and of nonlinear means.
    """
    found = []
    graphs = grown_graphs(lives, means, "interventional", edge, negative)
    for (edges, chances), values, nodes in zip(graphs, lives.values, lives.nodes, strict=True):
        last, node = values[-1], int(nodes[-1])
        if means == "nonlinear":
            each = _abducted(edges, np.broadcast_to(last, (len(edges), last.size)), node)
        else:
            each = replays(edges, means, node) @ np.append(1.0, last)
        found.append(np.einsum("g,gqi->qi", chances, each))
    return np.stack(found)


def _abducted(edges: Ints, values: Floats, node: int) -> Floats:
    """Return what to expect (L, n, n) in the noise of an experience that held `node`, of nonlinear means.

    The hidden node is integrated over; given it, the noise of all others but the one held is what means leave.
    """
    weights = strengths(edges, "nonlinear")
    total, found = np.zeros(len(edges)), np.zeros((*values.shape, values.shape[1]))
    for hidden in SD * POINTS:
        whole = np.concatenate([np.full((len(edges), 1), hidden), values], axis=1)
        noise = whole - np.einsum("lij,lj->li", weights, whole + whole**2)
        noise[:, node + 1] = 0.0
        chance = np.exp(-0.5 / SD**2 * (noise**2).sum(axis=1))
        total += chance
        found += chance[:, None, None] * held(edges, "nonlinear", ASKED, noise)[..., 1:]
    expected: Floats = found / total[:, None, None]
    return expected


def experience_of(condition: str) -> Experience:
    """Return what is experienced in a condition of the task."""
    kinds: dict[str, Experience] = {"counterfactual": "interventional", "long_observational": "observational"}
    return kinds.get(condition, cast("Experience", condition))


def _bayes(law: Law) -> str:
    """Return what the ideal learner is called: what it is told of beside the experiences is said too."""
    once = ", each node once" if law.nodes_chosen == "active" else ""
    return f"Bayes, order of causes known{once}" if law.permuted else f"Bayes{once}"
