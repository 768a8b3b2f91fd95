"""Dissected lives: against the exact theory of linear lives, and where only the start, or only the rule, can matter."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from baldwin.definition import from_toml, load
from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, LEARNING_OFF, WHOLE, Dissected
from baldwin.neural.dissection import HELD, SCRAMBLED, dissect
from baldwin.neural.theory.linear import excess_risk

LIVES = 4000
SCALES, MEANS, SHOTS, NOISE = (0.0, 0.5, 1.0), (1.0, -2.0, 0.5), 5, 0.3
LINEAR = (
    f"task.scales={list(SCALES)}",
    f"task.means={list(MEANS)}",
    f"task.shots={SHOTS}",
    f"task.noise={NOISE}",
    'network.initial="zeros"',
    'lifetime.rate="parameter"',
    "lifetime.initial_rate=0.1",
    "lifetime.rate_scale=1.0",
)
WEIGHTS, RATES = np.array([1.2, -1.5, 0.0]), np.array([0.02, 0.3, 0.7])


def scores(found: Dissected) -> dict[str, np.ndarray]:
    return {name: one.scores for name, one in found.conditions.items()}


def test_linear_lives_are_worth_what_theory_says() -> None:
    """Founders are born as 0 with rates 0.1, so that start and rule have closed forms, alone and together.

    What was learned in another world, w = w0 - eta o G (w0 - w*) + .., errs there by E|w - mu|^2 + sum s^2, and
    E|w - mu|^2 = sum o^2 (1 - 2 eta) + eta^2 D, with o = w0 - mu and D as in `baldwin.neural.theory.linear`.
    """
    definition: Any = load("linear-life", [*LINEAR, "population.replicates=1"])
    genotype = np.concatenate([WEIGHTS, np.log(RATES / 0.1)])[None]
    found = dissect(definition, definition, genotype, LIVES, 3)
    offset, old = WEIGHTS - MEANS, np.full(3, 0.1)
    risk = partial(excess_risk, scales=SCALES, shots=SHOTS, noise=NOISE)
    square = np.square(SCALES) + offset**2
    curvature = square * (1.0 + 1.0 / SHOTS) + (square.sum() + NOISE**2) / SHOTS
    learned_elsewhere = np.sum(offset**2 * (1.0 - 2.0 * RATES) + RATES**2 * curvature)
    exact = {
        WHOLE: risk(RATES, offset=offset),
        ANCESTRAL: risk(old, offset=-np.array(MEANS)),
        EVOLVED_START: risk(old, offset=offset),
        EVOLVED_RULE: risk(RATES, offset=-np.array(MEANS)),
        LEARNING_OFF: square.sum(),
        SCRAMBLED: learned_elsewhere + np.square(SCALES).sum(),
    }
    assert set(scores(found)) == set(exact)
    for name, one in scores(found).items():
        error = one.std() / np.sqrt(LIVES)
        assert abs(-one.mean() - exact[name]) < 4.0 * error, name
    assert found.clamped is not None
    assert found.clamped.moments.tolist() == [0, 1]
    assert np.array_equal(found.clamped.scores, np.stack([scores(found)[name] for name in (LEARNING_OFF, WHOLE)]))
    assert found.error


def test_without_steps_only_the_start_matters() -> None:
    definition: Any = load("linear-life", [*LINEAR, "population.replicates=1", "lifetime.steps=0"])
    genotype = np.concatenate([WEIGHTS, np.log(RATES / 0.1)])[None]
    found = dissect(definition, definition, genotype, 8, 3)
    lives = scores(found)
    assert np.array_equal(lives[EVOLVED_RULE], lives[ANCESTRAL])
    assert np.array_equal(lives[EVOLVED_START], lives[WHOLE])
    assert not np.array_equal(lives[WHOLE], lives[ANCESTRAL])
    assert found.clamped is None
    assert {LEARNING_OFF, SCRAMBLED, "learning clamped"} <= set(found.left_out)


PLASTIC = """
name = "planted"
[population]
size = 4
[task]
kind = "associative_memory"
trials = 6
reversals = []
stimuli = 2
actions = 2
[network]
kind = "perceptron"
hidden = []
bias = false
[lifetime]
kind = "plastic"
modulator = "reward"
initial_weights = "random"
[lifetime.rule]
kind = "hebb"
terms = ["A"]
shared = "tensor"
"""


def test_with_random_weights_at_birth_only_the_rule_matters() -> None:
    """The start is worth nothing exactly, and clamped lives run from those without plasticity to whole ones."""

    definition: Any = from_toml(
        PLASTIC.format(task="trials = 6\nreversals = []\nstimuli = 2\nactions = 2"), "planted.toml"
    )
    size = definition.encoding.size(definition.blueprint)
    found = dissect(definition, definition, np.full((1, size), 0.8), 12, 2)
    lives = scores(found)
    assert np.array_equal(lives[EVOLVED_START], lives[ANCESTRAL])
    assert np.array_equal(lives[EVOLVED_RULE], lives[WHOLE])
    assert not np.array_equal(lives[WHOLE], lives[ANCESTRAL])
    assert {"plasticity off", "modulation off", HELD, SCRAMBLED} <= set(lives)
    assert "rule carries" in found.remark
    assert found.clamped is not None
    assert found.clamped.moment == "trial"
    assert np.array_equal(found.clamped.scores[0], lives["plasticity off"])
    assert np.array_equal(found.clamped.scores[-1], lives[WHOLE])
