"""Networks that keep something about every pair of nodes: their equations in NumPy, in any order of nodes."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, Newborn
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.networks._pairs import HELD, FollowsNodes
from baldwin.neural.networks.cause_sets import CauseSets
from baldwin.neural.networks.fast_weights import FastWeights
from baldwin.neural.networks.pair_attention import PairAttention
from baldwin.neural.networks.pair_sums import PairSums
from baldwin.neural.registry import kinds
from baldwin.neural.tasks.causal_graph import CausalGraph
from baldwin.neural.theory.causal import cells

N = 4
KEY = jax.random.key(5)
PAIRED: dict[str, type[FollowsNodes]] = {
    name: kind for name, kind in kinds("network").items() if issubclass(kind, FollowsNodes)
}


def drawn(network: FollowsNodes, scale: float = 1.0) -> dict[str, Any]:
    """Return weights of which none is 0."""
    shapes = network.shapes(4 * N, N)
    keys = jax.random.split(KEY, len(shapes))
    return {
        name: scale * jax.random.normal(key, shape) for key, (name, shape) in zip(keys, shapes.items(), strict=True)
    }


def inputs(experiences: int = 4) -> np.ndarray:
    """Return experiences (K, 4, n) with all nodes, of which one at a time is held."""
    random = np.random.default_rng(3)
    values = random.normal(size=(experiences, N))
    held = np.eye(N)[random.integers(N, size=experiences)]
    return np.stack([values / 5.0, np.arcsinh(10.0 * values) / 4.6, held, np.zeros((experiences, N))], axis=1)


def quickly(function: Any, *given: Any) -> Any:
    """Return what a function gives, compiled without pains."""
    options = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
    return jax.jit(function).lower(*given).compile(options)(*given)


def quiz(node: int) -> np.ndarray:
    return np.stack([np.zeros(N)] * 3 + [np.eye(N)[node]])


def answers(network: FollowsNodes, weights: Any, seen: np.ndarray) -> np.ndarray:
    """Return what is answered after experiences (K, 4, n) to quizzes about each node: (n, n)."""

    def all_of(weights: Any, seen: Any) -> Any:
        state = network.start(weights)
        for one in seen:
            state = network.step(weights, state, one.ravel()).state
        return jnp.stack(
            [network.step(weights, state, jnp.asarray(quiz(j).ravel(), jnp.float32)).answer for j in range(N)]
        )

    return np.asarray(quickly(all_of, weights, jnp.asarray(seen, jnp.float32)))


def test_fast_weights_are_their_equations() -> None:
    network, seen = FastWeights(), inputs()
    weights = drawn(network)
    w = {name: np.asarray(value, np.float64) for name, value in weights.items()}
    assert sum(value.size for value in w.values()) == 29
    fast = np.zeros((2, N, N))
    for v, s, m, _ in seen:
        for i in range(N):
            for j in range(N):
                phi = [m[j] * v[i], m[j] * s[i], s[i] * s[j], v[i] * v[j], m[i] * v[j], m[i] * s[j]]
                phi += [(1 - m[i]) * (1 - m[j]) * s[i] * s[j], s[i], s[j], m[j], 1.0]
                kept = 1.0 / (1.0 + np.exp(-3.0 - 5.0 * w["decay"]))
                fast[:, i, j] = kept * fast[:, i, j] + w["write"] @ np.array(phi)
    expected = np.full((N, N), HELD)
    for j in range(N):
        for i in set(range(N)) - {j}:
            expected[j, i] = 10.0 * (w["read"] @ fast[:, i, j] + w["read_back"] @ fast[:, j, i]) + w["b"][0]
    np.testing.assert_allclose(answers(network, weights, seen), expected, rtol=1e-4, atol=1e-4)


def feature(one: np.ndarray, i: int, j: int) -> np.ndarray:
    """Return m_i, m_j, l_i, l_j, s_i, s_j of an experience (4, n)."""
    return np.array([one[2, i], one[2, j], one[0, i], one[0, j], one[1, i], one[1, j]])


def read_out(w: dict[str, Any], z: np.ndarray) -> float:
    return float(w["answer"] @ np.tanh(z @ w["read"] + w["read_b"]) + w["answer_straight"] @ z)


@pytest.mark.parametrize(
    ("options", "genes"), [({}, 384), ({"knows_order": True}, 401), ({"recalls": True}, 438)], ids=str
)
def test_sums_over_experiences_are_their_equations(options: dict[str, bool], genes: int) -> None:
    network, seen = PairSums(**options), inputs()  # type: ignore[arg-type]
    weights = drawn(network, 0.5)
    w = {name: np.asarray(value, np.float64) for name, value in weights.items()}
    assert sum(value.size for value in w.values()) == genes

    def order(i: int, j: int) -> list[float]:
        return [float(np.sign(i - j))] if network.knows_order else []

    known = np.zeros((N, N, 4))
    for one in seen:
        for i in range(N):
            for j in range(N):
                told = np.array([*feature(one, i, j), *order(i, j)])
                known[i, j] += np.tanh(told @ w["encode"] + w["encode_b"]) @ w["kept"]
    expected = np.full((N, N), HELD)
    for j in range(N):
        for i in set(range(N)) - {j}:
            four = [
                np.concatenate([known[i, k], known[k, i], known[k, j], known[j, k]]) for k in set(range(N)) - {i, j}
            ]
            between = sum(np.tanh(one @ w["between"] + w["between_b"]) for one in four)
            last = feature(seen[-1], i, j) if network.recalls else []
            expected[j, i] = read_out(w, np.array([*known[i, j], *known[j, i], *between, *order(i, j), *last]))
    np.testing.assert_allclose(answers(network, weights, seen), expected, rtol=1e-4, atol=1e-5)


def test_attention_over_experiences_is_its_equations() -> None:
    network, seen = PairAttention(), inputs()
    weights = drawn(network, 0.5)
    w = {name: np.asarray(value, np.float64) for name, value in weights.items()}
    assert sum(value.size for value in w.values()) == 164
    mean = np.zeros((N, N, 2))
    for i in range(N):
        for j in range(N):
            plain = [feature(one, i, j) for one in seen]
            told = np.array([[*np.tanh(f @ w["encode"] + w["encode_b"]), *f] for f in plain])
            attention = np.exp(5.0 * told @ w["keys"].T)
            mean[i, j] = (attention * (told @ w["values"].T)).sum(axis=0) / attention.sum(axis=0)
    expected = np.full((N, N), HELD)
    for j in range(N):
        for i in set(range(N)) - {j}:
            expected[j, i] = 5.0 * read_out(w, np.concatenate([mean[i, j], mean[j, i]]))
    np.testing.assert_allclose(answers(network, weights, seen), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("ordered", [False, True])
def test_sets_of_causes_are_their_equations(ordered: bool) -> None:
    """54 sets for each node, of three others and one unseen, each by itself."""
    network, seen = CauseSets(knows_order=ordered), inputs()
    weights = drawn(network, 0.3)
    w = {name: float(np.asarray(value)[0]) for name, value in weights.items()}
    assert len(w) == 8 + ordered
    own, causes = 1.0 / (1.0 + np.exp(-10.0 * w["held"])), np.zeros((N, N))
    for i in range(N):
        others, speaks, effects = [k for k in range(N) if k != i], [], []
        for *signs, unseen in product((-1, 0, 1), (-1, 0, 1), (-1, 0, 1), (0, 1)):
            there = np.abs(signs)
            share = max(int(there.sum()) + unseen, 1) ** (-2.0 * w["shared"])
            each = np.exp(2.0 * w["strength"] - 1.0) * share * np.array(signs)
            variance = np.exp(2.0 * (5.0 * w["noise"] - 1.0)) * (
                1.0 + unseen * (np.exp(2.0 * w["unseen"]) * share) ** 2
            )
            total = -5.0 * (w["cost"] * there.sum() + w["cost_unseen"] * unseen)
            if ordered:
                total -= 10.0 * w["late"] * sum(here for here, k in zip(there, others, strict=True) if k > i)
            for value, _, held, _ in seen:
                off = (value[i] - value[others] @ each) ** 2 / variance
                total -= 0.5 * (own if held[i] else 1.0) * (off + np.log(variance))
            speaks.append(total)
            effects.append(each)
        chance = np.exp(np.array(speaks) - max(speaks))
        causes[i, others] = chance @ np.array(effects) / chance.sum()
    expected = np.full((N, N), HELD)
    for j in range(N):
        x = -np.eye(N)[j]
        for _ in range(N - 1):
            x = causes @ x
            x[j] = -1.0
        others = [i for i in range(N) if i != j]
        expected[j, others] = 10.0 * np.exp(2.0 * w["gain"]) * x[others]
    np.testing.assert_allclose(answers(network, weights, seen), expected, rtol=1e-4, atol=1e-4)
    assert CauseSets().refuses(4 * 5, 5) == [("network.nodes", "the task shows 5 nodes. Set it to 5")]


@pytest.mark.parametrize("kind", PAIRED)
def test_answers_to_nodes_in_another_order_are_the_same_in_that_order(kind: str) -> None:
    """Bit by bit, but where sums are over sets that have an order themselves."""
    network, seen = PAIRED[kind](nodes=N), inputs()
    weights, order = drawn(network, 0.5), np.array([2, 0, 3, 1])
    plain = answers(network, weights, seen)
    again, rounding = answers(network, weights, seen[:, :, order]), 1e-5 if kind == "cause_sets" else 0.0
    np.testing.assert_allclose(again, plain[order][:, order], rtol=rounding, atol=rounding)
    assert np.unique(plain).size == N * (N - 1) + 1  # no two pairs are answered alike, but for the node held


def test_the_choice_of_whom_to_hold_is_that_of_any_order_too() -> None:
    network, seen, order = FastWeights(explores=True), inputs(2), np.array([2, 0, 3, 1])
    weights = drawn(network)
    assert sum(value.size for value in weights.values()) == 29 + 10

    def last(seen: Any) -> Any:
        state = network.start(weights)
        for one in seen:
            stepped = network.step(weights, state, one.ravel())
            state = stepped.state
        return stepped.answer

    def chosen(seen: np.ndarray) -> np.ndarray:
        return np.asarray(quickly(last, jnp.asarray(seen, jnp.float32)))

    np.testing.assert_array_equal(chosen(seen[:, :, order]), chosen(seen)[order])
    w, traces = {name: np.asarray(value) for name, value in weights.items()}, np.zeros((2, N))
    for v, s, m, _ in seen:
        traces = traces / (1.0 + np.exp(-3.0 - 5.0 * w["trace_decay"]))[:, None]
        traces = traces + w["trace_write"] @ np.stack([m, v, np.abs(s)])
    np.testing.assert_allclose(chosen(seen), 10.0 * w["trace_read"] @ traces, rtol=1e-4)


TASK = CausalGraph(nodes=4, nodes_chosen="once", withheld=0.0)
LOOKUP = {"write": jnp.zeros((2, 11)).at[0, 0].set(1.0), "decay": jnp.full(2, 2.0), "read": jnp.array([-9.0, 0.0])}
PLANTED = {**LOOKUP, "read_back": jnp.zeros(2), "b": jnp.zeros(1)}  # what rose with a node will fall with it


LIVES = 300


class Looped(RecurrentLife):
    unrolled = 0


@cache
def lived() -> Any:
    """Return instances, chances, and scores of lives of the planted network, and those that are recorded, by name.

    One quiz, by choice ("greedy") or by the chances of all choices ("expected", (L, 1 + n, ..): the quiz that chance
    chose, then each), and all at once ("all"), which is lived without a loop.
    """
    every = RecurrentLife(scored="expected", quizzes="all")
    assert len(TASK.deciding) <= every.unrolled

    def one(key: Any) -> Any:
        instance = TASK.sample(key)

        def scores(life: RecurrentLife, asked: Any = -1) -> Any:
            chance = life.chance(key, TASK, instance)
            place = chance.world.place
            place = place.at[-1].set(jnp.where(asked < 0, place[-1], asked))
            here = chance._replace(world=chance.world._replace(place=place))
            world = Environment(FastWeights(nodes=3), TASK, instance, here)
            history, record = live_fully(life, Newborn(PLANTED, {}), world)
            return history.scores, record["scores"]

        each = jax.vmap(lambda asked: scores(Looped(scored="expected"), asked))(jnp.arange(-1, 3))
        found = {"greedy": scores(Looped(choice="greedy")), "expected": each, "all": scores(every)}
        return instance, every.chance(key, TASK, instance).world, found

    return jax.device_get(quickly(jax.vmap(one), jax.random.split(KEY, LIVES)))


def test_a_planted_rule_finds_the_causes_where_association_misleads() -> None:
    instances, chances, found = lived()
    scores, asked = found["greedy"][1][:, -1], chances.place[:, -1]
    there = [part[np.arange(LIVES), asked] for part in cells(instances.edges.astype(np.int8), "average")]
    best, associative, misled = there[:3]
    assert misled.sum() >= 15
    assert scores[misled].mean() > 0.99 * best[misled].mean() > associative[misled].mean() + 0.8
    assert scores.mean() > 0.99 * best.mean()


def test_all_quizzes_score_the_mean_of_lives_that_are_asked_one_each() -> None:
    _, _, found = lived()
    alone, recorded = found["expected"]
    assert alone.shape == (LIVES, 4, 1)
    np.testing.assert_array_equal(alone[..., 0], recorded[..., -1])
    together, same = found["all"]
    assert together.shape == (LIVES, 1)
    np.testing.assert_allclose(same, recorded[:, 0], rtol=1e-5, atol=1e-6)  # it tells of the quiz that was asked
    np.testing.assert_allclose(together[:, 0], alone[:, 1:, 0].mean(axis=1), rtol=1e-5, atol=1e-6)
    assert np.abs(together[:, 0] - alone[:, 0, 0]).max() > 0.1


def test_networks_of_pairs_say_what_they_cannot_read() -> None:
    ((field, rule),) = FastWeights(nodes=5).refuses(16, 4)
    assert (field, rule) == ("network.nodes", "the task shows 4 nodes. Set it to 4")
    ((field, rule),) = FastWeights().refuses(12, 4)
    assert field == "network.kind"
    assert 'task.seen = "scaled"' in rule
    assert not FastWeights().refuses(16, 4)
    ((field, _),) = RecurrentLife(quizzes="all").refuses(FastWeights(), kinds("task")["bandit"].tiny())
    assert field == "lifetime.quizzes"
