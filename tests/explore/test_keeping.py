"""What the page keeps is the run that the command line gives, byte for byte."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from asgi import ask

from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.explore.evolutions import Evolutions
from baldwin.explore.keeping import Keepings
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


def test_the_page_keeps_a_run(app, usual, runs):
    question = {"arms": [{"population": "hinton-nowlan", "changes": CHANGES}]}
    answers = [ask(app, "keep", **question).json]
    while not answers[-1]["done"]:
        answers.append(ask(app, "keep", **question).json)
    assert answers[-1]["path"] == str(runs / usual.parent.name / usual.name)
    assert files(Path(answers[-1]["path"])) == files(usual)
    assert ask(app, "keep", **question).json["done"], "kept already"


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
    while found.evolution.generation < 1:
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
    one = Evolutions().of(subjects.first.base, subjects.first.run)
    assert one.over
    assert one.generation == 30
    assert one.engine is None
    assert len(one.record.generations["generation"]) == 31 * 2


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
