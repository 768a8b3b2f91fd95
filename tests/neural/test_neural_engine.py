"""The neural engine's promises: nothing but the definition decides a number."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml, load
from baldwin.engine import Columns, adopt
from baldwin.founding import state_file
from baldwin.neural.assays.rows import join
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.evolution.lives import live_one
from baldwin.neural.wing import WING

pytestmark = pytest.mark.usefixtures("optimised")  # the same bytes, of the programs that users run

TINY = """
name = "tiny"
[population]
size = 10
generations = 12
replicates = 2
block = 4
[task]
kind = "sinusoid"
shots = 4
queries = 4
[network]
hidden = [6]
[lifetime]
kind = "gradient"
initial_rate = 0.02
steps = 1
[sampling]
lives = 3
[strategy]
kind = "open_es"
[assays]
every = 5
instances = 8
steps = 3
individuals = 3
"""


def tiny(*overrides: str) -> NeuralDefinition:
    definition = from_toml(TINY, "tiny.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


def tables(
    definition: NeuralDefinition,
    chunks: list[int],
    *,
    restart: bool = False,
    devices: int = 0,
    engine: NeuralEngine | None = None,
) -> tuple[Columns, Columns]:
    """Evolve in these chunks, through a checkpoint after each if `restart`; return both tables.

    On as many devices as there are, unless another number is given.
    """
    engine = engine or NeuralEngine(definition)
    if devices:
        engine.program.devices = engine.program.devices[:devices]
    state, record = engine.found()
    records = [record]
    for chunk in chunks:
        if restart:
            arrays = {name: value.copy() for name, value in engine.save(state).items()}
            engine = NeuralEngine(definition)
            state = engine.restore(arrays)
        state, record = engine.advance(state, chunk)
        records.append(record)
    assert engine.generation(state) == sum(chunks)

    def joined(parts: list[Columns]) -> Columns:
        parts = [part for part in parts if part]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}

    return joined([one.generations for one in records]), joined([one.assays for one in records])


def same(first: Columns, second: Columns) -> None:
    assert list(first) == list(second)
    for name, values in first.items():
        np.testing.assert_array_equal(values, second[name], err_msg=name)


@pytest.fixture(scope="module")
def compiled() -> NeuralEngine:
    return NeuralEngine(tiny())


@pytest.fixture(scope="module")
def whole(compiled: NeuralEngine) -> tuple[Columns, Columns]:
    return tables(tiny(), [12], engine=compiled)


def test_chunks_and_checkpoints_change_nothing(compiled: NeuralEngine, whole: tuple[Columns, Columns]) -> None:
    ones, restarted = tables(tiny(), [1] * 12, engine=compiled), tables(tiny(), [5, 7], restart=True, engine=compiled)
    for found in (ones, restarted):
        for first, second in zip(whole, found, strict=True):
            same(first, second)


def test_tables_are_complete_and_described(whole: tuple[Columns, Columns]) -> None:
    generations, assays = whole
    assert generations["generation"].tolist() == [g for g in range(13) for _ in range(2)]
    assert generations["replicate"].tolist() == [0, 1] * 13
    assert assays["generation"].tolist() == [0, 0, 5, 5, 10, 10, 12, 12]
    assert set(generations) | set(assays) <= set(WING.columns)
    np.testing.assert_array_equal(generations["lives"], (generations["generation"] + 1) * 10 * 3)
    np.testing.assert_array_equal(generations["lifetime_steps"], generations["lives"] * 1)
    assert assays["curve"].shape == (8, 4)
    np.testing.assert_array_equal(assays["curve"][:, 0], [float(f"{x:.7g}") for x in assays["innate"]])
    np.testing.assert_allclose(assays["curve"][:, 1], assays["learned"], rtol=1e-6)
    np.testing.assert_array_equal(assays["learning_gain"], assays["learned"] - assays["innate"])
    born, grown, began = (assays[name] for name in ("innate", "learned", "founders_innate"))
    np.testing.assert_array_equal(began, np.tile(began[:2], 4))  # of each replicate, the same in every row
    share = np.where(grown > began, np.clip((born - began) / (grown - began), 0.0, 1.0), np.nan)
    np.testing.assert_allclose(assays["innate_share"], share)


@pytest.mark.parametrize(
    "overrides",
    [
        ["assays.every=0"],
        pytest.param(["assays.every=1", "assays.individuals=0", "assays.instances=5"], marks=pytest.mark.slow),
    ],
)
def test_watching_changes_nothing(overrides: list[str], whole: tuple[Columns, Columns]) -> None:
    """Assays on or off, more or fewer, of more individuals or longer lives: the evolution is the same to the bit."""
    generations, _ = tables(tiny(*overrides), [12])
    same(whole[0], generations)


def test_replicates_do_not_know_of_each_other(whole: tuple[Columns, Columns]) -> None:
    alone = tables(tiny("population.replicates=1"), [12])
    for many, one in zip(whole, alone, strict=True):
        mine = many["replicate"] == 0
        same({name: values[mine] for name, values in many.items()}, one)


def test_seeds_differ_in_every_bit(compiled: NeuralEngine) -> None:
    means = []
    for seed in (0, 1, 2**32, 2**62):
        definition = tiny(f"population.seed={seed}")
        generations, _ = tables(definition, [], engine=compiled.renewed(definition))
        means.append(float(generations["fitness_mean"][0]))
    assert len(set(means)) == 4


DEVICES = """
import json, sys
import jax
jax.config.update("jax_num_cpu_devices", 3)
sys.path.insert(0, sys.argv[1])
from test_neural_engine import NeuralEngine, tables, tiny
definition = tiny("population.block=2", "population.size=12", *sys.argv[2:])
assert len(NeuralEngine(definition).program.devices) == 3
for devices in (1, 3):
    print(json.dumps([{k: v.tolist() for k, v in t.items()} for t in tables(definition, [12], devices=devices)]))
"""


@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param(("sampling.common=true",), marks=pytest.mark.slow),
        ("sampling.common=false", "assays.every=0"),
    ],
)
def test_devices_change_nothing(overrides: tuple[str, ...]) -> None:
    """One device with six blocks or three with two each: the same bytes on this platform."""
    command = [sys.executable, "-c", DEVICES, str(Path(__file__).parent), *overrides]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    one, three = done.stdout.splitlines()
    assert one == three


def test_a_number_of_the_definition_is_no_part_of_the_program() -> None:
    """Sweeping a number compiles nothing anew: the traced programs are equal, and so are not the results."""
    engines = [NeuralEngine(tiny(f"lifetime.initial_rate={rate}", f"strategy.sigma={rate}")) for rate in (0.01, 0.03)]
    texts, means = [], []
    for engine in engines:
        state, record = engine.found()
        means.append(float(record.generations["fitness_mean"][0]))
        _, keys = engine._keys
        arguments = (keys[0], state.replicates[0], np.int32(1), np.int32(1), engine.program.numbers)
        texts.append(engine.program.advance.lower(*arguments).as_text())
    assert texts[0] == texts[1]
    assert means[0] != means[1]


MORTAL = ("strategy.kind=truncation", "survival.threshold=-8.0")  # fitness is that of the life, whatever it teaches


@pytest.mark.parametrize(
    ("kind", "overrides"),
    [
        ("baldwinian", ("population.kernels=auto",)),
        ("lamarckian", ("population.kernels=jax",)),
        pytest.param("baldwinian", ("population.kernels=jax",), marks=pytest.mark.slow),
        pytest.param("lamarckian", ("population.kernels=auto",), marks=pytest.mark.slow),
        pytest.param("baldwinian", MORTAL, marks=pytest.mark.slow),
    ],
)
def test_what_is_learned_reaches_the_genes_only_by_write_back(
    kind: str, overrides: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weismann's barrier: scramble what is learned, and the children are the same unless genes are written back."""
    from baldwin.neural.backends.numba import backend
    from baldwin.neural.evolution import lives
    from baldwin.neural.lazy_jax import jax

    def genomes(definition: NeuralDefinition) -> Any:
        engine = NeuralEngine(definition)
        state, _ = engine.found()
        state, record = engine.advance(state, 5)
        if definition.survival.given:  # some die, and some survive
            survivors = record.generations["survivors"]
            assert ((survivors > 0) & (survivors < record.generations["living"])).any()
        return np.asarray(state.replicates[0].sample)

    definition = tiny(f"inheritance.kind={kind}", "assays.every=0", *overrides)
    honest = genomes(definition)

    def scramble(live: Any) -> Any:
        def scrambled(*arguments: Any, **named: Any) -> Any:
            history, key = live(*arguments, **named), jax.random.key(0)
            return history._replace(
                learned=jax.tree.map(lambda w: w + jax.random.normal(key, w.shape), history.learned)
            )

        return scrambled

    for module in (lives, backend):
        monkeypatch.setattr(module, "live", scramble(module.live))
    assert np.array_equal(genomes(definition), honest) == (kind == "baldwinian")


def test_lamarckian_children_are_born_with_what_was_learned() -> None:
    """In one sine for ever, with evolution all but switched off, the mean moves exactly as its lives do."""
    definition = tiny(
        "inheritance.kind=lamarckian",
        "inheritance.fraction=0.25",
        "inheritance.clip=100.0",
        "sampling.redraw=false",
        "sampling.lives=1",
        "strategy.learning_rate=1e-12",
        "strategy.learning_rate_final=1e-12",
        "strategy.sigma=1e-6",
        "population.generations=1",
        "assays.every=0",
    )
    engine = NeuralEngine(definition)
    state, _ = engine.found()
    born = np.asarray(state.replicates[0].centre)
    worlds = engine.program.worlds(definition, engine._keys[1][0], engine._keys[1][0], 0)
    newborn = definition.encoding.develop(born, definition.blueprint)
    lives = live_one(definition, newborn, worlds)
    state, _ = engine.advance(state, 1)
    child = definition.encoding.develop(state.replicates[0].centre, definition.blueprint)
    for name, before in newborn.weights.items():
        learned = np.asarray(lives.learned[name][0]) - np.asarray(before)
        np.testing.assert_allclose(np.asarray(child.weights[name]) - np.asarray(before), 0.25 * learned, atol=2e-5)
    assert max(np.abs(np.asarray(lives.learned[n][0] - newborn.weights[n])).max() for n in newborn.weights) > 1e-2


def test_darwinian_selection_reads_birth_alone() -> None:
    """Nobody learns before selection, so the rates cannot matter to the fitness of the founders."""
    low, high = (tiny("inheritance.kind=darwinian", f"lifetime.initial_rate={rate}") for rate in (0.01, 0.3))
    engine = NeuralEngine(low)
    tables_of = [tables(low, [2], engine=engine)[0], tables(high, [2], engine=engine.renewed(high))[0]]
    np.testing.assert_array_equal(tables_of[0]["fitness_mean"], tables_of[1]["fitness_mean"])
    assert (tables_of[0]["lifetime_steps"] == 0).all()


def test_a_diverging_life_is_counted_and_survived() -> None:
    generations, assays = tables(tiny("lifetime.initial_rate=1e6", "lifetime.diverged_score=-50.0"), [3])
    assert (generations["diverged"] > 0).any()
    assert (generations["fitness_mean"] >= -50.0).all()
    assert (assays["diverged_share"] > 0).any()
    assert np.isfinite(generations["fitness_mean"]).all()


def test_a_state_of_another_definition_is_refused() -> None:
    engine = NeuralEngine(tiny())
    state, _ = engine.found()
    arrays = engine.save(state)
    with pytest.raises((KeyError, ValueError)):
        NeuralEngine(tiny("network.hidden=[7]")).restore(arrays)
    with pytest.raises((KeyError, ValueError)):
        NeuralEngine(tiny("population.replicates=3")).restore(arrays)


def test_presets_of_the_wing_are_legal() -> None:
    from baldwin.definition import presets

    found = [name for name in presets() if isinstance(load(name), NeuralDefinition)]
    assert json.dumps(found)


def test_a_shorter_run_is_the_beginning_of_a_longer_one(compiled: NeuralEngine) -> None:
    """Even where it ended between two assays, with one that the longer run has not, and equal ends of a schedule."""
    steady = "strategy.learning_rate_final=0.02"
    long, short = (compiled.renewed(tiny(steady, f"population.generations={count}")) for count in (12, 7))
    assert long is not None
    assert short is not None
    assert WING.paced(long.definition) is None
    state, _ = short.found()
    state, record = short.advance(state, 7)
    assert record.assays["generation"].tolist() == [5, 5, 7, 7]
    state = long.restore(long.adopted(short.save(state)))
    state, after = long.advance(state, 5)
    whole_state, _ = long.found()
    whole_state, whole_record = long.advance(whole_state, 12)
    found, expected = long.save(state), long.save(whole_state)
    assert list(found) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
    last = {name: values[-4:] for name, values in whole_record.assays.items()}  # generations 10 and 12
    same(after.assays, last)


def test_a_branch_that_changes_nothing_is_its_parent_going_on(compiled: NeuralEngine, tmp_path: Path) -> None:
    """Its strategy, the step sizes that Adam has, its random numbers and what assays compare with included."""
    steady = ("strategy.learning_rate_final=0.02", "population.generations=12")
    long = compiled.renewed(tiny(*steady))
    assert long is not None
    middle, _ = long.advance(long.found()[0], 6)
    arrays = {name: values.copy() for name, values in long.save(middle).items()}
    spent = {"individuals": 7 * 10, "lives": 7 * 30, "lifetime_steps": 7 * 30}
    (tmp_path / "state.safetensors").write_bytes(state_file(long.definition, arrays, generation=6, spent=spent))
    given = '[founders]\nwho = "state"\nfile = "state.safetensors"\n'
    made = from_toml(TINY + given, "tiny.toml", steady, folder=tmp_path)
    whole, record = long.advance(middle, 6)
    expected = long.save(whole)
    branch = compiled.renewed(made)
    assert branch is not None
    for chunks in ([6], [2, 1, 3]):
        state, records = adopt(branch, made.founders.state.copied()), []
        for count in chunks:
            state, one = branch.advance(state, count)
            records.append(one)
        found = branch.save(state)
        assert list(found) == list(expected)
        for name, values in expected.items():
            np.testing.assert_array_equal(found[name], values, err_msg=name)
        same(join(records).generations, record.generations)
        same(join(records).assays, record.assays)
