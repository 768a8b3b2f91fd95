"""Posteriors of graphs grown node by node: against lists of all graphs, with densities worked out another way."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats

from baldwin.neural.theory.causal import SD, Floats, all_edges, associations, choosing, effects, held, prior
from baldwin.neural.theory.causal_growing import grown_effects, unordered_effects
from baldwin.neural.theory.causal_learners import _abducted, grown_replays
from baldwin.neural.theory.causal_posterior import Lives, expected_effects, expected_replays, experience

EDGE, NEGATIVE = 0.55, 0.3


@pytest.mark.parametrize("means", ["average", "sum"])
@pytest.mark.parametrize("kind", ["observational", "conditional", "interventional"])
def test_grown_graphs_are_those_that_are_listed(kind: Any, means: Any) -> None:
    draw = np.random.default_rng(1)
    edges, nodes = all_edges(4)[draw.integers(729, size=6)], draw.integers(3, size=(6, 3))
    lives = experience(edges, means, kind, nodes, draw)
    found = grown_effects(lives, means, kind, EDGE, NEGATIVE)
    np.testing.assert_allclose(found, expected_effects(lives, means, kind, EDGE, NEGATIVE), atol=1e-9)


def densities(graphs: Any, x: Floats, j: int) -> Floats:
    """Return the log density (G,) of an intervention on observable j, by inverses of matrices of averaged means."""
    weights = graphs / np.maximum(np.abs(graphs).sum(axis=2, keepdims=True), 1)
    weights[:, j + 1] = 0.0
    made = np.linalg.inv(np.eye(graphs.shape[1]) - weights)[:, 1:]
    rest = [i for i in range(len(x)) if i != j]
    mean = 5.0 * made[:, rest, j + 1]
    made[:, :, j + 1] = 0.0
    covariance = SD**2 * made[:, rest] @ made[:, rest].swapaxes(1, 2)
    apart = x[rest] - mean
    size = np.einsum("gi,gij,gj->g", apart, np.linalg.inv(covariance), apart)
    found: Floats = -0.5 * (size + np.linalg.slogdet(covariance)[1])
    return found


def test_six_nodes_are_exact() -> None:
    """Edges of weight 1 only: 32,768 graphs, one by one."""
    codes = (np.arange(2**15)[:, None] >> np.arange(15)) & 1
    graphs = np.zeros((2**15, 6, 6), np.int8)
    graphs[:, *np.tril_indices(6, -1)] = codes
    draw = np.random.default_rng(2)
    lives = experience(graphs[[20_001]], "average", "interventional", np.array([[0, 3, 1]]), draw)
    logs = sum(densities(graphs, x, j) for x, j in zip(lives.values[0], lives.nodes[0], strict=True))
    logs = logs + codes.sum(axis=1) * np.log(EDGE / (1.0 - EDGE))
    chance = np.exp(logs - logs.max())
    chance /= chance.sum()
    assert 3 < 1.0 / (chance**2).sum() < 1000  # not all is known
    found = grown_effects(lives, "average", "interventional", EDGE, 0.0)[0]
    np.testing.assert_allclose(found, np.einsum("g,gqi->qi", chance, effects(graphs, "average")), atol=1e-9)


def one_density(graph: Any, x: Floats, j: int) -> float:
    """Return the density of nonlinear observables where `j` is held (-1: none is): the hidden node integrated over."""
    hidden = np.linspace(-0.9, 0.9, 3001)
    total = stats.norm.pdf(hidden, scale=SD)
    whole = [hidden, *x]
    for node in range(1, len(graph)):
        causes = np.flatnonzero(graph[node])
        mean = sum(graph[node, k] * (whole[k] + whole[k] ** 2) for k in causes) / max(len(causes), 1)
        total = total * (1.0 if node == j + 1 else stats.norm.pdf(whole[node], mean, SD))
    return float(np.trapezoid(total, hidden))


@pytest.mark.parametrize("means", ["average", "sum"])
def test_counterfactuals_of_grown_graphs_are_those_of_listed_ones(means: Any) -> None:
    draw = np.random.default_rng(6)
    edges, nodes = all_edges(4)[draw.integers(729, size=6)], draw.integers(3, size=(6, 2))
    lives = experience(edges, means, "interventional", nodes, draw)
    found = grown_replays(lives, means, EDGE, NEGATIVE)
    np.testing.assert_allclose(found, expected_replays(lives, means, EDGE, NEGATIVE), atol=1e-7)
    assert np.abs(found - expected_effects(lives, means, "interventional", EDGE, NEGATIVE)).max() > 0.01


def test_nonlinear_counterfactuals_are_weighted_by_what_is_believed() -> None:
    """27 graphs, one by one: densities by the integral, the noise as it is abducted."""
    draw = np.random.default_rng(7)
    lives = experience(all_edges(3)[[14]], "nonlinear", "interventional", np.array([[0, 1]]), draw)
    chances = np.array([EDGE * NEGATIVE, 1.0 - EDGE, EDGE * (1.0 - NEGATIVE)])
    weights, each = [], []
    for graph in all_edges(3):
        weight = float(np.prod(chances[graph[np.tril_indices(3, -1)] + 1]))
        for x, j in zip(lives.values[0], lives.nodes[0], strict=True):
            weight *= one_density(graph, x, int(j))
        weights.append(weight)
        each.append(_abducted(graph[None], lives.values[:, -1], 1)[0])
    expected = np.einsum("g,gqi->qi", np.array(weights) / sum(weights), np.stack(each))
    np.testing.assert_allclose(grown_replays(lives, "nonlinear", EDGE, NEGATIVE)[0], expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("kind", ["observational", "interventional"])
def test_nonlinear_means_are_integrated_over_the_hidden_node(kind: Any) -> None:
    draw = np.random.default_rng(3)
    edges, nodes = all_edges(3)[[14, 25]], np.array([[0, 1], [1, 1]])
    lives = experience(edges, "nonlinear", kind, nodes, draw)
    found = grown_effects(lives, "nonlinear", kind, EDGE, NEGATIVE)
    chances = np.array([EDGE * NEGATIVE, 1.0 - EDGE, EDGE * (1.0 - NEGATIVE)])
    for life in range(2):
        weights = []
        for graph in all_edges(3):
            weight = float(np.prod(chances[graph[np.tril_indices(3, -1)] + 1]))
            for x, j in zip(lives.values[life], nodes[life], strict=True):
                weight *= one_density(graph, x, int(j) if kind == "interventional" else -1)
            weights.append(weight)
        expected = np.einsum("g,gqi->qi", np.array(weights) / sum(weights), effects(all_edges(3), "nonlinear"))
        np.testing.assert_allclose(found[life], expected, rtol=1e-5)


def test_the_order_of_causes_is_one_more_thing_to_be_found_out() -> None:
    """Two observable nodes: 27 graphs in each of two orders, by matrices."""
    draw = np.random.default_rng(4)
    lives = experience(all_edges(3)[[3, 22]], "average", "interventional", np.array([[1, 1], [1, 1]]), draw)
    found = unordered_effects(lives, "average", "interventional", EDGE, NEGATIVE)
    both = [all_edges(3), all_edges(3)[:, [0, 2, 1]][:, :, [0, 2, 1]]]
    before = np.log(prior(all_edges(3), EDGE, NEGATIVE))
    for life in range(2):
        logs = [before + sum(densities(one, x, 1) for x in lives.values[life]) for one in both]
        chance = np.exp(np.concatenate(logs) - np.max(logs))
        chance /= chance.sum()
        other = effects(all_edges(3), "average")[:, [1, 0]][:, :, [1, 0]]
        every = np.concatenate([effects(all_edges(3), "average"), other])
        np.testing.assert_allclose(found[life], np.einsum("g,gqi->qi", chance, every), atol=1e-9)
    known = expected_effects(lives, "average", "interventional", EDGE, NEGATIVE)
    assert np.abs(found - known).max() > 0.1  # the order was worth something
    nothing = Lives(np.zeros((1, 0, 2)), np.zeros((1, 0), int), np.zeros((1, 3)))
    first = np.einsum("g,gqi->qi", np.exp(before), effects(all_edges(3), "average"))
    assert first[0, 1] != 0.0 == first[1, 0]
    before_all = unordered_effects(nothing, "average", "interventional", EDGE, NEGATIVE)[0]
    np.testing.assert_allclose(before_all, (first + first[::-1, ::-1]) / 2.0, atol=1e-9)


def test_what_goes_with_a_node_where_means_are_not_linear() -> None:
    """The most probable way against the mean over all ways, on a grid of the noise of two causes."""
    graphs = all_edges(3)
    found = associations(graphs, "nonlinear")
    side = np.arange(-6.0, 6.0, 0.04)
    noise = np.array(list(product(side, side)))
    hidden = noise[:, 0]
    for number in range(0, 27, 2):
        graph = graphs[number]
        one = graph[1, 0] * (hidden + hidden**2) + noise[:, 1]
        causes = max(np.count_nonzero(graph[2]), 1)
        two = (graph[2, 0] * (hidden + hidden**2) + graph[2, 1] * (one + one**2)) / causes
        log = -0.5 / SD**2 * ((noise**2).sum(axis=1) + (-5.0 - two) ** 2)
        weight = np.exp(log - log.max())
        mean = float(weight @ one / weight.sum())
        assert found[number, 1, 0] == pytest.approx(mean, abs=0.05)
        assert found[number, 1, 1] == -5.0
    np.testing.assert_allclose(found[:, 0, 0], -5.0)
    assert (choosing(found, effects(graphs, "nonlinear")) <= effects(graphs, "nonlinear").max(axis=-1) + 1e-9).all()


def test_noise_of_nonlinear_means_is_abducted() -> None:
    """Against 200,000 hidden values drawn from the prior, weighted by what they make of the rest; four errors."""
    draw = np.random.default_rng(5)
    edges = np.zeros((1, 4, 4), np.int8)
    edges[0, 1, 0], edges[0, 2, :2], edges[0, 3, 0] = 1, (-1, 1), 1
    lives = experience(edges, "nonlinear", "interventional", np.array([[1]]), draw)
    x = lives.values[0, 0]
    hidden = SD * draw.standard_normal(200_000)
    h = hidden + hidden**2
    first, third = x[0] - h, x[2] - h  # noise of the two that were not held; of the second nothing is known
    weight = np.exp(-0.5 / SD**2 * (first**2 + third**2))
    noise = np.stack([hidden, first, np.zeros(200_000), third], axis=1)
    again = held(np.repeat(edges, 200_000, axis=0), "nonlinear", -5.0, noise)[..., 1:]
    mean = np.average(again, axis=0, weights=weight)
    error = np.sqrt((weight[:, None, None] ** 2 * (again - mean) ** 2).sum(axis=0)) / weight.sum()
    assert (np.abs(_abducted(edges, lives.values[:, 0], 1)[0] - mean) <= 4.0 * error + 1e-9).all()


def test_without_experience_the_prior_stays() -> None:
    lives = Lives(np.zeros((2, 0, 2)), np.zeros((2, 0), int), np.zeros((2, 3)))
    nothing = grown_effects(lives, "average", "observational")
    np.testing.assert_allclose(nothing, np.broadcast_to(effects(all_edges(3), "average").mean(axis=0), (2, 2, 2)))
