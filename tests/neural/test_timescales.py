"""What assays record of lives within lives, against NumPy on the same lives."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.assays import timescales
from baldwin.neural.assays.subject import Before, Subject, held_out
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import live_one_fully

LIFE = """
name = "tiny"
[task]
kind = "slow_and_fast"
contexts = 2
trials = 3
[network]
kind = "recurrent"
units = 2
skip = true
[lifetime]
kind = "nested"
episodes = 11
between = "keep"
[lifetime.inner]
kind = "plastic"
plastic = ["w_skip", "b_out"]
[lifetime.inner.rule]
kind = "hebb"
"""
LIVES = 3


@pytest.mark.guards("episode_first", "episode_last", "episode_change")
def test_the_three_timescales_are_what_numpy_finds_of_the_same_lives() -> None:
    d = from_toml(LIFE, "tiny.toml")
    assert isinstance(d, NeuralDefinition)
    key = jax.random.key(3, impl="threefry2x32")
    genotype = 0.3 * jax.random.normal(key, (d.encoding.size(d.blueprint),))
    worlds, newborn = held_out(d, key, LIVES), d.encoding.develop(genotype, d.blueprint)
    nobody = np.zeros((0, genotype.size), np.float32)
    subject = Subject(d, genotype, nobody, nobody, worlds)
    assert timescales.applies(d)
    assert not timescales.applies(d.model_copy(update={"lifetime": d.lifetime.inner}))
    row = timescales.row(d, jax.device_get(jax.jit(lambda: timescales.measure(subject))()), Before(0.0, None, None))
    _, record = live_one_fully(d, newborn, worlds)
    scores = np.asarray(record["episode_scores"], float)
    assert scores.shape == (LIVES, 11, 3)
    np.testing.assert_allclose(row["episode_first"], scores[:, 0].mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(row["episode_last"], scores[:, 9:].reshape(-1, 3).mean(axis=0), rtol=1e-5)
    moved = [np.asarray(record["weights"][n], float) - np.asarray(newborn.weights[n]) for n in ("w_skip", "b_out")]
    flat = np.concatenate([one.reshape(LIVES, 11, -1) for one in moved], axis=2)
    assert flat.shape[2] == 2 * 2 + 2
    wanted = np.sqrt((flat**2).mean(axis=(0, 2)))
    assert (wanted > 1e-3).all()
    np.testing.assert_allclose(row["episode_change"], wanted, rtol=1e-4)
