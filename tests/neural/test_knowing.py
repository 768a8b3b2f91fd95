"""What probes are given of lives by memory: states when trials are answered, and what is said in them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from small_bandit import BANDIT

from baldwin.definition import from_toml
from baldwin.knowing import tasks_known
from baldwin.neural import knowing
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.knowing import examinations, founders, knowledge, structured
from baldwin.replaying import Replay

SMALL = ("task.trials=6", "strategy.kind=open_es", "assays.every=0")


def small() -> NeuralDefinition:
    definition = from_toml(BANDIT, "small.toml", SMALL)
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
    text = BANDIT.replace('kind = "bandit"\ntrials = 12', 'kind = "causal_graph"\nnodes = 4\nnodes_chosen = "active"')
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


def changed(*overrides: str) -> NeuralDefinition:
    definition = from_toml(BANDIT, "small.toml", [*SMALL, *overrides])
    assert isinstance(definition, NeuralDefinition)
    return definition


def test_a_trial_of_two_steps_has_states_in_both_and_what_a_head_expects() -> None:
    """States when trials are answered are those at the cue, every second one; moments are all steps."""

    definition = changed("network.value=true", "task={kind='inferred_value', blocks=2, block_trials=2}")
    genotypes = np.random.default_rng(0).normal(size=(1, definition.encoding.size(definition.blueprint)))
    (one,) = knowledge(definition, genotypes, 6)
    moments, latent = one.observed.moments, one.observed.latent
    assert moments is not None
    assert latent is not None
    assert one.every_step.shape == (6, 8, 3)
    np.testing.assert_array_equal(one.states, one.every_step[:, 1::2])
    assert one.values is not None
    assert one.values.shape == moments.paid.shape == (6, 8)
    assert latent.state.shape == (6, 4)
    assert sorted(np.unique(moments.seen[:, 1::2])) == [1, 2]
    assert examinations(definition) == {}


def test_volatility_is_examined_in_blocks_of_either_order() -> None:
    definition = changed("task={kind='volatility', trials=20}")
    orders = examinations(definition)
    assert {name: (one.task.layout, one.task.volatile, one.task.trials) for name, one in orders.items()} == {
        "stable first": ("stable_first", 0.8, 200),
        "volatile first": ("volatile_first", 0.8, 200),
    }


def test_messages_name_the_tasks_that_say_what_there_is_to_know() -> None:
    known = tasks_known(structured=False)
    assert "bandit" in known
    assert known.endswith(" and volatility")
    assert "causal_graph" not in known
    assert tasks_known(structured=True) == "causal_graph"
