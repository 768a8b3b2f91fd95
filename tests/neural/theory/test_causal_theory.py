"""Causal graphs: numbers of Dasgupta et al. (2019), matrices inverted, and Bayes' rule one graph at a time."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from baldwin.neural.theory.causal import (
    SD,
    Floats,
    all_edges,
    associations,
    cells,
    choosing,
    effects,
    held,
    prior,
    unheld,
)
from baldwin.neural.theory.causal_classes import class_numbers, withheld
from baldwin.neural.theory.causal_growing import grown_effects
from baldwin.neural.theory.causal_posterior import (
    Lives,
    beliefs,
    expected_effects,
    expected_replays,
    experience,
    replays,
)

SMALL = all_edges(4)[::7]


def matrix(graph: Any, means: str, cut: int | None = None) -> Floats:
    """Return (I - A)^-1, causes of node `cut` taken away."""
    weights = np.zeros(graph.shape)
    for i, row in enumerate(graph):
        weights[i] = row / max(np.count_nonzero(row), 1) if means == "average" else row
    if cut is not None:
        weights[cut] = 0.0
    return np.linalg.inv(np.eye(len(graph)) - weights)


def test_the_values_of_the_task_are_those_computed_before() -> None:
    """Exact values for 59,049 graphs, within rounding."""
    found = cells(all_edges(5), "average")
    assert found.causal.mean() == pytest.approx(0.982, abs=6e-4)
    assert found.associative.mean() == pytest.approx(0.790, abs=6e-4)
    for cell, causal, associative in (
        (found.orphan, 1.704, 1.704),
        (~found.orphan, 0.880, 0.661),
        (found.confounded, 0.967, 0.753),
        (~found.confounded, 1.009, 0.855),
    ):
        assert found.causal[cell].mean() == pytest.approx(causal, abs=6e-4)
        assert found.associative[cell].mean() == pytest.approx(associative, abs=6e-4)
    assert found.causal[found.degenerate].mean() == pytest.approx(0.146, abs=6e-4)
    assert [cell.mean().round(2) for cell in (found.orphan, found.confounded, found.degenerate)] == [0.12, 0.64, 0.55]
    summed = cells(all_edges(5), "sum")
    assert summed.causal.mean() == pytest.approx(2.311, abs=6e-4)
    assert summed.associative.mean() == pytest.approx(2.098, abs=6e-4)
    assert effects(all_edges(5), "sum").mean() == pytest.approx(-1.25)  # any node at random: signs cancel


@pytest.mark.parametrize("means", ["average", "sum"])
def test_effects_and_associations_are_those_of_inverted_matrices(means: Any) -> None:
    causal, associative = effects(SMALL, means), associations(SMALL, means)
    for number in range(0, len(SMALL), 5):
        graph = SMALL[number]
        made = matrix(graph, means)[1:]
        covariance = made @ made.T
        for j in range(3):
            np.testing.assert_allclose(causal[number, j], -5.0 * matrix(graph, means, j + 1)[1:, j + 1])
            np.testing.assert_allclose(associative[number, j], -5.0 * covariance[:, j] / covariance[j, j])


def test_nonlinear_means_by_hand() -> None:
    graph = np.zeros((1, 4, 4), np.int8)
    graph[0, 2, :2], graph[0, 3, 1:3] = (1, 1), (-1, 1)  # H, A -> B; A, B -> C
    noise = np.array([[0.1, 0.0, 0.2, -0.1]])
    found = held(graph, "nonlinear", -5.0, noise)[0]
    b = (0.1 + 0.01 + 20.0) / 2 + 0.2
    np.testing.assert_allclose(found[0], [0.1, -5.0, b, (-20.0 + b + b * b) / 2 - 0.1])
    np.testing.assert_allclose(found[2], [0.1, 0.0, (0.11 + 0.0) / 2 + 0.2, -5.0])
    np.testing.assert_allclose(held(graph, "nonlinear", -5.0)[0, :, 1:], effects(graph, "nonlinear")[0])
    b = (0.1 + 0.01) / 2 + 0.2  # where A has only its noise, which is 0
    np.testing.assert_allclose(unheld(graph, "nonlinear", noise)[0], [0.1, 0.0, b, (b + b * b) / 2 - 0.1])


def test_choices_split_ties_and_may_fall_on_the_node_asked_about() -> None:
    true = np.array([[-5.0, 1.0, 3.0]])
    assert choosing(np.array([[0.0, 2.0, 2.0 + 1e-12]]), true) == [2.0]
    assert choosing(np.array([[0.0, -1.0, -2.0]]), true) == [-5.0]


def one_likelihood(graph: Any, lives: Lives, kind: str, means: str, life: int = 0) -> float:
    """Return the log density of all that was seen in a life, given a graph."""
    total = 0.0
    for x, j in zip(lives.values[life], lives.nodes[life], strict=True):
        made = matrix(graph, means, j + 1 if kind == "interventional" else None)
        joint, mean = made @ made.T * SD**2, np.zeros(len(graph))
        rest = [node for node in range(1, len(graph)) if kind == "observational" or node != j + 1]
        if kind == "interventional":
            mean = 5.0 * made[:, j + 1]
            made[:, j + 1] = 0.0
            joint = made @ made.T * SD**2
        elif kind == "conditional":
            along = joint[:, j + 1] / joint[j + 1, j + 1]
            mean, joint = 5.0 * along, joint - np.outer(along, joint[j + 1])
        law = stats.multivariate_normal(mean[rest], joint[np.ix_(rest, rest)])
        total += law.logpdf(x[np.array(rest) - 1])
    return total


def one_posterior(lives: Lives, life: int, kind: str, means: str) -> Floats:
    """Return the posterior of one life, by the density of each of the graphs."""
    graphs = all_edges(lives.values.shape[-1] + 1)
    found = [one_likelihood(graph, lives, kind, means, life) for graph in graphs]
    likelihood: Floats = np.exp(np.array(found) - max(found))
    return likelihood / likelihood.sum()


@pytest.mark.parametrize("means", ["average", "sum"])
@pytest.mark.parametrize("kind", ["observational", "conditional", "interventional"])
def test_beliefs_follow_bayes_rule_graph_by_graph(kind: Any, means: Any) -> None:
    draw = np.random.default_rng(3)
    edges = all_edges(3)[[5, 22]]
    lives = experience(edges, means, kind, draw.integers(2, size=(2, 3)), draw)
    found = beliefs(lives, means, kind)
    assert found.shape == (27, 2)
    for life in range(2):
        one = one_posterior(lives, life, kind, means)
        possible = one > 1e-200  # logarithms: what is all but ruled out counts as well
        assert possible.sum() > 1
        np.testing.assert_allclose(np.log(found[possible, life]), np.log(one[possible]), atol=1e-6)
        assert (found[~possible, life] < 1e-190).all()
    expected = np.einsum("gl,gqi->lqi", found, effects(all_edges(3), means))
    np.testing.assert_allclose(expected_effects(lives, means, kind), expected, atol=1e-9)


@pytest.mark.parametrize("kind", ["observational", "conditional", "interventional"])
def test_experience_has_the_law_that_it_says(kind: Any) -> None:
    graph = np.zeros((4, 4), np.int8)
    graph[1, 0], graph[2, :2], graph[3, 1:3] = 1, (-1, 1), (1, 1)
    many = np.broadcast_to(graph, (4000, 4, 4))
    lives = experience(many, "average", kind, np.full((4000, 1), 1), np.random.default_rng(1))
    seen = lives.values[:, 0]
    made = matrix(graph, "average", 2 if kind == "interventional" else None)
    sources = np.delete(made, 2, axis=1)
    joint = (sources @ sources.T if kind == "interventional" else made @ made.T) * SD**2
    mean = 5.0 * made[:, 2] * (kind == "interventional")
    if kind == "conditional":
        along = joint[:, 2] / joint[2, 2]
        mean, joint = 5.0 * along, joint - np.outer(along, joint[2])
    error = np.sqrt(joint.diagonal()[1:] / 4000) + 1e-9
    assert (np.abs(seen.mean(axis=0) - mean[1:]) < 4.0 * error).all()
    spread = np.sqrt(2.0 / 4000) * joint.diagonal()[1:].max()
    np.testing.assert_allclose(np.cov(seen.T), joint[1:, 1:], atol=4.0 * spread)


def test_replays_infer_the_noise_of_what_was_seen() -> None:
    """The mean of the noise is that of a joint normal law; without any noise nothing is inferred."""
    draw = np.random.default_rng(5)
    edges = SMALL[draw.integers(len(SMALL), size=6)]
    lives = experience(edges, "average", "interventional", np.full((6, 2), 1), draw)
    tables = replays(edges, "average", 1)
    for graph, table, x in zip(edges, tables, lives.values[:, -1], strict=True):
        made = matrix(graph, "average", 2)
        known = 5.0 * made[1:, 2]
        made[:, 2] = 0.0
        both = np.concatenate([np.eye(4), made[[1, 3]]])  # all noise, then the nodes that were not held
        joint = both @ both.T
        noise = joint[:4, 4:] @ np.linalg.inv(joint[4:, 4:]) @ (x - known)[[0, 2]]
        noise[2] = 0.0  # that of the node held shows nowhere
        again = held(graph[None], "average", -5.0, noise[None])[0, :, 1:]
        np.testing.assert_allclose(table @ [1.0, *x], again, atol=1e-9)
        np.testing.assert_allclose(table @ [1.0, *known], effects(graph[None], "average")[0], atol=1e-9)


def test_replays_are_weighted_by_what_is_believed() -> None:
    draw = np.random.default_rng(6)
    lives = experience(all_edges(3)[[4, 19, 26]], "sum", "interventional", np.array([[0, 1], [1, 0], [1, 1]]), draw)
    found = expected_replays(lives, "sum")
    held_last = lives.nodes[:, -1]
    for life in range(3):
        each = replays(all_edges(3), "sum", int(held_last[life])) @ [1.0, *lives.values[life, -1]]
        weight = one_posterior(lives, life, "interventional", "sum")
        np.testing.assert_allclose(found[life], np.einsum("g,gqi->qi", weight, each), atol=1e-9)


@pytest.mark.parametrize(
    ("nodes", "kind", "means", "edge", "negative"),
    [
        (3, "observational", "sum", 0.3, 0.8),
        (3, "conditional", "average", 0.9, 0.2),
        (4, "interventional", "average", 0.4, 0.1),
    ],
)
def test_beliefs_follow_other_laws_of_edges(nodes: int, kind: Any, means: Any, edge: float, negative: float) -> None:
    """Graphs made here, one edge after another, with the chance of each; densities as above."""
    draw = np.random.default_rng(8)
    lives = experience(all_edges(nodes)[[11]], means, kind, draw.integers(nodes - 1, size=(1, 1)), draw)
    graphs, chances = [], []
    for signs in product((-1, 0, 1), repeat=nodes * (nodes - 1) // 2):
        graph, chance, at = np.zeros((nodes, nodes), np.int8), 1.0, iter(signs)
        for i in range(nodes):
            for j in range(i):
                graph[i, j] = next(at)
                chance *= {-1: edge * negative, 0: 1.0 - edge, 1: edge * (1.0 - negative)}[int(graph[i, j])]
        graphs.append(graph)
        chances.append(chance)
    likelihood = np.array([one_likelihood(graph, lives, kind, means) for graph in graphs])
    weight = np.array(chances) * np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    believed = np.zeros((nodes - 1, nodes - 1))
    for graph, chance in zip(graphs, weight, strict=True):
        for j in range(1, nodes):
            believed[j - 1] += chance * -5.0 * matrix(graph, means, j)[1:, j]
    found = expected_effects(lives, means, kind, edge, negative)[0]
    np.testing.assert_allclose(found, believed, atol=1e-9)
    np.testing.assert_allclose(grown_effects(lives, means, kind, edge, negative)[0], believed, atol=1e-9)
    assert np.abs(expected_effects(lives, means, kind)[0] - believed).max() > 1e-4  # the law of edges matters


def ratio(estimates: Floats, true: Floats, causal: Floats) -> tuple[float, float]:
    """Return how much of the optimal cause-effect a learner reaches, and its standard error."""
    reached = choosing(estimates, true).mean(axis=1)
    level = reached.mean() / causal.mean()
    return level, float(np.std(reached - level * causal.mean(axis=1)) / np.sqrt(len(reached)) / causal.mean())


@pytest.mark.parametrize(
    ("kind", "nodes", "expected"),
    [("interventional", "random", 0.886), ("observational", "random", 0.643), ("conditional", "once", 1.0)],
)
def test_what_bayes_makes_of_each_experience_was_measured_before(kind: Any, nodes: str, expected: float) -> None:
    """Within four standard errors, of these lives and (interventions .002, observations .013) of those before."""
    draw = np.random.default_rng(12)
    edges = all_edges(5)[draw.integers(59049, size=96)]
    chosen = draw.integers(4, size=(96, 4)) if nodes == "random" else np.argsort(draw.random((96, 4)), axis=1)
    lives = experience(edges, "average", kind, chosen, draw)
    level, error = ratio(
        expected_effects(lives, "average", kind), effects(edges, "average"), cells(edges, "average").causal
    )
    before = {"interventional": 0.002, "observational": 0.013, "conditional": 0.0}[kind]
    assert abs(level - expected) < 4.0 * np.hypot(error, before) + 2e-3


def test_the_prior_is_a_law_of_edges() -> None:
    law = prior(all_edges(4), 0.5, 0.25)
    assert law.sum() == pytest.approx(1.0)
    assert law[(all_edges(4) == 0).all(axis=(1, 2))] == pytest.approx(0.5**6)
    assert law[all_edges(4)[:, 2, 1] == -1].sum() == pytest.approx(0.125)
    assert prior(all_edges(5), 2 / 3, 0.5) == pytest.approx(3.0**-10)
    draw = np.random.default_rng(0)
    lives = experience(all_edges(3)[[0]], "sum", "observational", np.zeros((1, 1), int), draw)
    assert beliefs(lives, "sum", "observational", edge=0.5, negative=0.0)[0, 0] == 0.0  # all edges -1: impossible
    with pytest.raises(ValueError, match="too many to enumerate"):
        all_edges(6)


def test_whole_classes_are_held_out() -> None:
    """Graphs share a number where, and only where, other names make them the same; NumPy and JAX agree."""
    edges = all_edges(4)
    powers = 3 ** np.arange(16)
    names = [(edges[:, p][:, :, p].astype(int) + 1).reshape(-1, 16) @ powers for p in map(list, permutations(range(4)))]
    classes, numbers = np.min(names, axis=0), class_numbers(edges)
    pairs = {*zip(classes.tolist(), numbers.tolist(), strict=True)}
    assert len(pairs) == len({*classes.tolist()}) == len({*numbers.tolist()}) == 425
    np.testing.assert_array_equal(jax.jit(class_numbers)(jnp.asarray(edges, jnp.int32)), numbers)
    five = class_numbers(all_edges(5))
    assert np.unique(five).size == 26_422
    out = withheld(all_edges(5), 0.1)
    assert 0.09 < out.mean() < 0.11
    assert not {*five[out].tolist()} & {*five[~out].tolist()}
    assert not withheld(edges, 0.0).any()
    draw = np.random.default_rng(9)
    six = np.tril(draw.integers(-1, 2, size=(12, 6, 6)), -1).astype(np.int8)
    for moved in (all_edges(5)[::5000], six):
        orders = np.array(list(permutations(range(moved.shape[1]))))
        every = moved[:, orders[:, :, None], orders[:, None, :]]  # (graphs, orders, N, N)
        same = np.broadcast_to(withheld(moved, 0.5)[:, None], every.shape[:2])
        np.testing.assert_array_equal(withheld(every, 0.5), same)
    assert 0 < withheld(six, 0.5).sum() < 12
