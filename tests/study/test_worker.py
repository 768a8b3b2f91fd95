"""One cell in a worker."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from baldwin.definition import load, to_toml
from baldwin.definition.base import Definition
from baldwin.store import RunWriter, open_run, run_id
from baldwin.store.files import locked
from baldwin.study import worker
from baldwin.study.worker import STOP, Job, Outcome, compute

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
    assert compute(asked) == Outcome(0, "stopped", seconds=pytest.approx(0, abs=1))
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
    def fail(*arguments: object) -> None:
        raise ValueError("no\nluck")

    monkeypatch.setattr(worker, "_engine_for", fail)
    assert compute(job(tmp_path, definition)).reason == "ValueError: no luck"
    (tmp_path / "file").touch()
    wrong = compute(Job(0, to_toml(definition), str(tmp_path), str(tmp_path / "file"), ""))
    assert wrong.status == "failed"
    assert "Choose another folder" in wrong.reason


def test_seconds_run_out(tmp_path):
    definition = load("hinton-nowlan", ["population.generations=1_000_000", "population.size=100"])
    limited = job(tmp_path, definition, column="seconds", amount=0.5)
    started = time.monotonic()
    outcome = compute(limited)
    assert outcome.status == "budget"
    assert 0 < outcome.generation < 1_000_000
    assert time.monotonic() - started < 20
    again = compute(limited)
    assert (again.status, again.generation) == ("budget", outcome.generation)  # what is spent is spent


def test_lifetime_steps_run_out(tmp_path):
    definition = load("hinton-nowlan", ["population.generations=100_000", "population.size=100"])
    outcome = compute(job(tmp_path, definition, column="lifetime_steps", amount=3e6))
    assert outcome.status == "budget"
    rows = open_run(path_of(tmp_path, definition)).generations
    assert (rows["lifetime_steps"][rows["generation"] == outcome.generation] >= 3e6).all()


def test_what_an_engine_compiled_serves_the_next_cell(tmp_path, definition, monkeypatch):
    """An engine that offers `renewed` is asked before another is loaded."""
    loaded = []

    class Renewing:
        def __init__(self, definition: Definition) -> None:
            self.definition = definition
            loaded.append(definition)

        def renewed(self, definition: Definition) -> Renewing | None:
            if definition.population.size != self.definition.population.size:
                return None
            made = object.__new__(Renewing)
            made.definition = definition
            return made

    monkeypatch.setattr(worker, "_LAST", {})
    monkeypatch.setattr(worker, "load_engine", Renewing)
    other = load("hinton-nowlan", [*SMALL, "population.seed=3"])
    larger = load("hinton-nowlan", [*SMALL, "population.size=51"])
    engines = [worker._engine_for(one) for one in (definition, other, larger, definition)]
    assert [engine.definition for engine in engines] == [definition, other, larger, definition]
    assert loaded == [definition, larger, definition]


def test_cells_of_one_process_take_turns(tmp_path, definition):
    """Dask may give a process several threads; compiled kernels share theirs."""
    definitions = [load("hinton-nowlan", [*SMALL, f"population.seed={seed}"]) for seed in range(3)]
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda one=one: outcomes.append(compute(job(tmp_path, one)))) for one in definitions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.status for outcome in outcomes] == ["complete"] * 3


def test_a_study_leaves_what_a_plain_run_leaves(tmp_path, definition):
    from baldwin.evolve import evolve, load_engine

    compute(job(tmp_path, definition))
    engine = load_engine(definition)
    with RunWriter.create(tmp_path / "plain", definition) as writer:
        for chunk in evolve(engine, definition, state=writer.restore(engine)):
            writer.append(chunk.state, chunk.record, chunk.seconds)
    for name in ("population.toml", "generations.jsonl", "assays.jsonl"):
        assert (path_of(tmp_path, definition) / name).read_bytes() == (writer.path / name).read_bytes()
