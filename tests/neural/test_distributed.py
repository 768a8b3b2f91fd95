"""One population over two processes: the same run, to the byte, as on one device of one process."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from types import SimpleNamespace
from typing import Any

import pytest

from baldwin.__main__ import run_command
from baldwin.neural import distributed
from baldwin.neural.peers import Peers
from baldwin.store import Run, list_runs, open_run
from baldwin.store.info import read_info

pytestmark = pytest.mark.usefixtures("optimised")  # the same bytes, of the programs that users run

SETS = [
    "population.size=16",
    "population.block=4",
    "population.kernels=jax",
    "population.generations=40",
    "population.replicates=2",
    "network.hidden=[6]",
    "assays.every=20",
    "assays.instances=8",
    "sampling.lives=2",
]
TABLES = ("generations.jsonl", "assays.jsonl")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def start(runs: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "baldwin", "run", "sinusoid", "--quiet", "--runs", str(runs)]
    command += [word for one in SETS for word in ("--set", one)]
    environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    environment["JAX_NUM_CPU_DEVICES"] = "1"
    return subprocess.Popen(
        [*command, *more], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def team(runs: Path, *more: str) -> list[subprocess.Popen[str]]:
    where = ["--processes", "2", "--coordinator", f"127.0.0.1:{free_port()}"]
    return [start(runs, *where, "--process", str(number), *more) for number in (0, 1)]


def finished(*processes: subprocess.Popen[str]) -> Run:
    try:
        told = [process.communicate(timeout=100) for process in processes]
    finally:
        for process in processes:
            process.kill()
    wrong = [
        f"process {number} ended with {process.returncode}\nstdout: {out}\nstderr: {err}"
        for number, (process, (out, err)) in enumerate(zip(processes, told, strict=True))
        if process.returncode != 0
    ]
    if wrong:  # whole: what an assertion shows of it is cut
        pytest.fail("\n".join(wrong), pytrace=False)
    return open_run(told[0][0].strip().splitlines()[-1])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run of this process, with a checkpoint after every chunk of generations."""
    runs = tmp_path_factory.mktemp("alone")
    words = [word for one in SETS for word in ("--set", one)]
    assert run_command(["run", "sinusoid", *words, "--checkpoint-every", "0", "--quiet", "--runs", str(runs)]) == 0
    (run,) = list_runs(runs)
    return run


def same(first: Run, second: Run) -> None:
    assert first.id == second.id
    for name in TABLES:
        assert (first.path / name).read_bytes() == (second.path / name).read_bytes()


@pytest.mark.slow
def test_two_processes_come_to_what_one_does(alone: Run, tmp_path: Path) -> None:
    same(finished(*team(tmp_path)), alone)


@pytest.mark.slow
def test_a_run_that_is_found_lets_the_others_go_at_once(
    alone: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the leader tells is the end, and whoever follows hears it: here one process is both in turn."""
    told: list[Any] = []
    monkeypatch.setattr(distributed, "join", lambda team, definition: team.process)
    monkeypatch.setattr(distributed, "_share", lambda arrays: told.append(arrays) or told[0])
    words = [word for one in SETS for word in ("--set", one)]
    command = ["run", "sinusoid", *words, "--runs", str(alone.path.parents[1]), "--quiet"]
    for number in "01":
        assert run_command([*command, "--processes", "2", "--coordinator", "127.0.0.1:9", "--process", number]) == 0
    assert [int(one["call"][0]) for one in told] == [distributed.Call.END, 0]  # 0: what is asked, and answered
    assert capsys.readouterr().out == f"{alone.path}\n"


@pytest.mark.slow
def test_a_cut_run_goes_on_over_two_processes(alone: Run, tmp_path: Path) -> None:
    cut = tmp_path / alone.path.parent.name / alone.path.name
    shutil.copytree(alone.path, cut)
    checkpoints = sorted((cut / "checkpoints").iterdir())
    assert len(checkpoints) > 1
    for newest in checkpoints[1:]:
        newest.unlink()  # as if it had been killed after the one before
    information = read_info(cut)
    (cut / "run.json").write_text(json.dumps({**information, "status": "running"}))
    assert open_run(cut).status == "interrupted"
    resumed = finished(*team(tmp_path))
    assert resumed.info["resumed"]
    same(resumed, alone)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--process", "0"], "--process and --coordinator: of how many?"),
        (["--processes", "1"], "--processes 1: must be an integer >= 2."),
        (["--processes", "2", "--process", "0"], "needs --coordinator HOST:PORT"),
        (["--processes", "2", "--coordinator", "127.0.0.1:9"], "which of the 2 is this one?"),
        (["--processes", "2", "--coordinator", "here", "--process", "0"], "must be HOST:PORT"),
        (["--processes", "2", "--coordinator", "127.0.0.1:9", "--process", "2"], "must be an integer from 0 to 1."),
    ],
)
def test_mistakes_are_told(options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "sinusoid", "--runs", str(tmp_path), *options]) == 2
    assert told in capsys.readouterr().err


def test_the_haystack_lives_in_one_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--processes", "2", "--coordinator", "127.0.0.1:9", "--process", "0"]
    assert run_command(["run", "hinton-nowlan", "--runs", str(tmp_path), *options]) == 2
    assert "live in one process" in capsys.readouterr().err


class Names:
    """The store of names and values that a team shares."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def key_value_set(self, name: str, value: str) -> None:
        self.values[name] = value

    def blocking_key_value_get(self, name: str, patience: int) -> str:
        return self.values[name]


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Peers, Peers, SimpleQueue[str]]]:
    """Return both sides of a team of two, and what ends one of them."""
    ended: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr("baldwin.neural.peers._end", ended.put)
    state = SimpleNamespace(client=Names(), coordinator_address="127.0.0.1:9")
    monkeypatch.setattr("baldwin.neural.peers._state", lambda: state)
    leader, follower = Peers(0, 2), Peers(1, 2)
    while not leader._connections:
        threading.Event().wait(0.001)
    yield leader, follower, ended
    for one in (leader, follower):
        for connection in one._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in one._threads:
            thread.join()


def test_a_process_that_dies_ends_the_others_with_a_line(peers: tuple[Peers, Peers, SimpleQueue[str]]) -> None:
    leader, follower, ended = peers
    follower._connections[0].shutdown(socket.SHUT_RDWR)  # as the system does, however a process ends
    assert "of the team has ended. What was saved stays" in ended.get(timeout=10)
    assert "of the team has ended" in ended.get(timeout=10)
    assert not leader.asked


def test_a_process_that_fails_ends_the_others(peers: tuple[Peers, Peers, SimpleQueue[str]]) -> None:
    leader, _, ended = peers
    leader.fail()
    assert ended.get(timeout=10).startswith("Process 0 of the team has ended.")


def test_a_follower_asks_the_leader_and_all_end_in_peace(peers: tuple[Peers, Peers, SimpleQueue[str]]) -> None:
    leader, follower, ended = peers
    follower.ask()
    while not leader.asked:
        threading.Event().wait(0.001)
    for one in (leader, follower):
        one.over()
    follower._connections[0].shutdown(socket.SHUT_RDWR)
    with pytest.raises(Empty):
        ended.get(timeout=0.05)
