"""The driver, with an executor that does as it is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest

from baldwin.study import driver
from baldwin.study.cells import Plan
from baldwin.study.chained import read_chained
from baldwin.study.driver import Driver, Tally
from baldwin.study.executors import Event, Lost, Started
from baldwin.study.journal import StudyJournal
from baldwin.study.plan import plan
from baldwin.study.proposals import Options, ask
from baldwin.study.reading import open_study
from baldwin.study.worker import CellResult, Job

SMALL = ("population.size=20", "population.replicates=1", "population.generations=2")


class Told:
    """Answers each job with the events that a script has for it."""

    patience: float | None = None

    workers = 1

    def __init__(self, answer: Callable[[Job, int], Sequence[Event]]) -> None:
        self.answer, self.jobs, self.attempts, self.stopped = answer, list[Job](), dict[int, int](), False

    def submit(self, job: Job) -> None:
        self.jobs.append(job)

    def poll(self, seconds: float) -> Sequence[Event]:
        if not self.jobs:
            return []
        job = self.jobs.pop(0)
        self.attempts[job.cell] = self.attempts.get(job.cell, 0) + 1
        return self.answer(job, self.attempts[job.cell])

    def stop(self) -> Collection[int]:
        self.stopped = True
        left = [job.cell for job in self.jobs]
        self.jobs.clear()
        return left

    def __enter__(self) -> Told:
        return self

    def __exit__(self, *error: object) -> None:
        return None


class Heard:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[int, str]] = []
        self.notes: list[str] = []
        self.tallies: list[tuple[int, int, int]] = []

    def begin(self, path, tally):
        self.path = path

    def report(self, tally):
        self.tallies.append((tally.done, tally.failed, tally.running))

    def ended(self, cell, result, tally):
        self.outcomes.append((cell.index, result.status))

    def note(self, text):
        self.notes.append(text)

    def close(self):
        self.closed = True


@pytest.fixture
def planned() -> Plan:
    return plan(ask("hinton-nowlan", Options(set=SMALL, vary=["lifetime.trials=1:4:1"])))


def drive(folder: Path, planned: Plan, answer: Callable[[Job, int], Sequence[Event]], **options) -> tuple[Told, Heard]:
    executor, heard = Told(answer), Heard()
    with StudyJournal(folder, planned) as journal, executor:
        Driver(journal, executor, heard, **options).drive()
    return executor, heard


def complete(job: Job, attempt: int) -> Sequence[Event]:
    return [Started(job.cell), CellResult(job.cell, "complete", 2)]


def events(planned: Plan, folder: Path) -> list[tuple[int, str]]:
    file = folder / planned.name / planned.id / "outcomes.jsonl"
    return [(row["cell"], row["event"]) for row in read_chained(file, "")]


def test_every_cell_once_and_in_order(tmp_path, planned):
    executor, heard = drive(tmp_path, planned, complete)
    assert executor.attempts == {0: 1, 1: 1, 2: 1, 3: 1}
    assert heard.outcomes == [(cell, "complete") for cell in range(4)]
    assert heard.tallies[-1] == (4, 0, 0)
    assert events(planned, tmp_path) == [(cell, word) for cell in range(4) for word in ("started", "complete")]


def test_what_is_lost_is_begun_again(tmp_path, planned):
    def answer(job, attempt):
        return [Lost(job.cell, "gone")] if job.cell == 1 and attempt < 3 else complete(job, attempt)

    executor, heard = drive(tmp_path, planned, answer, retries=2)
    assert executor.attempts[1] == 3
    assert heard.notes == ["cell 1: gone; going on from its last checkpoint."] * 2
    assert dict(heard.outcomes)[1] == "complete"


def test_what_is_lost_too_often_fails(tmp_path, planned):
    def answer(job, attempt):
        return [Lost(job.cell, "gone")] if job.cell == 1 else complete(job, attempt)

    executor, heard = drive(tmp_path, planned, answer, retries=1)
    assert executor.attempts == {0: 1, 1: 2, 2: 1, 3: 1}
    assert (1, "failed") in heard.outcomes
    study = open_study(tmp_path / planned.name / planned.id)
    assert study.states[1].reason == "gone (2 times)"
    again, _ = drive(tmp_path, planned, complete)
    assert 1 not in again.attempts
    again, _ = drive(tmp_path, planned, complete, again=True)
    assert again.attempts[1] == 1


def test_a_busy_run_is_asked_for_later(tmp_path, planned, monkeypatch):
    monkeypatch.setattr(driver, "BUSY_AGAIN", 0.01)

    def answer(job, attempt):
        return [CellResult(job.cell, "busy")] if job.cell == 0 and attempt < 4 else complete(job, attempt)

    executor, heard = drive(tmp_path, planned, answer)
    assert executor.attempts == {0: 4, 1: 1, 2: 1, 3: 1}
    assert heard.outcomes[0][0] != 0
    assert (0, "busy") not in events(planned, tmp_path)
    assert heard.notes == [f"cell 0: another process works on {planned.cells[0].run}; waiting for it."]


def test_asked_to_stop(tmp_path, planned):
    executor, heard = Told(complete), Heard()
    with StudyJournal(tmp_path, planned) as journal, executor:
        driver = Driver(journal, executor, heard, stopping=lambda: bool(heard.outcomes))
        driver.drive()
        journal.halt()
        assert (journal.path / "stop").exists()
    assert (driver.stopped, executor.stopped, executor.attempts) == (True, True, {0: 1})
    assert not (journal.path / "stop").exists()
    assert open_study(journal.path).status == "stopped"


def test_a_worker_that_its_system_stopped_gives_its_cell_to_another(tmp_path, planned):
    def answer(job, attempt):
        return [CellResult(job.cell, "stopped", 1)] if attempt == 1 else complete(job, attempt)

    executor, _ = drive(tmp_path, planned, answer)
    assert set(executor.attempts.values()) == {2}


def test_events_of_cells_that_are_over_mean_nothing(tmp_path, planned):
    def answer(job, attempt):
        return [*complete(job, attempt), CellResult(job.cell, "failed", reason="late"), Lost(job.cell, "late")]

    _, heard = drive(tmp_path, planned, answer)
    assert heard.outcomes == [(cell, "complete") for cell in range(4)]


def test_time_left(monkeypatch):
    """Cells weigh what they are estimated to take; what was done before the clock began says nothing of the pace."""
    now = 100.0
    monkeypatch.setattr(driver.time, "monotonic", lambda: now)
    tally = Tally(4, work={0: 1.0, 1: 1.0, 2: 2.0, 3: 4.0})
    tally.over.add(0)
    assert tally.part() == pytest.approx(1 / 8)
    tally.begin()
    assert tally.seconds_left() is None
    tally.share[3] = 0.5
    assert tally.part() == pytest.approx(3 / 8)
    now += 10.0
    assert tally.seconds_left() == pytest.approx(10.0 * 5 / 2)  # 2 of 8 in ten seconds, 5 to go
    tally.over |= {1, 2, 3}
    assert tally.part() == 1.0
    assert tally.seconds_left() == 0.0


def test_time_left_of_cells_that_are_not_drawn_yet():
    tally = Tally(4, work={0: 1.0, 1: 3.0})
    tally.over |= {0, 1}
    assert tally.part() == pytest.approx(0.5)


def test_how_far_a_cell_is_is_seen_by_its_run(tmp_path, planned, monkeypatch):
    """Workers on clusters tell nothing before a cell has ended; their rows are on disk."""
    monkeypatch.setattr(driver, "LOOK", 0.0)
    rows = {cell.index: tmp_path / cell.run / "generations.jsonl" for cell in planned.cells}
    shares = []

    class Slow(Told):
        def poll(self, seconds: float) -> Sequence[Event]:
            if not self.jobs:
                return []
            job, turns = self.jobs[0], self.attempts.get(self.jobs[0].cell, 0)
            self.attempts[job.cell] = turns + 1
            if turns == 2:
                self.jobs.pop(0)
                return [CellResult(job.cell, "complete", 2)]
            rows[job.cell].parent.mkdir(parents=True, exist_ok=True)
            whole = "".join(f'{{"generation": {n}, "replicate": 0}}\n' for n in range(turns + 1))
            rows[job.cell].write_text(whole + '{"generation": 9, "repl')
            return []

    class Watching(Heard):
        def report(self, tally):
            super().report(tally)
            shares.append(dict(tally.share))

    with StudyJournal(tmp_path, planned) as journal:
        Driver(journal, Slow(complete), Watching()).drive()
    assert shares[:3] == [{0: 0.0}, {0: 0.5}, {}]
    assert events(planned, tmp_path) == [(cell, word) for cell in range(4) for word in ("started", "complete")]
