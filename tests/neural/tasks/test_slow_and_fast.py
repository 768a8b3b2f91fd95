"""The task with a part that stays and a part that is new: what arms pay, and what is reported of lives."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.slow_and_fast import Instance, SlowAndFast

TASK = SlowAndFast(contexts=3, trials=2)


def test_arms_pay_what_is_said_with_noise_that_does_not_count() -> None:
    instance = Instance(np.array([1.0, -2.0, 0.5]), np.array(0.25))
    luck = TASK.chance(jax.random.key(0), instance)
    assert luck.context.shape == (2, 3)
    assert (np.asarray(luck.context).sum(axis=1) == 1.0).all()
    for arm, sign in ((0, 1.0), (1, -1.0)):
        here = jax.tree.map(lambda leaf: leaf[0], luck)
        outcome = TASK.act((), here, np.int32(arm), instance)
        worth = sign * (float(here.context @ instance.slow) + 0.25)
        assert float(outcome.score) == pytest.approx(worth)
        assert float(outcome.reward) == pytest.approx(worth + float(here.noise), rel=1e-5)


def test_worth_and_noise_have_the_spread_that_is_said() -> None:
    task = SlowAndFast(contexts=3, slow=2.0, fast=0.5, noise=0.125, trials=2)

    def drawn(key: Any) -> Any:
        born, anew, luck = jax.random.split(key, 3)
        first = task.sample(born)
        return first, task.episode(anew, first), task.chance(luck, first)

    first, later, luck = jax.tree.map(np.asarray, jax.jit(jax.vmap(drawn))(jax.random.split(jax.random.key(1), 2000)))
    np.testing.assert_array_equal(later.slow, first.slow)
    assert abs(np.corrcoef(first.fast, later.fast)[0, 1]) < 4.0 / np.sqrt(2000.0)
    for found, spread in ((first.slow, 2.0), (first.fast, 0.5), (later.fast, 0.5), (luck.noise, 0.125)):
        assert found.std() == pytest.approx(spread, rel=4.0 / np.sqrt(2.0 * found.size))
        assert abs(found.mean()) < 4.0 * spread / np.sqrt(found.size)
    np.testing.assert_allclose(luck.context.mean(axis=(0, 1)), 1.0 / 3.0, atol=4.0 * np.sqrt(2.0 / 9.0 / 4000.0))


@pytest.mark.guards("better")
def test_the_share_of_better_choices() -> None:
    nothing = np.zeros((2, 2))
    trace = Trace(nothing, nothing, nothing, np.array([[0.5, -0.01], [0.01, 2.0]]), nothing, nothing)
    assert TASK.behaviour(None, None, trace) == {"better": 0.75}
