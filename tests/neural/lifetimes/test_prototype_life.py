"""Lives that remember examples: answers worked out by hand, chance where labels tell nothing, and what is refused."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.errors import DefinitionError
from baldwin.neural.contracts import ClassificationTask, Environment, Newborn
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.lifetimes.prototype import Prototype
from baldwin.neural.networks.perceptron import Perceptron

KEY = jax.random.key(5)
LINEAR = Perceptron(hidden=(), bias=False)
TEMPERATURE = 2.0


class Places(NamedTuple):
    """Examples (K, N, 2) and queries (Q, N, 2) in a plane."""

    examples: Any
    queries: Any


class Plane(ClassificationTask):
    """Two classes of given places in a plane: two shots, and one query of each."""

    kind: Literal["plane"] = "plane"
    ways: int = 2
    shots: int = 2
    queries: int = 1
    inputs = property(lambda self: 2)  # type: ignore[assignment]

    def sample(self, key: Any) -> Places:
        del key
        return Places(jnp.array([[[0.0, 0], [0, 4]], [[2, 0], [0, 6]]]), jnp.array([[[1.0, 1], [3, 4]]]))

    def draw(self, key: Any, instance: Places, count: int) -> Any:
        del key
        return instance.examples if count == 2 else instance.queries

    @classmethod
    def tiny(cls) -> Plane:
        return cls()


def lived(life: Prototype, scored: Any = "cross_entropy", lives: int = 1) -> dict[str, Any]:
    """Return all that happened in lives whose embedding is what is seen, lives first."""
    task = Plane(scored=scored)
    newborn = Newborn({"w1": jnp.eye(2)}, {"temperature": jnp.float32(TEMPERATURE)})

    def one(key: Any) -> Any:
        instance = task.sample(key)
        history, record = live_fully(
            life, newborn, Environment(LINEAR, task, instance, life.chance(key, task, instance))
        )
        return {"score": history.scores, **record}

    found: dict[str, Any] = jax.device_get(jax.jit(jax.vmap(one))(jax.random.split(KEY, lives)))
    return found


# Squared distances of the two queries, (1, 1) of the first class and (3, 4) of the second.
FROM_EXAMPLES = np.array([[[2.0, 10.0], [25.0, 9.0]], [[2.0, 26.0], [17.0, 13.0]]])  # shot, query, class
FROM_MEANS = np.array([[2.0, 10.0], [25.0, 9.0]]), np.array([[1.0, 17.0], [20.0, 10.0]])  # (1, 0) and (0, 5) at last


def test_answers_are_distances_from_the_mean_of_each_class() -> None:
    found = {name: one[0] for name, one in lived(Prototype(steps=2)).items()}
    assert np.ptp(found["answers"][0], axis=-1).max() == 0.0  # nothing remembered, all alike
    np.testing.assert_allclose(found["answers"][1:], -np.stack(FROM_MEANS) / TEMPERATURE, rtol=1e-6)
    np.testing.assert_array_equal(found["targets"][0], np.eye(2))
    chances = 1.0 / (1.0 + np.exp([(2.0 - 10.0) / 2.0, (9.0 - 25.0) / 2.0]))  # of the right class, after one shot
    np.testing.assert_allclose(found["score"][:2], [-np.log(2.0), np.log(chances).mean()], rtol=1e-5)


def test_attention_weighs_every_example() -> None:
    found = {name: one[0] for name, one in lived(Prototype(steps=2, by="attention")).items()}
    near = np.exp(-FROM_EXAMPLES / TEMPERATURE)
    np.testing.assert_allclose(found["answers"][2], np.log(near.sum(axis=0)), rtol=1e-6)
    np.testing.assert_allclose(found["answers"][1], np.log(near[0]), rtol=1e-6)  # of one shot, what means say
    assert np.ptp(found["answers"][0], axis=-1).max() == 0.0
    assert found["score"][0] == pytest.approx(-np.log(2.0))


def test_the_share_of_right_answers_counts_ties_as_draws() -> None:
    task = Plane(scored="accuracy")
    np.testing.assert_array_equal(lived(Prototype(steps=2), "accuracy")["score"], [[0.5, 1.0, 1.0]])
    answers, targets = jnp.array([[1.0, 1.0, 0.0], [0.0, 2.0, 1.0]]), jnp.array([[1.0, 0, 0], [0, 0, 1]])
    assert float(task.accuracy(answers, targets)) == pytest.approx(0.25)


@pytest.mark.parametrize("by", ["mean", "attention"])
def test_labels_dealt_out_by_chance_teach_nothing(by: Any) -> None:
    """Of one shot in two classes, half of all lives are told the truth, and half the opposite."""
    told = lived(Prototype(steps=1, by=by, labels="shuffled"), "accuracy", lives=400)["score"][:, 1]
    assert set(told.tolist()) == {0.0, 1.0}
    assert abs(told.mean() - 0.5) < 4.0 * 0.5 / np.sqrt(told.size)


def test_labels_are_dealt_out_anew_in_each_shot() -> None:
    task, life = Plane(), Prototype(steps=2, labels="shuffled")
    drawn = jax.jit(jax.vmap(lambda key: life.chance(key, task, task.sample(key)).support.y))
    labels = np.asarray(drawn(jax.random.split(KEY, 400))).reshape(400, 2, 2, 2)
    np.testing.assert_array_equal(labels.sum(axis=2), 1.0)
    swapped = labels[:, :, 0, 1]
    for one in (*swapped.T, swapped[:, 0] == swapped[:, 1]):
        assert abs(one.mean() - 0.5) < 4.0 * 0.5 / np.sqrt(400)


def test_what_can_be_held_still() -> None:
    life = Prototype(steps=2)
    parts = life.held_still(LINEAR)
    assert list(parts) == ["memory", "labels"]
    assert parts["memory"][1].experiences(Plane()) == 0
    assert parts["labels"][1].labels == "shuffled"
    assert life.still().held_still(LINEAR) == {}
    assert life.learning(LINEAR, ("w1",)) == ()


TEXT = """
name = "few"
[task]
kind = "{}"
[lifetime]
kind = "prototype"
steps = {}
"""


@pytest.mark.parametrize(
    ("task", "steps", "wanted"),
    [
        ("sinusoid", 1, 'lifetime.kind.*remembers examples of classes.*task.kind = "glyphs"'),
        ("glyphs", 6, "lifetime.steps.*the task shows 5 of each class. Set at most 5"),
    ],
)
def test_what_does_not_fit_is_refused(task: str, steps: int, wanted: str) -> None:
    with pytest.raises(DefinitionError, match=wanted.replace("lifetime.", r"\[?lifetime\]?.*")):
        from_toml(TEXT.format(task, steps), "few.toml")


def test_the_width_of_an_embedding_is_the_lifes() -> None:
    definition: Any = from_toml(
        TEXT.format("glyphs", 1) + 'width = 7\n[network]\nkind = "perceptron"\nhidden = []\n', "few"
    )
    assert definition.blueprint.shapes == {"w1": (144, 7), "b1": (7,)}
    assert definition.encoding.size(definition.blueprint) == 144 * 7 + 7 + 1  # and the temperature


def test_a_share_of_right_answers_is_not_climbed() -> None:
    tables = {"task": "glyphs", "lifetime": "gradient", "strategy": "maml"}
    text = 'name = "few"\n[population]\nsize = 1\n' + "".join(
        f'[{table}]\nkind = "{kind}"\n' for table, kind in tables.items()
    )
    from_toml(text, "few.toml")
    with pytest.raises(DefinitionError, match=r"scored.*right answers have no derivative to climb"):
        from_toml(text, "few.toml", ["task.scored=accuracy"])
