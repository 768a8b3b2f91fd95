"""`baldwin assay` as a user meets it, on runs of a few generations."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from small_bandit import BANDIT

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import UsageError
from baldwin.evaluation import varied
from baldwin.neural import replay
from baldwin.plots.heat_map import HeatMap, draw
from baldwin.store import RunWriter, find_run, open_run
from baldwin.store.info import sealed
from baldwin.store.provenance import run_id
from baldwin.study.axes import split_values

SINES = """
name = "sines"
[population]
size = 4
generations = 1
kernels = "jax"
[task]
kind = "sinusoid"
[network]
hidden = [5]
[sampling]
lives = 2
[assays]
instances = 30
mutants = 0
individuals = 0
examples = false
"""
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two finished runs of networks, and one of alleles that has only begun."""
    folder = tmp_path_factory.mktemp("assay")
    runs = ["--runs", str(folder / "runs"), "--quiet"]
    for text in (BANDIT, SINES):
        (folder / "one.toml").write_text(text)
        assert run_command(["run", str(folder / "one.toml"), *runs]) == 0
    with RunWriter.create(folder / "runs", load("no-learning")):
        pass
    return folder / "runs"


@pytest.fixture
def assay(folder: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: object, runs: Path = folder) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run_command(["assay", *map(str, arguments), "--runs", str(runs)])
        return status, *capsys.readouterr()

    return call


def found(assay: Call, *arguments: object) -> dict:
    status, out, _ = assay(*arguments, "--json")
    assert status == 0
    return json.loads(out)


@pytest.mark.parametrize(("name", "replicates", "sum_of"), [("arms", 3, "regret"), ("sines", 1, None)])
def test_at_home_it_finds_what_the_run_recorded(
    assay: Call, folder: Path, name: str, replicates: int, sum_of: str | None
) -> None:
    """The run's own last assay used the same instances: every number must come again, to the last digit."""
    run = find_run(name, folder)
    instances = run.definition.assays.instances  # type: ignore[attr-defined]
    told = found(assay, name, "--instances", instances)
    (columns,) = told["columns"][0]
    last = run.assays["generation"] == run.assays["generation"].max()
    compared = set(columns)
    assert {"innate", "learned", "lifetime_mean", "curve"} <= compared
    for column in compared:
        expected = run.assays[column][last]
        assert len(expected) == replicates
        assert np.array_equal(np.array(columns[column], np.float64), expected, equal_nan=True), column
    value = np.array(told["values"][0][0])
    if sum_of is None:
        assert value == pytest.approx(-np.array(columns["learned"]))
    else:
        assert value == pytest.approx(np.array(columns[sum_of]), rel=1e-5)
        assert value == pytest.approx(-12.0 * np.array(columns["lifetime_mean"]), rel=1e-5)
    assert told["lower_is_better"]
    assert told["instances"] == instances
    assert told["theory"] == {}


def test_fields_of_numbers_are_numbers_in_a_data_frame(folder: Path) -> None:
    run = find_run("arms", folder)
    frame = baldwin.assay(run, {"task.trials": [6, 12], "task.law": ["easy", "hard"]}, instances=2).frame
    assert frame["task.trials"].unique().tolist() == [6, 12]
    assert frame["task.trials"].dtype.kind == "i"
    assert frame["task.law"].unique().tolist() == ["easy", "hard"]


@pytest.mark.parametrize("name", ["arms", "sines"])
def test_a_replay_explains_the_assay(name: str, folder: Path) -> None:
    """Both live the same lives: the mean over lives of a replay is the assay's number."""
    run = find_run(name, folder)
    (columns,) = baldwin.assay(run, instances=40).cells[0]
    lived = baldwin.replay(run, instances=40)
    assert lived["measure"].shape == (len(columns["measure"]), 40)
    assert lived["measure"].mean(axis=1) == pytest.approx(columns["measure"], rel=1e-5)
    alone = baldwin.replay(run, instances=40, replicate=0)
    np.testing.assert_array_equal(alone["measure"], lived["measure"][:1])
    assert set(lived.meanings) == set(lived.arrays)


def test_people_see_medians_as_in_figures(assay: Call) -> None:
    """Of each column the median over replicates comes first, and then the replicates."""
    status, out, _ = assay("arms", "--instances", "40")
    assert status == 0
    heading, row = (next(line for line in out.splitlines() if word in line) for word in ("median of 3", "whole life"))
    assert heading.strip().startswith("median of 3 replicates")
    middle, *own = (float(word) for word in row.split()[2:6])
    assert middle == sorted(own)[1]
    assert len(set(own)) == 3


def test_runs_are_crossed_with_settings(assay: Call, tmp_path: Path) -> None:
    file = tmp_path / "new" / "grid.csv"
    arguments = ["arms", "--vary", "task.law=independent,easy", "--instances", "60"]
    status, out, err = assay(*arguments, "--output", file)
    assert status == 0
    assert out.splitlines()[-1] == str(file)
    assert [line.split("  ")[-2:-1] for line in err.splitlines()] == [
        ["arms in task.law = independent"],
        ["arms in task.law = easy"],
    ]
    told = found(assay, *arguments, "--quiet")
    alone = found(assay, "arms", "--set", "task.law=easy", "--instances", "60")
    assert told["values"][0][1] == alone["values"][0][0]
    assert told["values"][0][0] != told["values"][0][1]
    table = list(csv.DictReader(file.read_text().splitlines()))
    rows = [row for row in table if row["source"] == "run"]
    assert [(row["task.law"], row["replicate"]) for row in rows] == [
        (law, str(number)) for law in ("independent", "easy") for number in range(3)
    ]
    assert [float(row["value"]) for row in rows] == [value for cell in told["values"][0] for value in cell]
    assert float(rows[-1]["learned"]) == told["columns"][0][1]["learned"][-1]
    theory = {(row["name"], row["task.law"]): float(row["value"]) for row in table if row["source"] == "theory"}
    assert theory["chance", "easy"] == pytest.approx(12 * 0.4)
    assert theory["net evidence", "easy"] == told["theory"]["net evidence"][1] < 12 * 0.4
    printed = {line.split("  ")[0]: line.split() for line in out.splitlines()}
    median = [float(np.median(cell)) for cell in told["values"][0]]
    assert printed["arms"][1:] == [f"{value:.4g}" for value in median]
    assert printed["chance"][1:] == ["2", "4.8"]


@pytest.mark.slow  # a hundred trials of five laws
def test_ideals_are_those_worked_out_apart() -> None:
    """Two-row ideal of cross-generalisation, regret in 100 trials, as worked out apart."""
    expected = {
        "independent": (1.748, 2.799, 16.667),
        "uniform": (1.541, 1.221, 25.0),
        "easy": (0.797, 0.625, 40.0),
        "medium": (1.355, 1.000, 25.0),
        "hard": (2.965, 2.312, 10.0),
    }
    for law, (independent, evidence, chance) in expected.items():
        reference_scores = replay.reference_scores(from_toml(replay.bare("bandit"), "", [f"task.law={law}"]))  # type: ignore[arg-type]
        regrets = {name: round(-value, 3) for name, value in reference_scores.items()}
        assert regrets == {
            "Bayes-optimal": min(independent, evidence),
            "Bayes-optimal for independent arms": independent,
            "net evidence": evidence,
            "chance": chance,
        }


def test_ideals_of_long_lives_and_of_other_tasks() -> None:
    def reference_scores(task: str, *overrides: str) -> dict[str, float]:
        return replay.reference_scores(from_toml(replay.bare(task), "", overrides))  # type: ignore[arg-type]

    long = reference_scores("bandit", "task.law=easy", "task.trials=200")
    assert set(long) == {"Bayes-optimal", "net evidence", "chance"}
    assert long["Bayes-optimal"] == pytest.approx(-1 / (2 * 0.8), abs=1e-6)  # 1 / (2 gap)
    assert long["chance"] == pytest.approx(-80.0)
    assert list(reference_scores("two_step", "task.trials=4")) == ["Bayes-optimal", "chance"]
    assert reference_scores("two_step", "task.trials=4")["chance"] == pytest.approx(2.0)
    sines = load("sinusoid")
    assert replay.reference_scores(sines) == {  # type: ignore[arg-type]
        "oracle": 0.0,
        "innate ceiling": sines.task.innate_ceiling(),  # type: ignore[attr-defined]
    }


def test_gradient_lives_in_a_grid(assay: Call, tmp_path: Path) -> None:
    file = tmp_path / "grid.png"
    vary = ["--vary", "lifetime.steps=0,1", "--vary", "task.shots=10"]
    status, out, _ = assay("sines", *vary, "--instances", "30", "--output", file, "--quiet")
    assert status == 0
    assert out.startswith("learned mean squared error, lower is better\n")
    assert "0 / 10" in out
    assert file.read_bytes().startswith(b"\x89PNG")
    told = found(assay, "sines", *vary, "--instances", "30")
    assert told["settings"] == [["0", "10"], ["1", "10"]]
    still, learning = told["columns"][0]
    assert still["learned"] == still["innate"]
    assert still["innate"] == pytest.approx(learning["innate"], rel=1e-5)


def test_nothing_is_written_into_a_run(assay: Call, folder: Path) -> None:
    def state() -> dict[Path, tuple[int, bytes]]:
        files = (path for path in find_run("arms", folder).path.rglob("*") if path.is_file())
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = state()
    assert assay("arms", "--instances", "40")[0] == 0
    assert state() == before


def test_an_interrupted_run_is_examined_as_it_was_saved(assay: Call, folder: Path, tmp_path: Path) -> None:
    old = find_run("arms", folder)
    longer = old.definition.model_copy(
        update={"population": old.definition.population.model_copy(update={"generations": 9})}
    )
    new = tmp_path / "runs" / old.name / run_id(longer)
    shutil.copytree(old.path, new)
    (new / "population.toml").write_text(to_toml(longer))
    (new / "run.json").write_text(sealed(old.info | {"id": run_id(longer), "status": "stopped", "files": {}}))
    status, out, err = assay(new, "--instances", "40")
    assert status == 0
    told = f"{new}: stopped, saved up to generation 2 of 9; examined as it was there."
    assert err.splitlines()[0] == told
    assert out == assay("arms", "--instances", "40")[1]
    assert open_run(new).status == "stopped"


def test_a_damaged_checkpoint_is_left_out(assay: Call, folder: Path, tmp_path: Path) -> None:
    old = find_run("arms", folder)
    new = tmp_path / "runs" / old.name / old.id
    shutil.copytree(old.path, new)
    newest = new / "checkpoints" / "gen-000002.safetensors"
    whole = newest.read_bytes()
    shutil.rmtree(newest.parent)  # a slow machine leaves more than one
    newest.parent.mkdir()
    newest.write_bytes(whole[:-8])
    earlier = newest.with_name("gen-000001.safetensors")
    earlier.write_bytes(whole)
    status, out, err = assay(new, "--instances", "40")
    assert status == 0
    assert err.splitlines()[0].startswith(f"{new}: checkpoint gen-000002.safetensors is damaged (")
    assert err.splitlines()[1].startswith(f"{new}: complete, saved up to generation 1 of 2; examined as it was there")
    assert out == assay("arms", "--instances", "40")[1]
    earlier.unlink()
    status, out, err = assay(new)
    assert (status, out) == (2, "")
    assert err.startswith(f"{new}: holds no checkpoint that can be read (gen-000002.safetensors is damaged (")
    assert "). Go on with: baldwin resume " in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ([], 2, "No run given. Name one"),
        (["arm"], 2, "arm: no such run. Did you mean arms?"),
        (["arms", "sines"], 2, "measured in different units: regret per trial, summed over a life; learned mean squ"),
        (["arms", "--set", "network.units=4"], 2, "--set network.units: changes what a genotype means"),
        (["arms", "--set", "task.trials=5", "--vary", "task.arms=2,3"], 2, "--vary task.arms: changes what a genotype"),
        (["arms", "--set", "task.kind=two_step"], 2, "--set task.kind: changes what a genotype means"),
        (["arms", "--set", "task.kind=needle"], 2, "--set task.kind: changes what a genotype means"),
        (["arms", "--set", "task.law=hrd"], 2, '--set: [task] law = "hrd": must be one of'),
        (["arms", "--vary", "task.law=hard,hrd"], 2, '--vary: [task] law = "hrd": must be one of'),
        (["arms", "--vary", "task.law"], 2, "--vary task.law: must be table.field=value,value,.. such as"),
        (["arms", "--vary", "task.law=easy", "--vary", "task.law=hard"], 2, "--vary task.law: given twice"),
        (["arms", "--instances", "1"], 2, "--instances 1: must be an integer >= 2"),
        (["arms", "--instances", "2.5"], 2, "--instances 2.5: must be an integer"),
        (["arms", "--output", "x.gif"], 2, "--output x.gif: no such format. End the name in .csv, .png, .svg or .pdf."),
        (
            ["arms", "--output", "x.png"],
            2,
            "--output x.png: a heat map crosses runs with settings. Name them with --vary",
        ),
        (["arms", "--output", f"{__file__}/x.csv"], 2, "Choose another file with --output FILE."),
    ],
)
def test_mistakes_are_one_line(assay: Call, arguments: list[str], status: int, words: str) -> None:
    got, out, err = assay(*arguments)
    assert (got, out) == (status, "")
    assert words in err
    assert err.count("\n") == 1


def test_values_of_a_field() -> None:
    assert split_values("easy, hard") == ["easy", "hard"]
    assert split_values("[1.0, 2.0],[3.0],{a = 1, b = 2}") == ["[1.0, 2.0]", "[3.0]", "{a = 1, b = 2}"]
    assert split_values('"a,b",c,') == ['"a,b"', "c"]
    assert varied(["task.law=easy,hard,easy"]) == (("task.law", ("easy", "hard")),)
    with pytest.raises(UsageError, match="must be table"):
        varied(["=1,2"])


def test_the_heat_map_says_every_number_and_shades_what_is_worse_darker() -> None:
    shown = HeatMap(
        rows=["a", "b"],
        columns=["easy", "hard"],
        values=[[1.25, 4.5], [0.5, float("nan")]],
        theory={"Bayes-optimal": [0.25, 2.0], "chance": [40.0, 10.0]},
        across="task.law",
        unit="regret",
        lower_is_better=True,
    )
    axes = draw(shown).axes[0]
    assert [text.get_text() for text in axes.texts] == ["1.25", "4.5", "0.5", "0.25", "2", "40", "10"]
    light = [sum(patch.get_facecolor()[:3]) for patch in axes.patches]
    a_easy, a_hard, b_easy, missing, best_easy, best_hard, *chance = light
    assert a_hard < best_hard < a_easy < b_easy < best_easy
    assert [missing, *chance] == [3.0, 3.0, 3.0]
    higher = draw(HeatMap(["a"], ["x", "y"], [[1.0, 2.0]], "f", "score", lower_is_better=False)).axes[0]
    first, second = (sum(patch.get_facecolor()[:3]) for patch in higher.patches)
    assert first < second


def test_jax_is_loaded_only_to_compute(folder: Path) -> None:
    code = (
        "import sys; from baldwin.__main__ import run_command\n"
        f"status = run_command(['assay', 'arms', '--set', 'network.units=4', '--runs', {str(folder)!r}])\n"
        "print(status, sorted({'numba', 'jax', 'evosax', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1] == "2 []"
