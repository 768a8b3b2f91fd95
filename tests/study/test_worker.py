"""One cell in a worker."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import jax
import pytest

from baldwin import numba_cache
from baldwin.definition import load, to_toml
from baldwin.definition.base import Definition
from baldwin.haystack.engine import HaystackEngine
from baldwin.keeping import keep
from baldwin.store import RunWriter, open_run, run_id
from baldwin.store.holding import locked
from baldwin.study import worker
from baldwin.study.worker import STOP, CellResult, Job, compute

NETWORKS = (
    *("population.size=8", "population.generations=3", "sampling.lives=2", "network.hidden=[6]", "lifetime.steps=1"),
    *("assays.every=2", "assays.instances=8", "assays.mutants=0"),
)
SMALL = ("population.size=50", "population.replicates=2", "population.generations=30")


def job(folder: Path, definition: Definition, **fields) -> Job:
    study = folder / "study"
    study.mkdir(exist_ok=True)
    return Job(0, to_toml(definition), str(study), str(folder), "", **fields)


@pytest.fixture
def definition() -> Definition:
    return load("hinton-nowlan", SMALL)


def path_of(folder: Path, definition: Definition) -> Path:
    return folder / definition.name / run_id(definition)


def test_a_cell_is_computed_once(tmp_path, definition):
    first = compute(job(tmp_path, definition, source="hinton-nowlan", overrides=SMALL))
    assert (first.status, first.generation) == ("complete", 30)
    run = open_run(path_of(tmp_path, definition))
    assert (run.status, run.info["source"], run.info["overrides"]) == ("complete", "hinton-nowlan", list(SMALL))
    written = (run.path / "run.json").stat().st_mtime_ns
    assert compute(job(tmp_path, definition)).status == "complete"
    assert (run.path / "run.json").stat().st_mtime_ns == written


def test_asked_to_stop(tmp_path, definition):
    asked = job(tmp_path, definition)
    (tmp_path / "study" / STOP).touch()
    assert compute(asked) == CellResult(0, "stopped", seconds=pytest.approx(0, abs=1))
    (tmp_path / "study" / STOP).unlink()
    answers = iter([False, False, True])
    stopped = compute(asked, stopping=lambda: next(answers))
    assert stopped.status == "stopped"
    assert 0 <= stopped.generation < 30
    assert open_run(path_of(tmp_path, definition)).status == "stopped"
    assert compute(asked).status == "complete"


def test_a_run_that_another_process_has(tmp_path, definition, monkeypatch):
    monkeypatch.setattr(worker, "PATIENCE", 0.2)
    path = path_of(tmp_path, definition)
    path.mkdir(parents=True)
    with locked(path):
        assert compute(job(tmp_path, definition)).status == "busy"
    assert compute(job(tmp_path, definition)).status == "complete"


def test_a_failure_is_one_line(tmp_path, definition, monkeypatch):
    def fail(self, state, generations):
        raise ValueError("no\nluck")

    monkeypatch.setattr(HaystackEngine, "advance", fail)
    failed = compute(job(tmp_path, definition))
    assert (failed.status, failed.reason) == ("failed", "ValueError: no luck")
    assert open_run(path_of(tmp_path, definition)).status == "stopped"
    (tmp_path / "file").touch()
    wrong = compute(Job(0, to_toml(definition), str(tmp_path), str(tmp_path / "file"), ""))
    assert wrong.status == "failed"
    assert "Choose another folder" in wrong.reason


def test_seconds_run_out(tmp_path):
    definition = load("hinton-nowlan", ["population.generations=1_000_000", "population.size=100"])
    limited = job(tmp_path, definition, column="seconds", amount=0.5)
    started = time.monotonic()
    result = compute(limited)
    assert result.status == "budget"
    assert 0 < result.generation < 1_000_000
    assert time.monotonic() - started < 20
    again = compute(limited)
    assert (again.status, again.generation) == ("budget", result.generation)  # what is spent is spent


def test_lifetime_steps_run_out(tmp_path):
    definition = load("hinton-nowlan", ["population.generations=100_000", "population.size=100"])
    result = compute(job(tmp_path, definition, column="lifetime_steps", amount=3e6))
    assert result.status == "budget"
    rows = open_run(path_of(tmp_path, definition)).generations
    assert (rows["lifetime_steps"][rows["generation"] == result.generation] >= 3e6).all()


@pytest.mark.slow
def test_cells_that_differ_in_their_seed_share_compiled_programs(tmp_path, caplog):
    """The second cell of a shape compiles nothing, and leaves what a worker of its own would leave."""
    cells = [load("sinusoid", [*NETWORKS, f"population.seed={seed}"]) for seed in (1, 2)]
    compiled = []
    for cell in cells:
        caplog.clear()
        with jax.log_compiles():
            assert compute(job(tmp_path, cell)).status == "complete"
        compiled.append(sum("Compiling" in record.getMessage() for record in caplog.records))
    assert compiled[0] > 0
    assert compiled[1] == 0
    alone = keep(RunWriter.create(tmp_path / "alone", cells[1]))
    for name in ("generations.jsonl", "assays.jsonl"):
        assert (path_of(tmp_path, cells[1]) / name).read_bytes() == (alone.path / name).read_bytes()


def test_cells_of_one_process_take_turns(tmp_path, definition):
    """Dask may give a process several threads; compiled kernels share theirs."""
    definitions = [load("hinton-nowlan", [*SMALL, f"population.seed={seed}"]) for seed in range(3)]
    outcomes: list[CellResult] = []
    threads = [
        threading.Thread(target=lambda one=one: outcomes.append(compute(job(tmp_path, one)))) for one in definitions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.status for result in outcomes] == ["complete"] * 3


@pytest.mark.slow
def test_a_study_leaves_what_a_plain_run_leaves(tmp_path, definition):
    compute(job(tmp_path, definition))
    plain = keep(RunWriter.create(tmp_path / "plain", definition))
    for name in ("population.toml", "generations.jsonl", "assays.jsonl"):
        assert (path_of(tmp_path, definition) / name).read_bytes() == (plain.path / name).read_bytes()


def test_a_machine_that_cannot_give_the_numbers_pauses_the_study(tmp_path, definition, monkeypatch):
    """All cells would fail alike, for what their user has set."""
    monkeypatch.setattr(numba_cache._CONFIG, "NUMBA_NUM_THREADS", 0)
    result = compute(job(tmp_path, definition))
    assert (result.status, result.reason) == (
        "paused",
        "NUMBA_NUM_THREADS=0: must be 1 or more. Start again without it.",
    )
    monkeypatch.undo()
    assert compute(job(tmp_path, definition)).status == "complete"
