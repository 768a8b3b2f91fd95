"""Dissected lives: against the exact theory of linear lives, and where only the start, or only the rule, can matter."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.definition import from_toml, load
from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, LEARNING_OFF, WHOLE, Dissected
from baldwin.neural.contracts import Newborn
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.dissection import HELD, SCRAMBLED, Lives, dissect, lived
from baldwin.neural.registry import kinds
from baldwin.neural.theory.linear import excess_risk
from baldwin.neural.traced import numbers_of

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


@pytest.mark.slow
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


MEMORY = """
name = "planted"
[population]
size = 4
[task]
kind = "bandit"
trials = 4
[network]
kind = "recurrent"
units = 2
senses = ["action", "reward"]
"""
NESTED = """
name = "planted"
[population]
size = 4
[task]
kind = "associative_memory"
trials = 2
reversals = []
stimuli = 2
actions = 2
[network]
kind = "perceptron"
hidden = []
bias = false
[lifetime]
kind = "nested"
episodes = 3
between = "keep"
[lifetime.inner]
kind = "plastic"
modulator = "reward"
[lifetime.inner.rule]
kind = "hebb"
terms = ["A"]
shared = "tensor"
"""


@pytest.mark.slow
def test_lives_by_memory_are_start_and_rule_in_one() -> None:
    """The state stays from a trial on: from the first, as if nothing were remembered. Rewards are another life's.

    The genotype is one that heeds rewards: some do not, and are no worse off with those of others.
    """
    definition: Any = from_toml(MEMORY + '[lifetime]\nkind = "recurrent"\n', "planted.toml")
    size = definition.encoding.size(definition.blueprint)
    found = dissect(definition, definition, 2.0 * np.random.default_rng(35).normal(size=size)[None], 12, 4)
    lives = scores(found)
    assert set(lives) == {WHOLE, ANCESTRAL, LEARNING_OFF, "memory off", SCRAMBLED}
    assert any("start and rule in one" in why for why in found.left_out.values())
    assert not np.array_equal(lives[SCRAMBLED], lives[WHOLE])
    assert found.clamped is not None
    assert found.clamped.moments.tolist() == [0, 1, 2, 3, 4]
    assert np.array_equal(found.clamped.scores[0], lives["memory off"])
    assert np.array_equal(found.clamped.scores[-1], lives[WHOLE])


def test_weights_that_are_kept_between_episodes_stay_from_one_on() -> None:
    """After no episode: each begins as the newborn; after the last: a whole life."""
    definition: Any = from_toml(NESTED, "planted.toml")
    size = definition.encoding.size(definition.blueprint)
    lives = Lives(definition, definition, np.linspace(-0.3, 3.0, size)[None], 12)
    life = definition.lifetime
    never, always, whole, nothing = (
        lives.live(lives.evolved, one).scores for one in (life.clamped(0), life.clamped(3), life, life.settled())
    )
    assert np.array_equal(always, whole)
    assert np.array_equal(never, nothing)
    assert not np.array_equal(never, always)
    once = lives.live(lives.evolved, life.clamped(1)).scores
    assert np.array_equal(once[..., :2], whole[..., :2])  # the second episode begins with what the first has left


FITTING: dict[str, tuple[str, str]] = {
    "examples": ("sinusoid", "perceptron"),
    "episodes": ("navigation", "perceptron"),
    "trials": ("bandit", "recurrent"),
}


@pytest.mark.parametrize("kind", kinds("lifetime"))
def test_every_way_of_life_can_be_taken_apart(kind: str) -> None:
    """Each condition that it has is a life of as many scores, of the same weights; nothing is compiled."""
    life: Any = kinds("lifetime")[kind].tiny()
    task, network = ("glyphs", "perceptron") if kind == "prototype" else FITTING[life.manners[0]]
    made: dict[str, Any] = {"task": kinds("task")[task].tiny(), "network": kinds("network")[network].tiny()}
    whole = NeuralDefinition(name="any", lifetime=life, **made)
    genes = {one.name: jax.ShapeDtypeStruct((3, *one.shape), jnp.float32) for one in whole.blueprint.genes}
    drawn = jax.eval_shape(jax.vmap(whole.blueprint.draw), jax.random.split(jax.random.key(0), 3))
    others = [("still", life.still()), ("settled", life.settled()), ("clamped", life.clamped(1)), ("whole", life)]
    shapes = {}
    for name, one in others:
        if one is not None:
            setting = whole.model_copy(update={"lifetime": one})
            alone = partial(lived, setting, 3, name == "whole" and bool(life.misled_by))
            given = jax.random.key(1), Newborn(drawn, genes), numbers_of(setting)
            ability, scored, learned = jax.eval_shape(alone, *given)
            shapes[name] = (ability.shape, jax.tree.map(lambda leaf: leaf.shape, learned))
            assert scored.shape[-1] == (setting.later_scores + 1)
    assert set(map(str, shapes.values())) == {str(((3,), jax.tree.map(lambda leaf: leaf.shape, drawn)))}
    if life.still() != life:
        assert life.shows_birth or life.clamped(1) is not None
        assert life.misled_by or life.learning(whole.network, tuple(whole.shapes))
