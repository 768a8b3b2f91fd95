"""What assays record of lives within lives, against NumPy on the same lives."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.assays import episodes, lifetime_mean
from baldwin.neural.assays.subject import Before, Subject, held_out
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution import lives

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
INHERITANCE = ("baldwinian", "lamarckian")


@pytest.mark.guards("episode_first", "episode_last", "episode_change")
def test_the_three_timescales_are_what_numpy_finds_of_the_same_lives() -> None:
    d = from_toml(LIFE, "tiny.toml")
    assert isinstance(d, NeuralDefinition)
    key = jax.random.key(3, impl="threefry2x32")
    genotype = 0.3 * jax.random.normal(key, (d.encoding.size(d.blueprint),))
    worlds, newborn = held_out(d, key, LIVES), d.encoding.develop(genotype, d.blueprint)
    nobody = np.zeros((0, genotype.size), np.float32)
    subject = Subject(d, genotype, nobody, nobody, worlds)
    assert episodes.applies(d)
    assert not episodes.applies(d.model_copy(update={"lifetime": d.lifetime.inner}))
    found, record = jax.device_get(jax.jit(lambda: (episodes.measure(subject), subject.record))())
    row = episodes.row(d, found, Before(0.0, None, None))
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


def test_what_episodes_taught_reaches_children_only_where_it_is_written_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weismann's barrier: scramble what lives learned, and selection and inheritance notice under Lamarck alone."""
    small = ["lifetime.episodes=2", "task.trials=2", "network.units=1"]
    definitions = {kind: from_toml(LIFE, "tiny.toml", [*small, f"inheritance.kind={kind}"]) for kind in INHERITANCE}
    key, honest = jax.random.key(3, impl="threefry2x32"), lives.live

    def scrambled(*arguments: Any) -> Any:
        history = honest(*arguments)
        return history._replace(learned=jax.tree.map(lambda weight: weight + 1.0, history.learned))

    def everything() -> Any:
        found = {}
        for kind, d in definitions.items():
            assert isinstance(d, NeuralDefinition)
            worlds, genotypes = held_out(d, key, LIVES), jax.random.normal(key, (2, d.encoding.size(d.blueprint)))
            for name, way in (("honest", honest), ("scrambled", scrambled)):
                monkeypatch.setattr(lives, "live", way)
                found[kind, name] = lives.live_block(d, genotypes, worlds, 2, np.int32(0))
        return found

    found = jax.device_get(jax.jit(everything)())
    for kind in INHERITANCE:
        one, other = found[kind, "honest"], found[kind, "scrambled"]
        np.testing.assert_array_equal(one.fitness, other.fitness)
        assert one.change.shape[1] == 0 if kind == "baldwinian" else (one.change != other.change).any()


def test_lives_that_diverged_do_not_count_as_change() -> None:
    """Two weights move by 3 and 4 in the life that is kept, and the other's move by a million."""
    lifetime = SimpleNamespace(experiences=lambda task: 1, learning=lambda network, names: ("w1",))
    subject: Any = SimpleNamespace(
        definition=SimpleNamespace(lifetime=lifetime, task=None, network=None),
        newborn=SimpleNamespace(weights={"w1": np.zeros(2)}),
        lives=SimpleNamespace(diverged=np.array([False, True])),
        record={"weights": {"w1": np.array([[[3.0, 4.0]], [[1e6, 1e6]]])}},
    )
    assert float(episodes._change(subject)[0]) == pytest.approx(np.sqrt(25.0 / 2.0))


@pytest.mark.parametrize(("shows_birth", "curve", "mean"), [(True, [9.0, 1.0, 3.0], 2.0), (False, [9.0, 3.0], 6.0)])
def test_a_mean_over_life_leaves_out_a_birth_that_is_shown(shows_birth: bool, curve: list[float], mean: float) -> None:
    """Where lives have no steps, birth is all there is; the first of several trials is one of them."""
    of: Any = SimpleNamespace(lifetime=SimpleNamespace(shows_birth=shows_birth))
    unknown: Any = None
    assert lifetime_mean.row(of, {"curve": np.array(curve)}, unknown) == {"lifetime_mean": mean}
    assert lifetime_mean.row(of, {"curve": np.array(curve[:1])}, unknown) == {"lifetime_mean": 9.0}
