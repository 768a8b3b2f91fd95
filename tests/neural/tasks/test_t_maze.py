"""T-mazes walked: search in plain NumPy must find as much as theory says, at sizes that are no defaults."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from playing import compiled, near_mean, play, same_fates
from pydantic import ValidationError

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.t_maze import TMaze
from baldwin.neural.theory.t_maze import rich_arms

LIVES = 1500
MAZES: list[dict[str, Any]] = [
    {"arms": 2, "trials": 9, "switches": (0, 3), "low": -1.0},
    {"arms": 4, "trials": 12, "switches": (2, 2), "timing": "spread", "jitter": 0.3, "places": False, "high": 3.0},
    {"arms": 4, "trials": 10, "switches": (1, 2), "end": False},
]


class Searches:
    """Goes on to the next arm where it was not paid the most, as it sees at the end, or feels at the last turn."""

    def __init__(self, task: TMaze) -> None:
        self.task, self.arm = task, np.zeros(LIVES, int)

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        turns = self.task.turns
        at = step % len(self.task.deciding)
        if at == turns or (not self.task.end and step and at == 0):
            paid = seen[:, -1] if self.task.end else rewards
            self.arm = (self.arm + (paid < self.task.high)) % self.task.arms
        if self.task.end:
            np.testing.assert_array_equal(seen[:, -2], float(at == turns))
            assert at == turns or (seen[:, -1] == 0.0).all()
        return np.ones(LIVES, int) if at == turns else (self.arm >> (turns - 1 - at)) & 1


@pytest.mark.parametrize("fields", MAZES)
@pytest.mark.guards("correct", "stay_after_win", "shift_after_loss", "since_switch")
def test_search_finds_what_theory_says(fields: dict[str, Any]) -> None:
    task = TMaze(**fields)
    instances, chances, trace = play(task, Searches(task), LIVES)
    best, searches, chance = task.reference_policies()
    paid, felt = (one.reshape(LIVES, task.trials, -1) for one in (trace.scores, trace.rewards))
    assert (paid != 0.0).any(axis=(0, 1)).tolist() == [False] * (task.turns - 1) + [True] + [False] * task.end
    assert (felt[:, :, :-1] == 0.0).all()
    np.testing.assert_array_equal(felt[:, :, -1], paid.sum(axis=2))
    for t in range(task.trials):
        near_mean(paid[:, t].sum(axis=1), searches.scores[t])
    assert searches.scores.mean() <= best.scores.mean() + 4.0 * (best.error_of_mean or 0.0) + 1e-12
    assert chance.scores[0] == task.innate_ceiling() == pytest.approx(task.low + (task.high - task.low) / task.arms)
    assert task.oracle() == task.high
    found = task.behaviour(instances, chances, trace)
    assert (found["stay_after_win"], found["shift_after_loss"]) == (1.0, 1.0)
    known = task.ideals()["systematic search"]
    assert found["correct"] == pytest.approx(known["correct"], abs=4.5 * 0.5 / np.sqrt(LIVES))
    assert known["correct"] == pytest.approx((searches.scores.mean() - task.low) / (task.high - task.low))
    np.testing.assert_allclose(found["since_switch"], known["since_switch"], atol=4.5 * 0.5 / np.sqrt(200))


@pytest.mark.parametrize("fields", MAZES)
def test_the_rich_arm_moves_as_the_law_says(fields: dict[str, Any]) -> None:
    """The program that draws lives is another than the theory's: courses of both are as frequent."""
    task = TMaze(**fields)
    chances = np.asarray(compiled(task, LIVES)[0](jax.random.key(0))[1])
    steps = len(task.deciding)
    rich = chances[:, ::steps]
    np.testing.assert_array_equal(np.repeat(rich, steps, axis=1), chances)
    other = rich_arms(task._law, LIVES, seed=8)
    moves, known = rich[:, 1:] != rich[:, :-1], other[:, 1:] != other[:, :-1]
    np.testing.assert_allclose(moves.mean(axis=0), known.mean(axis=0), atol=5.0 * np.sqrt(0.5 / LIVES))
    fewest, most = task.switches
    counts = np.bincount(moves.sum(axis=1), minlength=most + 1) / LIVES
    assert counts.sum() == pytest.approx(counts[fewest : most + 1].sum())
    np.testing.assert_allclose(counts[fewest : most + 1], 1.0 / (most - fewest + 1), atol=4.5 * 0.5 / np.sqrt(LIVES))
    to = ((rich[:, 1:] - rich[:, :-1]) % task.arms)[moves]
    for arm in range(1, task.arms):
        near_mean(to == arm, 1.0 / (task.arms - 1))
    near_mean(rich[:, 0] == 0, 1.0 / task.arms)
    same_fates(task, LIVES)


@pytest.mark.parametrize(("arms", "places", "turns"), [(2, True, 1), (4, True, 3), (4, False, 1)])
def test_turns_are_seen_as_said(arms: Any, places: bool, turns: int) -> None:
    task = TMaze(arms=arms, places=places, trials=3, switches=(0, 0), low=-0.5)
    trace = play(task, lambda step, seen, actions, rewards: np.arange(8) // (1 + step % 2) % 2, 8)[2]
    seen = trace.observations.reshape(8, 3, -1, task.inputs)
    assert task.inputs == turns + 2
    first = np.zeros(turns)
    first[0] = 1.0
    assert (seen[:, :, 0, :-2] == first).all()
    if arms == 4:
        second = np.ones((8, 1)) if not places else np.eye(3)[1 + np.arange(8) % 2]
        np.testing.assert_array_equal(seen[:, 0, 1, :-2], second)
    assert (seen[:, :, -1, :-2] == 0.0).all()
    paid = trace.rewards.reshape(8, 3, -1)[:, :, -1]
    np.testing.assert_array_equal(seen[:, :, -1, -1], paid)
    assert set(np.unique(paid)) <= {-0.5, 1.0}


def test_measures_of_planted_walks() -> None:
    """Two lives in a double maze, right turns 1: arms 3, 3, 0 and 2, 1, 1, of which 3, 3, 1 and 2, 1, 0 are rich."""
    task = TMaze(arms=4, trials=3, switches=(1, 2))
    actions = np.array([[1, 1, -1, 1, 1, -1, 0, 0, -1], [1, 0, -1, 0, 1, -1, 0, 1, -1]])
    np.testing.assert_array_equal(task.visited(actions), [[3, 3, 0], [2, 1, 1]])
    chances = np.repeat([[3, 3, 1], [2, 1, 0]], 3, axis=1)
    found = task.behaviour(None, chances, Trace(None, actions, None, None, None, None))
    assert found["correct"] == pytest.approx(4 / 6)
    assert found["stay_after_win"] == pytest.approx(2 / 4)
    assert np.isnan(found["shift_after_loss"])
    assert found["since_switch"][0] == pytest.approx(1 / 3)
    assert np.isnan(found["since_switch"][1:]).all()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"switches": (3, 1)}, "the fewest comes first"),
        ({"switches": (1, 5), "trials": 5}, "too many for trials = 5"),
        ({"low": 1.0}, "not below high"),
    ],
)
def test_impossible_mazes_are_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TMaze(**fields)
