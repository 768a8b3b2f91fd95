"""What holds between birth and learning in every manner of life, without living any: lives here are made up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.assays import subject
from baldwin.neural.contracts import LifeHistory, Lifetime
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.changing import Changing
from baldwin.neural.traced import numbers_of
from baldwin.schedules.step import Step

MANNERS = {
    "gradient": 'kind = "sinusoid"\n[lifetime]\nkind = "gradient"\nsteps = 3',
    "plastic_examples": 'kind = "sinusoid"\n[lifetime]\nkind = "plastic_examples"\nsteps = 3',
    "prototype": 'kind = "glyphs"\n[lifetime]\nkind = "prototype"\nsteps = 3',
    "hill_climb": 'kind = "navigation"\n[lifetime]\nkind = "hill_climb"\nsteps = 3',
    "plastic_episodes": 'kind = "navigation"\n[lifetime]\nkind = "plastic_episodes"\nepisodes = 12',
    "recurrent": 'kind = "bandit"\ntrials = 12',
    "plastic": 'kind = "bandit"\ntrials = 12\n[lifetime]\nkind = "plastic"',
    "nested": 'kind = "slow_and_fast"\ntrials = 3\n[network]\nkind = "recurrent"\n[lifetime]\nkind = "nested"\n'
    "episodes = 12",
}


def definition_of(manner: str) -> NeuralDefinition:
    found = from_toml(f'name = "tiny"\n[task]\n{MANNERS[manner]}\n', "tiny.toml")
    assert isinstance(found, NeuralDefinition)
    return found


@pytest.mark.parametrize("manner", MANNERS)
def test_innate_is_before_learning_and_learned_is_after(manner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Innate ability is the first score of lives that show their birth, and else that of lives without learning."""
    d = definition_of(manner)
    count, still = d.lifetime.num_scores(d.task), d.lifetime.still()
    assert still != d.lifetime
    climbing, level = jnp.arange(1.0, count + 1.0), jnp.full(still.num_scores(d.task), -7.0)
    lived: list[Lifetime] = []

    def live_one(here: NeuralDefinition, newborn: Any, worlds: Any) -> LifeHistory:
        lived.append(here.lifetime)
        scores = {d.lifetime: climbing, still: level}[here.lifetime]
        return LifeHistory(jnp.stack([scores, scores + 1.0]), {}, jnp.zeros(2, bool))

    monkeypatch.setattr(subject, "live_one", live_one)
    monkeypatch.setattr(type(d.encoding), "develop", lambda self, genotype, blueprint: None)
    found: Any = subject.abilities(d, jnp.zeros(1), SimpleNamespace())  # type: ignore[arg-type]
    last = -(-count // 10) if not d.lifetime.shows_birth else 1  # scores that make the end of a life
    end = float(np.arange(1.0, count + 1.0)[-last:].mean())
    birth = 1.0 if d.lifetime.shows_birth else -7.0
    np.testing.assert_allclose(found, [[birth, end], [birth + 1.0, end + 1.0]], rtol=1e-6)
    assert lived == ([d.lifetime] if d.lifetime.shows_birth else [d.lifetime, still])


@pytest.mark.parametrize("manner", MANNERS)
def test_a_choice_is_made_in_the_generation_that_a_step_names(manner: str) -> None:
    """What is compiled anew, and what is an argument of it, change in one generation."""
    number, reads = (
        Step(field="fitness.step_cost", at=3, value=0.25),
        Step(field="fitness.statistic", at=3, value="worst"),
    )
    changing = Changing(definition_of(manner).model_copy(update={"schedule": (number, reads)}))
    path = ("fitness", "statistic")
    assert [changing.choices_at(g, 0) for g in (0, 2, 3)] == [((path, one),) for one in ("mean", "mean", "worst")]
    assert list(changing.stretches(1, 5, 0)) == [(1, 2, ((path, "mean"),)), (3, 3, ((path, "worst"),))]
    costs = changing.over(numbers_of(changing.definition), 1, 4, 0)["fitness"]["step_cost"]
    np.testing.assert_allclose(costs, [0.0, 0.0, 0.25, 0.25])
