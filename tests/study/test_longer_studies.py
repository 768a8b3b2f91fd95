"""A study with more generations: each cell continues the cell whose continuation it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.study import open_study, table

SMALL = ["population.size=20", "population.replicates=2", "lifetime.trials=20"]
CONTROL = {"hurried": {"lifetime.trials": 3}}


def swept(runs: Path, generations: int | None, **options):
    overrides = [*SMALL, *([f"population.generations={generations}"] if generations is not None else [])]
    vary = {"population.seed": [1]}
    return baldwin.sweep(
        "hinton-nowlan", vary, overrides, runs=runs, on="inline", progress=False, controls=CONTROL, **options
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return swept(tmp_path_factory.mktemp("whole"), 7)


@pytest.mark.parametrize("asked", ["+3", "7"])
def test_a_longer_study_has_the_table_of_one_that_was_long_from_the_start(asked, whole, tmp_path, capsys):
    short = swept(tmp_path, 4)
    words = ["study", "resume", str(short.path), "--generations", asked, "--on", "inline", "--quiet"]
    assert run_command(words) == 0
    longer = open_study(capsys.readouterr().out.splitlines()[-1])
    assert longer.id == whole.id
    assert longer.status == "complete"
    assert table(longer) == table(whole)
    assert [longer.run(cell).info["beginning"]["generation"] for cell in longer.cells] == [4] * 2
    assert table(open_study(short.path)) == table(short)  # which is kept


def test_a_longer_sweep_finds_the_shorter_cells_by_itself(whole, tmp_path):
    swept(tmp_path, 2)
    swept(tmp_path, 5)
    longer = swept(tmp_path, 7)
    assert [longer.run(cell).info["beginning"]["generation"] for cell in longer.cells] == [5] * 2
    assert table(longer) == table(whole)


def test_a_budget_of_generations_grows(tmp_path, capsys):
    short = swept(tmp_path, None, budget="generations=3", name="grown")
    words = ["study", "resume", str(short.path), "--generations", "+2", "--on", "inline", "--quiet"]
    assert run_command(words) == 0
    longer = open_study(capsys.readouterr().out.splitlines()[-1])
    assert {cell.generations for cell in longer.cells} == {5}
    assert longer.run(longer.cells[0]).info["beginning"]["generation"] == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"vary": {"population.generations": [2, 3]}}, "it varies population.generations"),
        ({"arms": {"longer": {"population.generations": 6}}}, "arm longer sets population.generations"),
        ({"budget": "evaluations=200"}, "its budget of evaluations decides how long cells are"),
    ],
)
def test_cells_with_lengths_of_their_own_are_refused(options, said, tmp_path, capsys):
    fixed = [one for one in SMALL if "generations" not in one]
    study = baldwin.sweep("hinton-nowlan", overrides=fixed, runs=tmp_path, on="inline", progress=False, **options)
    before = sorted(tmp_path.rglob("run.json"))
    assert run_command(["study", "resume", str(study.path), "--generations", "+2", "--on", "inline"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("--generations +2: hinton_nowlan_sweep: " + said)
    assert err.count("\n") == 1
    assert sorted(tmp_path.rglob("run.json")) == before
