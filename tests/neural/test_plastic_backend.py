"""The kernel of plastic lives is held to the same lives in JAX, and a step of it to sums written out in NumPy."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.backends import backend_for
from baldwin.neural.backends.numba.tiles import LANES
from baldwin.neural.backends.plasticity import backend
from baldwin.neural.backends.plasticity.call import register
from baldwin.neural.backends.plasticity.layout import At, Fed, ones, plan
from baldwin.neural.backends.plasticity.packing import Kernel
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.fitness import selected
from baldwin.neural.evolution.lives import Environments, live_block

PEOPLE, LIVES = 3, 19  # lives fill one vector of any machine, and not the last
TABLES: dict[str, Any] = {
    "name": "plastic",
    "population": {"size": PEOPLE, "generations": 1},
    "task": {"kind": "associative_memory", "trials": 9, "reversals": [4]},
    "network": {"kind": "perceptron", "hidden": [12], "activation": "tanh", "senses": ["action", "reward"]},
    "lifetime": {"kind": "plastic", "choice": "sample", "scored": "expected", "modulator": "reward"},
    "sampling": {"lives": LIVES},
    "fitness": {"reads": "life"},
    "assays": {"every": 0},
}


def definition(**tables: dict[str, Any]) -> NeuralDefinition:
    """Return the lives above, with some fields otherwise; a network or task of another kind is another table."""
    changed = {name: table for name, table in tables.items() if name not in TABLES}
    for name, table in TABLES.items():
        if isinstance(table, dict):
            other = tables.get(name, {})
            changed[name] = other if other.get("kind", table.get("kind")) != table.get("kind") else {**table, **other}
    return NeuralDefinition.model_validate({**TABLES, **changed})


def lived(d: NeuralDefinition, block: int = 1) -> Any:
    """Return what became of three individuals whose genes are all at work."""
    keys = jax.random.split(jax.random.key(0), LIVES)
    worlds = Environments.of(d, d.task.sample_many(jax.random.key(1), LIVES), keys)
    if not d.sampling.common:
        worlds = jax.tree.map(lambda leaf: jnp.stack([leaf, leaf[::-1], leaf]), worlds)
    founders = jax.vmap(lambda key: d.encoding.founder(key, d.blueprint))(jax.random.split(jax.random.key(2), PEOPLE))
    genotypes = founders + 0.2 * jax.random.normal(jax.random.key(3), founders.shape)
    run = jax.jit(lambda genotypes, worlds, zero: live_block(d, genotypes, worlds, block, zero))
    return jax.device_get(run(genotypes, worlds, jnp.int32(0)))


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {
            "network": {"hidden": [8, 7], "activation": "relu", "bias": False, "senses": ["reward_action"]},
            "lifetime": {"rule": {"kind": "hebb", "decay": True, "rate": "evolved"}, "modulator": "unit"},
        },
        {
            "task": {"feedback": True},
            "network": {"kind": "recurrent", "cell": "rnn", "units": 9},
            "lifetime": {
                "rule": {"kind": "hebb", "terms": ["A", "D"], "shared": "types"},
                "modulator": "surprise",
                "initial_weights": "random",
                "plastic": ["wh", "w_out"],
                "period": "evolved",
                "sees": "answer",
                "until": 7.0,
            },
            "sampling": {"common": False},
        },
    ],
)
def test_the_same_lives_as_in_jax(tables: dict[str, Any]) -> None:
    """Mean scores are sums of chances, so that a weight which is a thousandth off would be seen."""
    whole = definition(**tables)
    assert backend_for(whole) is backend
    plain = whole.model_copy(update={"population": whole.population.model_copy(update={"kernels": "jax"})})
    assert backend_for(plain) is None
    ours, theirs = lived(whole), lived(plain)
    np.testing.assert_allclose(ours.fitness, theirs.fitness, rtol=2e-6)
    assert np.unique(ours.fitness).size == PEOPLE
    np.testing.assert_array_equal(ours.diverged, theirs.diverged)


def test_a_step_by_hand() -> None:
    """Weights change by what happened in the step before, and are used: of a recurrent network, two steps in a row."""
    rng = np.random.default_rng(4)
    layers = [Fed(3, 2, True, 3), Fed(0, 3, True, 2)]
    people, lives, lanes = 2, LANES + 3, LANES
    laid_out = plan(layers, individuals=people, lives=lives, lanes=lanes, activation=2, feeding=True)
    w1, w2 = rng.normal(size=(people, lives, 3, 6)), rng.normal(size=(people, lives, 2, 4))
    terms = 0.3 * rng.normal(size=(people, 18 + 8, 4))
    flat = np.concatenate([w1.reshape(people, lives, 18), w2.reshape(people, lives, 8)], axis=2)
    tiles = -(-lives // lanes)
    padded = np.zeros((people, tiles * lanes, 26))
    padded[:, :lives] = flat
    weights = np.moveaxis(padded.reshape(people, tiles, lanes, 26), 2, 3)
    values = np.broadcast_to(ones(layers)[:, None], (people, tiles, 2, laid_out[At.PLACES], lanes))
    shapes = tuple(jax.ShapeDtypeStruct((people, lives, size), jnp.float32) for size in (2, 3))
    register()
    state: Any = tuple(jnp.asarray(array, jnp.float32) for array in (weights, values))
    whole = jnp.asarray(np.concatenate([[laid_out.size], laid_out]), jnp.int32)
    kernel = Kernel(whole, state, jnp.asarray(terms, jnp.float32), shapes)
    hidden, shown, gates = np.zeros((people, lives, 3)), np.zeros((people, lives, 2)), np.array([0.0, 1.0])
    before: Any = None
    step = jax.jit(kernel.step)
    for number in range(3):
        seen = rng.normal(size=(people, lives, 2))
        gates = np.broadcast_to(gates, (people, lives, 2))
        args = (jnp.asarray(array, jnp.float32) for array in (seen, shown, gates))
        state, answers, feeding = step(jnp.int32(number), state, *args)
        if before is not None:
            for w, pre, post, first in ((w1, before[0], before[1], 0), (w2, before[2], shown, 18)):
                t = terms[:, None, first : first + w[0, 0].size].reshape(people, 1, *w.shape[2:], 4)
                total = pre[:, :, None] * (t[..., 0] * post[..., None] + t[..., 1]) + t[..., 2] * post[..., None]
                w[:] = gates[..., 1, None, None] * w + gates[..., 0, None, None] * (total + t[..., 3])
        sources = np.concatenate([hidden, seen, np.ones((people, lives, 1))], axis=2)
        hidden = np.tanh(np.einsum("plij,plj->pli", w1, sources))
        fed = np.concatenate([hidden, np.ones((people, lives, 1))], axis=2)
        np.testing.assert_allclose(feeding, hidden, rtol=2e-5, atol=2e-6)
        np.testing.assert_allclose(answers, np.einsum("plij,plj->pli", w2, fed), rtol=2e-5, atol=2e-6)
        before = sources, hidden, fed
        shown, gates = rng.normal(size=(people, lives, 2)), rng.uniform(0.5, 1.5, (people, lives, 2))


@pytest.mark.parametrize(
    "tables",
    [
        {"network": {"hidden": [4]}},  # JAX is faster where there is little to do
        {"sampling": {"lives": 4}},
        {"network": {"activation": "sigmoid"}},
        {"network": {"output_scale": True}},
        {"lifetime": {"rule": {"kind": "oja"}}},
        {"lifetime": {"rule": {"kind": "hebb", "eligibility": True}}},
        {"lifetime": {"rule": {"kind": "hebb", "bound": "clip"}}},
        {"lifetime": {"rule": {"kind": "hebb", "decay": True}, "plastic": ["w1"]}},
        {"lifetime": {"period": "never"}},
        {"fitness": {"change_cost": 0.1}},
        {"inheritance": {"kind": "lamarckian"}},
        {"inheritance": {"kind": "darwinian"}},
    ],
)
def test_what_does_not_fit_is_left_to_jax(tables: dict[str, Any]) -> None:
    assert backend_for(selected(definition(**tables))) is None
