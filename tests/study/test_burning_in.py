"""Studies that burn in once: one run before the cells, from whose state all of them go on."""

from __future__ import annotations

import json

import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.errors import DefinitionError
from baldwin.stopping import TIME_UP
from baldwin.store import list_runs
from baldwin.study import open_study
from baldwin.study.budget import generations_within
from baldwin.study.spec import CellBudget

TEXT = """
schema = 1
name = "arms"
population = "hinton-nowlan"
[burn_in]
population.generations = 3
[set]
population = { size = 12, replicates = 2, generations = 8 }
lifetime.trials = 20
[vary]
fitness.plasticity_cost = [0.0, 0.1]
[[controls]]
name = "drawn"
founders.who = "population"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "arms.toml"
    path.write_text(TEXT)
    return path


def test_every_cell_goes_on_from_the_one_burn_in(file, tmp_path, capsys):
    runs = tmp_path / "runs"
    assert run_command(["sweep", str(file), "--runs", str(runs), "--dry-run", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["notes"][0].startswith("First comes the burn-in, ")
    assert not runs.exists()
    study = baldwin.sweep(file, runs=runs, on="inline", progress=False)
    assert study.status == "complete"
    (burnt,) = (run for run in list_runs(runs) if run.generation == 3)
    cells = {cell.arm: study.run(cell) for cell in study.cells}
    for arm, who, first in (("main", "state", 4), ("drawn", "population", 0)):
        origin = cells[arm].info["founders"]
        known = {name: origin[name] for name in ("run", "generation", "who")}
        assert known == {"run": f"hinton_nowlan/{burnt.id}", "generation": 3, "who": who}
        assert cells[arm].generations["generation"].tolist() == [g for g in range(first, 9) for _ in range(2)]
    still = study.run(study.cells[0])
    whole = baldwin.run("hinton-nowlan", still.info["overrides"][:4], runs=tmp_path / "whole", progress=False)
    assert still.generations["fitness_mean"].tolist() == whole.generations["fitness_mean"].tolist()[2 * 4 :]
    created = burnt.info["created"]
    again = baldwin.sweep(file, runs=runs, on="inline", progress=False)
    assert (again.id, len(list_runs(runs))) == (study.id, 5)
    assert baldwin.resume(open_study(study.path), progress=False).id == study.id
    assert next(run for run in list_runs(runs) if run.id == burnt.id).info["created"] == created
    assert run_command(["study", "table", str(study.path)]) == 0
    assert capsys.readouterr().out.count("\n") == 1 + 4 * 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("population.generations = 3", "lifetime.trials = 30", "[burn_in]: does not say how long it lasts."),
        ("generations = 3", "generations = 3\nlifetime.trial = 3", "[lifetime] trial = 3: no such field."),
        ("= [0.0, 0.1]", "= [0.0, -0.1]", "[fitness] plasticity_cost = -0.1: must be a number >= 0"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_computed(old, new, said, file, tmp_path, capsys):
    file.write_text(TEXT.replace(old, new))
    assert run_command(["sweep", str(file), "--runs", str(tmp_path / "runs"), "--on=inline", "--quiet"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert not (tmp_path / "runs").exists()


def test_a_time_is_that_of_the_burn_in_too(file, tmp_path, capsys):
    """What lasts too long stops with the burn-in saved, before any cell, and the same command goes on."""
    file.write_text(
        TEXT.replace("generations = 3", "generations = 30000").replace("generations = 8", "generations = 30001")
    )
    asked = ["sweep", str(file), "--runs", str(tmp_path / "runs"), "--on=inline", "--quiet", "--for", "0.05s"]
    assert run_command(asked) == TIME_UP
    (burnt,) = list_runs(tmp_path / "runs")
    assert burnt.generation < 30000
    assert "Go on with: baldwin resume" in capsys.readouterr().err


def test_what_a_state_depends_on_cannot_vary(file, tmp_path):
    file.write_text(TEXT.replace("fitness.plasticity_cost = [0.0, 0.1]", "population.size = [12, 14]"))
    with pytest.raises(DefinitionError, match=r"\[population\] size = 14: was 12 in the run whose state"):
        baldwin.sweep(file, runs=tmp_path / "runs", on="inline", progress=False)


def test_a_budget_counts_what_the_parent_has_spent(file, tmp_path):
    study = baldwin.sweep(file, runs=tmp_path / "runs", on="inline", progress=False)
    branch, drawn = (study.run(study.cells[n]).definition for n in (0, 1))
    assert (branch.founders.who, drawn.founders.who) == ("state", "population")
    for definition in (branch, drawn, load("hinton-nowlan", ["population.size=12"])):
        within = generations_within(definition, CellBudget(kind="evaluations", amount=12 * 10.5))
        assert within == 9  # ten of them, the founders' among them, wherever they were computed
    with pytest.raises(ValueError, match="one generation of a replicate takes 12 evaluations"):
        generations_within(branch, CellBudget(kind="evaluations", amount=12 * 4.5))


@pytest.mark.cluster
@pytest.mark.parametrize("on", [("local",), ("dask",), ("slurm", "--slurm", "cluster=local")], ids=lambda on: on[0])
def test_cells_go_on_from_the_burn_in_wherever_they_are_computed(on, file, tmp_path):
    """The same runs, byte for byte, as in this process."""
    found = []
    for place, words in (("here", ("inline",)), ("there", on)):
        runs = tmp_path / place
        assert run_command(["sweep", str(file), "--runs", str(runs), "--quiet", "--on", *words]) == 0
        found.append({run.id: (run.path / "generations.jsonl").read_bytes() for run in list_runs(runs)})
    assert found[0] == found[1]
    assert len(found[0]) == 5
