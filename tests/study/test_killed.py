"""SIGKILL and Ctrl-C of drivers and workers: the table is that of a study that nobody disturbed."""

from __future__ import annotations

import json
import random
import re
import signal
from pathlib import Path

import pytest
from calls import SWEEP, alive, call, children, generations, kill, start, table, wait_for

LONG = ("--generations", "4000", "--checkpoint-every", "0.1")  # some seconds of work in each cell


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    runs = tmp_path_factory.mktemp("undisturbed")
    call(*SWEEP, *LONG, "--runs", runs)
    return table(runs)


def workers(process) -> list[int]:
    return [
        pid for pid in children(process.pid) if b"baldwin.study.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


@pytest.mark.slow
def test_driver_and_workers_killed(tmp_path: Path, undisturbed: str) -> None:
    """A driver that dies takes its workers with it: they save and go, and the next one goes on from there."""
    moments = random.Random(8)
    for turn in range(2):
        before = generations(tmp_path)
        process = start(*SWEEP, *LONG, "--runs", tmp_path)
        wait_for(lambda before=before: generations(tmp_path) > before, process)
        wait = moments.uniform(0.05, 0.4)
        wait_for(lambda before=before, wait=wait: generations(tmp_path) > before + 2000 * wait, process)
        crew = workers(process)
        assert crew
        if turn == 1:
            kill(crew[0], signal.SIGKILL)
        process.kill()
        process.communicate()
        wait_for(lambda crew=crew: not any(map(alive, crew)), seconds=20)
        status = json.loads(call("study", "status", "guesses", "--runs", tmp_path, "--json"))
        assert status["status"] == "interrupted"
    assert table(tmp_path) != undisturbed
    call(*SWEEP, *LONG, "--runs", tmp_path)
    assert table(tmp_path) == undisturbed


@pytest.mark.slow
def test_a_killed_worker_is_replaced(tmp_path: Path, undisturbed: str) -> None:
    process = start(*SWEEP, *LONG, "--runs", tmp_path, "--workers", "2")
    killed = []
    for rows in (100, 8000):
        wait_for(lambda rows=rows: generations(tmp_path) > rows, process)
        killed.append(workers(process)[0])
        kill(killed[-1], signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert errors.count("signal SIGKILL, as by someone, or by a system that ran out of memory) going on") <= 2
    assert "the worker process ended (signal SIGKILL" in errors
    assert table(tmp_path) == undisturbed
    rows = [json.loads(line) for line in next(tmp_path.glob("guesses/*/outcomes.jsonl")).read_text().splitlines()]
    assert 1 <= sum(row["event"] == "lost" for row in rows) <= 2  # whoever is killed between two cells loses none
    assert sum(row["event"] == "complete" for row in rows) == 6


@pytest.mark.long
def test_a_cell_that_is_lost_too_often_fails_and_can_be_retried(tmp_path: Path, undisturbed: str) -> None:
    process = start(*SWEEP, *LONG, "--runs", tmp_path, "--workers", "1", "--retries", "0")
    wait_for(lambda: generations(tmp_path) > 100, process)
    kill(workers(process)[0], signal.SIGKILL)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    path = Path(output.splitlines()[-1])
    assert re.search(
        r"cell 0 failed \(main: lifetime.trials = 10, population.size = 200\): the worker process ended", errors
    )
    assert f"1 of 6 cells failed. Try them again with: baldwin study retry {path}" in errors
    shown = call("study", "status", path)
    assert "6 cells: 5 complete, 1 failed" in shown
    assert "0,main,false,10,200,hinton_nowlan/" in table(tmp_path)
    assert "failed" in table(tmp_path)
    assert call("study", "resume", path, "--quiet", status=1).splitlines() == [str(path)]  # not retried by itself
    call("study", "retry", path, "--quiet")
    assert table(tmp_path) == undisturbed


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.slow
def test_asked_to_stop(tmp_path: Path, undisturbed: str, number: signal.Signals, status: int) -> None:
    process = start(*SWEEP, *LONG, "--runs", tmp_path, start_new_session=True)
    wait_for(lambda: generations(tmp_path) > 500, process)
    crew = workers(process)
    if number == signal.SIGINT:  # as a terminal sends it: to all
        for pid in crew:
            kill(pid, number)
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == status, errors
    path = Path(output.splitlines()[-1])
    assert re.search(rf"guesses stopped, \d of 6 cells done. Go on with: baldwin study resume {path}", errors)
    assert not any(map(alive, crew))
    known = json.loads(call("study", "status", path, "--json"))
    assert known["status"] == "stopped"
    assert "waiting" in known["counts"]
    assert set(known["counts"]) <= {"stopped", "waiting", "complete"}  # complete: ended in that very moment
    assert not (path / "stop").exists()
    call("study", "resume", path, "--quiet")
    assert table(tmp_path) == undisturbed


def test_two_drivers(tmp_path: Path) -> None:
    process = start(*SWEEP, *LONG, "--runs", tmp_path)
    wait_for(lambda: generations(tmp_path) > 0, process)
    kill(process.pid, signal.SIGSTOP)  # so that it is there for as long as this takes
    second = start(*SWEEP, *LONG, "--runs", tmp_path)
    _, errors = second.communicate(timeout=60)
    process.kill()
    process.communicate()
    assert second.returncode == 2
    assert "another process is working on this" in errors


@pytest.mark.slow
def test_a_run_that_another_process_has_is_waited_for(tmp_path: Path, undisturbed: str) -> None:
    """A plain `baldwin run` of a cell is the same run; the study takes it as done once it is."""
    words = ("--set", "lifetime.trials=10", "--set", "population.size=200", "--replicates", "2")
    process = start("run", "hinton-nowlan", *words, "--set", "assays.every=50", *LONG, "--runs", tmp_path, "--quiet")
    wait_for(lambda: generations(tmp_path) > 0, process)
    kill(process.pid, signal.SIGSTOP)
    study = start(*SWEEP, *LONG, "--runs", tmp_path, "--json")
    finished = []
    assert study.stdout is not None
    while len(finished) < 5:
        event = json.loads(study.stdout.readline())
        finished += [event["cell"]] if event["event"] == "cell" else []
    assert 0 not in finished
    kill(process.pid, signal.SIGCONT)
    output, errors = study.communicate(timeout=120)
    assert study.returncode == 0, errors
    assert json.loads(output.splitlines()[-1])["complete"] == 6
    process.communicate()
    assert process.returncode == 0
    assert table(tmp_path) == undisturbed
