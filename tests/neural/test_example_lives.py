"""The pictures in the record show the lives that were measured: same instances, same examples, same learning."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.assays import examples
from baldwin.neural.assays.assay import Assay
from baldwin.neural.assays.examples import GRID, INSTANCES
from baldwin.neural.assays.subject import Before, Subject, held_out
from baldwin.neural.contracts import Environment, Newborn
from baldwin.neural.contracts.living import live
from baldwin.neural.definition import NeuralDefinition

TINY = """
name = "tiny"
[task]
kind = "sinusoid"
shots = 4
queries = 4
[network]
hidden = [6]
[lifetime]
kind = "gradient"
initial_rate = 0.02
steps = 2
[assays]
instances = 3
steps = 5
"""
NAVIGATION = ["task.kind=navigation", "task.limit=6", "lifetime.kind=policy_gradient", "lifetime.episodes=2"]


INNATE = "lifetime={ kind = 'innate' }"


def tiny(*overrides: str) -> NeuralDefinition:
    definition = from_toml(TINY, "tiny.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


def drawn(definition: NeuralDefinition) -> tuple[Any, Any, dict[str, Any]]:
    """Return a key, a genotype and the pictures of its lives."""
    key = jax.random.key(3, impl="threefry2x32")
    genotype = definition.encoding.founder(key, definition.blueprint)
    assert examples.applies(definition)
    nobody = np.zeros((0, genotype.size), np.float32)

    def measure(genotype: Any) -> Any:
        worlds = held_out(definition, key, definition.assays.instances)
        return examples.measure(Subject(definition, genotype, nobody, nobody, worlds))

    return key, genotype, jax.device_get(jax.jit(measure)(genotype))


@pytest.mark.parametrize(
    ("overrides", "steps"),
    [
        ([], (0, 1, 2, 5)),
        (["lifetime.steps=0"], (0, 1, 5)),  # learning by gradient goes on, as in the assay's curve
        (["lifetime.steps=7"], (0, 1, 5, 7)),
        (["lifetime.steps=40"], (0, 1, 5, 10, 40)),
        ([INNATE], (0,)),
        (NAVIGATION, (0, 2)),
    ],
)
@pytest.mark.guards("example_steps")
def test_steps_that_are_shown(overrides: list[str], steps: tuple[int, ...]) -> None:
    assert examples.shown_steps(tiny(*overrides), Newborn({}, {})) == steps


@pytest.mark.guards("example_x", "example_target", "example_support_x", "example_support_y", "example_guess")
def test_answers_are_those_of_the_lives_that_were_measured() -> None:
    d = tiny()
    key, genotype, found = drawn(d)
    worlds = held_out(d, key, d.assays.instances)
    newborn = d.encoding.develop(genotype, d.blueprint)
    guess = found["example_guess"].reshape(INSTANCES, 4, GRID)
    x = found["example_x"]
    np.testing.assert_allclose(x[[0, -1]], [-5.0, 5.0])
    for i in range(INSTANCES):
        wave, chance = jax.tree.map(lambda leaf, i=i: leaf[i], tuple(worlds))
        target = wave.amplitude * np.sin(x - wave.phase)
        np.testing.assert_allclose(found["example_target"].reshape(INSTANCES, GRID)[i], target, atol=1e-5)
        support = chance.support
        np.testing.assert_allclose(found["example_support_x"].reshape(INSTANCES, -1)[i], support.x[:, 0], rtol=1e-5)
        np.testing.assert_allclose(found["example_support_y"].reshape(INSTANCES, -1)[i], support.y[:, 0], rtol=1e-5)
        for place, steps in enumerate((0, 1, 2, 5)):
            lifetime = d.lifetime.model_copy(update={"steps": steps})
            learned = live(lifetime, newborn, Environment(d.network, d.task, wave, chance)).learned
            answer = d.network.answer(learned, x[:, None])[:, 0]
            np.testing.assert_allclose(guess[i, place], answer, rtol=2e-4, atol=2e-4)
    assert np.abs(guess[:, 1] - guess[:, 0]).max() > 0.01  # or nothing was learned


def test_a_mean_over_the_pictured_instances_is_the_assay() -> None:
    """With three held-out instances the pictures show all of them: their errors average to the assay's."""
    d = tiny("task.queries=2000")
    key, genotype, found = drawn(d)
    assay = Assay(d)
    nobody = np.zeros((0, genotype.size), np.float32)
    measured = jax.device_get(assay.measure(key, genotype, nobody, assay.numbers))
    guess = found["example_guess"].reshape(INSTANCES, 4, GRID)
    errors = ((guess - found["example_target"].reshape(INSTANCES, 1, GRID)) ** 2).mean(axis=(0, 2))
    shown = -measured["curve"]["curve"][[0, 1, 2, 5]]
    np.testing.assert_allclose(errors, shown, rtol=0.2)  # a grid of 40 against 2,000 random inputs


def test_who_evolved_to_stop_learning_stops() -> None:
    """Founders' genes let learning last half a life: one of two steps, and none is added beyond the end of life."""
    _, _, found = drawn(tiny('lifetime.evolves=["steps"]'))
    birth, one, two, five = found["example_guess"].reshape(INSTANCES, 4, GRID).swapaxes(0, 1)
    assert np.abs(one - birth).max() > 0.01
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(one, five)


@pytest.mark.guards("example_path", "example_places")
def test_paths_end_where_the_episode_does() -> None:
    d = tiny(*NAVIGATION, "task.reach=0.3", "task.goal_range=0.2")  # every goal is reached at the first step
    _, _, found = drawn(d)
    path = found["example_path"].reshape(INSTANCES, 2, 6, 2)
    goals = found["example_places"].reshape(INSTANCES, 2)
    assert (np.abs(goals) <= 0.2).all()
    assert np.isfinite(path[:, :, 0]).all()
    ended = np.isnan(path[..., 0])
    assert (ended == np.isnan(path[..., 1])).all()
    for i in range(INSTANCES):
        before = path[i, 0][~ended[i, 0]][:-1]
        assert (((before[1:] - goals[i]) ** 2).sum(axis=1) > 0.3**2).all()
    assert ended.any()


@pytest.mark.parametrize(
    ("overrides", "shown"),
    [
        ([INNATE],
         {"example_steps": (1,), "example_x": (GRID,), "example_target": (3, GRID), "example_guess": (3, 1, GRID)}),
        (["task={ kind = 'navigation', limit = 6 }", INNATE],
         {"example_steps": (1,), "example_path": (3, 1, 6, 2), "example_places": (3, 1, 2)}),
    ],
)  # fmt: skip
def test_who_learns_nothing_is_shown_at_birth(overrides: list[str], shown: dict[str, tuple[int, ...]]) -> None:
    """Lives that learn from no examples are shown without any."""
    _, _, found = drawn(tiny(*overrides))
    assert {name: np.shape(value) for name, value in found.items()} == shown


@pytest.mark.parametrize("overrides", [[], NAVIGATION])
def test_what_lives_do_not_record_is_not_shown(overrides: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    d = tiny(*overrides)
    monkeypatch.setattr(type(d.lifetime), "records", {"answers": ""})
    assert not examples.applies(d)


def test_tasks_without_a_picture_have_none() -> None:
    d = tiny("task.kind=linear", "network.hidden=[]", "network.bias=false")
    assert not examples.applies(d)


def test_columns_are_numbers_of_four_digits() -> None:
    found = {"example_steps": np.array([0, 10], np.int32), "example_x": np.float32([1 / 3, np.nan])}
    columns = examples.row(tiny(), found, Before(float("nan"), None, None))
    assert columns["example_steps"].dtype == np.int64
    assert columns["example_x"].tolist()[0] == 0.3333
    assert np.isnan(columns["example_x"][1])
