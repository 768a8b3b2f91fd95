"""What evolved comes out as named arrays that other programs read."""

from __future__ import annotations

import json

import numpy as np
import pytest
from toy_runs import compute, toy_definition

from baldwin.__main__ import run_command
from baldwin.definition import from_toml, load
from baldwin.errors import DamageWarning, RunError, UsageError
from baldwin.haystack import replay as haystack
from baldwin.named_arrays import Described, NamedArrays
from baldwin.neural import replay as neural
from baldwin.store import checkpoints


@pytest.fixture
def run(tmp_path):
    return compute(tmp_path, toy_definition("population.generations=3"), checkpoint_every=0.0).run()


def genomes_of(run, generation):
    return checkpoints.read(run.path / f"checkpoints/gen-{generation:06d}.safetensors", "toy 1")[0]["genomes"]


def test_a_newborn_is_of_its_replicate_generation_and_kind(run):
    last, before = genomes_of(run, 3), genomes_of(run, 2)
    assert run.newborn(2)["genes/number"] == last[2].mean()
    assert run.newborn(1, generation=2).genes["number"] == before[1].mean()
    assert run.newborn(0, who="champion").genes == {"number": last[0].max()}
    everyone = run.newborn(1, who="individuals")
    assert everyone["genes/number"].tolist() == last[1].tolist()
    assert everyone.described["genes/number"].axes == ("individuals",)
    assert everyone.weights == {}


def test_an_older_generation_is_not_taken_without_a_word(run):
    newest = run.path / "checkpoints/gen-000003.safetensors"
    newest.write_bytes(newest.read_bytes()[:-1])
    with pytest.warns(DamageWarning, match=r"gen-000003.safetensors is damaged .*; left out. Generation 2 was taken."):
        assert run.newborn(2).generation == 2


def test_without_a_whole_checkpoint_one_line_names_them_all(run):
    for path in (run.path / "checkpoints").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    damage = r"gen-00000\d.safetensors is damaged \([^()]*\)"
    with pytest.raises(
        RunError, match=rf"holds no checkpoint that can be read \({damage}; {damage}\)\. Go on "
    ) as found:
        run.newborn(0)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"replicate": 3}, "replicate = 3: .* has replicates 0 to 2."),
        ({"generation": 5}, "generation = 5: .* holds checkpoints of 2 and 3. Name one of these."),
    ],
)
def test_what_is_not_there_is_told(asked, said, run):
    with pytest.raises(UsageError, match=said):
        run.newborn(**asked)


def test_formats_hold_the_same_and_say_what_it_is(run, capsys):
    for form in ("npz", "safetensors"):
        assert run_command(["export", str(run.path), "--to", form, "--who", "individuals", "--generation", "2"]) == 0
        file = run.path / f"export/newborns.{form}"
        content = file.read_bytes()
        found = NamedArrays.read(file.name, content)
        assert found.arrays["genes/number"].tolist() == genomes_of(run, 2).tolist()
        assert found.described == {"genes/number": Described("where learning starts", ("replicates", "individuals"))}
        assert (found.about["run"], found.about["generation"]) == (f"toy/{run.id}", 2)
        assert from_toml(found.about["population"], "exported") == run.definition
        assert run_command(["export", str(run.path), "--to", form, "--who", "individuals", "--generation", "2"]) == 0
        assert file.read_bytes() == content
    rows = json.loads(str(np.load(run.path / "export/newborns.npz")["description"]))["arrays"]  # by NumPy alone
    assert rows["genes/number"]["shape"] == [3, 5]
    capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "csv", "--who", "centre"], "--who: is for what is born. Add --to npz or --to safetensors,"),
        (["--generation", "2"], "--generation: is for what is born."),
        (["--to", "npz", "--generation", "1.5"], "--generation 1.5: must be a saved generation,"),
        (["--to", "npz", "--generation", "1"], "generation = 1: "),
    ],
)
def test_options_that_mean_nothing_are_refused(words, said, run, capsys):
    assert run_command(["export", str(run.path), *words]) == 2
    out, err = capsys.readouterr()
    assert err.startswith(said)
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"\x08\0\0\0\0\0\0\0nonsense", b"\xff" * 40])
@pytest.mark.parametrize("name", ["x.npz", "x.safetensors"])
def test_what_is_no_such_file_is_refused_in_words(name, content):
    with pytest.raises(ValueError, match=f"is no .{name[2:]} file"):
        NamedArrays.read(name, content)


def test_objects_are_never_unpickled(tmp_path):
    np.savez(tmp_path / "x.npz", trap=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="plain arrays"):
        NamedArrays.read("x.npz", (tmp_path / "x.npz").read_bytes())


def test_genomes_are_texts():
    """Alleles 0 wrong, 1 correct, 2 plastic; on a landscape the bit, plus 2 where it is plastic."""
    needle = load("learning-budget", ["task.loci=4"])
    made = haystack.newborns(needle, np.array([[1, 0, 2, 1, 7], [2, 2, 1, 0, 3]]))
    assert made.arrays["genome"].tolist() == ["10?1", "??10"]
    assert made.arrays["genes/budget"].tolist() == [7, 3]
    landscape = load("nk-landscape", ["task.loci=5", "task.epistasis=1"])
    made = haystack.newborns(landscape, np.array([[0, 1, 2, 3, 0, 0]]))
    assert (made.arrays["genome"][0], made.arrays["bits"][0]) == ("01??0", "01010")
    assert NamedArrays.read("x.safetensors", made.as_safetensors()).arrays["genome"].tobytes() == b"01??0"


def test_weights_and_genes_are_what_the_genotype_makes():
    """Tensors in the order of the genotype, times their scale; rates exp(scale gene) times the initial one."""
    definition = load("sinusoid", ["network.hidden=[2]", "lifetime.plastic=[]", "lifetime.rate_scale=0.5"])
    genotype = np.arange(11, dtype=np.float32) / 4.0  # w1 (1, 2), b1 (2,), w2 (2, 1), b2 (1,), and a rate each
    made = neural.newborns(definition, np.stack([genotype, -genotype]))
    assert list(made.arrays) == [
        *(f"weights/{name}" for name in ("w1", "b1", "w2", "b2")),
        *(f"genes/rate.{name}" for name in ("w1", "b1", "w2", "b2")),
        "genotype",
    ]
    assert made.arrays["weights/w1"].tolist() == [[[0.0, 0.25]], [[0.0, -0.25]]]
    assert made.arrays["weights/w2"].tolist() == [[[1.0], [1.25]], [[-1.0], [-1.25]]]
    assert made.arrays["genes/rate.b2"] == pytest.approx(0.02 * np.exp([1.25, -1.25]))
    assert made.described["weights/w2"].axes == ("units of layer 1", "outputs")
    assert "learning rate of tensor b2" in made.described["genes/rate.b2"].meaning
    assert all(one.meaning and one.unit for one in made.described.values())
