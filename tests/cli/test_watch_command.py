"""`baldwin watch` beside a run that another process computes, and after it."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from rich.console import Console

from baldwin.__main__ import run_command
from baldwin.progress.watching import live_picture, sparkline
from baldwin.store import find_run
from baldwin.store.following import Followed, Tail
from baldwin.store.holding import locked
from baldwin.store.info import read_info

SMALL = ["--replicates", "2", "--generations", "30", "--set", "population.size=60"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    assert run_command(["run", "hinton-nowlan", "--quiet", "--runs", str(folder), *SMALL]) == 0
    return folder


@pytest.fixture
def alive(runs, tmp_path):
    """Return a copy of a run as it is half-way through, while a process works on it."""
    old = find_run("hinton_nowlan", runs)
    path = tmp_path / "runs" / old.name / old.id
    shutil.copytree(old.path, path)
    info = read_info(path)
    (path / "run.json").write_text(json.dumps(info | {"status": "running", "generation": 9, "files": {}}))
    for name in ("generations.jsonl", "assays.jsonl"):
        rows = (path / name).read_text().splitlines(keepends=True)
        (path / name).write_text("".join(rows[:20]) + rows[20][:15])
    with locked(path):
        yield path


def test_a_complete_run_is_told_and_left(runs, capsys):
    assert run_command(["watch", "hinton-nowlan", "--runs", str(runs)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("hinton_nowlan: complete, generation 30 of 30, innate ")
    assert out[1].startswith("Complete. See it: baldwin report ")


def test_json(runs, capsys):
    assert run_command(["watch", "hinton-nowlan", "--json", "--runs", str(runs)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["event"], row["status"], row["generation"], row["generations"]) == ("done", "complete", 30, 30)
    assert row["learned"] >= row["innate"]


def test_an_interrupted_run_says_how_to_go_on(alive, runs, tmp_path, capsys):
    dead = tmp_path / "dead" / alive.parent.name / alive.name
    shutil.copytree(alive, dead)
    assert run_command(["watch", str(dead)]) == 0
    out = capsys.readouterr().out
    assert "interrupted, generation 9 of 30" in out
    assert f"Go on with: baldwin resume {dead}" in out


def test_only_what_is_new_is_read(tmp_path):
    file = tmp_path / "table.jsonl"
    tail = Tail(file)
    assert tail.new() == []
    file.write_text('{"a": 1}\n{"a": 2}\n{"a"')
    assert tail.new() == [{"a": 1}, {"a": 2}]
    with file.open("a") as more:
        more.write(': 3}\nnot JSON\n{"a": 4}\n')
    assert tail.new() == [{"a": 3}, {"a": 4}]
    assert tail.new() == []
    file.write_text('{"a": 9}\n')
    assert tail.new() == [{"a": 9}]
    assert tail.restarted


def test_a_run_that_grows_is_followed(alive, runs):
    followed = Followed(alive)
    assert followed.update()
    assert followed.generation == 9
    assert not followed.update()
    whole = find_run("hinton_nowlan", runs).path
    for name in ("generations.jsonl", "assays.jsonl"):
        (alive / name).write_bytes((whole / name).read_bytes())
    assert followed.update()
    assert followed.generation == 30
    assert len(followed.history["innate"]) == 31


def test_a_run_that_was_cut_back_is_read_anew(alive):
    followed = Followed(alive)
    followed.update()
    for name in ("generations.jsonl", "assays.jsonl"):
        rows = (alive / name).read_text().splitlines(keepends=True)
        (alive / name).write_text("".join(rows[:6]))
    followed.update()
    assert followed.generation == 2
    assert len(followed.history["innate"]) == 3


def test_the_picture_has_the_course_of_both_abilities(alive):
    run, followed = find_run(str(alive), alive.parent.parent), Followed(alive)
    followed.update()
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    console.print(live_picture(run, followed, "running", console))
    shown = console.file.getvalue()
    assert "generation 9 of 30" in shown
    assert "learned" in shown
    assert "innate" in shown


def test_a_run_without_a_row_has_not_begun(alive):
    for name in ("generations.jsonl", "assays.jsonl", "timings.jsonl"):
        (alive / name).write_text("")
    run, followed = find_run(str(alive), alive.parent.parent), Followed(alive)
    assert not followed.update()
    console = Console(file=io.StringIO(), width=80)
    console.print(live_picture(run, followed, "running", console))
    assert "not begun yet" in console.file.getvalue()


def test_ctrl_c_leaves_the_run_alone(alive):
    process = subprocess.Popen(
        [sys.executable, "-m", "baldwin", "watch", str(alive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background has it ignored
    )
    assert process.stdout is not None
    assert "generation 9 of 30" in process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "Left; the run is not touched.\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["hinton-nowlam"], 2, "Did you mean hinton_nowlan?"),
        (["hinton-nowlan", "--every", "0"], 2, "must be 0.1 or more seconds"),
    ],
)
def test_mistakes_are_one_line(runs, capsys, arguments, status, words):
    assert run_command(["watch", *arguments, "--runs", str(runs)]) == status
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


def test_sparklines():
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"
    assert sparkline([0, 7], 6) == "▁▁▁███"  # as wide as courses with more values, so that all share an axis of time
    assert sparkline([5, 5], 2) == "▁▁"
    assert sparkline([], 20) == ""
    many = sparkline([9, *range(1000)], 30)
    assert len(many) == 30
    assert (many[1], many[-1]) == ("▁", "█")
    assert sparkline([7, *[0] * 1000], 30)[0] == "█"  # the founders stay in sight
    assert sparkline([0, 7], 2, plain=True) == "_@"


def test_a_study_is_told_by_its_cells(tmp_path, capsys):
    sweep = ["sweep", "hinton-nowlan", "--vary", "lifetime.trials=10,20", "--replicates=1", "--generations=2"]
    assert run_command([*sweep, "--set", "population.size=20", "--on=inline", "--quiet", "--runs", str(tmp_path)]) == 0
    capsys.readouterr()
    assert run_command(["watch", "hinton-nowlan-sweep", "--runs", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("hinton_nowlan_sweep: complete, 2 of 2 cells\n")
    assert run_command(["watch", "hinton-nowlan-sweep", "--json", "--runs", str(tmp_path)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["event"], row["kind"], row["done"], row["failed"]) == ("done", "study", 2, 0)


def test_claims_are_told_by_their_verdicts(tmp_path, capsys):
    command = ["reproduce", "hinton-nowlan", "--only", "R01", "--quiet", "--runs", str(tmp_path)]
    assert run_command(command) == 0
    capsys.readouterr()
    assert run_command(["watch", "reproduce_hinton_nowlan", "--runs", str(tmp_path)]) == 0
    assert "complete, 1 of 1 claims, 1 hold" in capsys.readouterr().out
