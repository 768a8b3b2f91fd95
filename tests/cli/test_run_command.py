"""run, resume, list, show and export, as a user calls them, on the toy wing."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from baldwin.__main__ import run_command
from baldwin.definition import discovery
from baldwin.store import list_runs, open_run

STORE = Path(__file__).parent.parent / "store"

DEFINITION = """
name = "drifting"
title = "Numbers that drift"
[population]
size = 5
generations = 40
replicates = 3
[assays]
every = 4
[task]
kind = "toy"
"""

Baldwin = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def baldwin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Baldwin:
    """Return a function that runs one command in an empty folder: exit status, lines of stdout and of stderr."""
    monkeypatch.syspath_prepend(str(STORE))
    monkeypatch.setattr(discovery, "wings", discovery.wings)  # so that it is undone
    import toy

    toy.install()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "drifting.toml").write_text(DEFINITION)

    def call(*arguments: str) -> tuple[int, list[str], list[str]]:
        status = run_command(arguments)
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err.splitlines()

    return call


def test_the_last_line_is_the_path(baldwin: Baldwin) -> None:
    status, out, err = baldwin("run", "drifting.toml")
    assert (status, err) == (0, [])
    path = Path(out[-1])
    assert not path.is_absolute()
    assert path.parts[:2] == ("runs", "drifting")
    assert open_run(path).status == "complete"
    assert any(line == f"Figures: baldwin plot {path}" for line in out)
    assert "Numbers that drift" in out
    assert max(map(len, out)) <= 80


def test_found_complete_is_not_computed_again(baldwin: Baldwin) -> None:
    _, out, _ = baldwin("run", "drifting.toml")
    written = (Path(out[-1]) / "run.json").stat().st_mtime_ns
    status, again, err = baldwin("run", "drifting.toml")
    assert (status, again) == (0, out)
    assert err == [f"{out[-1]}: already complete, not computed again (--fresh would)."]
    assert (Path(out[-1]) / "run.json").stat().st_mtime_ns == written
    assert baldwin("resume", out[-1])[:2] == (0, out)
    assert baldwin("run", "drifting.toml", "--fresh", "--quiet") == (0, [out[-1]], [])
    assert (Path(out[-1]) / "run.json").stat().st_mtime_ns > written


def test_quiet_prints_the_path_alone(baldwin: Baldwin) -> None:
    status, out, err = baldwin(
        "run", "drifting.toml", "--quiet", "--seed", "3", "--generations", "7", "--replicates", "2"
    )
    assert (status, len(out), err) == (0, 1, [])
    run = open_run(out[0])
    assert (run.definition.population.seed, run.generation) == (3, 7)
    assert run.info["overrides"] == ["population.seed=3", "population.replicates=2", "population.generations=7"]


def test_json_is_for_programs(baldwin: Baldwin) -> None:
    status, out, err = baldwin("run", "drifting.toml", "--json")
    assert (status, err) == (0, [])
    events = [json.loads(line) for line in out]
    assert [event["event"] for event in (events[0], events[-1])] == ["start", "done"]
    assert {event["event"] for event in events[1:-1]} == {"progress"}
    assert events[-1]["status"] == "complete"
    assert events[-1]["generation"] == events[-1]["generations"] == 40
    run = open_run(events[-1]["path"])
    assert events[-1]["innate"] == np.median(run.assays["innate"][-3:])
    again = [json.loads(line) for line in baldwin("run", "drifting.toml", "--json")[1]]
    assert again[-1]["path"] == events[-1]["path"]
    assert again[-1]["generation"] == 40


def test_no_number_is_told(baldwin: Baldwin) -> None:
    status, out, err = baldwin("run", "drifting.toml", "--set", "task.spoil_at=5", "--quiet")
    assert status == 0
    assert len(out) == 1
    assert err == [
        "drifting: the mean fitness is NaN or infinite in 1 row of the table (first: replicate 1, generation 5)."
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["run", "drifting.toml", "--checkpoint-every", "-1"], 2, "must be 0 or more seconds"),
        (["run", "drifting.toml", "--checkpoint-every", "nan"], 2, "must be 0 or more seconds"),
        (["run", "drifting.toml", "--generations", "-1"], 2, "generations = -1"),
        (["run", "nowhere.toml"], 2, "no such file"),
        (["run", "drifting.toml", "--runs", "drifting.toml"], 2, "is not a folder"),
        (["resume", "drifting"], 2, "holds no runs yet"),
        (["show", "drifting"], 2, "holds no runs yet"),
        (["show", "drifting.toml"], 2, "not a run"),
        (["export", "drifting", "--to", "csv"], 2, "holds no runs yet"),
        (["export", "drifting", "--to", "cvs"], 2, "csv"),
    ],
)
def test_mistakes_are_one_line(baldwin: Baldwin, arguments: list[str], status: int, message: str) -> None:
    found, out, err = baldwin(*arguments)
    assert (found, out, len(err)) == (status, [], 1)
    assert message in err[0]
    assert not Path("runs").exists()


def test_list_shows_presets_and_runs(baldwin: Baldwin) -> None:
    _, out, _ = baldwin("list")
    assert any(line.startswith("hinton-nowlan ") for line in out)
    assert out[-1] == "No runs in runs yet. Start one: baldwin run hinton-nowlan"
    for seed in range(22):
        baldwin("run", "drifting.toml", "--quiet", "--generations", "1", "--seed", str(seed))
    _, out, err = baldwin("list")
    assert sum(line.startswith("drifting/") for line in out) == 20
    assert out[-1] == "... and 2 older ones: baldwin list --all"
    assert sum(line.startswith("drifting/") for line in baldwin("list", "--all")[1]) == 22
    listed = json.loads("\n".join(baldwin("list", "--json")[1]))
    assert [run["path"] for run in listed["runs"]] == [str(run.path) for run in list_runs(Path("runs"))]
    assert {run["status"] for run in listed["runs"]} == {"complete"}
    assert "hinton-nowlan" in [one["name"] for one in listed["populations"]]
    assert "innate-or-learned" in [one["name"] for one in listed["studies"]]
    assert err == []


def test_list_survives_a_damaged_run(baldwin: Baldwin) -> None:
    _, out, _ = baldwin("run", "drifting.toml", "--quiet")
    (Path(out[-1]) / "run.json").write_text("{")
    status, out, err = baldwin("list")
    assert status == 0
    assert "unreadable" in out[-1]
    assert len(err) == 1


def test_show_tells_medians_and_ranges(baldwin: Baldwin) -> None:
    _, out, _ = baldwin("run", "drifting.toml", "--quiet")
    shown = json.loads("\n".join(baldwin("show", "drifting", "--json")[1]))
    last = open_run(out[-1]).generations["fitness_mean"][-3:]
    assert shown["final"]["fitness_mean"] == {"median": np.median(last), "least": last.min(), "greatest": last.max()}
    assert shown["definition"]["population"]["size"] == 5
    status, text, err = baldwin("show", "drifting")
    assert (status, err) == (0, [])
    assert text[0] == "Numbers that drift"
    (row,) = (line for line in text if line.startswith("fitness_mean"))
    assert [float(number) for number in row.split()[1:4]] == pytest.approx(
        [np.median(last), *last[[last.argmin(), last.argmax()]]], rel=1e-3
    )


def test_export_to_csv(baldwin: Baldwin) -> None:
    _, out, _ = baldwin("run", "drifting.toml", "--quiet", "--set", "task.spoil_at=5")
    status, files, err = baldwin("export", "drifting", "--to", "csv", "--output", "tables")
    assert (status, files, err) == (0, ["tables/generations.csv", "tables/assays.csv"], [])
    run = open_run(out[-1])
    with Path(files[0]).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(run.generations)
    values = [float(row["fitness_mean"] or "nan") for row in rows]
    assert np.array_equal(values, run.generations["fitness_mean"], equal_nan=True)
    with Path(files[1]).open(newline="") as file:
        assert list(next(csv.DictReader(file)))[-4:] == [f"histogram_{place}" for place in range(4)]


@pytest.mark.parametrize("command", [("export", "--to", "csv"), ("plot",)])
def test_output_is_a_folder(baldwin: Baldwin, command: tuple[str, ...], tmp_path: Path) -> None:
    baldwin("run", "drifting.toml", "--quiet")
    status, out, err = baldwin(command[0], "drifting", *command[1:], "--output", "wanted.csv")
    assert (status, out, len(err)) == (2, [], 1)
    assert "--output wanted.csv: must be a folder" in err[0]
    assert not (tmp_path / "wanted.csv").exists()


def test_export_to_json(baldwin: Baldwin) -> None:
    baldwin("run", "drifting.toml", "--quiet", "--set", "task.spoil_at=5")
    _, files, _ = baldwin("export", "drifting", "--to", "json")
    document = json.loads(Path(files[0]).read_text(), parse_constant=pytest.fail)
    assert document["generations"]["fitness_mean"].count(None) == 1
    assert len(document["assays"]["histogram"][0]) == 4
    assert document["definition"]["name"] == document["run"]["name"] == "drifting"


def test_export_to_parquet(baldwin: Baldwin) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    _, out, _ = baldwin("run", "drifting.toml", "--quiet")
    _, files, _ = baldwin("export", "drifting", "--to", "parquet")
    run = open_run(out[-1])
    for file, table in zip(files, (run.generations, run.assays), strict=True):
        read = parquet.read_table(file)
        assert read.column_names == list(table)
        for name, values in table.items():
            assert np.array_equal(np.array(read[name].to_pylist()), values)
    assert json.loads(parquet.read_table(files[0]).schema.metadata[b"baldwin_run"])["id"] == run.id


def test_export_to_netcdf(baldwin: Baldwin) -> None:
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("h5netcdf")
    _, out, _ = baldwin("run", "drifting.toml", "--quiet")
    status, files, err = baldwin("export", "drifting", "--to", "netcdf")
    assert (status, err) == (0, [])
    with xarray.open_datatree(files[0], engine="h5netcdf") as tree:
        run = open_run(out[-1])
        for name, values in run.assays.items():
            assert np.array_equal(tree["assays"][name].to_numpy(), values)


@pytest.mark.parametrize(("form", "module"), [("parquet", "pyarrow"), ("netcdf", "xarray")])
def test_export_names_what_is_missing(
    baldwin: Baldwin, monkeypatch: pytest.MonkeyPatch, form: str, module: str
) -> None:
    baldwin("run", "drifting.toml", "--quiet")
    monkeypatch.setitem(sys.modules, module, None)
    status, out, err = baldwin("export", "drifting", "--to", form)
    assert (status, out) == (2, [])
    assert f"Install: pip install {module}" in err[0]


def test_looking_loads_no_kernel(baldwin: Baldwin, tmp_path: Path) -> None:
    """One process takes all commands: none of them loads any."""
    baldwin("run", "drifting.toml", "--quiet")
    commands = [["list"], ["show", "drifting"], ["export", "drifting"], ["list", "--help"]]
    code = (
        f"import sys; sys.path.insert(0, {str(STORE)!r}); import toy; toy.install()\n"
        "from baldwin.__main__ import run_command\n"
        f"for command in {commands!r}:\n"
        "    assert run_command(command) == 0, command\n"
        "    heavy = [m for m in ('numba', 'jax', 'evosax', 'matplotlib') if m in sys.modules]\n"
        "    assert not heavy, (command, heavy)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
