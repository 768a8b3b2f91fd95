"""sweep and study as a user calls them."""

from __future__ import annotations

import csv
import getpass
import io
import json
import math
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.definition import studies
from baldwin.store import list_runs, open_run
from baldwin.study import find_study, open_study, table

Baldwin = Callable[..., tuple[int, list[str], list[str]]]

POPULATION = """
name = "needles"
title = "Few needles"
[population]
size = 50
generations = 20
replicates = 2
[task]
kind = "needle"
loci = 8
[lifetime]
kind = "geometric"
trials = 100
"""
SWEEP = ("sweep", "needles.toml", "--vary", "lifetime.trials=10,100", "--on", "inline")


@pytest.fixture
def baldwin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Baldwin:
    """Return a function that runs one command in an empty folder: exit status, lines of stdout and of stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    monkeypatch.setattr("baldwin.progress.study.PLAIN_EVERY", math.inf)  # on a busy machine a line would come
    (tmp_path / "needles.toml").write_text(POPULATION)

    def call(*arguments: str) -> tuple[int, list[str], list[str]]:
        status = run_command(arguments)
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err.splitlines()

    return call


def rows(lines: list[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_the_last_line_is_the_path(baldwin: Baldwin) -> None:
    status, out, err = baldwin(*SWEEP)
    path = Path(out[-1])
    assert (status, out[:-1], err) == (0, [f"2 cells complete. Table: baldwin study table {path}"], [])
    assert path.parts[:2] == ("runs", "needles_sweep")
    study = open_study(path)
    assert (study.status, study.count("complete")) == ("complete", 2)
    assert all((Path("runs") / cell.run / "generations.jsonl").exists() for cell in study.cells)
    assert baldwin(*SWEEP) == (0, out, [])
    assert baldwin("study", "list") == (0, [f"needles_sweep/{study.id}  complete  2 of 2 cells"], [])


def test_cells_are_ordinary_runs(baldwin: Baldwin) -> None:
    _, out, _ = baldwin("run", "needles.toml", "--set", "lifetime.trials=10", "--quiet")
    written = (Path(out[-1]) / "run.json").stat().st_mtime_ns
    baldwin(*SWEEP)
    assert (Path(out[-1]) / "run.json").stat().st_mtime_ns == written
    assert len([run for run in list_runs(Path("runs")) if run.kind == "evolution"]) == 2
    assert baldwin("run", "needles.toml", "--set", "lifetime.trials=100")[2][0].endswith(
        "not computed again (--fresh would)."
    )


def test_nothing_names_a_host_or_a_folder(baldwin: Baldwin, tmp_path: Path) -> None:
    baldwin("sweep", str(tmp_path / "needles.toml"), *SWEEP[2:], "--control", "none:lifetime.kind=none")
    text = "".join(path.read_text() for path in Path("runs").rglob("*") if path.suffix in (".json", ".jsonl", ".toml"))
    assert str(tmp_path) not in text
    for word in (socket.gethostname(), getpass.getuser()):
        assert f'"{word}"' not in text


def test_a_study_that_ships_is_swept_by_its_name(baldwin: Baldwin) -> None:
    status, out, err = baldwin("sweep", "innate-or-learned", "--dry-run")
    assert (status, err) == (0, [])
    assert out == baldwin("sweep", str(studies()["innate-or-learned"]), "--dry-run")[1]
    status, _, err = baldwin("run", "innate_or_learned")
    assert status == 2
    assert err == ["innate-or-learned: is a study, not a population. Run it with: baldwin sweep innate-or-learned"]
    status, _, err = baldwin("sweep", "inate-or-learned")
    assert status == 2
    assert err[0].startswith("inate-or-learned: no such preset or file. Did you mean innate-or-learned? ")


def test_a_dry_run_computes_nothing(baldwin: Baldwin) -> None:
    status, out, err = baldwin(*SWEEP, "--dry-run", "--control", "no_learning:lifetime.kind=none")
    assert (status, err) == (0, [])
    assert out[0].startswith("   0  main  lifetime.trials = 10  needles/")
    assert out[1].startswith("   1  no_learning  needles/")
    assert out[3] == "3 cells, under a second on one core"
    assert out[4] == "1 more equal another and are left out"
    assert not Path("runs").exists()
    document = json.loads("\n".join(baldwin(*SWEEP, "--dry-run", "--json")[1]))
    assert [cell["values"] for cell in document["cells"]] == [{"lifetime.trials": 10}, {"lifetime.trials": 100}]
    assert document["path"].startswith("runs/needles_sweep/")


def test_json_is_for_programs(baldwin: Baldwin) -> None:
    status, out, err = baldwin(*SWEEP, "--json")
    assert (status, err) == (0, [])
    events = [json.loads(line) for line in out]
    assert (events[0]["event"], events[0]["cells"]) == ("start", 2)
    assert [event["cell"] for event in events if event["event"] == "cell"] == [0, 1]
    assert events[-1] | {"path": ""} == {
        "event": "done", "status": "complete", "cells": 2, "complete": 2, "failed": 0, "path": ""
    }  # fmt: skip


def test_status(baldwin: Baldwin) -> None:
    _, out, _ = baldwin(*SWEEP, "--quiet")
    status, lines, err = baldwin("study", "status", "needles-sweep")
    assert (status, err) == (0, [])
    assert lines == ["needles_sweep", f"{out[-1]}: complete", "2 cells: 2 complete"]
    assert baldwin("show", out[-1])[1] == lines
    known = json.loads("\n".join(baldwin("study", "status", out[-1], "--json")[1]))
    assert (known["total"], known["counts"]) == (2, {"complete": 2})
    assert known["cells"][1]["values"] == {"lifetime.trials": 100}
    assert known["cells"][1]["generation"] == 20


def test_table(baldwin: Baldwin, tmp_path: Path) -> None:
    baldwin(*SWEEP, "--control", "no_learning:lifetime.kind=none")
    status, lines, err = baldwin("study", "table", "needles-sweep")
    assert (status, err) == (0, [])
    found = rows(lines)
    assert [(row["cell"], row["arm"], row["control"], row["lifetime.trials"], row["replicate"]) for row in found] == [
        ("0", "main", "false", "10", "0"),
        ("0", "main", "false", "10", "1"),
        ("1", "no_learning", "true", "", "0"),
        ("1", "no_learning", "true", "", "1"),
        ("2", "main", "false", "100", "0"),
        ("2", "main", "false", "100", "1"),
    ]
    run = open_run(Path("runs") / found[5]["run"])
    last = (run.generations["generation"] == 20) & (run.generations["replicate"] == 1)
    assert float(found[5]["fitness_mean"]) == run.generations["fitness_mean"][last][0]
    assayed = (run.assays["generation"] == 20) & (run.assays["replicate"] == 1)
    for name in ("innate", "learned", "learning_gain"):
        assert float(found[5][name]) == run.assays[name][assayed][0]
    assert "seconds" not in found[0]
    assert float(rows(baldwin("study", "table", "needles-sweep", "--timings")[1])[0]["seconds"]) > 0.0
    columns = json.loads("\n".join(baldwin("study", "table", "needles-sweep", "--to", "json")[1]))["columns"]
    assert columns["lifetime.trials"] == [10, 10, None, None, 100, 100]
    assert list(columns) == list(found[0]) == list(table(find_study("needles-sweep", tmp_path / "runs")))
    assert baldwin("study", "table", "needles-sweep", "--output", "a/table.csv")[1] == ["a/table.csv"]
    assert Path("a/table.csv").read_text().splitlines() == lines


def test_table_as_parquet(baldwin: Baldwin) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    baldwin(*SWEEP[:2], "--vary", "task.loci=8,10", "--vary", "fitness.kind=time_remaining,all_or_none", *SWEEP[4:])
    assert baldwin("study", "table", "needles-sweep", "--output", "table.parquet")[:2] == (0, ["table.parquet"])
    read = parquet.read_table("table.parquet")
    assert read["task.loci"].to_pylist() == [8, 8, 8, 8, 10, 10, 10, 10]
    assert (
        read["fitness.kind"].to_pylist()
        == ["time_remaining"] * 2 + ["all_or_none"] * 2 + ["time_remaining"] * 2 + ["all_or_none"] * 2
    )
    first = Path("table.parquet").read_bytes()
    baldwin("study", "table", "needles-sweep", "--output", "table.parquet")
    assert Path("table.parquet").read_bytes() == first


def test_a_cell_that_fails_stops_no_other(baldwin: Baldwin, monkeypatch: pytest.MonkeyPatch) -> None:
    from baldwin.study import worker

    real = worker._engine_for

    def fail(definition):
        if definition.lifetime.trials == 10:
            raise ValueError("bad luck")
        return real(definition)

    with monkeypatch.context() as patched:
        patched.setattr(worker, "_engine_for", fail)
        status, out, err = baldwin(*SWEEP, "--quiet")
    assert (status, len(out)) == (1, 1)
    assert err == [
        "cell 0 failed (main: lifetime.trials = 10): ValueError: bad luck",
        f"1 of 2 cells failed. Try them again with: baldwin study retry {out[-1]}",
    ]
    assert open_study(out[-1]).status == "failed"
    assert (
        "  failed  cell 0, main, lifetime.trials = 10: ValueError: bad luck" in baldwin("study", "status", out[-1])[1]
    )
    found = rows(baldwin("study", "table", out[-1])[1])
    assert [(row["status"], row["reason"]) for row in found] == [
        ("failed", "ValueError: bad luck"),
        ("complete", ""),
        ("complete", ""),
    ]
    assert baldwin(*SWEEP, "--quiet")[0] == 1  # what failed stays as it is
    assert baldwin("study", "retry", out[-1], "--on", "inline", "--quiet") == (0, out, [])
    assert open_study(out[-1]).status == "complete"
    assert "reason" not in rows(baldwin("study", "table", out[-1])[1])[0]


def test_a_damaged_run_is_computed_again(baldwin: Baldwin) -> None:
    _, out, _ = baldwin(*SWEEP, "--quiet")
    before = baldwin("study", "table", out[-1])[1]
    study = open_study(out[-1])
    with (Path("runs") / study.cells[0].run / "generations.jsonl").open("r+b") as file:
        file.truncate(1000)
    assert open_study(out[-1]).count("interrupted") == 1
    assert baldwin("study", "resume", out[-1], "--on", "inline", "--quiet")[0] == 0
    assert baldwin("study", "table", out[-1])[1] == before


def test_a_run_that_is_gone_is_computed_again(baldwin: Baldwin) -> None:
    _, out, _ = baldwin(*SWEEP, "--quiet")
    before = baldwin("study", "table", out[-1])[1]
    shutil.rmtree(Path("runs") / open_study(out[-1]).cells[1].run)
    assert rows(baldwin("study", "table", out[-1])[1])[-1]["status"] == "waiting"
    baldwin(*SWEEP)
    assert baldwin("study", "table", out[-1])[1] == before


def test_a_budget_of_steps_ends_every_cell_at_its_cost(baldwin: Baldwin) -> None:
    words = ("--budget", "lifetime_steps=60_000", "--generations", "3000", "--quiet")
    baldwin(*SWEEP, *words)
    found = rows(baldwin("study", "table", "needles-sweep")[1])
    for row in found:
        assert (row["status"], row["ended_by_budget"]) == ("complete", "true")
        assert int(row["lifetime_steps"]) <= 60_000
        run = open_run(Path("runs") / row["run"])
        mine = run.generations["replicate"] == int(row["replicate"])
        following = run.generations["lifetime_steps"][mine][int(row["generation"]) + 1]
        assert following > 60_000
    written = Path("runs") / found[0]["run"] / "run.json"
    before = written.stat().st_mtime_ns
    baldwin(*SWEEP, *words)
    assert written.stat().st_mtime_ns == before  # not continued beyond its budget


def test_what_spends_its_budget_exactly_ends_by_it(baldwin: Baldwin) -> None:
    """Without learning, a life is one trial, so the budget is so many generations; with it, only the run can tell."""
    words = ("--control", "none:lifetime.kind=none", "--budget", "lifetime_steps=4000")
    err = baldwin(*SWEEP, *words)[2]
    found = rows(baldwin("study", "table", "needles-sweep")[1])
    assert {row["arm"] for row in found} == {"main", "none"}
    assert {row["ended_by_budget"] for row in found} == {"true"}
    assert not [line for line in err if "budget left" in line]
    assert all(int(row["lifetime_steps"]) <= 4000 for row in found if row["generation"] != "0")


@pytest.mark.slow
def test_a_budget_of_seconds(baldwin: Baldwin) -> None:
    words = ("--budget", "seconds=0.3", "--generations", "10_000_000", "--quiet")
    assert baldwin(*SWEEP, *words)[0] == 0
    table_then = baldwin("study", "table", "needles-sweep")[1]
    found = rows(table_then)
    assert {row["ended_by_budget"] for row in found} == {"true"}
    study = find_study("needles-sweep", Path("runs"))
    ends = {cell.run: study.states[cell.index].budget for cell in study.cells}
    assert all(int(row["generation"]) == ends[row["run"]] for row in found)
    baldwin(*SWEEP, *words)
    assert baldwin("study", "table", "needles-sweep")[1] == table_then  # what is spent is spent


@pytest.mark.parametrize(
    ("kind", "library", "other"), [("tpe", "optuna", "encoding.kind=ternary"), ("cma", "cmaes", "population.seed=1,2")]
)
@pytest.mark.slow
def test_an_adaptive_search_goes_on_as_if_it_had_not_been_stopped(
    kind: str, library: str, other: str, baldwin: Baldwin
) -> None:
    pytest.importorskip(library)
    words = ("--vary", "lifetime.trials=1..200:log", "--vary", other, "--search", kind, "--batch", "4")
    search = ("sweep", "needles.toml", *words, "--on", "inline", "--quiet", "--cells", "14")
    baldwin(*search, "--runs", "whole")
    whole = baldwin("study", "table", "needles-sweep", "--runs", "whole")[1]
    assert len({row["lifetime.trials"] for row in rows(whole)}) > 3
    path = Path(baldwin(*search, "--runs", "cut")[1][0])
    for name in ("cells.jsonl", "outcomes.jsonl"):
        lines = (path / name).read_text().splitlines(keepends=True)
        (path / name).write_text("".join(lines[: len(lines) // 2]))
    for cell in open_study("whole/" + "/".join(path.parts[-2:])).cells[7:]:
        shutil.rmtree(Path("cut") / cell.run, ignore_errors=True)
    baldwin(*search, "--runs", "cut")
    assert baldwin("study", "table", "needles-sweep", "--runs", "cut")[1] == whole


def test_an_objective_that_no_table_has(baldwin: Baldwin) -> None:
    pytest.importorskip("optuna")
    words = ("--vary", "lifetime.trials=1..200", "--search", "tpe", "--cells", "6", "--objective", "learnt")
    status, _, err = baldwin("sweep", "needles.toml", *words, "--on", "inline")
    assert status == 2
    assert err[-1].startswith("--objective learnt: no such column. Did you mean learned?")
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            [*SWEEP[:-1], "locl"],
            2,
            "--on locl: no such executor. Did you mean local? Allowed: dask, inline, local, slurm.",
        ),
        ([*SWEEP, "--address", "tcp://127.0.0.1:1"], 2, "only dask has one"),
        ([*SWEEP, "--slurm", "partition=long"], 2, "only slurm takes it"),
        ([*SWEEP[:-1], "slurm", "--slurm", "partition"], 2, "must be KEY=VALUE"),
        ([*SWEEP, "--workers", "1.5"], 2, "--workers 1.5: must be 0"),
        ([*SWEEP, "--retries", "-1"], 2, "--retries -1: must be 0 or more"),
        ([*SWEEP, "--checkpoint-every", "-1"], 2, "must be 0 or more seconds"),
        ([*SWEEP, "--vary", "task.loci=0,1"], 2, "--vary: [task] loci = "),
        (["study", "status", "needles-sweep"], 2, "no such"),
        (["study", "statsu", "x"], 2, "Unknown command: statsu. Did you mean status?"),
        (["study", "table", "nothing"], 2, "holds no runs yet"),
    ],
)
def test_mistakes(baldwin: Baldwin, arguments: list[str], status: int, message: str) -> None:
    found, out, err = baldwin(*arguments)
    assert (found, out) == (status, [])
    assert message in err[0]
    assert not Path("runs").exists()


def test_a_study_is_no_run(baldwin: Baldwin) -> None:
    _, out, _ = baldwin(*SWEEP, "--quiet")
    assert baldwin("resume", out[-1])[2] == [f"{out[-1]}: is a study. Go on with: baldwin study resume {out[-1]}"]
    assert "is a study, which lists runs" in baldwin("export", out[-1])[2][0]
    assert any("2 of 2 cells" in line for line in baldwin("list")[1])
    run = open_study(out[-1]).cells[0].run
    assert baldwin("study", "status", run)[2] == [
        f"runs/{run}: is no study but a run. See it with: baldwin show runs/{run}"
    ]


def test_a_study_of_another_version_is_not_continued(baldwin: Baldwin) -> None:
    _, out, _ = baldwin(*SWEEP, "--quiet")
    base = Path(out[-1]) / "base.toml"
    base.write_text(base.read_text().replace("loci = 8", "loci = 9"))
    status, _, err = baldwin("study", "resume", out[-1], "--on", "inline")
    assert status == 2
    assert "no longer the study that it began as" in err[0]


def test_looking_loads_no_kernel(baldwin: Baldwin, tmp_path: Path) -> None:
    """One process takes all commands: none of them loads any."""
    baldwin(*SWEEP, "--quiet")
    commands = [
        ["study", "list"],
        ["study", "status", "needles-sweep"],
        ["study", "table", "needles-sweep"],
        ["study", "--help"],
        ["sweep", "--help"],
        ["sweep", "needles.toml", "--vary", "task.loci=8,10", "--dry-run"],
    ]
    code = (
        "import sys\nfrom baldwin.__main__ import run_command\n"
        "names = {'numba', 'jax', 'evosax', 'matplotlib', 'optuna', 'distributed', 'submitit', 'scipy'}\n"
        f"for command in {commands!r}:\n"
        "    assert run_command(command) == 0, command\n"
        "    heavy = names & set(sys.modules)\n"
        "    assert not heavy, (command, heavy)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
