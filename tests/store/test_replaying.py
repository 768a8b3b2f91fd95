"""What evolved is lived again, examined and probed: the spine's part, with the toy wing's lives."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import toy_replaying
from toy_runs import compute, toy_definition

import baldwin
from baldwin.__main__ import run_command
from baldwin.errors import UsageError
from baldwin.genotypes import evolved
from baldwin.plots.generalisation import draw
from baldwin.probes import load_probe
from baldwin.store import Run, checkpoints, open_run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return open_run(compute(tmp_path / "runs", toy_definition()).path)


def genomes(run: Run) -> np.ndarray:
    (newest, *_) = checkpoints.candidates(run.path)
    from baldwin.store.provenance import scheme_of

    return checkpoints.read(newest, scheme_of(run.definition))[0]["genomes"]


def test_a_replay_has_the_lives_of_each_replicate(run: Run) -> None:
    lived = baldwin.replay(run, instances=50)
    assert lived["measure"].shape == (3, 50)
    assert lived["scores"].shape == (3, 50, 3)
    assert lived.replicates is not None
    assert lived.replicates.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(lived.genotypes[:, 0], genomes(run).mean(axis=1))
    np.testing.assert_array_equal(baldwin.replay(str(run.path), instances=50)["measure"], lived["measure"])
    with pytest.raises(KeyError, match="no weights in this replay, which has measure, scores, mood"):
        lived["weights"]


def test_who_lives_again_can_be_chosen(run: Run) -> None:
    champions = baldwin.replay(run, who="champion", instances=4)
    np.testing.assert_array_equal(champions.genotypes[:, 0], genomes(run).max(axis=1))
    everyone = baldwin.replay(run, who="individuals", instances=4)
    assert everyone.replicates is not None
    assert everyone.replicates.tolist() == [place for place in range(3) for _ in range(5)]
    np.testing.assert_array_equal(everyone.genotypes.reshape(3, 5), genomes(run))
    second = baldwin.replay(run, who="individuals", replicate=1, instances=4)
    np.testing.assert_array_equal(second["measure"], everyone["measure"][5:10])


def test_the_same_life_has_the_same_place_in_every_setting(run: Run) -> None:
    intact, still = baldwin.replay(run, instances=20), baldwin.replay(run, {"task.lesson": 0.0}, instances=20)
    np.testing.assert_allclose(intact["measure"] - still["measure"], 1.0)
    np.testing.assert_array_equal(intact["mood"], still["mood"])
    assert still.definition.task.lesson == 0.0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("overrides", "given", "words"),
    [
        ({"population.size": 6}, {}, "--set population.size: changes what a genotype means, and those of toy/"),
        ({"task.kind": "needle"}, {}, "--set task.kind: changes what a genotype means"),
        ({"task.lesson": -1.0}, {}, "[task] lesson = -1.0: must be "),
        ("task.lesson=2", {}, "must be a list (text each) or a dict"),
        ({}, {"replicate": 3}, "has replicates 0 to 2"),
        ({}, {"instances": 0}, "instances = 0: must be an integer >= 1"),
    ],
)
def test_what_cannot_be_lived_again_is_one_line(run: Run, overrides: object, given: dict, words: str) -> None:
    with pytest.raises(baldwin.BaldwinError) as caught:
        baldwin.replay(run, overrides, **given)  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_interrupted_run_is_lived_again_as_it_was_saved(tmp_path: Path) -> None:
    cut = open_run(compute(tmp_path, toy_definition(), until=4, checkpoint_every=0.0).path)
    found = evolved(cut)
    assert (found.generation, len(found.notes)) == (3, 1)
    assert "saved up to generation 3 of 12; examined as it was there." in found.notes[0]
    newest, *_ = checkpoints.candidates(cut.path)
    newest.write_bytes(newest.read_bytes()[:-8])
    earlier = evolved(cut)
    assert earlier.generation == 2
    assert "is damaged" in earlier.damaged[0]


def test_an_evaluation_crosses_runs_with_settings(run: Run, tmp_path: Path) -> None:
    other = open_run(compute(tmp_path / "runs", toy_definition("population.seed=8", "population.replicates=2")).path)
    found = baldwin.assay([run, other], {"task.lesson": [0.0, 2]}, instances=30)
    assert found.fields == ("task.lesson",)
    assert found.settings == (("0.0",), ("2",))
    assert [len(cell["measure"]) for row in found.cells for cell in row] == [3, 3, 2, 2]
    np.testing.assert_allclose(found.cells[0][1]["measure"] - found.cells[0][0]["measure"], 2.0)
    direct = baldwin.replay(run, {"task.lesson": 2.0}, instances=30)["measure"].mean(axis=1)
    np.testing.assert_array_equal(found.cells[0][1]["measure"], direct)
    frame = found.frame
    assert len(frame) == 3 + 3 + 2 + 2 + 2  # and chance in both settings
    assert frame.equals(baldwin.frame(found))
    np.testing.assert_array_equal(frame["value"][frame["id"] == run.id][:3], found.cells[0][0]["measure"])
    assert set(frame["name"][frame["source"] == "theory"]) == {"chance"}
    assert {"innate", "learned", "mood"} <= set(frame.columns)
    assert "curve" not in frame.columns
    assert len(draw(found).axes[0].texts) == 4 + 2


def test_the_command_computes_what_python_does(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    file = tmp_path / "grid.csv"
    arguments = [
        "assay",
        str(run.path),
        "--vary",
        "task.lesson=0,2",
        "--instances",
        "30",
        "--output",
        str(file),
        "--json",
    ]
    assert run_command(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    found = baldwin.assay(run, {"task.lesson": [0, 2]}, instances=30)
    assert told["values"] == [[cell["measure"].tolist() for cell in row] for row in found.cells]
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [float(row["value"]) for row in rows] == found.frame["value"].tolist()


def test_frozen_tells_what_a_part_of_life_is_worth(run: Run) -> None:
    frame = baldwin.probe(run, "frozen", instances=40).frame.set_index(["frozen", "replicate"])
    assert len(frame) == 3 * 3
    intact = baldwin.replay(run, instances=40)["measure"].mean(axis=1)
    np.testing.assert_allclose(frame.loc["intact", "score"], intact)
    np.testing.assert_allclose(frame.loc["learning", "difference"], -1.0)
    np.testing.assert_allclose(frame.loc["learning", "standard_error"], 0.0, atol=1e-12)  # life by life, not of means
    np.testing.assert_array_equal(frame.loc["wandering", "difference"], 0.0)
    one = baldwin.probe(run, "frozen", instances=40, parts=["learning"])
    assert list(dict.fromkeys(one.columns["frozen"].values)) == ["intact", "learning"]
    assert one.arrays["scores"].shape == (2, 3, 40)


def test_frozen_shows_errors_as_positive(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    own = toy_replaying.measure(None)
    monkeypatch.setattr(toy_replaying, "measure", lambda definition: type(own)("minus error", "error", None, (), {}))
    found = baldwin.probe(run, "frozen", instances=4)
    assert found.title == "learned error, lower is better"
    scores, errors = baldwin.replay(run, instances=4)["measure"].mean(axis=1), found.columns["score"].values[:3]
    np.testing.assert_allclose(errors, -scores)
    np.testing.assert_allclose(found.columns["difference"].values[3:6], 1.0)


def test_earlier_generations_come_back_exactly(run: Run) -> None:
    """The run is evolved once more; one that comes out otherwise is refused."""
    known = evolved(run)
    last = known.generation
    found = known.over_generations([0, last // 2, last])
    assert found.genotypes.shape == (len(known.genotypes), 3, known.genotypes.shape[2])
    np.testing.assert_array_equal(found.genotypes[:, 2:], known.genotypes)
    assert not np.array_equal(found.genotypes[:, :1], known.genotypes)
    lived = found.replay(instances=4)
    np.testing.assert_array_equal(lived["measure"][2::3], known.replay(instances=4)["measure"])
    other = replace(known, genotypes=known.genotypes + 1.0)
    with pytest.raises(UsageError, match=r"evolves otherwise than it did, .* Evolve it anew: baldwin run .*--fresh$"):
        other.over_generations([0])


LUCK = f"{Path(__file__).parents[1] / 'extension' / 'luck.py'}:Luck"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["toy"], "No probe given. Name both, such as: baldwin probe toy frozen"),
        ([], "No run given. Name both, such as: baldwin probe bandit frozen"),
        (
            ["toy", "frozne"],
            "frozne: no such probe. Did you mean frozen? Allowed: episode, ",
        ),
        (["toy", "structure"], "reads states, and what lives are to find out: known only of lives by memory"),
        (["toy", LUCK, "--output", "a.svg"], f"--output a.svg: probe {LUCK} has no figure. Those have: episode, "),
        (
            ["toy", "units", "--output", "a.gif"],
            "--output a.gif: no such format. End the name in .csv, .png, .svg or .pdf.",
        ),
        (["toy", "frozen", "--set", "part=[]"], "--set: [probe] part = []: no such field. Did you mean"),
        (
            ["toy", "frozen", "--set", 'parts=["learningg"]'],
            'parts = ["learningg"]: is nothing that can be frozen here. Did',
        ),
        (["toy", "frozen", "--instances", "1"], "--instances 1: must be an integer >= 2"),
        (["toy", "nowhere.py:Mine"], "nowhere.py:Mine: no file nowhere.py beside"),
    ],
)
def test_mistakes_are_one_line(run: Run, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    given = [str(run.path) if word == "toy" else word for word in arguments]
    assert run_command(["probe", *given]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words.replace(" toy ", f" {run.path} ") in err
    assert err.count("\n") == 1


OWN = '''
"""A probe of the user's own."""

from baldwin.probes import Probe, ProbeResult, ResultColumn


class Mood(Probe):
    """How the lives felt."""

    scale: float = 1.0

    def find(self, lives):
        moods = self.scale * lives.replay()["mood"].mean(axis=1)
        return ProbeResult("mood", {"mood": ResultColumn(moods.tolist(), "mean of a replicate's lives")})

    @classmethod
    def tiny(cls):
        return cls()
'''


def test_a_probe_in_a_file_of_the_users_own(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "moods.py"
    file.write_text(OWN)
    found = baldwin.probe(run, f"{file}:Mood", scale=2, instances=5)
    np.testing.assert_allclose(found.frame["mood"], 2 * baldwin.replay(run, instances=5)["mood"].mean(axis=1))
    capsys.readouterr()
    written = tmp_path / "new" / "moods.csv"
    command = ["probe", str(run.path), f"{file}:Mood", "--set", "scale=2", "--instances", "5", "--output", str(written)]
    assert run_command(command) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(written)
    rows = list(csv.DictReader(written.read_text().splitlines()))
    assert [float(row["mood"]) for row in rows] == found.columns["mood"].values


def test_the_probe_of_the_readme(run: Run, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (block,) = [one for one in re.findall(r"```py\n(.*?)```", text, re.DOTALL) if "Probe" in one]
    (tmp_path / "my_probe.py").write_text(block)
    found = baldwin.probe(run, f"{tmp_path / 'my_probe.py'}:Spread", instances=20)
    np.testing.assert_allclose(found.columns["sd"].values, baldwin.replay(run, instances=20)["measure"].std(axis=1))


def test_probes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["probe", "--list"]) == 0
    assert re.search(r"^frozen +What a life is worth when", capsys.readouterr().out, re.MULTILINE)
    assert run_command(["probe", "--list", "--json"]) == 0
    assert "frozen" in {row["probe"] for row in json.loads(capsys.readouterr().out)}


def test_of_a_run_those_are_listed_that_apply(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["probe", str(run.path), "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(maxsplit=1) == ["frozen", lines[0].split(maxsplit=1)[1]]
    assert "does not apply" not in lines[0]
    (structure,) = [one for one in lines if one.startswith("structure ")]
    assert "does not apply: reads states, and what lives are to find out: known only of lives by memory" in structure
    assert str(run.path) not in structure
    assert run_command(["probe", str(run.path), "--list", "--json"]) == 0
    told = {one["probe"]: one for one in json.loads(capsys.readouterr().out)}
    assert (told["frozen"]["applies"], told["frozen"]["why"]) == (True, "")
    assert not told["episode"]["applies"]


def test_the_table_of_a_probe(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["probe", str(run.path), "frozen", "--instances", "20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "learned number, higher is better"
    (heading,) = [line for line in lines if line.startswith("frozen ") and "replicate" in line]
    assert heading.split() == ["frozen", "replicate", "score", "difference", "standard", "error", "meaning"]
    assert [line.split()[:2] for line in lines if line.startswith("learning")] == [
        ["learning", str(r)] for r in range(3)
    ]


def test_looking_for_a_probe_loads_no_compiler() -> None:
    code = (
        "import sys; from baldwin.__main__ import run_command; import baldwin.api, baldwin.genotypes, baldwin.probes\n"
        "run_command(['probe', '--list']); run_command(['probe', '--help'])\n"
        "print(sorted({'numba', 'jax', 'evosax', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1] == "[]"


def test_every_kind_of_probe_keeps_the_contract(run: Run) -> None:
    """It finds the same twice, of lives that have nothing but a score, in plain numbers and words; or says why not."""
    from baldwin.probes import examine, kept, probes
    from baldwin.probes.catalogue import FAMILY, summary

    for kind in probes():
        made = FAMILY.load(kind).tiny()
        assert made.kind == kind
        assert load_probe(kind) == type(made)()
        assert summary(kind).endswith(".")
        if kind != "frozen":  # others look into networks that learn: tests/probes
            with pytest.raises(UsageError, match=r"\.$"):
                examine(run, made, 10)
            continue
        found = examine(run, made, 10)
        assert [one.name for one in kept(run)] == [kind]
        again = examine(run, made, 10)
        assert found.table() == again.table(), kind
        assert json.dumps(found.table()), kind  # plain numbers and words
        for name, one in found.columns.items():
            assert len(one.values) > 0, (kind, name)
        assert set(found.arrays) == set(found.meanings)
