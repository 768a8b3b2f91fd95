"""Lives that learn by memory, lived again by an independent program: the same genotype does the same, and as well."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
from memory_simulator import WORLDS, Lives, relive

from baldwin.definition import load
from baldwin.evolve import load_engine
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.replay import assay, replay
from baldwin.replaying import Replay

LIVES = 2000
CLOSE = 1e-4  # answers nearer to each other than this may be ranked otherwise in single precision

# A preset, evolved a little, with other cells and settings than its own, so that all of them are met.
EVOLVED: dict[str, tuple[int, list[str]]] = {
    "bandit": (50, ["network.units=8", "population.size=32", "sampling.lives=32"]),
    "harlow": (
        120,
        [
            'network.cell="lstm"',
            "network.units=8",
            'network.initial_state="inherited"',
            'network.senses=["termination","reward_action"]',
            "network.reward_centre=0.1",
            "network.reward_scale=0.9",
            "task.features=1",
            "task.fixation=true",
            "strategy.learning_rate=0.1",
            "population.size=32",
        ],
    ),
    "two_step": (
        60,
        [
            'network.cell="rnn"',
            "network.units=6",
            "network.value=true",
            'lifetime.choice="sample"',
            "population.size=32",
            "sampling.lives=16",
        ],
    ),
}
QUICK_FIRST = [pytest.param(one, marks=[] if one == "two_step" else pytest.mark.slow) for one in EVOLVED]


@functools.cache
def evolved(preset: str) -> tuple[NeuralDefinition, Any, Any, Replay]:
    """Return the definition, the centre (G,) of a short evolution, its curve and its lives."""
    generations, overrides = EVOLVED[preset]
    definition = load(preset, [*overrides, f"population.generations={generations}", "assays.every=0"])
    assert isinstance(definition, NeuralDefinition)
    engine: Any = load_engine(definition)
    state, _ = engine.found()
    state, _ = engine.advance(state, generations)
    centre = engine.centres(state)[:1]
    lives = replay(definition, centre, LIVES, only=("actions", "rewards", "scores"))
    return definition, centre[0], assay(definition, centre, LIVES)["curve"][0], lives


def of_trials(definition: NeuralDefinition, scores: Any) -> Any:
    """Return scores of steps (N, S) as those of trials (N, T), in double precision."""
    return np.asarray(scores, np.float64).reshape(len(scores), definition.task.trials, -1).sum(axis=2)


@pytest.mark.parametrize("preset", QUICK_FIRST)
def test_it_does_as_well_in_worlds_of_its_own(preset: str) -> None:
    """Trial by trial and over a life, within four standard errors of the difference; other worlds, other luck."""
    definition, centre, curve, found = evolved(preset)
    rng = np.random.default_rng(20)
    world = WORLDS[definition.task.kind](definition.task, LIVES, rng)
    theirs = of_trials(definition, found["scores"][0])
    mine = of_trials(definition, relive(definition, centre, world, rng).scores)
    np.testing.assert_allclose(curve, theirs.mean(axis=0), atol=1e-5)
    for first, second in ((mine, theirs), (mine.mean(axis=1, keepdims=True), theirs.mean(axis=1, keepdims=True))):
        errors = np.sqrt((first.var(axis=0, ddof=1) + second.var(axis=0, ddof=1)) / LIVES)
        off = np.abs(first.mean(axis=0) - second.mean(axis=0)) / errors
        assert off.max() < 4.0, (int(off.argmax()), float(off.max()))


@pytest.mark.parametrize("preset", QUICK_FIRST)
def test_it_does_the_same_in_the_same_worlds(preset: str) -> None:
    """With the same instances and luck, every action and reward is the same, unless two answers all but tie."""
    definition, centre, _, found = evolved(preset)
    chance = found.chances
    world = WORLDS[definition.task.kind].given(definition.task, found.instances, chance.world)
    mine: Lives = relive(definition, centre, world, np.asarray(chance.noise))
    clear = (mine.margins > CLOSE).all(axis=1)
    assert clear.mean() > 0.9
    np.testing.assert_array_equal(mine.actions[clear], found["actions"][0][clear])
    np.testing.assert_array_equal(mine.rewards[clear], found["rewards"][0][clear])
    np.testing.assert_allclose(found["scores"][0][clear], mine.scores[clear], atol=1e-6)
    acted = found["actions"][0]
    assert all((acted == one).any(axis=1).mean() > 0.3 for one in range(definition.task.outputs))  # no one-armed net


@pytest.mark.parametrize("preset", QUICK_FIRST)
def test_lives_that_are_replayed_have_learned_something(preset: str) -> None:
    """Nothing would be shown by replaying nets whose choices do not depend on what they remember."""
    definition, _, _, found = evolved(preset)
    scores = of_trials(definition, found["scores"][0])
    late, first = scores[:, 1:].mean(axis=1), scores[:, 0]
    gain = late - first
    assert gain.mean() > 4.0 * gain.std(ddof=1) / np.sqrt(LIVES)
