"""Populations that begin with given founders: those of another run, or of a file."""

from __future__ import annotations

import shutil
from functools import partial

import numpy as np
import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import DefinitionError
from baldwin.haystack import replay
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.model import model_of
from baldwin.haystack.reference import needle
from baldwin.store import checkpoints, open_run
from baldwin.store.provenance import run_id
from baldwin.study import open_study

SMALL = ["population.size=12", "population.replicates=3", "population.generations=3"]
KINDS = {  # one for each memory layout
    "hinton-nowlan": ["lifetime.trials=20"],
    "learning-budget": [],
    "nk-landscape": ["task.loci=9", "task.epistasis=2"],
}
BARE = 'name = "bare"\n[population]\nsize = {}\nreplicates = {}\n[task]\nloci = 3\n[founders]\nfile = "{}"\n'


def evolve(tmp_path, preset, *overrides):
    return baldwin.run(preset, [*SMALL, *KINDS[preset], *overrides], runs=tmp_path / "runs", progress=False)


def genomes(run):
    """The genomes that the last generation passes on: name -> (replicates, individuals)."""
    arrays, _ = checkpoints.read(checkpoints.candidates(run.path)[0], run.info["random_scheme"])
    return replay.population(run.definition, arrays).arrays


@pytest.mark.parametrize("preset", KINDS)
def test_generation_0_is_the_last_one_of_the_parent(preset, tmp_path):
    parent = evolve(tmp_path, preset)
    child = evolve(tmp_path, preset, f"founders.run={parent.id}", "population.generations=0", "population.seed=5")
    before, after = genomes(parent), genomes(child)
    assert list(after) == list(before)
    for name, values in before.items():
        np.testing.assert_array_equal(after[name], values)
    assert child.info["founders"]["run"] == f"{parent.name}/{parent.id}"
    assert child.info["founders"]["generation"] == 3
    assert (child.path / child.info["founders"]["file"]).is_file()
    assert child.generations["plastic"] == pytest.approx(
        [np.mean([letter == "?" for one in row for letter in one]) for row in after["genome"]]
    )


def test_a_run_keeps_its_founders_when_the_parent_is_gone(tmp_path, capsys):
    parent = evolve(tmp_path, "hinton-nowlan")
    child = evolve(tmp_path, "hinton-nowlan", f"founders.run=hinton_nowlan/{parent.id}")
    rows = child.generations["fitness_mean"].tolist()
    shutil.rmtree(parent.path)
    moved = tmp_path / "elsewhere" / child.path.name
    shutil.copytree(child.path, moved)
    (moved / "run.json").unlink()  # so that it is computed again
    for file in moved.glob("checkpoints/*"):
        file.unlink()
    assert run_command(["resume", str(moved), "--quiet"]) == 0
    assert open_run(moved).generations["fitness_mean"].tolist() == rows
    longer = baldwin.resume(child, "+2", progress=False)
    assert longer.generations["fitness_mean"].tolist()[: len(rows)] == rows
    assert baldwin.replay(longer, instances=2)["measure"].shape == (3, 2)
    capsys.readouterr()


def test_the_readable_model_goes_on_from_the_same_founders(tmp_path):
    """Bit for bit, in a world where founders would be drawn otherwise."""
    parent = evolve(tmp_path, "hinton-nowlan")
    child = evolve(tmp_path, "hinton-nowlan", f"founders.run={parent.id}", "population.seed=9", "task.loci=20")
    model, allele = model_of(child.definition), {"0": needle.WRONG, "1": needle.CORRECT, "?": needle.PLASTIC}
    for replicate, texts in enumerate(genomes(parent)["genome"]):
        given = [needle.Individual([allele[letter] for letter in text]) for text in texts]
        population = needle.founders(replicate, model, given)
        for born in range(1, 4):
            population = needle.generation(population, replicate, born, model)
        expected = ["".join("01?"[one] for one in individual.genome) for individual in population]
        assert genomes(child)["genome"][replicate].tolist() == expected


def founded(folder, size, replicates, **arrays):
    """The genomes with which a population of three loci begins that names a file with these arrays."""
    np.savez(folder / "founders.npz", **arrays)
    definition = from_toml(BARE.format(size, replicates, "founders.npz"), "bare.toml", folder=folder)
    engine = HaystackEngine(definition)
    state, _ = engine.found()
    return replay.population(definition, engine.save(state)).arrays["genome"].tolist()


def test_individuals_and_replicates_are_shared_out_evenly(tmp_path):
    found = partial(founded, tmp_path)
    assert found(4, 1, genome=np.array(["000", "1?1"])) == [["000", "000", "1?1", "1?1"]]
    assert found(2, 1, genome=np.array(["000", "001", "011", "1?1"])) == [["000", "011"]]
    by_replicate = np.array([["000", "111"], ["???", "01?"]])
    assert found(2, 3, genome=by_replicate) == [["000", "111"], ["???", "01?"], ["000", "111"]]
    assert found(2, 2, genome=np.array("1?0")) == [["1?0", "1?0"]] * 2


def test_what_is_exported_founds_another(tmp_path, capsys):
    parent = evolve(tmp_path, "learning-budget")
    for form in ("npz", "safetensors"):
        assert run_command(["export", str(parent.path), "--to", form, "--output", str(tmp_path)]) == 0
        capsys.readouterr()
        text = to_toml(parent.definition) + f'\n[founders]\nfile = "newborns.{form}"\n'
        definition = from_toml(text, "mine.toml", ["population.replicates=2"], folder=tmp_path)
        engine = HaystackEngine(definition)
        state, _ = engine.found()
        found = replay.population(definition, engine.save(state)).arrays
        for replicate in range(2):  # the consensus of each of the parent's, for everyone
            born = parent.newborn(replicate)
            assert set(found["genome"][replicate].tolist()) == {str(born["genome"])}
            assert set(found["genes/budget"][replicate].tolist()) == {int(born.genes["budget"])}


def test_the_id_follows_the_content_and_not_the_name_of_the_parent(tmp_path):
    parent = evolve(tmp_path, "hinton-nowlan")
    by_id, by_path = (evolve(tmp_path, "hinton-nowlan", f'founders.run="{one}"') for one in (parent.id, parent.path))
    assert by_id.id == by_path.id
    assert by_id.definition.founders.run == f"hinton_nowlan/{parent.id}"
    text = BARE.format(2, 1, "founders.npz")
    ids = set()
    for genome in ("000", "001"):
        np.savez(tmp_path / "founders.npz", genome=np.array([genome]))
        ids.add(run_id(from_toml(text, "bare.toml", folder=tmp_path)))
    assert len(ids) == 2
    assert "founders" not in to_toml(load("hinton-nowlan"))  # so that ids of other populations stay


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"genomes": np.array(["000"])}, "lacks genome. Founders of this population need genome"),
        ({"genome": np.array(["000"]), "x": np.zeros(2)}, "has x, which nobody inherits here."),
        ({"genome": np.array(["0000"])}, "genome has 4 letters, but genomes here have 3 loci."),
        ({"genome": np.array(["02?"])}, "genome holds '2', which is none of 0, 1, ?."),
        ({"genome": np.array(["0\x1b0"])}, r"genome holds '\x1b', which is none of 0, 1, ?."),
        ({"genome": np.array(["000", "00"])}, "genome holds texts of different lengths. Give 3 letters each"),
        ({"genome": np.zeros(3)}, "genome holds no texts."),
        ({"genome": np.zeros((2, 2, 2), "U3")}, "genome is of shape (2, 2, 2), which is no population."),
        ({"genome": np.zeros(0, "U3")}, "genome is of shape (0,), which is no population."),
    ],
)
def test_arrays_that_found_nobody_are_refused(arrays, said, tmp_path):
    with pytest.raises(DefinitionError) as caught:
        founded(tmp_path, 2, 1, **arrays)
    (line,) = caught.value.problems
    assert line.startswith(f'bare.toml:8: [founders] file = "founders.npz": {said}')


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.npz", 'no such file beside the definition. Did you mean "some.npz"?'),
        ("same.npz", 'no such file beside the definition. Did you mean "some.npz"? Allowed: "broken.npz", "broken.s'),
        ("../x.npz", "must be a file that ends in .npz or .safetensors, in the same folder as the definition"),
        ("x.csv", "must be a file that ends in .npz or .safetensors"),
        ("broken.npz", "is no .npz file of plain arrays, or it is damaged. Write it anew: baldwin export RUN --to npz"),
        ("broken.safetensors", "is no .safetensors file, or it is damaged."),
    ],
)
def test_files_that_cannot_be_read_are_refused(name, said, tmp_path):
    np.savez(tmp_path / "some.npz", genome=np.array(["000"]))
    (tmp_path / "same.npz").mkdir()
    for one in ("broken.npz", "broken.safetensors"):
        (tmp_path / one).write_bytes(b"damaged")
    with pytest.raises(DefinitionError) as caught:
        from_toml(BARE.format(2, 1, name), "bare.toml", folder=tmp_path)
    (line,) = caught.value.problems
    assert f'[founders] file = "{name}": {said}' in line


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["founders.run=0123456789ab"], "no such run."),
        (["task.loci=8"], "its genotypes mean something else: task, network, encoding or genes differ."),
        (["encoding.kind=binary", "lifetime.kind=none"], "genome holds '?', which is none of 0, 1."),
        (["founders.who=everyone"], 'must be one of "population", "centre", "champion"'),
    ],
)
def test_runs_that_found_nothing_here_are_refused_in_a_line(overrides, said, tmp_path, capsys):
    parent = evolve(tmp_path, "hinton-nowlan")
    sets = [f"--set={one}" for one in (f"founders.run={parent.id}", *overrides)]
    before = sorted((tmp_path / "runs").rglob("*"))
    for command in ("run", "check"):
        assert run_command([command, "hinton-nowlan", *sets, "--runs", str(tmp_path / "runs")]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err
        assert err.count("\n") == 1
    assert sorted((tmp_path / "runs").rglob("*")) == before


def test_one_burn_in_is_branched_into_arms(tmp_path):
    parent = evolve(tmp_path, "hinton-nowlan")
    asked = {
        "vary": {"fitness.plasticity_cost": [0.0, 0.1]},
        "overrides": [*SMALL, "founders.run=hinton_nowlan"],
        "controls": {"drawn": {"founders.run": ""}},
    }
    study = baldwin.sweep("hinton-nowlan", **asked, runs=tmp_path / "runs", on="inline", progress=False)
    assert study.status == "complete"
    parents = {cell.arm: study.run(cell).info.get("founders", {}).get("run") for cell in study.cells}
    assert parents == {"main": f"hinton_nowlan/{parent.id}", "drawn": None}
    evolve(tmp_path, "hinton-nowlan", "population.seed=77")  # now the newest of that name
    assert baldwin.resume(open_study(study.path), progress=False).id == study.id


def test_another_run_takes_the_place_of_the_copy(tmp_path):
    first, second = evolve(tmp_path, "hinton-nowlan"), evolve(tmp_path, "hinton-nowlan", "population.seed=3")
    child = evolve(tmp_path, "hinton-nowlan", f"founders.run={first.id}", "population.generations=0")
    path = str(child.path / "population.toml")
    other = baldwin.run(path, [f"founders.run={second.path}"], runs=tmp_path / "runs", progress=False)
    assert other.info["founders"]["run"] == f"hinton_nowlan/{second.id}"
    np.testing.assert_array_equal(genomes(other)["genome"], genomes(second)["genome"])
    text = (child.path / "population.toml").read_text().replace(first.id, second.id)
    with pytest.raises(DefinitionError, match=r"holds no founders of run = .*\. Leave out one of the two"):
        from_toml(text, "altered.toml", folder=child.path)


def test_python_takes_a_run_for_its_path(tmp_path):
    parent = evolve(tmp_path, "hinton-nowlan")
    small = {"population.size": 12, "population.replicates": 3, "population.generations": 0, "lifetime.trials": 20}
    asked = [{**small, "founders.run": one} for one in (parent, parent.path, str(parent.path))]
    found = [baldwin.run("hinton-nowlan", one, runs=tmp_path / "runs", progress=False) for one in asked]
    assert {one.id for one in found} == {found[0].id}
    assert str(tmp_path) not in (found[0].path / "run.json").read_text()  # no path is kept
    np.testing.assert_array_equal(genomes(found[0])["genome"], genomes(parent)["genome"])


def test_what_check_prints_can_be_run(tmp_path, capsys):
    parent = evolve(tmp_path, "hinton-nowlan")
    words = ["check", "hinton-nowlan", f"--set=founders.run={parent.id}", "--runs", str(tmp_path / "runs")]
    assert run_command(words) == 0
    assert from_toml(capsys.readouterr().out, "printed").founders.run == f"hinton_nowlan/{parent.id}"


def test_an_exact_number_of_plastic_loci_is_drawn_uniformly():
    """Every founder has three of seven; all 35 sets are alike; each other locus is correct with its chance."""
    overrides = ["population.size=4000", "population.replicates=2", "task.loci=7", "encoding.plastic_loci=3"]
    definition = load("few-trials", [*overrides, "encoding.correct=0.6", "encoding.wrong=0.2"])
    engine = HaystackEngine(definition)
    state, record = engine.found()
    texts = replay.population(definition, engine.save(state)).arrays["genome"].ravel()
    letters = texts.astype(str).view("U1").reshape(-1, 7)
    assert ((letters == "?").sum(axis=1) == 3).all()
    assert (record.generations["plastic"] == 3 / 7).all()
    sets = np.unique((letters == "?") @ (1 << np.arange(7)), return_counts=True)[1] / 8000
    assert sets.size == 35
    assert np.abs(sets - 1 / 35).max() <= 4.5 * np.sqrt(1 / 35 * (34 / 35) / 8000)
    correct = (letters == "1").sum() / (4 * 8000)
    assert correct == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 32000))


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        (["plastic_loci=21"], "[encoding] plastic_loci = 21: must be at most task.loci = 20. Use fewer."),
        (
            ["plastic_loci=7"],
            "[encoding] plastic: is given as 0.5, but plastic_loci = 7 of 20 loci make it 0.35. "
            "Leave one of the two out.",
        ),
        (
            ["plastic_loci=10", "correct=0", "wrong=0"],
            "[encoding] plastic_loci = 10: leaves 10 loci without alleles. Set encoding.correct above 0.",
        ),
    ],
)
def test_an_exact_number_that_contradicts_is_refused_in_a_line(encoding, said):
    with pytest.raises(DefinitionError) as caught:
        load("hinton-nowlan", [f"encoding.{one}" for one in encoding])
    assert [one[one.index("[") :] for one in caught.value.problems] == [said]


def test_a_number_of_plastic_loci_stands_in_place_of_their_share():
    text = to_toml(load("hinton-nowlan", ["encoding.plastic_loci=10"]))
    assert "plastic_loci = 10" in text
    assert "plastic = " not in text
    assert to_toml(from_toml(text, "again.toml")) == text
    assert "plastic_loci" not in to_toml(load("hinton-nowlan"))
