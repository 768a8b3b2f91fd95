"""Whoever watches a run learns every generation, and changes none."""

from __future__ import annotations

import builtins
import sys
import types

import numpy as np
import pytest
from toy_runs import TEXT, compute, tables, toy_definition

import baldwin
from baldwin.__main__ import run_command
from baldwin.store import open_run


def evolve(tmp_path, **options):
    return baldwin.run(toy_definition(), runs=tmp_path / "runs", progress=False, **options)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "toy.toml"
    path.write_text(TEXT)
    return str(path)


def test_a_callback_is_given_each_generation_in_order(tmp_path):
    seen = []
    run = evolve(tmp_path, on_generation=seen.append)
    assert [one.number for one in seen] == list(range(13))
    for name, values in run.generations.items():
        np.testing.assert_array_equal(np.concatenate([one.rows[name] for one in seen]), values)
    assayed = [one for one in seen if one.assays]
    assert [one.number for one in assayed] == [0, 2, 4, 6, 8, 10, 12]
    np.testing.assert_array_equal(np.concatenate([one.assays["histogram"] for one in assayed]), run.assays["histogram"])
    assert {one.path for one in seen} == {run.path}
    means = seen[4].means()
    assert means["innate"] == run.assays["innate"][6:9].mean()
    assert not {"histogram", "replicate", "generation"} & set(means)  # none of which has a mean that means anything
    assert evolve(tmp_path, on_generation=seen.append).path == run.path
    assert len(seen) == 13  # nothing was left to compute


def test_a_callback_cannot_change_a_result(tmp_path):
    def meddle(generation):
        for table in (generation.rows, generation.assays):
            for values in table.values():
                with pytest.raises(ValueError, match="read-only"):
                    values[...] = 0

    watched = evolve(tmp_path, on_generation=meddle)
    assert tables(watched.path) == tables(compute(tmp_path / "other", toy_definition()).path)


@pytest.mark.parametrize("error", [RuntimeError("enough"), KeyboardInterrupt()])
def test_what_a_callback_raises_ends_the_run_saved(error, tmp_path):
    def enough(generation):
        if generation.number == 5:
            raise error

    with pytest.raises(type(error)):
        evolve(tmp_path, on_generation=enough, checkpoint_every=1e9)
    (path,) = (tmp_path / "runs/toy").iterdir()
    cut = open_run(path)
    assert cut.status == "stopped"
    assert 5 <= cut.generation < 12  # as far as the chunk went, though no checkpoint was due
    seen = []
    run = evolve(tmp_path, on_generation=seen.append)
    assert [one.number for one in seen] == list(range(cut.generation + 1, 13))
    assert tables(run.path) == tables(compute(tmp_path / "other", toy_definition()).path)


def test_python_resumes_with_callbacks_too(tmp_path):
    seen = []
    run = evolve(tmp_path)
    baldwin.resume(run, "+3", progress=False, on_generation=seen.append)
    assert [one.number for one in seen] == [13, 14, 15]


class Scalars(list):
    """Stands for a client of MLflow and for a run of Weights & Biases: keeps what it is told."""

    def __init__(self, **asked):
        super().__init__()
        self.asked, self.ended = asked, False

    def log_metric(self, run, name, value, step):
        self.append((step, name, value))

    def log(self, values, step):
        self.extend((step, name, value) for name, value in values.items())

    def finish(self, *_):
        self.ended = True

    set_terminated = finish

    def log_param(self, run, name, value):
        self.asked[name] = value

    def get_experiment_by_name(self, name):
        return None

    def create_experiment(self, name):
        return name

    def create_run(self, experiment, run_name):
        self.asked |= {"project": experiment, "run_name": run_name}
        return types.SimpleNamespace(info=types.SimpleNamespace(run_id="1"))


@pytest.mark.parametrize("kind", ["mlflow", "wandb"])
def test_trackers_are_given_means_and_the_population(kind, file, tmp_path, monkeypatch, capsys):
    made = []

    def client(**asked):
        made.append(Scalars(**asked))
        return made[-1]

    monkeypatch.setitem(sys.modules, kind, types.SimpleNamespace(MlflowClient=client, init=client))
    words = ["run", file, "--runs", str(tmp_path), "--quiet", "--log-to", f"{kind}:place"]
    assert run_command(words) == 0
    path = capsys.readouterr().out.strip()
    assert run_command(words) == 0
    assert "already complete, not computed again, so that nothing is logged (--fresh would)" in capsys.readouterr().err
    run, (logged,) = open_run(path), made
    assert logged.ended
    innate = [value for _, name, value in logged if name == "innate"]
    assert innate == run.assays["innate"].reshape(-1, 3).mean(axis=1).tolist()
    assert [step for step, name, _ in logged if name == "fitness_max"] == list(range(13))
    fields = logged.asked.get("config", logged.asked)
    assert str(fields["population.size"]) == "5"
    assert logged.asked.get("run_name", logged.asked["name"]) == f"toy/{run.id}"
    assert "place" in (logged.asked.get("project"), logged.asked.get("tracking_uri"))


def test_tensorboard_reads_what_is_written(file, tmp_path, capsys):
    pytest.importorskip("tensorboardX")
    from tensorboardX.proto.event_pb2 import Event

    words = ["run", file, "--runs", str(tmp_path / "runs"), "--quiet", "--log-to", f"tensorboard:{tmp_path / 'logs'}"]
    assert run_command(words) == 0
    run = open_run(capsys.readouterr().out.strip())
    (events,) = (tmp_path / "logs/toy" / run.id).iterdir()
    data, at, found = events.read_bytes(), 0, {}
    while at < len(data):  # each record: its length, a checksum, itself, a checksum
        size = int.from_bytes(data[at : at + 8], "little")
        event = Event.FromString(data[at + 12 : at + 12 + size])
        found |= {(event.step, value.tag): value.simple_value for value in event.summary.value}
        at += size + 16
    expected = run.generations["fitness_max"].reshape(-1, 3).mean(axis=1)
    assert [found[step, "fitness_max"] for step in range(13)] == pytest.approx(expected.tolist(), rel=1e-6)
    assert any(tag.startswith("population") for _, tag in found)


@pytest.mark.parametrize(
    ("asked", "missing", "said"),
    [
        (
            "tensorbord",
            "",
            "--log-to tensorbord: no such tracker. Did you mean tensorboard? Allowed: mlflow, tensorboard, wandb.",
        ),
        (
            "tensorboard:x",
            "tensorboardX",
            "--log-to tensorboard:x: needs tensorboardX. Install: pip install tensorboardX",
        ),
        ("mlflow", "mlflow", "--log-to mlflow: needs mlflow. Install: pip install mlflow"),
    ],
)
def test_what_cannot_be_logged_to_is_told_before_anything_is_written(
    asked, missing, said, file, tmp_path, monkeypatch, capsys
):
    real = builtins.__import__

    def refusing(name, *rest):
        if missing and name.partition(".")[0] == missing:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refusing)
    monkeypatch.setitem(sys.modules, missing or "none", None)
    assert run_command(["run", file, "--runs", str(tmp_path / "runs"), "--log-to", asked]) == 2
    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", said)
    assert not (tmp_path / "runs").exists()


def test_a_tracker_that_fails_costs_a_sentence_and_no_run(file, tmp_path, monkeypatch, capsys):
    class Broken(Scalars):
        def log(self, values, step):
            if step == 3:
                raise ConnectionError("no route\nto host")

    monkeypatch.setitem(sys.modules, "wandb", types.SimpleNamespace(init=Broken))
    assert run_command(["run", file, "--runs", str(tmp_path), "--quiet", "--log-to", "wandb"]) == 0
    out, err = capsys.readouterr()
    assert err == "--log-to wandb: ConnectionError: no route to host. No more is logged; the run goes on.\n"
    assert open_run(out.strip()).status == "complete"
