"""Absolute selection among networks: who survives has offspring, populations shrink, and some die out.

Fitness is planted, so that what must follow is known: a function of slot, generation and genes in the place of lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.endings import endings
from baldwin.engine import Columns
from baldwin.errors import DefinitionError
from baldwin.neural.contracts import Strategy
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.evolution.generation import Evolving, Program, Summary, born_of
from baldwin.neural.evolution.lasting import lasts
from baldwin.neural.evolution.lives import Lived
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.strategies.simple_ga import SimpleGA
from baldwin.neural.strategies.truncation import Truncation
from baldwin.stop_rules import Course

SMALL = """
name = "small"
[population]
size = 10
generations = 20
replicates = 2
[task]
kind = "linear"
[network]
hidden = []
bias = false
[strategy]
kind = "truncation"
sigma = 1e-6
parents = 1.0
elites = 3
[assays]
every = 2
"""


def small(*overrides: str) -> NeuralDefinition:
    definition = from_toml(SMALL, "small.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


# Slots that reach the threshold in generation 0, 1, ..: as many as survive, or as live if those are fewer.
FATES = np.array([[4, 8, 1, 5, 0, 9, 9, 9, 9, 9, 9], [9, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9]])
LIVING, SURVIVORS = [10, 6, 9, 1, 1], [4, 6, 1, 1, 0]  # floor(1.5 x 4), floor(1.5 x 6), floor(1.5 x 1), ..
OTHER, OTHERS = [10, 10, 3, 4, 6, 9, 10, 10, 10, 10, 10], [9, 2, 3, 4, 6, 9, 9, 9, 9, 9, 9]
SLOTS, COINS, DOOM = "survival.threshold=1.0", "survival.threshold=0.5", "survival.threshold=2.0"
CHANCE = 0.6
SEED = 2  # of two replicates with different fates


def planted(self: Program, definition: Any, genotypes: Any, key: Any, generation: Any, number: Any) -> Lived:
    """Live in one of three worlds, told apart by their threshold, so that one program serves all tests."""
    del self, number
    size, threshold = len(genotypes), definition.survival.threshold
    fate = jnp.asarray(FATES)[jax.random.key_data(key)[1] % 2, jnp.minimum(generation, 10)]
    slots = (jnp.arange(size) < fate).astype(jnp.float32)
    coins = jax.random.bernoulli(jax.random.fold_in(key, generation), CHANCE, (size,)).astype(jnp.float32)
    doom = jnp.full(size, 5.0) - generation
    fitness = jnp.where(threshold == 1.0, slots, jnp.where(threshold == 0.5, coins, doom))
    return Lived(fitness, jnp.zeros(size, jnp.int32), jnp.zeros((size, 0)))


ASSAYED: list[tuple[int, list[int]]] = []  # generations, and who was there


@pytest.fixture(scope="module")
def engine() -> Iterator[Callable[..., NeuralEngine]]:
    """Return what makes engines that share one program, in which fitness is planted; assays are noted, not made."""

    def assay(self: Any, generation: int, replicates: Any, past: Any, present: list[int]) -> Any:
        del self, replicates
        ASSAYED.append((generation, present))
        return past, {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Program, "live", planted)
        patch.setattr(NeuralEngine, "_assayed", assay)
        patch.setattr(NeuralEngine, "_founders_innate", lambda self, founders, number: 0.0)
        compiled = NeuralEngine(small(SLOTS, "survival.offspring=1.5"))

        def made(*overrides: str) -> NeuralEngine:
            ASSAYED.clear()
            found = compiled.renewed(small(*overrides))
            assert found is not None
            return found

        yield made


def evolved(engine: NeuralEngine, chunks: list[int], *, restart: bool = False) -> tuple[Columns, Any]:
    """Return the table of generations, and the arrays of the last state."""
    state, record = engine.found()
    parts = [record.generations]
    for chunk in chunks:
        if restart:
            state = engine.restore({name: np.array(value) for name, value in engine.save(state).items()})
        state, record = engine.advance(state, chunk)
        parts += [record.generations] if record.generations else []
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, engine.save(state)


@pytest.mark.guards("living", "survivors")
def test_the_size_of_a_population_follows_its_survivors(engine: Callable[..., NeuralEngine]) -> None:
    """min(N, floor(1.5 x survivors)), worked out by hand, whatever the chunks; rows end where nobody survives."""
    used = engine(SLOTS, "survival.offspring=1.5", f"population.seed={SEED}")
    whole, state = evolved(used, [10])
    assert whole["generation"].size == len(LIVING) + len(OTHER)
    first = int((whole["replicate"] == 0).sum() > len(LIVING))  # the one that dies out
    for replicate, living, survivors in ((first, LIVING, SURVIVORS), (1 - first, OTHER, OTHERS)):
        rows = whole["replicate"] == replicate
        assert whole["generation"][rows].tolist() == list(range(len(living)))
        assert whole["living"][rows].tolist() == living
        assert whole["survivors"][rows].tolist() == survivors
        assert whole["individuals"][rows].tolist() == np.cumsum(living).tolist()
        np.testing.assert_allclose(whole["fitness_mean"][rows], np.divide(survivors, living), rtol=1e-6)
    found = endings(used.definition, whole, complete=False)
    assert found.generation[first] == 4
    assert found.reason[first] == "extinct"
    assert found.reason[1 - first] == ""
    assert [(g, [0, 1] if g <= 4 else [1 - first]) for g in range(0, 11, 2)] == ASSAYED
    for chunks, restart in (([1] * 10, True), ([3, 3, 4], False)):
        again, other = evolved(used, chunks, restart=restart)
        for name, values in whole.items():
            np.testing.assert_array_equal(again[name], values, err_msg=name)
        assert list(other) == list(state)
        for name, values in state.items():
            np.testing.assert_array_equal(other[name], values, err_msg=name)


def test_a_population_of_which_all_have_died_out_is_finished(engine: Callable[..., NeuralEngine]) -> None:
    """Fitness is 5, 4, 3, 2, 1: 2 is not below the threshold, and 1 is. Whoever lived there is assayed there."""
    used = engine(DOOM, "survival.offspring=1.5")
    state, _ = used.found()
    state, record = used.advance(state, 9)
    assert used.finished(state)
    assert used.generation(state) == 4
    assert record.generations["generation"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert record.generations["survivors"].tolist() == [10, 10, 10, 10, 10, 10, 0, 0]
    assert ASSAYED == [(0, [0, 1]), (2, [0, 1]), (4, [0, 1])]
    same, nothing = used.advance(state, 5)
    assert same is state
    assert not nothing.generations


def test_lineages_that_leave_one_child_die_out_as_galton_and_watson_say(engine: Callable[..., NeuralEngine]) -> None:
    """Each lives with chance p and then has one child, so that the founders' lines are independent.

    A line that leaves 1 or 0 children in each generation is gone by generation g with chance 1 - p^(g + 1), and all N
    founders' lines with chance (1 - p^(g + 1))^N.
    """
    replicates, last = 200, 8
    used = engine(COINS, "survival.offspring=1.0", f"population.replicates={replicates}")
    found = endings(used.definition, evolved(used, [last])[0], complete=False).survival
    for g in range(last + 1):
        gone = (1.0 - CHANCE ** (g + 1)) ** 10
        assert abs(1.0 - found.at(g)[0] - gone) < 4.0 * np.sqrt(gone * (1.0 - gone) / replicates) + 1e-9


STRATEGIES = [Truncation(sigma=1e-6, parents=1.0, elites=5), SimpleGA(sigma=1e-6, elite_ratio=1.0, decay="constant")]


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda one: str(one.kind))
def test_only_survivors_are_parents_and_elites(strategy: Strategy) -> None:
    """Mutations are tiny, so that each child is born beside its parent: one of the three who survived."""
    founders = jnp.arange(12.0)[:, None] * jnp.ones(2)
    fitness = jnp.where(jnp.isin(jnp.arange(12), jnp.array([2, 7, 11])), 1.0, jnp.nan)  # equal, so that none is better
    state = strategy.among(strategy.init(jax.random.key(0), founders, 9.0), jnp.int32(12))
    born, state = strategy.ask(jax.random.key(1), state, jnp.int32(0), jnp.int32(0))
    np.testing.assert_array_equal(born, founders)
    state = strategy.among(strategy.tell(jax.random.key(2), state, born, fitness), jnp.int32(3))
    children, _ = strategy.ask(jax.random.key(3), state, jnp.int32(1), jnp.int32(0))
    assert set(np.round(np.asarray(children)[:, 0], 3).tolist()) == {2.0, 7.0, 11.0}


@pytest.mark.parametrize("strategy", [Truncation.tiny(), SimpleGA.tiny()], ids=lambda one: str(one.kind))
def test_where_all_survive_nothing_changes(strategy: Strategy) -> None:
    """A threshold that nobody is below leaves every bit of the next generation as it was."""
    founders, fitness = jax.random.normal(jax.random.key(4), (12, 2)), jax.random.normal(jax.random.key(5), (12,))
    born = []
    for absolute in (False, True):
        state = strategy.init(jax.random.key(0), founders, 9.0)
        state = strategy.among(state, jnp.int32(12)) if absolute else state
        genotypes, state = strategy.ask(jax.random.key(1), state, jnp.int32(0), jnp.int32(0))
        state = strategy.tell(jax.random.key(2), state, genotypes, fitness)
        born.append(np.asarray(strategy.ask(jax.random.key(3), state, jnp.int32(1), jnp.int32(0))[0]))
    np.testing.assert_array_equal(*born)


def test_the_thousandths_of_offspring_are_whole_numbers() -> None:
    """In floating point 0.29 x 100 is 28.999999999999996."""

    for offspring, survivors, born in ((0.29, 100, 29), (1.3, 10, 13), (999.999, 2**20, 2**20), (1.001, 999, 999)):
        definition = small("survival.threshold=0.0", f"survival.offspring={offspring}")
        assert int(born_of(definition, jnp.int32(survivors), 2**20)) == born


def test_who_has_no_offspring_is_refused() -> None:
    for kind, words in (
        ("open_es", "keeps no individuals"),
        ("microbial", "replaces one individual at a time"),
        ("maml", "keeps no individuals"),
    ):
        text = SMALL.replace('kind = "truncation"\nsigma = 1e-6\nparents = 1.0\nelites = 3', f'kind = "{kind}"')
        with pytest.raises(DefinitionError, match=words) as caught:
            from_toml(text, "small.toml", ["survival.threshold=0.0"])
        line = next(one for one in str(caught.value).splitlines() if "survival" in one)
        assert 'Use "simple_ga" or "truncation", or leave [survival] out' in line


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (["survival.offspring=2.0"], "set threshold too"),
        (["survival.threshold=0.0", "survival.offspring=1.0005"], "Round it to 3 decimals"),
        (["survival.threshold=0.0", "survival.offspring=0.0"], "must be a number above 0"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(overrides: list[str], words: str) -> None:
    with pytest.raises(DefinitionError, match=words) as caught:
        small(*overrides)
    assert len(str(caught.value).splitlines()) == 1


def test_a_population_without_absolute_selection_is_written_as_ever() -> None:
    from baldwin.definition import to_toml

    assert "survival" not in to_toml(small())
    assert to_toml(small("survival.threshold=0.5")).count("[survival]\nthreshold = 0.5") == 1


def test_of_those_beyond_the_living_nothing_counts_in_rows_or_samples() -> None:
    """Slots 0 and 1 live, 0 alone survives; those behind have better fitness, more lives that diverged, other genes."""
    definition = small("survival.threshold=1.0")
    lived = Lived(jnp.array([3.0, 0.5, 9.0, jnp.nan]), jnp.array([1, 2, 40, 80]), jnp.zeros((4, 0)))
    genotypes = jnp.arange(4.0)[:, None]

    def turn(definition: Any, key: Any, now: Any, inner: Any, generation: Any, number: Any, judged: Any) -> Any:
        fitness = jnp.where(jnp.isfinite(judged(lived.fitness)), lived.fitness, -jnp.inf)
        return {"population": genotypes, "fitness": fitness}, genotypes, lived

    stub = SimpleNamespace(size=4, sampled=4, turn=turn)
    before = Evolving({}, genotypes[0], genotypes, jnp.int32(2))
    after, row = Program.selected_generation(
        stub,  # type: ignore[arg-type]
        definition,
        jax.random.key(0),
        before,
        jnp.int32(2),
        jnp.int32(1),
    )
    assert after.sample.ravel().tolist() == [0.0, 1.0, 0.0, 1.0]
    assert after.centre.tolist() == [0.0]
    assert (float(row.living or 0.0), float(row.survivors or 0.0)) == (2.0, 1.0)
    assert (float(row.diverged), float(row.not_finite)) == (3.0, 0.0)
    assert (float(row.fitness_mean), float(row.fitness_sd), float(row.fitness_max)) == (1.75, 1.25, 3.0)


def test_networks_whose_survivors_are_too_few_for_a_child_are_the_last() -> None:
    """Half a child each: of generations 3, 4, 5 with 4, 1 and 2 survivors, 4 is the last."""
    rows = Summary(*(np.ones(3) for _ in range(6)), survivors=np.array([4.0, 1.0, 2.0]))
    definition = small("survival.threshold=1.0", "survival.offspring=0.5")
    assert lasts(definition, rows, Course(), 3) == (2, Course(), True)
    assert lasts(small("survival.threshold=1.0"), rows, Course(), 3) == (3, Course(), False)
