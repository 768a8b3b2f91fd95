"""What probes are given of lives by memory: states when trials are answered, and what is said in them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural import knowing
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.knowing import founders, knowledge, structured
from baldwin.replaying import Replay

SMALL = """
name = "small"
[population]
size = 8
generations = 3
replicates = 2
[task]
kind = "bandit"
trials = 6
[network]
kind = "recurrent"
units = 3
[lifetime]
kind = "recurrent"
choice = "greedy"
[sampling]
lives = 4
[fitness]
reads = "life"
[strategy]
kind = "open_es"
[assays]
every = 0
"""


def small() -> NeuralDefinition:
    definition = from_toml(SMALL, "small.toml", ())
    assert isinstance(definition, NeuralDefinition)
    return definition


def test_what_is_said_in_a_state_is_what_was_chosen_there() -> None:
    """Greedy choices are the largest answer; counts of wins and losses before the last trial are those chosen."""
    genotypes = np.random.default_rng(0).normal(size=(2, small().encoding.size(small().blueprint)))
    found = knowledge(small(), genotypes, 20)
    assert len(found) == 2
    for one in found:
        chosen = np.where(one.observed.followed["last action"][:, 1:] > 0.0, 0, 1)
        said = one.said(one.states)
        assert said.shape == (20, 6, 1, 2)
        np.testing.assert_allclose(said.sum(axis=-1), 1.0)
        np.testing.assert_array_equal(said[:, :-1, 0].argmax(axis=-1), chosen)
        assert one.observed.sources is not None
        counts = {name: values[:, -1] for name, values in one.observed.sources.statistics.items()}
        np.testing.assert_array_equal(counts["wins of arm 1"] + counts["losses of arm 1"], (chosen == 0).sum(axis=1))
    assert not np.allclose(found[0].states, found[1].states)


def test_founders_are_those_of_each_replicate() -> None:
    drawn = founders(small(), 2)
    assert drawn.shape == (2, small().encoding.size(small().blueprint))
    assert not np.allclose(drawn[0], drawn[1])


def test_nothing_is_known_where_weights_change() -> None:
    changing: Any = SimpleNamespace(changes_weights=True)
    assert knowledge(small().model_copy(update={"lifetime": changing}), np.zeros((1, 1)), 2) == []


def test_what_is_remembered_of_a_graph_is_the_state_before_the_quiz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of active lives: three choices, a look, and the quiz; of others, three experiences and the quiz."""
    text = SMALL.replace('kind = "bandit"\ntrials = 6', 'kind = "causal_graph"\nnodes = 4\nnodes_chosen = "active"')
    definition = from_toml(text, "small.toml", ())
    assert isinstance(definition, NeuralDefinition)
    asked = []

    def lived(here: NeuralDefinition, genotypes: Any, instances: int, only: Any) -> Any:
        steps = len(here.task.deciding)  # type: ignore[attr-defined]
        asked.append((here.task.nodes_chosen, only))  # type: ignore[attr-defined]
        step = np.broadcast_to(np.arange(float(steps))[:, None], (2, instances, steps, 3))
        arrays = {
            "actions": np.zeros((2, instances, steps), int),
            "observations": np.zeros((2, instances, steps, 12)) + step[..., :1],
            "hidden": step + np.arange(2.0)[:, None, None, None] * 10.0,
        }
        world = SimpleNamespace(place=np.zeros((instances, steps), int))
        graphs = SimpleNamespace(edges=np.zeros((instances, 4, 4)), places=np.tile(np.arange(3), (instances, 1)))
        return Replay(here, genotypes, arrays, {}, graphs, SimpleNamespace(world=world))

    monkeypatch.setattr(knowing, "replay", lived)
    found = structured(definition, np.zeros((2, 1)), 5)
    assert asked == [(one, ("actions", "observations", "hidden")) for one in ("active", "random")]
    assert [one.structure.until for one in found["active"]] == [4, 4]
    np.testing.assert_array_equal(found["active"][1].states, np.full((5, 3), 13.0))
    np.testing.assert_array_equal(found["random"][0].states, np.full((5, 3), 2.0))
    np.testing.assert_array_equal(found["active"][0].seen[0], np.arange(4.0).repeat(12))
    assert structured(small(), np.zeros((2, 1)), 5) == {}
