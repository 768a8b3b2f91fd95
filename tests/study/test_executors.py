"""The same study on every executor: same runs, same table; nodes and jobs may die."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from calls import SWEEP, call, children, generations, kill, start, table, wait_for

from baldwin.errors import UsageError
from baldwin.study import executors
from baldwin.study.executors import Settings
from baldwin.study.executors.local import environment

SHORT = ("--generations", "40")
LONG = ("--generations", "4000", "--checkpoint-every", "0.1")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> str:
    runs = tmp_path_factory.mktemp("local")
    call(*SWEEP, *SHORT, "--runs", runs)
    return table(runs)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    runs = tmp_path_factory.mktemp("undisturbed")
    call(*SWEEP, *LONG, "--runs", runs)
    return table(runs)


def test_kinds_are_files():
    assert executors.kinds() == ["dask", "inline", "local", "slurm"]
    assert executors.start("inline", Settings()).workers == 1


def test_workers_share_the_cores(monkeypatch):
    for name in ("JAX_PLATFORMS", "XLA_FLAGS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    found = environment(1)
    assert (found["NUMBA_NUM_THREADS"], found["NPROC"], found["JAX_PLATFORMS"]) == ("1", "1", "cpu")
    assert found["OMP_NUM_THREADS"] == "7"  # what the user has set stays
    assert found["XLA_FLAGS"] == "--xla_force_host_platform_device_count=1"
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=x")
    assert environment(4)["XLA_FLAGS"] == "--xla_dump_to=x --xla_force_host_platform_device_count=1"
    monkeypatch.setenv("XLA_FLAGS", "--xla_force_host_platform_device_count=2")
    assert environment(4)["XLA_FLAGS"] == "--xla_force_host_platform_device_count=2"


def test_inline(tmp_path: Path, local: str) -> None:
    call(*SWEEP, *SHORT, "--runs", tmp_path, "--on", "inline")
    assert table(tmp_path) == local


def test_a_worker_that_grows_is_replaced(tmp_path: Path, local: str) -> None:
    """Compiled programs are never given back, so a worker that has met many shapes makes room for a fresh one."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'baldwin.study.worker' in sys.orig_argv:\n"
        f"    open({str(tmp_path)!r} + f'/worker-{{os.getpid()}}', 'w').close()\n"
        "    import baldwin.study.worker as working\n"
        "    working.GROWTH = -1\n"
        "    working.main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    two = [word.replace("10,100,1000", "10") for word in SWEEP]  # the first cells
    command = [sys.executable, "-m", "baldwin", *two, *SHORT, "--quiet", "--retries", "0", "--workers", "1"]
    done = subprocess.run([*command, "--runs", tmp_path], env=environment, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
    assert table(tmp_path).splitlines() == local.splitlines()[:5]  # header, two cells of two replicates
    rows = [json.loads(line) for line in next(tmp_path.glob("guesses/*/outcomes.jsonl")).read_text().splitlines()]
    assert {row["event"] for row in rows} == {"started", "complete"}
    assert len(list(tmp_path.glob("worker-*"))) == 2  # one for each cell


def test_files_in_the_working_directory_are_no_modules(tmp_path: Path, local: str) -> None:
    for name in ("json", "queue", "numpy", "random"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError\n")
    command = [sys.executable, "-P", "-m", "baldwin", *SWEEP, *SHORT, "--quiet", "--retries", "0"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert table(tmp_path / "runs") == local


def test_begun_on_one_and_finished_on_another(tmp_path: Path, local: str) -> None:
    process = start(*SWEEP, *SHORT, "--runs", tmp_path, "--on", "inline")
    wait_for(lambda: generations(tmp_path) > 0, process)
    process.kill()
    process.communicate()
    call("study", "resume", "guesses", "--runs", tmp_path, "--workers", "1")
    assert table(tmp_path) == local


@pytest.mark.cluster
def test_own_dask_cluster(tmp_path: Path, local: str) -> None:
    call(*SWEEP, *SHORT, "--runs", tmp_path, "--on", "dask")
    assert table(tmp_path) == local


@pytest.mark.cluster
def test_submitit(tmp_path: Path, local: str) -> None:
    call(*SWEEP, *SHORT, "--runs", tmp_path, "--on", "slurm", "--slurm", "cluster=local", "--slurm", "cells_per_job=4")
    assert table(tmp_path) == local
    assert sorted(path.name for path in tmp_path.iterdir()) == ["guesses", "hinton_nowlan"]


@pytest.fixture
def scheduler() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Return a Dask scheduler on this machine, and its nodes: two with a worker process each, the scheduler last."""

    def dask(module: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{module}", *arguments]
        return subprocess.Popen(
            command,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **environment(1), "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false"},
        )

    processes = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    assert processes[0].stderr is not None
    found = next(match for line in processes[0].stderr if (match := re.search(r"(tcp://127\.0\.0\.1:\d+)", line)))
    one_each = ("--host", "127.0.0.1", "--nworkers", "1", "--nthreads", "1", "--no-dashboard")
    nodes = [dask("worker", found[1], *one_each) for _ in range(2)]
    yield found[1], [*nodes, *processes]
    for process in (*nodes, *processes):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.cluster
def test_a_node_of_a_dask_cluster_is_killed(tmp_path: Path, scheduler, undisturbed: str) -> None:
    address, nodes = scheduler
    process = start(*SWEEP, *LONG, "--runs", tmp_path, "--on", "dask", "--address", address)
    wait_for(lambda: generations(tmp_path) > 3000, process)
    os.killpg(nodes[0].pid, signal.SIGKILL)  # with its worker process
    _, errors = process.communicate(timeout=110)
    assert process.returncode == 0, errors
    assert table(tmp_path) == undisturbed


@pytest.mark.cluster
def test_a_dask_scheduler_is_killed(tmp_path: Path, scheduler, undisturbed: str) -> None:
    """It takes no cell's tries away, and one line says how to go on."""
    address, nodes = scheduler
    process = start(
        *SWEEP, *LONG, "--runs", tmp_path, "--on", "dask", "--address", address, "--retries", "0", "--quiet"
    )
    wait_for(lambda: generations(tmp_path) > 3000, process)
    os.killpg(nodes[-1].pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=110)
    assert process.returncode == 2
    assert errors.startswith("The Dask scheduler is gone;")
    assert errors.count("\n") == 1
    assert "interrupted" in call("study", "list", "--runs", tmp_path)
    call("study", "resume", "guesses", "--runs", tmp_path)
    assert table(tmp_path) == undisturbed


@pytest.mark.cluster
def test_ctrl_c_reaches_the_workers_of_an_own_dask_cluster(tmp_path: Path, undisturbed: str) -> None:
    """A terminal sends it to all processes of its group."""
    process = start(*SWEEP, *LONG, "--runs", tmp_path, "--on", "dask", "--quiet", start_new_session=True)
    wait_for(lambda: generations(tmp_path) > 1000, process)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "study resume" in errors
    call("study", "resume", "guesses", "--runs", tmp_path)
    assert table(tmp_path) == undisturbed


@pytest.mark.cluster
def test_a_driver_on_a_dask_cluster_is_killed(tmp_path: Path, scheduler, undisturbed: str) -> None:
    """Cells that its workers are at go on; the next driver, on another executor, waits for them."""
    address, _ = scheduler
    process = start(*SWEEP, *LONG, "--runs", tmp_path, "--on", "dask", "--address", address)
    wait_for(lambda: generations(tmp_path) > 3000, process)
    process.kill()
    process.communicate()
    call("study", "resume", "guesses", "--runs", tmp_path)
    assert table(tmp_path) == undisturbed


@pytest.mark.cluster
def test_a_dask_driver_is_asked_to_stop(tmp_path: Path, scheduler, undisturbed: str) -> None:
    address, _ = scheduler
    process = start(*SWEEP, *LONG, "--runs", tmp_path, "--on", "dask", "--address", address)
    wait_for(lambda: generations(tmp_path) > 3000, process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "interrupted" not in call("study", "status", "guesses", "--runs", tmp_path)
    call("study", "resume", "guesses", "--runs", tmp_path, "--on", "dask", "--address", address)
    assert table(tmp_path) == undisturbed


@pytest.mark.cluster
def test_a_job_of_submitit_is_killed(tmp_path: Path, undisturbed: str) -> None:
    process = start(
        *SWEEP, *LONG, "--runs", tmp_path, "--on", "slurm", "--slurm", "cluster=local", "--slurm", "cells_per_job=1"
    )
    wait_for(lambda: generations(tmp_path) > 1000, process)
    controller = children(process.pid)[0]
    for pid in (*children(controller), controller):
        kill(pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=110)
    assert process.returncode == 0, errors
    assert "job lost" in errors
    assert table(tmp_path) == undisturbed


def test_what_cannot_start_leaves_nothing(tmp_path: Path) -> None:
    for words in (("dask", "--address", "foo"), ("slurm", "--slurm", "cluster=local", "--slurm", "foo=bar")):
        if words[0] == "slurm":
            pytest.importorskip("submitit")
        call(*SWEEP, *SHORT, "--runs", tmp_path / "runs", "--on", *words, status=2)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.cluster
def test_no_scheduler_answers(tmp_path: Path) -> None:
    process = start(*SWEEP, *SHORT, "--runs", tmp_path, "--on", "dask", "--address", "tcp://127.0.0.1:9")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert errors.startswith("--address tcp://127.0.0.1:9: no Dask scheduler answers (")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(("kind", "module"), [("dask", "distributed"), ("slurm", "submitit")])
def test_what_is_not_installed_is_named(monkeypatch, kind, module, tmp_path):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=rf"--on {kind} needs {module}. Install: pip install {module}"):
        executors.start(kind, Settings(scratch=tmp_path))


def test_a_job_that_slurm_stops_is_queued_again_with_its_cells(tmp_path: Path) -> None:
    pytest.importorskip("submitit")
    from baldwin.study.executors.slurm import Pack
    from baldwin.study.worker import Job

    jobs = [Job(number, "", str(tmp_path), str(tmp_path), "") for number in range(3)]
    again = Pack(jobs).checkpoint()
    assert isinstance(again.function, Pack)
    assert again.function.jobs == jobs


def test_settings_of_slurm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Short names for what everyone sets, anything else as Slurm calls it."""
    submitit = pytest.importorskip("submitit")
    from baldwin.study.executors import slurm

    given: dict[str, object] = {}

    class Queue:
        def __init__(self, folder: Path, cluster: str, slurm_max_num_timeout: int) -> None:
            given.update(folder=folder, cluster=cluster)
            assert slurm_max_num_timeout > 100  # jobs of a long study are stopped for their time again and again

        def update_parameters(self, **fields: object) -> None:
            given.update(fields)

    monkeypatch.setattr(submitit, "AutoExecutor", Queue)
    monkeypatch.setattr(slurm.shutil, "which", lambda name: "/bin/srun")
    passed = {"time": "60", "memory": "4", "cpus": "2", "partition": "long", "qos": "low", "cells_per_job": "7"}
    found = slurm.start(Settings(passed=passed, scratch=tmp_path))
    assert (found.workers, given["cluster"], given["folder"]) == (32, "slurm", tmp_path)
    expected = {"timeout_min": 60, "mem_gb": 4, "cpus_per_task": 2, "slurm_partition": "long", "slurm_qos": "low"}
    assert {key: given[key] for key in expected} == expected
    with pytest.raises(UsageError, match="--slurm time=soon: must be a whole number"):
        slurm.start(Settings(passed={"time": "soon"}, scratch=tmp_path))
    with pytest.raises(UsageError, match="--slurm cluster=cloud: must be slurm, or local"):
        slurm.start(Settings(passed={"cluster": "cloud"}, scratch=tmp_path))
    with pytest.raises(UsageError, match=r"how many minutes may a job take.*--slurm time=MINUTES"):
        slurm.start(Settings(passed={"partition": "long"}, scratch=tmp_path))  # submitit would say 5
    for key, value in (("comment", "a\nrm -rf ~"), ("qos", "low\r"), ("a b", "c"), ("x\n#SBATCH", "y")):
        with pytest.raises(UsageError, match="must be a name and one line of text"):
            slurm.start(Settings(passed={"time": "60", key: value}, scratch=tmp_path))


class SilentJob:
    """A job of a queue that takes it and never answers again, or of one that answers."""

    state = "RUNNING"

    def __init__(self, answers: bool) -> None:
        self.answers = answers

    def done(self) -> bool:
        if not self.answers:
            threading.Event().wait()
        return False


@pytest.mark.parametrize("answers", [True, False])
def test_a_driver_whose_queue_brings_no_outcome_ends_at_the_first_request(tmp_path: Path, answers: bool) -> None:
    """Whether the queue's command hangs, or says for ever that jobs run."""
    from types import SimpleNamespace

    from baldwin.study.driver import Driver
    from baldwin.study.executors import slurm
    from baldwin.study.journal import StudyJournal
    from baldwin.study.plan import plan
    from baldwin.study.proposals import Options, ask
    from baldwin.study.worker import STOP

    planned = plan(ask("hinton-nowlan", Options(vary=["lifetime.trials=10,20"])))
    notes: list[str] = []
    observer: Any = SimpleNamespace(
        begin=lambda *_: None, report=lambda *_: None, ended=lambda *_: None, close=lambda: None, note=notes.append
    )
    queue: Any = SimpleNamespace(submit=lambda pack: SilentJob(answers))
    executor = slurm.Slurm(queue, 2, 1, tmp_path / "scratch", local=False)
    executor.patience = 0.0
    with executor, StudyJournal(tmp_path, planned) as journal:
        driver = Driver(journal, executor, observer, stopping=lambda: bool(executor._sent))
        driver.drive()
    assert driver.stopped
    assert any(note.startswith("No answer for") for note in notes)
    assert (journal.path / STOP).exists()  # for workers that are still there
    assert journal.study().status == "stopped"
    with StudyJournal(tmp_path, planned):
        assert not (journal.path / STOP).exists()
