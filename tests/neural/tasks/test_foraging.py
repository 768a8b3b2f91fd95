"""Foraging played: tasters in plain NumPy must earn what theory says, at sizes that are no defaults."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from playing import compiled, near_mean, play, same_fates

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.foraging import Foraging, Meal

LIVES = 2000
FORESTS: list[dict[str, Any]] = [
    {"types": 3, "trials": 8, "flip": 0.15, "poison": 0.5},
    {"types": 4, "trials": 9, "meanings": "each", "nutrition": 2.0, "flip": 0.25},
]


class Tastes:
    """Eats what it has not tasted, or what was good when it was eaten last."""

    def __init__(self, task: Foraging) -> None:
        self.trusts = np.ones((LIVES, task.types), bool)
        self.shown = np.zeros(LIVES, int)

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        each = np.arange(LIVES)
        ate = actions == 1
        self.trusts[each[ate], self.shown[ate]] = rewards[ate] > 0.0
        assert (seen.sum(axis=1) == 1.0).all()
        self.shown = seen.argmax(axis=1)
        return self.trusts[each, self.shown].astype(int)


@pytest.mark.parametrize("fields", FORESTS)
@pytest.mark.guards("eaten_nutritious", "eaten_poisonous", "poisonous_bites")
def test_tasters_earn_what_theory_says(fields: dict[str, Any]) -> None:
    task = Foraging(**fields)
    instances, chances, trace = play(task, Tastes(task), LIVES)
    best, tasting, chance = task.reference_policies()
    for t in range(task.trials):
        near_mean(trace.scores[:, t], tasting.scores[t])
    np.testing.assert_array_equal(trace.scores, trace.rewards)
    assert set(np.unique(trace.rewards)) == {-task.poison, 0.0, task.nutrition}
    assert tasting.scores.mean() <= best.scores.mean() + 1e-12
    assert chance.scores[0] == pytest.approx(0.25 * (task.nutrition - task.poison))
    assert task.innate_ceiling() == max(0.0, 0.5 * (task.nutrition - task.poison))
    assert task.oracle() == 0.5 * task.nutrition
    found, known = task.behaviour(instances, chances, trace), task.ideals()[tasting.name]
    for name in ("eaten_nutritious", "eaten_poisonous"):
        assert found[name] == pytest.approx(known[name], abs=4.5 * 0.5 / np.sqrt(LIVES)), name
    near_mean(((trace.actions == 1) & ~chances.nutritious).sum(axis=1), known["poisonous_bites"])


@pytest.mark.parametrize("fields", FORESTS)
def test_looks_and_meanings_are_drawn_as_said(fields: dict[str, Any]) -> None:
    task = Foraging(**fields)
    instances, chances, _ = compiled(task, LIVES)[0](jax.random.key(2))
    first, looks, good = (np.asarray(one) for one in (instances, chances.looks, chances.nutritious))
    for look in range(task.types):
        near_mean(looks == look, 1.0 / task.types)
        near_mean(first[:, look], 0.5)
    near_mean(good, 0.5)
    pairs = first[:, 1:] == first[:, :-1]
    if task.meanings == "together":
        assert not pairs.any()
    else:
        near_mean(pairs[:, 0], 0.5)
    kept = good == first[np.arange(LIVES)[:, None], looks]  # whether the meaning is that of the first trial
    for t in range(task.trials):
        near_mean(kept[:, t], 0.5 + 0.5 * (1.0 - 2.0 * task.flip) ** t)
    # of two looks, one after the other: meanings change together, or each by itself
    other, since = looks[:, -1] != looks[:, -2], 1 if task.meanings == "together" else 2 * task.trials - 3
    near_mean((kept[:, -1] == kept[:, -2])[other], 0.5 + 0.5 * (1.0 - 2.0 * task.flip) ** since)
    same_fates(task, LIVES)


def test_who_cannot_learn_eats_nothing_where_poison_costs_more() -> None:
    assert Foraging(poison=1.5).innate_ceiling() == 0.0


def test_what_is_eaten_is_counted_by_hand() -> None:
    task = Foraging(trials=3)
    good = np.array([[True, False, True], [False, True, True]])
    trace = Trace(None, np.array([[1, 1, 0], [0, 1, 1]]), None, None, None, None)
    found = task.behaviour(None, Meal(None, good), trace)
    assert found == {
        "eaten_nutritious": pytest.approx(3 / 4),
        "eaten_poisonous": pytest.approx(1 / 2),
        "poisonous_bites": 0.5,
    }
    only = task.behaviour(None, Meal(None, np.ones((2, 3), bool)), trace)
    assert np.isnan(only["eaten_poisonous"])
