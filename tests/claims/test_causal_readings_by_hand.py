"""How claims of causal reasoning read lives: quizzes counted by hand, in all lives and in those that tell causes."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.claims.causal.interventions import short_of
from baldwin.claims.causal.reading import Quizzes, _read, gain, ratio, score
from baldwin.claims.quantity import Measurement
from baldwin.neural.tasks.causal_graph import CausalGraph
from baldwin.neural.theory.causal import all_edges, cells

LIVES = 200


def lives(task: CausalGraph, actions: Any = None) -> Any:
    """Return lives in graphs of four nodes, each with its own names, with what they chose and scored."""
    random = np.random.default_rng(2)
    edges = all_edges(4)[random.integers(729, size=LIVES)]
    places = np.argsort(random.random((LIVES, 3)), axis=1)
    steps = len(task.deciding)
    chances = SimpleNamespace(place=random.integers(3, size=(LIVES, steps)))
    scores = np.zeros((LIVES, steps))
    scores[:, -1] = random.normal(size=LIVES)
    return SimpleNamespace(
        replay=SimpleNamespace(definition=SimpleNamespace(task=task)),
        instances=SimpleNamespace(edges=edges, places=places),
        chances=chances,
        scores=scores,
        actions=random.integers(3, size=(LIVES, steps)),
    )


@pytest.mark.parametrize("chosen", ["random", "active"])
def test_quizzes_are_read_life_by_life(chosen: Any) -> None:
    task = CausalGraph(nodes=4, nodes_chosen=chosen)
    given = lives(task)
    found = _read(given)
    for life in range(LIVES):
        node_at = {int(place): node for node, place in enumerate(given.instances.places[life])}
        asked = node_at[int(given.chances.place[life, -1])]
        had = given.actions[life] if chosen == "active" else given.chances.place[life]
        held = {node_at[int(place)] for place in had[:3]}
        one = cells(given.instances.edges[life], "average")
        assert found.held[life] == len(held)
        assert found.unvisited[life] == (asked not in held)
        for name in ("causal", "associative", "decide", "confounded", "degenerate"):
            assert getattr(found.there, name)[life] == getattr(one, name)[asked], name
    np.testing.assert_array_equal(found.scores, given.scores[:, -1])


def test_who_only_watches_has_held_nothing() -> None:
    found = _read(lives(CausalGraph(nodes=4, condition="observational")))
    assert found.unvisited.all()
    assert not found.held.any()


def test_ratios_are_of_sums_and_know_their_errors() -> None:
    found = _read(lives(CausalGraph(nodes=4)))
    best, where = found.there.causal, found.there.decide
    measured = ratio([found], [where])
    share = found.scores[where].sum() / best[where].sum()
    assert measured.value == pytest.approx(share)
    spread = np.std(found.scores[where] - share * best[where], ddof=1)
    assert measured.standard_error == pytest.approx(spread / math.sqrt(where.sum()) / best[where].mean())
    perfect = found._replace(scores=best)
    assert (ratio([perfect]).value, ratio([perfect]).standard_error) == (pytest.approx(1.0), pytest.approx(0.0))
    ahead = gain([perfect], [found.there.associative], [where])
    assert ahead.value == pytest.approx(1.0 - found.there.associative[where].sum() / best[where].sum())
    assert score([found], [where]).value == pytest.approx(found.scores[where].mean())


def test_the_seed_in_the_middle_stands_for_all() -> None:
    found = _read(lives(CausalGraph(nodes=4)))
    seeds: list[Quizzes] = [found._replace(scores=share * found.there.causal) for share in (0.9, 0.2, 0.5)]
    assert ratio(seeds).value == pytest.approx(0.5)
    assert "0.9" in ratio(seeds).note


def test_what_is_not_reached_says_how_far() -> None:
    short = short_of(Measurement(0.82, 0.01, "seeds"), 0.886)
    assert (short.value, short.standard_error) == (pytest.approx(0.066), 0.01)
    assert short.note.startswith("0.820 of 0.886")
