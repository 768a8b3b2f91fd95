"""What the page keeps is the run that the command line gives, byte for byte."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from asgi import ask

from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.engine import Record
from baldwin.evolve import evolve
from baldwin.explore.evolutions import Evolutions
from baldwin.explore.keeping import Keepings, _Begun
from baldwin.explore.subjects import Subjects
from baldwin.explore.turns import Turns
from baldwin.store import open_run

CHANGES = {
    "population.size": "50",
    "population.generations": "30",
    "population.replicates": "2",
    "lifetime.trials": "40",
}
OVERRIDES = tuple(f"{path}={text}" for path, text in CHANGES.items())
SAME = ("population.toml", "generations.jsonl", "assays.jsonl", "checkpoints/00000030.safetensors")


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> Path:
    """Return the run that `baldwin run` gives."""
    folder = tmp_path_factory.mktemp("usual")
    options = [word for one in OVERRIDES for word in ("--set", one)]
    assert run_command(["run", "hinton-nowlan", *options, "--quiet", "--runs", str(folder)]) == 0
    return next((folder / "hinton_nowlan").iterdir())


def files(run: Path) -> dict[str, bytes]:
    """Return what must be the same: all but times."""
    kept = [
        path
        for path in sorted(run.rglob("*"))
        if path.is_file() and path.name not in ("run.json", "request.json", "lock", "timings.jsonl")
    ]
    return {str(path.relative_to(run)): path.read_bytes() for path in kept}


@pytest.mark.parametrize("before", [None, 0, 7, 30])
def test_it_is_the_same_run_however_far_the_page_had_come(usual, tmp_path, before):
    definition, evolutions = load("hinton-nowlan", OVERRIDES), Evolutions()
    if before is not None:
        evolutions.advance([evolutions.of(definition)], before, 60.0)
    found = Keepings(evolutions, tmp_path).keep(definition, "hinton-nowlan", OVERRIDES, seconds=60.0)
    assert found.done
    assert found.problem == ""
    assert found.path.relative_to(tmp_path) == usual.relative_to(usual.parents[1])
    assert files(found.path) == files(usual)
    kept, run = open_run(found.path), open_run(usual)
    assert kept.status == "complete"
    differs = {name for name in run.info if kept.info[name] != run.info[name]}
    assert differs <= {"created", "finished", "seconds", "elapsed", "packages", "started"}, differs


class Counting:
    """An engine whose states are values: the one before is of no use any more."""

    notice = None

    def found(self):
        return (0,), Record({"generation": np.array([0]), "replicate": np.array([0])})

    def advance(self, state, generations):
        assert not hasattr(self, "now") or state == self.now, "a state that was spent"
        self.now = (state[0] + generations,)
        born = np.arange(state[0] + 1, self.now[0] + 1)
        return self.now, Record({"generation": born, "replicate": 0 * born})

    def generation(self, state):
        return state[0]

    def finished(self, state):
        return False

    def save(self, state):
        return {"state": np.array(state)}

    def restore(self, arrays):
        return tuple(arrays["state"].tolist())


@pytest.mark.parametrize("before", [0, 3])
def test_engines_whose_states_are_values_go_on_from_the_newest(before, monkeypatch):
    definition, evolutions = load("hinton-nowlan", OVERRIDES), Evolutions()
    monkeypatch.setattr(evolutions, "engine", lambda definition: Counting())
    one = evolutions.of(definition)
    evolutions.advance([one], before, 60.0)
    begun = _Begun(one, evolutions)
    chunks = list(evolve(begun, definition))
    assert [c.generation for c in chunks][-1] == 30
    assert np.concatenate([c.record.generations["generation"] for c in chunks]).tolist() == list(range(31))


def test_the_page_keeps_a_run(app, usual, runs):
    question = {"arms": [{"population": "hinton-nowlan", "changes": CHANGES}]}
    answers = [ask(app, "keep", **question).json]
    while not answers[-1]["done"]:
        answers.append(ask(app, "keep", **question).json)
    (run,) = answers[-1]["runs"]
    assert run["path"] == str(runs / usual.parent.name / usual.name)
    assert files(Path(run["path"])) == files(usual)
    assert ask(app, "keep", **question).json["done"], "kept already"
    shutil.rmtree(run["path"])
    while not ask(app, "keep", **question).json["done"]:
        pass
    assert files(Path(run["path"])) == files(usual), "kept again, after it was deleted"


def test_a_run_that_was_complete_before_is_not_called_stopped(usual):
    definition, keepings = load("hinton-nowlan", OVERRIDES), Keepings(Evolutions(), usual.parents[1])
    assert keepings.keep(definition, "hinton-nowlan", OVERRIDES, seconds=60.0).generation == 30
    assert keepings.stopped == []


def test_a_run_that_is_kept_meanwhile_is_not_advanced_by_the_page(tmp_path, monkeypatch):
    """Its state is being written."""
    definition, evolutions = load("hinton-nowlan", OVERRIDES), Evolutions()
    one = evolutions.of(definition)
    with one.held():
        evolutions.advance([one], 5, 0.0)
    assert one.generation == -1
    evolutions.advance([one], 5, 60.0)
    assert one.generation >= 5


def test_a_server_that_ends_saves_what_is_being_kept(tmp_path):
    definition, evolutions = load("hinton-nowlan", [*OVERRIDES, "population.generations=100000"]), Evolutions()
    keepings = Keepings(evolutions, tmp_path)
    found = keepings.keep(definition, "hinton-nowlan", OVERRIDES, seconds=0.0)
    while found.generation < 1:
        time.sleep(0.01)
    evolutions.closing = True
    keepings.close()
    run = open_run(found.path)
    assert run.status == "stopped"
    assert keepings.stopped == [found.path]
    assert run.generation >= 1


def test_a_run_that_was_opened_is_not_computed_again(usual):
    subjects = Subjects.of(str(usual), usual.parents[1])
    assert subjects.first.run is not None
    one = Evolutions().of(subjects.first.definition(), subjects.first.run)
    assert one.over
    assert one.generation == 30
    assert one.engine is None
    assert len(one.record.generations["generation"]) == 31 * 2


def test_a_run_that_was_stopped_is_shown_as_far_as_it_goes_and_computed_from_the_start(usual, tmp_path):
    run = open_run(usual)
    run.info["status"] = "stopped"
    evolutions = Evolutions()
    one = evolutions.of(run.definition, run)
    assert (one.generation, one.over, one.engine) == (30, False, None)
    one.begin(evolutions.engine)
    assert one.generation == -1
    evolutions.advance([one], 30, 60.0)
    assert one.record.generations["generation"].tolist() == run.generations["generation"].tolist()


def test_what_fails_once_begins_anew(monkeypatch):
    definition, evolutions = load("hinton-nowlan", OVERRIDES), Evolutions()
    usual = evolutions.engine
    monkeypatch.setattr(evolutions, "engine", lambda definition: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        evolutions.advance([evolutions.of(definition)], 3, 1.0)
    monkeypatch.setattr(evolutions, "engine", usual)
    evolutions.advance([evolutions.of(definition)], 3, 60.0)
    assert evolutions.of(definition).generation >= 3


def test_turns_come_in_the_order_in_which_they_were_asked_for():
    turns, order, threads = Turns(), [], []
    with turns.turn():
        for number in range(4):

            def work(mine: int = number) -> None:
                with turns.turn():
                    order.append(mine)

            threads.append(threading.Thread(target=work))
            threads[-1].start()
            while len(turns._queue) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3]
