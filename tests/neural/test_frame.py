"""What holds between birth, life, selection and inheritance, seen from outside on the smallest populations.

Each test fails where one of these is broken: what is learned stays out of the genes unless it is written back, and then
by its fraction and with its sign; selection reads what it says; who stands for a generation lived in it; worlds are
shared only where they are said to be; schedules strike in their generation; no gene is without effect; what assays
find is what replays show. None knows how the frame is made, and programs are as few as can be.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.contracts import Environment
from baldwin.neural.contracts.living import live
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.replay import replay
from baldwin.schedules.step import Step

TINY = """
name = "tiny"
[population]
size = 6
generations = 4
replicates = 1
kernels = "jax"
[task]
kind = "sinusoid"
shots = 3
queries = 5
[network]
hidden = [3]
activation = "tanh"
[lifetime]
kind = "gradient"
steps = 2
initial_rate = 0.05
[sampling]
lives = 3
[strategy]
kind = "{strategy}"
[assays]
every = 0
instances = 4
individuals = 6
mutants = 0
examples = false
"""
ENGINES: list[NeuralEngine] = []


def tiny(*overrides: str, strategy: str = "open_es") -> NeuralDefinition:
    definition = from_toml(TINY.format(strategy=strategy), "tiny.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


def engine_of(definition: NeuralDefinition) -> NeuralEngine:
    """Return an engine, compiled before if one of the same shape was."""
    for one in ENGINES:
        if (found := one.renewed(definition)) is not None:
            return found
    ENGINES.append(NeuralEngine(definition))
    return ENGINES[-1]


def fitness(definition: NeuralDefinition) -> float:
    """Return the mean fitness of the founders."""
    _, record = engine_of(definition).found()
    return float(record.generations["fitness_mean"][0])


def answers(weights: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Return the answers of a network with one hidden layer, in plain NumPy."""
    hidden = np.tanh(x @ weights["w1"] + weights["b1"])
    found: np.ndarray = hidden @ weights["w2"] + weights["b2"]
    return found


def lived(definition: NeuralDefinition, engine: NeuralEngine, genotypes: Any) -> Any:
    """Return the lives (n, T, ..) of genotypes in the worlds of a generation that are always the same."""
    key = engine._keys[1][0]
    worlds = engine.program.worlds(definition, key, key, 0)

    def one(genotype: Any) -> Any:
        newborn = definition.encoding.develop(genotype, definition.blueprint)
        return jax.vmap(
            lambda instance, chance: live(
                definition.lifetime, newborn, Environment(definition.network, definition.task, instance, chance)
            )
        )(worlds.instances, worlds.chances)

    return jax.jit(jax.vmap(one))(jnp.asarray(genotypes))


STILL = ("strategy.learning_rate=1e-12", "strategy.learning_rate_final=1e-12", "strategy.sigma=1e-6")
ALWAYS = ("sampling.redraw=false", "population.generations=1")


@pytest.mark.parametrize("strategy", ["open_es", "simple_ga"])
def test_what_was_learned_is_inherited_by_its_fraction_or_not_at_all(strategy: str) -> None:
    """With strategy and mutation all but switched off, children differ from parents by what is written back alone."""
    off = STILL if strategy == "open_es" else ("strategy.sigma=1e-9", "strategy.sigma_final=1e-9")
    written = ("inheritance.fraction=0.25", "inheritance.clip=100.0")
    for kind, more in (("baldwinian", ()), ("lamarckian", written)):
        definition = tiny(f"inheritance.kind={kind}", *more, *off, *ALWAYS, strategy=strategy)
        engine = engine_of(definition)
        state, _ = engine.found()
        parents = np.asarray(state.replicates[0].sample)
        state, _ = engine.advance(state, 1)
        children = np.asarray(state.replicates[0].sample)
        if strategy == "open_es":  # all but one in genes: the mean moves by the mean of what was learned
            parents, children = parents.mean(axis=0, keepdims=True), children.mean(axis=0, keepdims=True)
        lives = lived(definition, engine, parents)
        expected = []
        for number, parent in enumerate(parents):
            born = definition.encoding.develop(parent, definition.blueprint)
            learned = {name: np.asarray(value[number]).mean(axis=0) for name, value in lives.learned.items()}
            changed = {name: learned[name] - np.asarray(born.weights[name]) for name in learned}
            assert max(np.abs(change).max() for change in changed.values()) > 1e-2
            share = 0.25 if kind == "lamarckian" else 0.0
            expected.append({name: np.asarray(born.weights[name]) + share * change for name, change in changed.items()})
        for child in children:
            weights = definition.encoding.develop(child, definition.blueprint).weights
            off_by = [
                max(np.abs(np.asarray(weights[name]) - one[name]).max() for name in one) for one in expected
            ]  # from each possible parent
            assert min(off_by) < 1e-4, (kind, off_by)


def test_selection_reads_the_end_of_lives_and_their_best_stands_for_them() -> None:
    """The champion of a generation is the one of it whose lives ended best, and the record holds its fitness."""
    definition = tiny(*ALWAYS, strategy="simple_ga")
    engine = engine_of(definition)
    state, record = engine.found()
    for _ in range(2):
        genotypes = np.asarray(state.replicates[0].sample)
        scores = np.asarray(lived(definition, engine, genotypes).scores)  # (n, T, S + 1)
        ends = scores[:, :, -1].mean(axis=1)
        assert ends.argmax() != scores[:, :, 0].mean(axis=1).argmax() or not np.allclose(ends, scores[:, :, 0].mean(1))
        np.testing.assert_allclose(record.generations["fitness_max"], ends.max(), rtol=1e-4)
        np.testing.assert_allclose(record.generations["fitness_mean"], ends.mean(), rtol=1e-4)
        np.testing.assert_array_equal(engine.centres(state)[0], genotypes[ends.argmax()])
        state, record = engine.advance(state, 1)


def test_learning_matters_to_selection_only_where_it_comes_before() -> None:
    for kind, matters in (("baldwinian", True), ("darwinian", False)):
        slow, fast = (fitness(tiny(f"inheritance.kind={kind}", f"lifetime.initial_rate={r}")) for r in (0.01, 0.05))
        assert (slow != fast) == matters


def test_worlds_are_shared_only_where_they_are_common() -> None:
    """Individuals that are all but one differ in fitness where each meets instances of its own."""
    spread = []
    for common in ("true", "false"):
        _, record = engine_of(tiny(f"sampling.common={common}", *STILL)).found()
        spread.append(float(record.generations["fitness_sd"][0]))
    assert spread[0] < 1e-4
    assert spread[1] > 1e-2


def test_a_scheduled_event_strikes_in_its_generation() -> None:
    """Up to the generation before, all is as without it; in its own, selection and assay meet the other world."""
    step = Step(field="lifetime.initial_rate", at=2, value=0.5)
    found = []
    for schedule in ((), (step,)):
        engine = engine_of(tiny("assays.every=1").model_copy(update={"schedule": schedule}))
        state, first = engine.found()
        _, later = engine.advance(state, 2)
        found.append(
            {
                name: np.concatenate([getattr(one, table)[name] for one in (first, later)])
                for table, name in (("generations", "fitness_mean"), ("assays", "innate"), ("assays", "learned"))
            }
        )
    plain, changed = found
    for name, differs in (("fitness_mean", True), ("innate", False), ("learned", True)):
        np.testing.assert_array_equal(changed[name][:2], plain[name][:2], err_msg=name)
        assert (changed[name][2] != plain[name][2]) == differs, name  # newborns are children of the world before


def test_assays_find_what_replays_show_and_birth_is_before_learning() -> None:
    """Innate and learned ability are the scores of the weights at birth and at the end, answered again in NumPy."""
    definition = tiny("assays.every=1", strategy="simple_ga")
    engine = engine_of(definition)
    state, record = engine.found()
    shown = replay(definition, engine.centres(state), definition.assays.instances)
    weights = {name.partition("/")[2]: shown[name][0] for name in shown.arrays if name.startswith("weights/")}
    assert set(weights) == {"w1", "b1", "w2", "b2"}
    for moment, column in ((0, "innate"), (-1, "learned")):
        scores = []
        for one in range(definition.assays.instances):
            mine = {name: value[one, moment] for name, value in weights.items()}
            x, y = shown["inputs"][0, one, moment], shown["targets"][0, one, moment]
            scores.append(definition.task.score(answers(mine, x), y))
        np.testing.assert_allclose(record.assays[column][0], np.mean(scores), rtol=1e-4)
    for name, value in weights.items():
        np.testing.assert_array_equal(value[0, 0], shown[f"born/{name}"][0])
    assert record.assays["innate"][0] != record.assays["learned"][0]


@pytest.mark.parametrize(
    "overrides",
    [
        ("lifetime.rate=tensor", "lifetime.optimiser=momentum", 'lifetime.evolves=["momentum","steps"]'),
        ("lifetime.rate=parameter", "lifetime.optimiser=adam", 'lifetime.evolves=["momentum"]'),
        ("lifetime.rate=global", 'lifetime.evolves=["steps"]'),
    ],
    ids=["tensor", "parameter", "global"],
)
def test_no_gene_is_without_effect(overrides: tuple[str, ...]) -> None:
    """Whichever number of a genotype is changed, some life ends otherwise."""
    definition = tiny("lifetime.steps=3", *overrides)
    blueprint = definition.blueprint
    founder = definition.encoding.founder(jax.random.key(1), blueprint)
    engine = engine_of(definition)
    size = founder.size
    changed = jnp.concatenate([founder[None], founder + 0.05 * jnp.eye(size), founder + 2.0 * jnp.eye(size)])
    lives = lived(definition, engine, changed)
    ends = np.concatenate(
        [np.asarray(lives.scores)]
        + [np.asarray(value).reshape(*value.shape[:2], -1) for value in lives.learned.values()],
        axis=2,
    )
    differs = (ends[1:] != ends[:1]).any(axis=(1, 2)).reshape(2, size).any(axis=0)
    assert differs.all(), np.flatnonzero(~differs)


def test_a_rate_is_that_of_its_tensor_alone() -> None:
    """Half a rate is half the first step of its own tensor, and the whole step of every other."""
    definition = tiny("lifetime.steps=1")
    newborn = definition.encoding.develop(
        definition.encoding.founder(jax.random.key(1), definition.blueprint), definition.blueprint
    )
    engine = engine_of(definition)
    key = engine._keys[1][0]
    worlds = engine.program.worlds(definition, key, key, 0)
    first = Environment(
        definition.network,
        definition.task,
        *jax.tree.map(lambda leaf: leaf[0], (worlds.instances, worlds.chances)),
    )

    @jax.jit
    def step(genes: Any) -> Any:
        learned = live(definition.lifetime, newborn._replace(genes=genes), first).learned
        return {name: learned[name] - newborn.weights[name] for name in learned}

    whole = step(newborn.genes)
    for tensor in newborn.weights:
        half = step({**newborn.genes, f"rate.{tensor}": newborn.genes[f"rate.{tensor}"] / 2})
        for name, value in whole.items():
            share = 0.5 if name == tensor else 1.0
            np.testing.assert_allclose(half[name], share * value, rtol=1e-3, atol=1e-6, err_msg=f"{tensor} {name}")
            assert np.abs(value).max() > 1e-4
