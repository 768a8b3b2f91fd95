"""Looking at a run never runs the Python in it; going on with it does, once somebody has said that it may be run."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_plugin_runs import TEXT, compute

from baldwin.__main__ import run_command
from baldwin.definition import load, to_toml, trust
from baldwin.definition.own_code import OWN_MODULES
from baldwin.definition.plugins import record_of
from baldwin.errors import RunError, UntrustedError
from baldwin.genotypes import evolved
from baldwin.presentation import meanings_of, presentation_of
from baldwin.store import RunWriter, open_run

# It leaves a mark when it is run. Lives of trials, so that the task has columns, ideals and policies of its own.
FILE = """
from pathlib import Path
import numpy as np
from baldwin.columns import Column
from baldwin.neural.contracts import SequentialTask
from baldwin.neural.theory.reference_policy import ReferencePolicy

Path("MARK").write_text("run")
TABLE = np.load(Path(__file__).parent / "data.npy")


class Walk(SequentialTask):
    "Numbers that drift."

    reads = ("data.npy", "helper.py")
    score_name = "steps taken"
    columns = {"strides": Column("strides per trial [m]", limits=(0.0, 2.0))}
    step: float = 0.1
    lesson: float = 1.0
    delay: float = 0.0
    spoil_at: int = -1
    trials: int = 3

    inputs = property(lambda self: 1)
    outputs = property(lambda self: 2)

    def sample(self, key): ...
    def chance(self, key, instance): ...
    def begin(self, instance): ...
    def observe(self, state, chance, instance): ...
    def act(self, state, chance, action, instance): ...

    def innate_ceiling(self):
        import helper

        return helper.CEILING * float(TABLE[0])

    def ideals(self):
        return {"best": {"strides": [1.5, float("nan")]}}

    def reference_policies(self):
        return (ReferencePolicy("best", np.array([0.5, 1.0, 2.0])),)

    @classmethod
    def tiny(cls):
        return cls()
"""
HELPER = "CEILING = 0.25\n"
LIFE = '\n[lifetime]\nkind = "recurrent"\n[network]\nkind = "recurrent"\n'


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "mark"


@pytest.fixture
def mine(tmp_path: Path, mark: Path) -> Path:
    """Return a definition with a file, a helper and data of its own."""
    (folder := tmp_path / "mine").mkdir()
    (folder / "walk.py").write_text(FILE.replace("MARK", str(mark)))
    (folder / "helper.py").write_text(HELPER)
    np.save(folder / "data.npy", np.array([2.0]))
    (folder / "own.toml").write_text(TEXT + LIFE)
    return folder / "own.toml"


@pytest.fixture
def forget(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mark: Path) -> Callable[[], None]:
    """Return a function after which this machine has never seen any Python file of a user."""

    def forget() -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        shutil.rmtree(tmp_path / "state", ignore_errors=True)
        monkeypatch.setattr(trust, "_HERE", set())
        monkeypatch.setattr(trust, "_FOLDERS", set())
        for name in [name for name in sys.modules if name.startswith(OWN_MODULES)]:
            del sys.modules[name]
        mark.unlink(missing_ok=True)

    forget()
    return forget


@pytest.fixture
def copied(mine: Path, tmp_path: Path, forget: Callable[[], None]) -> Path:
    """Return the run of somebody else's, as it was copied."""
    path = compute(RunWriter.create(tmp_path / "theirs", load(mine), source="own.toml"), until=3).path
    (tmp_path / "copied" / "own").mkdir(parents=True)
    shutil.move(path, copied := tmp_path / "copied" / "own" / path.name)
    shutil.rmtree(mine.parent)
    forget()
    return copied


def test_a_run_is_shown_as_if_its_files_were_run(mine: Path, copied: Path, mark: Path) -> None:
    run = open_run(copied)
    shown: Any = presentation_of(run.definition)
    assert not mark.exists()
    assert sorted(run.info["own"]["files"]) == ["data.npy", "helper.py", "walk.py"]
    assert str(copied.parent.parent) not in json.dumps(run.info)
    definition: Any = run.trusted(trust=True).definition
    assert mark.exists()
    assert record_of(definition) is None
    asked: Any = presentation_of(definition)
    assert to_toml(run.definition) == to_toml(definition)
    for name in ("error", "learns", "measures", "life", "clock", "tensors", "learning", "better"):
        assert getattr(shown, name) == getattr(asked, name), name
    assert shown.measures["strides"].limits == (0.0, 2.0)
    assert (shown.unit({}), shown.levels({})["ceiling"].value) == ("steps taken", 0.5)
    assert shown.levels({}) == asked.levels({})
    for one, other in zip(shown.reference_policies(), asked.reference_policies(), strict=True):
        assert (one.name, one.scores.tolist()) == (other.name, other.scores.tolist()) == ("best", [0.5, 1.0, 2.0])
    assert np.array_equal(shown.ideals()["best"]["strides"], [1.5, np.nan], equal_nan=True)
    assert meanings_of(run.definition)["strides"] == "strides per trial [m]"


LOOKING = ("show", "export --to json", "report", "plot --figures innate_learned", "watch --json", "list")


@pytest.mark.parametrize("command", LOOKING)
def test_looking_runs_nothing(
    command: str, copied: Path, mark: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copied.parent)
    name, *options = command.split()
    asked = ["list", "--runs", "."] if name == "list" else [name, str(copied), *options]
    assert run_command(asked) == 0, capsys.readouterr().err
    assert not mark.exists()


GOING_ON = {
    "resume": ["resume", "RUN"],
    "assay": ["assay", "RUN"],
    "probe": ["probe", "RUN", "frozen"],
    "dissect": ["dissect", "RUN"],
    "check": ["check", "RUN/population.toml"],
    "run": ["run", "RUN/population.toml"],
    "sweep": ["sweep", "RUN/population.toml", "--vary", "population.size=4,8", "--dry-run"],
}


@pytest.mark.parametrize("command", GOING_ON)
def test_going_on_asks(command: str, copied: Path, mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [word.replace("RUN", str(copied)) for word in GOING_ON[command]]
    assert run_command(asked) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert captured.err.startswith(f"{copied}: holds Python that has never been run on this machine (walk.py, ")
    assert captured.err.endswith("add --trust (in Python, trust=True).\n")
    assert not mark.exists()


def test_what_is_trusted_is_remembered(copied: Path, mark: Path, forget: Callable[[], None]) -> None:
    with pytest.raises(UntrustedError):
        RunWriter.resume(copied)
    with pytest.raises(UntrustedError):
        evolved(open_run(copied))
    assert not mark.exists()
    trust.trust_folder(copied)
    assert RunWriter.resume(copied).definition.name == "own"
    assert mark.exists()
    kept = trust._file().read_text()
    mark.unlink()
    forget()
    trust._file().parent.mkdir(parents=True)
    trust._file().parent.chmod(0o700)
    trust._file().write_text(kept)
    trust._file().chmod(0o600)
    assert RunWriter.resume(copied).definition.name == "own"
    trust._file().chmod(0o666)  # somebody else could have written it
    trust._HERE.clear()
    with pytest.raises(UntrustedError):
        RunWriter.resume(copied)


def test_the_users_own_run_goes_on(mine: Path, tmp_path: Path, forget: Callable[[], None]) -> None:
    path = compute(RunWriter.create(tmp_path / "runs", load(mine)), until=3).path
    trust._HERE.clear()  # another process
    writer = compute(RunWriter.resume(path))
    assert (writer.complete, writer.resumed) == (True, True)


@pytest.mark.parametrize("name", ["walk.py", "helper.py", "data.npy"])
def test_changed_files_are_another_run(name: str, mine: Path, tmp_path: Path) -> None:
    first = compute(RunWriter.create(tmp_path / "runs", load(mine)))
    (mine.parent / name).write_bytes((mine.parent / name).read_bytes() + b"\n")
    second = compute(RunWriter.create(tmp_path / "runs", load(mine)))
    assert first.path != second.path
    assert (first.path / name).read_bytes() != (second.path / name).read_bytes()
    assert not second.found_complete


@pytest.mark.parametrize("name", ["walk.py", "helper.py", "data.npy", "population.toml"])
def test_a_changed_copy_is_not_believed(
    name: str, copied: Path, mark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = (copied / name).read_bytes()
    (copied / name).write_bytes(data.replace(b"step = 0.5", b"step = 0.6") if b"step = 0.5" in data else data + b"\n")
    with pytest.raises(RunError, match=r"population\.toml or walk\.py or .*: no longer the definition that the run"):
        _ = open_run(copied).definition
    for command in ("show", "report", "export", "plot", "resume"):
        assert run_command([command, str(copied)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not mark.exists()


def test_an_armed_definition_runs_nothing(copied: Path, mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A `kind` that somebody changed to name another file, whether or not the run has files of its own."""
    (copied / "evil.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    text = (copied / "population.toml").read_text()
    for armed in (
        text.replace("walk.py:Walk", "evil.py:Walk"),
        text.replace('[network]\nkind = "recurrent"', '[network]\nkind = "evil.py:Net"'),
    ):
        (copied / "population.toml").write_text(armed)
        for command in ("show", "report", "export", "plot", "watch", "resume", "assay"):
            assert run_command([command, str(copied)]) in (1, 2)
            assert capsys.readouterr().err.count("\n") == 1
    assert not mark.exists()


@pytest.mark.parametrize("record", [None, 3, {"policies": 3}, {"columns": {"strides": {"meaning": 1}}}, {"tensors": 1}])
def test_a_damaged_record_shows_less(record: Any, copied: Path) -> None:
    run = open_run(copied)
    run.info["own"]["record"] = record
    shown = presentation_of(run.definition)
    assert (shown.unit({}), shown.measures, shown.reference_policies()) == ("score", {}, ())
