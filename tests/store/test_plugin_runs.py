"""Runs whose definition names a Python file of the user's own: they keep a copy, and are told apart by its content."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from toy import ToyEngine
from toy_runs import tables, toy_definition, write

from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.definition.base import Definition
from baldwin.errors import RunError
from baldwin.haystack.randomness import SCHEME as DEFAULT_SCHEME
from baldwin.neural.random_keys import SCHEME
from baldwin.store import RunWriter, checkpoints, list_runs, open_run, run_id
from baldwin.store.info import read_info
from baldwin.store.provenance import own_files, scheme_of

# A task of the neural wing by name; its fields are those that the engine of the toy wing reads.
FILE = '''
from baldwin.neural.contracts import SupervisedTask


class Walk(SupervisedTask):
    """Numbers that drift."""

    step: float = 0.1
    lesson: float = 1.0
    delay: float = 0.0
    spoil_at: int = -1

    inputs = property(lambda self: 1)
    outputs = property(lambda self: 1)

    def sample(self, key): ...
    def support(self, key, instance): ...
    def query(self, key, instance): ...

    @classmethod
    def tiny(cls):
        return cls()
'''

TEXT = """
name = "own"
[population]
size = 6
generations = 6
replicates = 2
[assays]
every = 2
[task]
kind = "walk.py:Walk"
step = 0.5
"""


@pytest.fixture
def own(tmp_path: Path) -> Definition:
    (tmp_path / "walk.py").write_text(FILE)
    (tmp_path / "own.toml").write_text(TEXT)
    return load(tmp_path / "own.toml")


def compute(writer: RunWriter, until: int | None = None) -> RunWriter:
    definition: Any = writer.definition
    return write(writer, ToyEngine(definition), until)


def test_a_run_is_whole_without_the_folder_that_it_came_from(tmp_path: Path, own: Definition) -> None:
    whole = compute(RunWriter.create(tmp_path / "whole", own)).path
    path = compute(RunWriter.create(tmp_path / "runs", own, source=str(tmp_path / "own.toml")), until=3).path
    assert (path / "walk.py").read_text() == FILE
    moved = tmp_path / "elsewhere" / path.name
    moved.parent.mkdir()
    shutil.move(path, moved)
    (tmp_path / "walk.py").unlink()
    (tmp_path / "own.toml").unlink()
    writer = RunWriter.resume(moved)
    assert writer.definition == own
    assert compute(writer).resumed
    assert tables(moved) == tables(whole)
    run = open_run(moved)
    assert (run.status, run.definition.task.step) == ("complete", 0.5)  # type: ignore[attr-defined]
    for name in ("run.json", "population.toml"):
        assert str(tmp_path) not in (moved / name).read_text()


def test_two_contents_are_two_runs(tmp_path: Path, own: Definition) -> None:
    (tmp_path / "walk.py").write_text(FILE + "# another\n")
    other = load(tmp_path / "own.toml")
    assert run_id(other) != run_id(own)
    assert own_files(other) == {"walk.py": (FILE + "# another\n").encode()}
    (tmp_path / "walk.py").write_text(FILE)
    assert run_id(load(tmp_path / "own.toml")) == run_id(own)
    assert own_files(toy_definition()) == {}


def test_a_run_of_another_folder_with_the_same_files_is_the_same_run(tmp_path: Path, own: Definition) -> None:
    shutil.copytree(tmp_path, folder := tmp_path / "deep" / "er")
    assert run_id(load(folder / "own.toml")) == run_id(own)
    path = compute(RunWriter.create(tmp_path / "runs", own)).path
    assert run_id(load(path / "population.toml")) == path.name


def test_a_changed_copy_is_refused_and_put_right_by_running_again(tmp_path: Path, own: Definition) -> None:
    path = compute(RunWriter.create(tmp_path / "runs", own), until=3).path
    (path / "walk.py").write_text(FILE.replace("0.1", "0.2"))
    with pytest.raises(RunError, match=r"population\.toml or walk\.py: no longer the definition that the run began"):
        RunWriter.resume(path)
    assert compute(RunWriter.create(tmp_path / "runs", own)).complete
    assert (path / "walk.py").read_text() == FILE
    (path / "walk.py").unlink()
    assert compute(RunWriter.create(tmp_path / "runs", own)).complete
    assert (path / "walk.py").read_text() == FILE


@pytest.mark.parametrize("content", [None, "import no_such_module\n", "class (:\n", "raise SystemExit\n", ""])
def test_a_run_whose_file_fails_is_listed_and_explained(
    content: str | None, tmp_path: Path, own: Definition, capsys: pytest.CaptureFixture[str]
) -> None:
    path = compute(RunWriter.create(tmp_path / "runs", own)).path
    (path / "walk.py").unlink()
    if content is not None:
        (path / "walk.py").write_text(content)
    (run,) = list_runs(tmp_path / "runs")
    assert (run.status, run.id) == ("complete", path.name)
    assert run.generations["generation"][-1] == 6
    assert run_command(["list", "--runs", str(tmp_path / "runs")]) == 0
    assert f"own/{path.name}" in capsys.readouterr().out
    what = r"kind = .walk\.py:Walk.: no file" if content is None else r"population\.toml or walk\.py: no longer the"
    with pytest.raises(RunError, match=what + ".*Restore the file, or have it written again"):
        _ = run.definition
    with pytest.raises(RunError, match=r"walk\.py"):
        RunWriter.resume(path)


def test_the_schemes_of_wings_do_not_mix(tmp_path: Path, own: Definition) -> None:
    path = compute(RunWriter.create(tmp_path / "runs", own), until=3).path
    assert scheme_of(own) == SCHEME == json.loads((path / "run.json").read_text())["random_scheme"]
    assert len({scheme_of(toy_definition()), DEFAULT_SCHEME, SCHEME}) == 3
    newest = checkpoints.candidates(path)[0]
    checkpoints.read(newest, SCHEME)
    with pytest.raises(ValueError, match=f"random scheme {SCHEME}"):
        checkpoints.read(newest, DEFAULT_SCHEME)


def test_a_run_of_another_scheme_is_refused(tmp_path: Path, own: Definition) -> None:
    path = compute(RunWriter.create(tmp_path / "runs", own), until=3).path
    info = read_info(path)
    (path / "run.json").write_text(json.dumps({**info, "random_scheme": DEFAULT_SCHEME}))
    with (
        pytest.raises(RunError, match=f"with random scheme {DEFAULT_SCHEME}; .* with {SCHEME}"),
        RunWriter.resume(path),
    ):
        pass
