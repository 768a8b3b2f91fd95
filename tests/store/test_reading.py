"""Reading back: exact values, torn lines, fast enough, and runs found by whatever a user types."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_runs import compute, toy_definition

from baldwin.errors import BaldwinError, RunError
from baldwin.evolve import evolve, load_engine
from baldwin.store import find_run, list_runs, open_run
from baldwin.store.info import read_info
from baldwin.store.tables import encode, read_table


def test_tables_come_back_as_the_engine_gave_them(tmp_path: Path) -> None:
    definition = toy_definition()
    run = open_run(compute(tmp_path, definition).path)
    chunks = list(evolve(load_engine(definition), definition))
    for name in ("generations", "assays"):
        written = [getattr(chunk.record, name) for chunk in chunks if getattr(chunk.record, name)]
        for column, values in getattr(run, name).items():
            expected = np.concatenate([table[column] for table in written])
            assert values.dtype == expected.dtype
            assert np.array_equal(values, expected)
    assert run.definition == definition
    assert list(run.generations)[:2] == ["generation", "replicate"]
    assert run.assays["histogram"].shape == (21, 4)


@settings(max_examples=60, deadline=None)
@given(
    floats=st.lists(st.floats(width=64), min_size=1, max_size=20),
    integer=st.integers(-(2**63), 2**63 - 1),
    data=st.data(),
)
def test_any_number_comes_back(
    floats: list[float], integer: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lists = data.draw(
        st.lists(st.lists(st.floats(), min_size=2, max_size=2), min_size=len(floats), max_size=len(floats))
    )
    table = {"x": np.array(floats), "n": np.full(len(floats), integer), "l": np.array(lists)}
    path = tmp_path_factory.mktemp("table") / "t.jsonl"
    path.write_bytes(encode(table))
    read = read_table(path)
    for name, values in table.items():
        assert np.array_equal(read[name], values, equal_nan=values.dtype.kind == "f")
        assert read[name].dtype == values.dtype
    for line in path.read_text().splitlines():
        json.loads(line, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


def test_a_torn_last_line_is_passed_over(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition()).path / "generations.jsonl"
    data = path.read_bytes()
    whole = len(data.splitlines())
    for cut in (1, 2, 30, len(data.splitlines()[-1])):
        path.write_bytes(data[:-cut])
        assert len(read_table(path)["generation"]) == whole - 1
    path.write_bytes(data.splitlines()[0])
    assert read_table(path) == {}
    path.unlink()
    assert read_table(path) == {}


def test_a_long_table_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"n": np.arange(7), "x": np.array([0.5, np.nan, np.nan, np.nan, 1.5, 2.0, np.inf]), "l": np.eye(7)}
    (tmp_path / "t.jsonl").write_bytes(encode(table))
    whole = read_table(tmp_path / "t.jsonl")
    monkeypatch.setattr("baldwin.store.tables.BLOCK", 2)
    for name, values in read_table(tmp_path / "t.jsonl").items():
        assert values.dtype == whole[name].dtype == table[name].dtype
        assert np.array_equal(values, table[name], equal_nan=values.dtype.kind == "f")


@pytest.mark.parametrize("block", [1, 50_000])
@pytest.mark.parametrize("line", [b"{]", b"[1]", b'{"generation": 3}', b"7", b"", b"\xff"])
def test_a_damaged_line_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes, block: int) -> None:
    monkeypatch.setattr("baldwin.store.tables.BLOCK", block)
    path = compute(tmp_path, toy_definition()).path / "generations.jsonl"
    lines = path.read_bytes().splitlines()
    lines[4] = line
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(RunError, match="line 5 is damaged"):
        read_table(path)


def test_fifty_thousand_rows_are_read_at_once(tmp_path: Path) -> None:
    rows = 50_000
    columns = {"generation": np.arange(rows), "replicate": np.zeros(rows, dtype=np.int64)}
    columns |= {f"x{i}": np.random.default_rng(i).random(rows) for i in range(12)}
    (tmp_path / "t.jsonl").write_bytes(encode(columns))
    times = []
    for _ in range(3):
        started = time.process_time()
        read = read_table(tmp_path / "t.jsonl")
        times.append(time.process_time() - started)
    assert np.array_equal(read["x11"], columns["x11"])
    assert min(times) < 0.5


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Four runs of two populations, a minute apart."""
    folder = tmp_path / "runs"
    for minute, (name, seed) in enumerate([("toy", 1), ("toy", 2), ("second_toy", 1), ("second_toy", 2)]):
        run = compute(folder, toy_definition(f"name={name}", f"population.seed={seed}"), until=2)
        info = read_info(run.path)
        (run.path / "run.json").write_text(json.dumps(info | {"created": f"2026-01-01T00:0{minute}:00Z"}))
    return folder


def test_runs_are_found_by_whatever_a_user_types(runs: Path) -> None:
    newest, third, second, first = list_runs(runs)
    assert [run.name for run in (newest, third, second, first)] == ["second_toy", "second_toy", "toy", "toy"]
    assert newest.definition.population.seed == 2
    for run in (newest, third, second, first):
        name = f"{run.name}/{run.id}"
        for text in (str(run.path), f"{run.path}/", name, run.id, run.id[:8], str(run.path / "run.json"), name[:-4]):
            assert find_run(text, runs).path == run.path
    assert find_run("toy", runs).path == second.path
    assert find_run("second-toy", runs).path == newest.path
    assert find_run("second_toy", runs).path == newest.path
    assert find_run(f"second-toy/{newest.id[:8]}", runs).path == newest.path
    assert find_run(str(runs / "toy"), runs).path == second.path
    assert find_run(f"{runs.name}/toy/{second.id[:8]}", runs).path == second.path
    twice = f"{second.path}/{runs.name}/toy/{second.id}"  # a full name typed twice
    for text in (f"elsewhere/toy/{second.id}", "elsewhere/toy", f"/elsewhere/{runs.name}/toy", twice):
        with pytest.raises(BaldwinError, match="no such run"):
            find_run(text, runs)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("secnd_toy", r"secnd_toy: no such run\. Did you mean second_toy\?"),
        ("tyo", r"Did you mean toy\?"),
        ("something-else-entirely", r"`baldwin list` shows the runs in"),
        ("x" * 5000, "no such run"),
        ("", "no such run|not a run|is empty"),
        (".", "not a run"),
        ("../..", "not a run|no such run"),
        ("\0", "no such run"),
    ],
)
def test_a_run_that_is_not_there(runs: Path, text: str, message: str) -> None:
    with pytest.raises(BaldwinError, match=message) as caught:
        find_run(text, runs)
    assert "\n" not in str(caught.value)


def test_an_ambiguous_id(runs: Path) -> None:
    for run in list_runs(runs):
        info = read_info(run.path)
        other = run.path.parent / ("abc" + run.path.name[3:])
        shutil.copytree(run.path, other)
        (other / "run.json").write_text(json.dumps(info | {"id": other.name}))
    with pytest.raises(BaldwinError, match=r"4 runs begin like that .* Give more of the id"):
        find_run("abc", runs)
    with pytest.raises(BaldwinError, match=r"2 runs begin like that"):
        find_run("toy/abc", runs)


def test_no_runs_at_all(tmp_path: Path) -> None:
    assert list_runs(tmp_path / "nowhere") == []
    (tmp_path / "file").write_text("")
    assert list_runs(tmp_path / "file") == []
    with pytest.raises(BaldwinError, match="holds no runs yet"):
        find_run("toy", tmp_path)


def test_unreadable_runs_are_listed_as_such(runs: Path) -> None:
    damaged = list_runs(runs)[0].path
    (damaged / "run.json").write_text("{")
    found = {run.path: run for run in list_runs(runs)}
    assert found[damaged].status == "unreadable"
    assert "damaged" in found[damaged].problem
    assert [run.status for run in found.values()].count("stopped") == 3
    with pytest.raises(RunError, match="damaged"):
        find_run(damaged.name, runs)


def test_many_runs_are_listed_fast(runs: Path) -> None:
    template = list_runs(runs)[0]
    for number in range(500):
        path = runs / "many" / f"{number:012x}"
        path.mkdir(parents=True)
        (path / "run.json").write_text(json.dumps(template.info | {"id": path.name, "name": "many"}))
    started = time.process_time()
    found = list_runs(runs)
    assert len(found) == 504
    assert len({run.status for run in found}) == 1
    assert time.process_time() - started < 1.0


def test_reading_loads_no_engine(runs: Path) -> None:
    code = (
        "import sys, pathlib; from baldwin.store import *;"
        "run = list_runs(pathlib.Path(sys.argv[1]))[0]; run.generations, run.assays, RunWriter;"
        "print([m for m in ('numba', 'jax', 'matplotlib', 'evosax') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(runs)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
