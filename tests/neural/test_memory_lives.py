"""What selection and the scientist read of lives that learn by memory, and what becomes of the smallest of them."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.engine import Columns
from baldwin.neural.contracts import Environment, LifeHistory, Newborn
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.definition import Fitness, NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.evolution.fitness import fitness_of
from baldwin.neural.evolution.lives import live_one
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.replay import assay, replay
from baldwin.neural.tasks.bandit import Bandit

SMALL = """
name = "small"
[population]
size = 32
generations = 40
[task]
kind = "{task}"
[network]
kind = "recurrent"
units = 5
[lifetime]
kind = "recurrent"
[sampling]
lives = 16

[fitness]
reads = "life"
[strategy]
kind = "{strategy}"
[assays]
every = 0
individuals = 32
"""
LIVES = 4000


def small(*overrides: str, task: str = "bandit", strategy: str = "open_es") -> NeuralDefinition:
    definition = from_toml(SMALL.format(task=task, strategy=strategy), "small.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


@cache
def evolved() -> tuple[NeuralDefinition, Any]:
    """Return the definition and the centre (1, G) of a population that has learned to find the better of two arms."""
    definition = small(
        "population.generations=150",
        'task.law="easy"',
        "task.trials=10",
        'lifetime.choice="greedy"',
        "network.reward_centre=0.5",
        "network.reward_scale=0.5",
        "strategy.sigma=0.2",
        "strategy.learning_rate=0.05",
    )
    engine = NeuralEngine(definition)
    state, _ = engine.found()
    state, _ = engine.advance(state, 150)
    return definition, engine.centres(state)


def changed(**changes: Any) -> tuple[NeuralDefinition, Any]:
    """Return the definition, its life changed so, and the evolved centre (1, G)."""
    definition, centre = evolved()
    return definition.model_copy(update={"lifetime": definition.lifetime.model_copy(update=changes)}), centre


@cache
def lived(**changes: Any) -> dict[str, Any]:
    """Return what happened in lives of the evolved newborn, its life changed so."""
    found = replay(*changed(**changes), LIVES, only=("actions", "rewards", "scores"))
    return {name: found[name][0] for name in ("actions", "rewards", "scores")}


def measured(**changes: Any) -> Columns:
    """Return what an assay finds of these lives."""
    return {name: values[0] for name, values in assay(*changed(**changes), LIVES).items()}


def test_who_feels_no_reward_is_at_chance() -> None:
    """Arms are alike before anything is felt: the regret is 0.4 for each trial, whatever else is remembered."""
    whole, blind = measured(), lived(mask=("reward",))
    regret = -np.asarray(blind["scores"], np.float64).mean(axis=1)
    assert abs(regret.mean() - 0.4) < 4.0 * regret.std(ddof=1) / np.sqrt(LIVES)
    assert float(whole["curve"][1:].mean()) > -0.15  # with its senses it has learned: evolved, not merely drawn
    assert set(np.unique(blind["rewards"])) == {0.0, 1.0}  # rewards come as ever
    assert float(whole["innate"]) == pytest.approx(-0.4, abs=4.0 * float(whole["innate_sd"]) / np.sqrt(LIVES))


def test_a_held_state_knows_the_last_step_alone_and_a_still_life_not_even_that() -> None:
    """Greedy choices are a function of the last action and reward with the state held; of nothing in a still life."""

    def after_each(lives: dict[str, Any]) -> list[Any]:
        """Return which actions follow each of the four pairs of action and reward."""
        before = 2 * lives["actions"][:, :-1] + (lives["rewards"][:, :-1] > 0.5)
        return [set(np.unique(lives["actions"][:, 1:][before == one])) for one in range(4)]

    held = after_each(lived(memory=False))
    assert [len(one) for one in held] == [1, 1, 1, 1]
    assert len(set.union(*held)) == 2  # what comes does depend on the pair
    assert max(len(one) for one in after_each(lived())) == 2  # and on more than it, where a state is kept
    still = lived(memory=False, mask=("action", "reward"))
    assert np.unique(still["actions"]).size == 1
    definition, _ = evolved()
    assert definition.lifetime.still() == definition.lifetime.model_copy(
        update={"memory": False, "mask": ("action", "reward", "reward_action")}
    )


def test_drawn_choices_follow_the_softmax_and_greedy_ones_the_largest() -> None:
    """The first choice of many lives has the chances of the softmax; and of the largest answer, 1."""
    task, network = Bandit(arms=3, trials=2), Recurrent(units=2, senses=())
    newborn = Newborn({name: jnp.zeros(shape) for name, shape in network.shapes(0, 3).items()}, {})
    newborn.weights["b_out"] = jnp.array([0.5, -0.3, 0.9])
    chances = np.exp([0.5, -0.3, 0.9]) / np.exp([0.5, -0.3, 0.9]).sum()
    instance = jnp.array([0.1, 0.2, 0.3])

    def first(life: RecurrentLife) -> Any:
        def one(key: Any) -> Any:
            _, record = live_fully(
                life, newborn, Environment(network, task, instance, life.chance(key, task, instance))
            )
            return record["actions"]

        return np.asarray(jax.jit(jax.vmap(one))(jax.random.split(jax.random.key(2), LIVES)))

    drawn = first(RecurrentLife())
    for step in (0, 1):
        shares = np.bincount(drawn[:, step], minlength=3) / LIVES
        assert (np.abs(shares - chances) < 4.0 * np.sqrt(chances * (1 - chances) / LIVES)).all()
    both = np.mean((drawn[:, 0] == 2) & (drawn[:, 1] == 2))  # each step draws anew
    assert abs(both - chances[2] ** 2) < 4.0 * np.sqrt(chances[2] ** 2 * (1 - chances[2] ** 2) / LIVES)
    assert (first(RecurrentLife(choice="greedy")) == 2).all()
    assert RecurrentLife(choice="greedy").chance(jax.random.key(0), task, instance).noise.shape == (2, 0)


READ: dict[str, Any] = {
    "life": lambda scores: scores.mean(axis=1),
    "mean": lambda scores: scores[:, 1:].mean(axis=1),  # trials after the first
    "end": lambda scores: scores[:, -1],
    "birth": lambda scores: scores[:, 0],
}


@pytest.mark.parametrize("reads", READ)
def test_fitness_reads_trials_as_it_says(reads: Any) -> None:
    scores = np.random.default_rng(3).normal(size=(9, 7)).astype(np.float32)
    history = LifeHistory(jnp.asarray(scores), {}, jnp.zeros(9, bool))
    newborn, read = Newborn({}, {}), READ[reads](scores.astype(np.float64))
    wanted = {"mean": read.mean(), "median": np.median(read), "worst": np.sort(read)[:3].mean()}
    wanted["success"] = (read >= 0.1).mean()
    for statistic, value in wanted.items():
        fitness = Fitness(reads=reads, statistic=statistic, criterion=0.1)  # type: ignore[arg-type]
        definition = small("task.trials=7").model_copy(update={"fitness": fitness})
        assert float(fitness_of(definition, newborn, history)) == pytest.approx(float(value), abs=1e-6), statistic


def test_fitness_is_read_from_the_lives_that_were_lived() -> None:
    """The founders, living again in the world of generation 0, have the fitness that the record says."""
    definition = small('fitness.reads="mean"', "task.trials=5")
    engine = NeuralEngine(definition)
    state, record = engine.found()
    _, keys = engine._keys
    worlds = engine.program.worlds(definition, keys[0], jax.random.fold_in(keys[0], 0), 0)

    @jax.jit
    @jax.vmap
    def live(genotype: Any) -> Any:
        newborn = definition.encoding.develop(genotype, definition.blueprint)
        return live_one(definition, newborn, worlds).scores

    scores = np.asarray(live(state.replicates[0].sample), np.float64)
    assert scores.shape == (32, 16, 5)
    fitness, told = scores[:, :, 1:].mean(axis=(1, 2)), record.generations
    np.testing.assert_allclose(told["fitness_mean"][0], fitness.mean(), rtol=1e-5)
    np.testing.assert_allclose(told["fitness_sd"][0], fitness.std(), rtol=1e-4)
    np.testing.assert_allclose(told["fitness_max"][0], fitness.max(), rtol=1e-5)
    padded = NeuralEngine(small('fitness.reads="mean"', "task.trials=5", "population.block=5"))
    for name, values in padded.found()[1].generations.items():  # other blocks: other last bits at most
        np.testing.assert_allclose(values, told[name], rtol=1e-5, err_msg=name)


def test_worlds_are_redrawn_and_shared_as_the_definition_says() -> None:
    """`redraw` decides whether generations differ, `common` whether individuals do; in luck as in instances."""

    def leaves(definition: NeuralDefinition, generation: int, individual: int) -> Any:
        engine = NeuralEngine(definition)
        key = engine._keys[1][0]
        worlds = engine.program.worlds(definition, key, jax.random.fold_in(key, generation), individual)
        return [np.asarray(leaf) for leaf in jax.tree.leaves(worlds) if leaf.size]

    for redraw in (True, False):
        for common in (True, False):
            definition = small(f"sampling.redraw={str(redraw).lower()}", f"sampling.common={str(common).lower()}")
            first = leaves(definition, 0, 0)
            assert len(first) == 3  # chances of arms, which of them would pay, and what decides between answers
            for other, differ in ((leaves(definition, 1, 0), redraw), (leaves(definition, 0, 1), not common)):
                assert [(a != b).any() for a, b in zip(first, other, strict=True)] == [differ] * 3


TINIEST = {
    "simple_ga": ("population.size=1", "network.units=1", "network.senses=[]", "task.trials=1", "sampling.lives=1"),
    "snes": (
        "population.size=3",
        "network.units=1",
        'network.cell="lstm"',
        "task.trials=2",
        "sampling.lives=1",
        "sampling.common=false",
        "sampling.redraw=false",
    ),
}


@pytest.mark.parametrize("strategy", TINIEST)
def test_the_tiniest_populations_evolve(strategy: str) -> None:
    """One or three individuals, one unit, no senses, one trial, one life: numbers all the same."""
    assays = ("assays.every=2", "assays.instances=2", "assays.mutants=1", "population.generations=2")
    definition = small(*TINIEST[strategy], *assays, strategy=strategy)
    engine = NeuralEngine(definition)
    state, founders = engine.found()
    _, record = engine.advance(state, 2)
    for told in (founders, record):
        for name in ("fitness_mean", "fitness_sd", "fitness_max"):
            assert np.isfinite(told.generations[name]).all()
        for name in ("innate", "learned", "curve", "innate_canalisation", "learned_canalisation", "lifetime_mean"):
            assert np.isfinite(told.assays[name]).all()
    assert record.assays["curve"].shape == (1, definition.task.trials)


def test_no_score_that_is_read_is_below_the_lowest() -> None:
    """A prediction that is certain and wrong may cost any number of nats: assays read no less than selection does."""
    definition = small('task.law="normal"', "task.trials=4", "network.senses=[]", task="sequence")
    definition = definition.model_copy(update={"lifetime": RecurrentLife(diverged_score=-5.0)})
    genotype = np.zeros((1, definition.encoding.size(definition.blueprint)))
    genotype[0, -1] = -0.9  # log sd of every answer: a value 0.8 sd from the mean costs more than 5 nats
    scores = np.asarray(replay(definition, genotype, 50)["scores"][0], np.float64)
    assert 0.2 < (scores < -5.0).mean() < 0.8
    curve, found = np.maximum(scores, -5.0).mean(axis=0), assay(definition, genotype, 50)
    np.testing.assert_allclose(found["curve"][0], curve, rtol=1e-5)
    np.testing.assert_allclose([found["learned"][0], found["innate"][0]], curve[-1], rtol=1e-5)  # the same for ever
    lost = assay(definition, np.full(genotype.shape, np.nan), 50)
    assert (np.asarray(lost["curve"]) == -5.0).all()
    assert float(lost["learned"][0]) == float(lost["innate"][0]) == -5.0
