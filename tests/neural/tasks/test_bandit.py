"""Laws of arms, what they pay, and what a choice scores."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.neural.tasks.bandit import Bandit

KEY = jax.random.key(6)
COUNT = 4000


@pytest.mark.parametrize(("law", "low"), [("easy", 0.1), ("medium", 0.25), ("hard", 0.4), ("uniform", None)])
def test_two_arms_mirror_each_other(law: Any, low: float | None) -> None:
    chances = np.asarray(Bandit(law=law).sample_many(KEY, COUNT))
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, rtol=1e-6)
    assert abs(chances[:, 0].mean() - 0.5) < 4.0 * chances[:, 0].std() / np.sqrt(COUNT)
    if low is None:
        assert chances.var() == pytest.approx(1.0 / 12.0, rel=0.05)
    else:
        np.testing.assert_allclose(np.unique(chances.round(5)), [low, 1.0 - low], atol=1e-5)


def test_independent_arms_are_uniform_each() -> None:
    chances = np.asarray(Bandit(arms=3).sample_many(KEY, COUNT))
    assert abs(chances.mean() - 0.5) < 4.0 * np.sqrt(1.0 / 36.0 / COUNT)
    assert chances.var() == pytest.approx(1.0 / 12.0, rel=0.05)
    assert np.abs(np.corrcoef(chances.T)[np.triu_indices(3, 1)]).max() < 4.0 / np.sqrt(COUNT)


def test_an_arm_pays_with_its_chance_and_scores_what_it_lacks_of_the_best() -> None:
    task, chances = Bandit(arms=3, trials=COUNT), np.array([0.2, 0.7, 0.5], np.float32)
    luck = task.chance(KEY, chances)
    paid = np.asarray(luck.pays).mean(axis=0)
    assert (np.abs(paid - chances) < 4.0 * np.sqrt(chances * (1.0 - chances) / COUNT)).all()
    one = jax.tree.map(lambda leaf: np.array([1.0, 0.0, 1.0]), luck)
    for action, (reward, score) in enumerate([(1.0, -0.5), (0.0, 0.0), (1.0, -0.2)]):
        found = task.act((), one, np.int32(action), chances)
        assert (float(found.reward), float(found.score)) == pytest.approx((reward, score), abs=1e-6)
