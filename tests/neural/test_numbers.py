"""Scores that are no numbers are told: at once where all are, and counted where some are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.errors import RunError
from baldwin.neural.checks.numbers import _born_with_scores, refuse_lost_founders, without_numbers
from baldwin.neural.contracts import Batch
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.tasks.navigation import Navigation
from baldwin.neural.tasks.sinusoid import Sinusoid
from baldwin.store.totals import Totals, losses


def task(**methods: Any) -> Any:
    """Return a task of a line, some of whose methods are others."""

    def points(key: Any, slope: Any) -> Batch:
        x = jax.random.uniform(key, (2, 1))
        return Batch(x, slope * x)

    whole: dict[str, Any] = {"outputs": 1, "sample": jax.random.uniform, "support": points, "query": points}
    whole |= {name: lambda answers, targets: -jnp.mean((answers - targets) ** 2) for name in ("score", "loss")}
    return SimpleNamespace(**(whole | methods))


@pytest.mark.parametrize(
    ("methods", "fault"),
    [
        ({}, None),
        ({"sample": lambda key: jnp.where(jax.random.uniform(key) < 0.5, jnp.nan, 1.0)}, None),  # at times
        ({"sample": lambda key: jnp.nan}, "support(): y is NaN"),
        ({"query": lambda key, slope: Batch(jnp.ones((2, 1)), jnp.full((2, 1), jnp.inf))}, "query(): y is infinite"),
        ({"score": lambda answers, targets: jnp.log(-1.0)}, "score() is NaN"),
        ({"loss": lambda answers, targets: jnp.float32(-jnp.inf)}, "loss() is infinite"),
    ],
)
def test_a_task_without_numbers_is_found_out(methods: dict[str, Any], fault: str | None) -> None:
    found = without_numbers(task(**methods))
    assert found == (None if fault is None else f"{fault} in all of 8 draws. Return finite numbers")


@pytest.mark.parametrize("kind", [Bandit, Navigation, Sinusoid])
def test_shipped_tasks_have_numbers(kind: Any) -> None:
    assert without_numbers(kind.tiny()) is None


class Lost(Bandit):
    """A bandit whose scores are lost."""

    def act(self, state: Any, chance: Any, action: Any, instance: Any) -> Any:
        """Return no number for a score."""
        return super().act(state, chance, action, instance)._replace(score=jnp.float32(jnp.nan))


def test_a_task_of_trials_is_found_out() -> None:
    assert without_numbers(Lost.tiny()) == "act(): the score is NaN in all of 8 draws. Return finite numbers"


def founders(**columns: list[int]) -> dict[str, Any]:
    return {
        name: np.array(columns.get(name, default))
        for name, default in {
            "lives": [80, 80],
            "individuals": [10, 10],
            "diverged": [80, 79],
            "not_finite": [10, 9],
        }.items()
    }


def test_founders_without_a_score_or_a_fitness_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    definition: Any = load("sinusoid")
    refuse_lost_founders(definition, founders())
    with pytest.raises(RunError, match="the fitness of every founder is NaN or infinite"):
        refuse_lost_founders(definition, founders(not_finite=[10, 10]))
    monkeypatch.setattr("baldwin.neural.checks.numbers._born_with_scores", lambda definition: False)
    refuse_lost_founders(definition, founders())
    with pytest.raises(RunError, match=r"sinusoid: all 160 lives of the founders are without a score"):
        refuse_lost_founders(definition, founders(diverged=[80, 80]))


@pytest.mark.parametrize(("value", "known"), [(np.nan, False), (np.inf, False), (-1e30, True)])
def test_founders_that_diverge_by_learning_were_born_with_scores(value: float, known: bool) -> None:
    """A score as low as -1e30 is a number; it diverges, and is no fault of the task."""

    class Low(Sinusoid):
        """A sine whose score is given."""

        def score(self, answers: Any, targets: Any) -> Any:
            """Return the same, whatever is answered."""
            del answers, targets
            return -jnp.abs(jnp.float32(value))

    plain: Any = load("sinusoid", ["network.hidden=[3]"])
    assert _born_with_scores(plain.model_copy(update={"task": Low.tiny()})) is known


def test_what_is_lost_is_counted_and_told() -> None:
    totals, rows = Totals(), {"generation": [0, 0, 1, 1], "replicate": [0, 1, 0, 1]}
    rows |= {"individuals": [5, 5, 10, 10], "lives": [20, 20, 40, 40], "diverged": [0, 3, 0, 4]}
    rows |= {"not_finite": [0, 0, 1, 1], "fitness_mean": [0.0, 1.0, np.nan, np.inf]}
    table = {name: np.array(values) for name, values in rows.items()}
    for generation in (0, 1):
        totals.add({name: values[table["generation"] == generation] for name, values in table.items()})
    assert totals.counts() == {
        "individuals": 20,
        "lives": 80,
        "lives_diverged": 7,
        "individuals_without_finite_fitness": 2,
        "rows_without_finite_fitness": 2,
    }
    told = [
        "7 of 80 lives diverged, and were given the lowest score",
        "the fitness of 2 individuals was NaN or infinite; they never won",
        "the mean fitness is NaN or infinite in 2 rows of the table",
    ]
    assert losses(totals.counts()) == told
    assert totals.losses() == [*told[:-1], f"{told[-1]} (first: replicate 0, generation 1)"]
    sound = Totals()
    sound.add({name: np.zeros(1, int) for name in ("generation", "replicate", "individuals", "lives", "diverged")})
    assert (sound.counts(), sound.losses()) == ({"individuals": 0}, [])
