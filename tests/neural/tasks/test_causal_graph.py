"""Causal graphs lived in: experiences, the quiz, what is held out, and what is reported, worked out again in NumPy."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import Any

import jax
import numpy as np
import pytest
from playing import compiled, play
from pydantic import ValidationError

from baldwin.neural.tasks.causal_graph import CausalGraph
from baldwin.neural.theory import causal_learners, causal_posterior
from baldwin.neural.theory.causal import SD, all_edges, associations, cells, effects, held, prior, responses
from baldwin.neural.theory.causal_classes import withheld

LIVES = 300


def guess(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return np.random.default_rng(step).integers(0, 3, len(seen))


def nodes_at(instances: Any) -> np.ndarray:
    """Return the observable node, from 0, in each place (L, n)."""
    return np.argsort(instances.places, axis=1)


@pytest.mark.parametrize(
    "task",
    [
        CausalGraph(nodes=4, condition="observational", seen="raw", withheld=0.0),
        CausalGraph(nodes=4, condition="conditional", seen="raw", withheld=0.0),
        CausalGraph(nodes=4, means="nonlinear", withheld=0.0, permuted=True),
        CausalGraph(nodes=4, means="sum", withheld=0.0),
    ],
    ids=["observational", "conditional", "nonlinear", "summed"],
)
def test_experiences_are_those_of_theory(task: CausalGraph) -> None:
    @jax.jit
    def looked() -> Any:
        graph = task.sample(jax.random.key(1))
        chance = task.chance(jax.random.key(2), graph)
        first = jax.tree.map(lambda leaf: leaf[0], chance)
        return graph, first, task.observe(task.begin(graph), first, graph)

    graph, chance, seen = jax.device_get(looked())
    noise, place, order = SD * chance.noise, int(chance.place), np.argsort(graph.places)
    edges, node = graph.edges[None].astype(np.int8), int(order[place])
    if task.condition == "interventional":
        values = held(edges, task.means, 5.0, noise[None])[0, node, 1:]
    else:
        made = responses(edges, task.means)[0, 1:]
        values = made @ noise
        if task.condition == "conditional":
            covariance = made @ made.T
            values = values + covariance[:, node] / covariance[node, node] * (5.0 - values[node])
    values = values[order]
    shown = [values] if task.seen == "raw" else [values / 5.0, np.arcsinh(10.0 * values) / 4.6]
    mask = np.zeros(3) if task.condition == "observational" else np.eye(3)[place]
    np.testing.assert_allclose(seen, np.concatenate([*shown, mask, np.zeros(3)]), rtol=1e-4, atol=1e-5)


TASK = CausalGraph(nodes=4, nodes_chosen="once", permuted=True, withheld=0.2)


@cache
def lived() -> Any:
    return play(TASK, guess, LIVES)


def test_the_quiz_pays_what_holding_a_node_brings() -> None:
    instances, chances, trace = lived()
    row, edges = np.arange(LIVES), instances.edges.astype(np.int8)
    assert (trace.actions[:, :3] == -1).all()
    assert (trace.rewards[:, :3] == 0.0).all()
    np.testing.assert_array_equal(np.sort(chances.place[:, :3], axis=1), [[0, 1, 2]] * LIVES)
    asked, chosen = (nodes_at(instances)[row, one] for one in (chances.place[:, 3], trace.actions[:, 3]))
    np.testing.assert_array_equal(trace.observations[:, 3, :9], 0.0)
    np.testing.assert_array_equal(trace.observations[:, 3, 9:], np.eye(3)[chances.place[:, 3]])
    np.testing.assert_allclose(trace.scores[:, 3], effects(edges, "average")[row, asked, chosen], atol=1e-5)
    noisy = held(edges, "average", -5.0, SD * chances.noise[:, 3])[row, asked, 1 + chosen]
    np.testing.assert_allclose(trace.rewards[:, 3], noisy, atol=1e-5)
    assert np.unique(instances.places, axis=0).shape == (6, 3)


@pytest.mark.guards(
    "causal_ratio",
    "decide_ratio",
    "agree_ratio",
    "visited_ratio",
    "visited_decide_ratio",
    "unvisited_ratio",
    "unvisited_decide_ratio",
    "case_shares",
    "by_confounding",
    "by_parents",
    "by_maximum",
    "associative_share",
)
def test_columns_are_what_lives_one_by_one_say() -> None:
    task = TASK.model_copy(update={"nodes_chosen": "random"})
    instances, chances, trace = lived()
    places = chances.place.copy()
    places[:, :3] = np.random.default_rng(0).integers(3, size=(LIVES, 3))
    found = task.behaviour(instances, chances._replace(place=places), trace)
    names = (
        "all",
        "decide",
        "agree",
        "unvisited",
        "visited",
        "both",
        "visited decide",
        "confounded",
        "clear",
        "orphan",
        "parented",
        "distinct",
        "degenerate",
    )
    sums: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    followed = []
    for life in range(LIVES):
        order = nodes_at(instances)[life]
        graph, asked = instances.edges[life].astype(np.int8), int(order[places[life, 3]])
        values, along = effects(graph[None], "average")[0, asked], associations(graph[None], "average")[0, asked]
        of_best = values[along >= along.max() - 1e-9].mean()
        decides, unvisited = of_best < values.max() - 1e-9, places[life, 3] not in places[life, :3]
        confounded = graph[asked + 1, 0] != 0 and np.count_nonzero(graph[1:, 0]) > 1
        several = np.count_nonzero(values >= values.max() - 1e-9) > 1
        where = {"all": True, "decide": decides, "unvisited": unvisited, "both": decides and unvisited}
        where |= {"agree": not decides, "visited": not unvisited, "visited decide": decides and not unvisited}
        where |= {"confounded": confounded, "clear": not confounded, "orphan": not graph[asked + 1].any()}
        where |= {"parented": bool(graph[asked + 1].any()), "distinct": not several, "degenerate": several}
        for name in names:
            sums[name] += [(float(trace.scores[life, 3]), values.max())] * bool(where[name])
        if decides:
            followed.append(along[order[trace.actions[life, 3]]] >= along.max() - 1e-9)

    def ratio(name: str) -> float:
        score, best = np.sum(sums[name], axis=0)
        return float(score / best)

    assert len(sums["both"]) > 1
    by_column = {
        "causal_ratio": "all",
        "decide_ratio": "decide",
        "agree_ratio": "agree",
        "visited_ratio": "visited",
        "visited_decide_ratio": "visited decide",
        "unvisited_ratio": "unvisited",
        "unvisited_decide_ratio": "both",
    }
    for column, name in by_column.items():
        assert found[column] == pytest.approx(ratio(name))
    shares = [len(sums[name]) / LIVES for name in ("decide", "confounded", "orphan", "degenerate", "unvisited")]
    assert found["case_shares"] == pytest.approx(shares)
    assert found["by_confounding"] == pytest.approx([ratio("confounded"), ratio("clear")])
    assert found["by_parents"] == pytest.approx([ratio("orphan"), ratio("parented")])
    maxima = [np.mean([score for score, _ in sums[name]]) for name in ("distinct", "degenerate")]
    assert found["by_maximum"] == pytest.approx(maxima)
    assert found["associative_share"] == pytest.approx(np.mean(followed))
    every = TASK.behaviour(instances, chances, trace)
    assert np.isnan(every["unvisited_ratio"])  # each node was held once
    assert every["visited_ratio"] == every["causal_ratio"]


def test_quizzes_of_a_life_count_one_by_one() -> None:
    """The same lives asked twice: each ratio is that of both quizzes together."""
    instances, chances, trace = lived()
    twice = [np.concatenate([one, one[:, -1:]], axis=1) for one in (chances.place, trace.actions, trace.scores)]
    other = (twice[0][:, 4] + 1) % 3
    twice[0][:, 4] = other
    alone = chances.place.copy()
    alone[:, 3] = other
    names = ("case_shares", "new_nodes", "distinct_shares")
    found = TASK.behaviour(
        instances, chances._replace(place=twice[0]), trace._replace(actions=twice[1], scores=twice[2])
    )
    first, second = (
        TASK.behaviour(instances, chances, trace),
        TASK.behaviour(instances, chances._replace(place=alone), trace),
    )
    for name in names:
        np.testing.assert_allclose(found[name], (np.array(first[name]) + second[name]) / 2.0)
    followed = [one["associative_share"] * one["case_shares"][0] for one in (first, second)]
    assert found["associative_share"] == pytest.approx(sum(followed) / 2.0 / found["case_shares"][0])
    low, high = sorted((first["causal_ratio"], second["causal_ratio"]))
    assert low < found["causal_ratio"] < high


@pytest.mark.guards("distinct_nodes", "distinct_shares", "new_nodes", "experienced_nodes")
def test_actions_out_of_their_phase_are_penalised_and_the_last_noise_comes_again() -> None:
    """Lives by active choices hold nodes 0, 1, 1; 0, none, as that is an action of the quiz, 2; 2, 0, 0."""
    task = CausalGraph(
        nodes=4,
        condition="counterfactual",
        nodes_chosen="active",
        illegal="penalised",
        withheld=0.0,
        seen="raw",
        shaping=0.5,
    )
    plan = np.array([[0, 0, 2], [1, 4, 0], [1, 2, 0], [0, 0, 0], [4, 3, 1]])  # the fourth step only looks
    instances, chances, trace = play(task, lambda step, *_: plan[step], 3)
    assert task.deciding == (True, True, True, False, True)
    np.testing.assert_array_equal(trace.rewards[:, :4], [[0, 0, 0, 0], [0, -10, 0, 0], [0, 0, 0, 0]])
    assert trace.rewards[2, 4] == trace.scores[2, 4] == -10.0
    values, masks = trace.observations[:, :, :3], trace.observations[:, :, 3:6]
    np.testing.assert_array_equal(masks[:, 0], 0.0)
    np.testing.assert_array_equal(masks[0, 1:4], np.eye(3)[[0, 1, 1]])
    np.testing.assert_array_equal(masks[1, 1:4], [[1, 0, 0], [0, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(values[1, 2], 0.0)  # nothing was done, nothing is seen
    edges, noise = instances.edges.astype(np.int8), SD * chances.noise[:, 2]
    np.testing.assert_allclose(values[0, 3], held(edges, "average", 5.0, noise)[0, 1, 1:], atol=1e-5)
    again = held(edges, "average", -5.0, noise)
    for life, chosen in ((0, 1), (1, 0)):
        worth = again[life, chances.place[life, 4], 1 + chosen]
        assert trace.scores[life, 4] == pytest.approx(worth, abs=1e-5)
        assert trace.rewards[life, 4] == trace.scores[life, 4]
    new = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0]]  # nodes held for the first time
    np.testing.assert_array_equal(trace.scores[:, :4], trace.rewards[:, :4] + 0.5 * np.array(new))
    found = task.behaviour(instances, chances, trace)
    assert found["distinct_nodes"] == pytest.approx((2 + 2 + 2) / 3)
    np.testing.assert_allclose(found["experienced_nodes"], np.array([4, 2, 2]) / 9)
    np.testing.assert_allclose(found["distinct_shares"], [0, 1, 0])
    np.testing.assert_allclose(found["new_nodes"], np.array([3, 2, 1]) / 3)


def classes(edges: np.ndarray) -> set[int]:
    """Return a number for each isomorphism class: the least that any order of all nodes makes of the matrix."""
    powers = 3 ** np.arange(edges[0].size)
    orders = map(list, permutations(range(edges.shape[1])))
    every = [(edges[:, one][:, :, one].astype(np.int64) + 1).reshape(len(edges), -1) @ powers for one in orders]
    return {*np.min(every, axis=0).tolist()}


def test_examinations_are_in_whole_classes_of_their_own() -> None:
    task = CausalGraph(nodes=4, withheld=0.2)
    known = compiled(task, LIVES)[0](jax.random.key(5))[0].edges
    fresh = jax.jit(task.held_out, static_argnums=1)(jax.random.key(6), LIVES).edges
    known, fresh = (np.asarray(one).astype(np.int8) for one in (known, fresh))
    assert not classes(known) & classes(fresh)
    assert len(classes(fresh)) > 40  # by no means few, which could be apart by luck
    out = withheld(all_edges(4), 0.2)
    for drawn, among in ((known, ~out), (fresh, out)):
        law = prior(all_edges(4), 2 / 3, 0.5) * among
        edges = ((all_edges(4) != 0).sum(axis=(1, 2)) @ law) / law.sum()
        count = (drawn != 0).sum(axis=(1, 2))
        assert abs(count.mean() - edges) < 4.0 * count.std() / np.sqrt(LIVES)
        assert (np.triu(drawn) == 0).all()


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValidationError, match="cannot be drawn exactly with means = nonlinear"):
        CausalGraph(condition="conditional", means="nonlinear")
    with pytest.raises(ValidationError, match=r"nodes_chosen = active is of no use with condition = observational"):
        CausalGraph(condition="observational", nodes_chosen="active")
    shapes = [(t.inputs, t.outputs, t.experiences) for t in (CausalGraph(), CausalGraph(nodes=6, illegal="penalised"))]
    assert shapes == [(16, 4, 4), (20, 10, 5)]
    assert len(CausalGraph(condition="long_observational").deciding) == 20


def test_reference_policies_are_exact_in_the_graphs_held_out() -> None:
    task = CausalGraph(nodes=4, withheld=0.2, negative=0.4)
    out = withheld(all_edges(4), 0.2)
    law = prior(all_edges(4), 2 / 3, 0.4)[out]
    law /= law.sum()
    there, true = cells(all_edges(4)[out], "average"), effects(all_edges(4)[out], "average")
    levels = {one.name: one.end for one in task.reference_policies()}
    assert task.oracle() == levels["optimal cause-effect"] == pytest.approx(law @ there.causal.mean(axis=1))
    assert levels["optimal associative"] == pytest.approx(law @ there.associative.mean(axis=1))
    assert levels["chance"] == pytest.approx(law @ true.mean(axis=(1, 2)))
    assert task.innate_ceiling() == pytest.approx(np.einsum("g,gqi->qi", law, true).max(axis=1).mean())
    assert levels["optimal associative"] < levels["Bayes"] < levels["optimal cause-effect"]
    shown = task.ideals()
    assert shown["optimal cause-effect"]["decide_ratio"] == pytest.approx(1.0)
    assert shown["optimal associative"]["decide_ratio"] < 0.5 < shown["Bayes"]["decide_ratio"]
    assert shown["Bayes"]["unvisited_ratio"] < shown["Bayes"]["causal_ratio"]
    assert shown["chance"]["causal_ratio"] == pytest.approx(levels["chance"] / task.oracle())
    assert shown["chance"]["distinct_shares"] == pytest.approx([3 / 27, 18 / 27, 6 / 27])  # of the 27 ways to hold 3
    assert shown["chance"]["new_nodes"] == pytest.approx([1.0, 2 / 3, 4 / 9])


def test_counterfactuals_are_worth_more_where_the_noise_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    task = CausalGraph(nodes=4, withheld=0.2, condition="counterfactual", nodes_chosen="once")
    names = [one.name for one in task.reference_policies()]
    assert set(names[:2]) == {"optimal counterfactual", "Bayes"}
    assert names[2] == "optimal cause-effect"
    assert task.oracle_bound().end >= task.reference_policies()[0].end
    best, _, causal = task.reference_policies()[:3]
    assert best.end - causal.end > 3.0 * (best.error_of_mean or 0.0) > 0.0
    monkeypatch.setattr(causal_learners, "SAMPLED", 100)
    monkeypatch.setattr(causal_learners, "SIX", 2)
    six = CausalGraph(nodes=6, withheld=0.3)
    names = [one.name for one in six.reference_policies()]
    assert {*names[:-2]} == {"optimal cause-effect", "optimal associative", "Bayes"}
    assert names[-2:] == ["avoiding the node held", "chance"]
    monkeypatch.setattr(causal_learners, "REPLAYED", 5)
    for again in (
        CausalGraph(nodes=6, withheld=0.3, condition="counterfactual"),
        CausalGraph(nodes=4, withheld=0.2, condition="counterfactual", means="nonlinear"),
    ):
        known = {one.name for one in again.reference_policies()}
        assert known >= {"optimal counterfactual", "optimal cause-effect", "Bayes"}
        assert "causal_ratio" in again.ideals()["Bayes"]
    assert six.innate_bound() is None
    assert not six.oracle_bound().exact


def test_what_is_known_of_graphs_is_the_most_probable_of_each_piece() -> None:
    """By enumeration of the graphs in the order of causes, life by life; places are where nodes are shown."""
    instances, chances, trace = lived()
    few = jax.tree.map(lambda leaf: leaf[:5], (instances, chances))
    found = TASK.structure(*few, trace.actions[:5], trace.observations[:5])
    assert found.until == 3
    assert len(found.labels["edges"]) == 6
    order = nodes_at(few[0])
    for life in range(5):
        shown = trace.observations[life, :3, :3] * 5.0
        values = np.stack(
            [[shown[step, np.flatnonzero(order[life] == node)[0]] for node in range(3)] for step in range(3)]
        )
        held_nodes = order[life][few[1].place[life, :3]]
        one = causal_posterior.Lives(values[None], held_nodes[None], np.zeros((1, 4)))
        chance = causal_posterior.beliefs(one, "average", "interventional")[:, 0]
        for piece, name in enumerate(found.labels["edges"]):
            cause, effect = (order[life][int(word) - 1] + 1 for word in name.split(" to "))
            of_all = all_edges(4)[:, effect, cause]
            best = max((-1, 0, 1), key=lambda kind: chance[of_all == kind].sum())
            assert found.ideal["edges"][life, piece] == best
            assert found.kinds["edges"][life, piece] == few[0].edges[life, effect, cause]
    assert list(TASK.contrasts) == ["each node once", "random"]
    assert CausalGraph(nodes_chosen="active").contrasts["random"].nodes_chosen == "random"
    assert set(CausalGraph(condition="observational").contrasts) == {"observed"}
