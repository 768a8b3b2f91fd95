"""Full disks, folders that cannot be written, damaged files, other versions: one line each, and nothing lost."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from toy_runs import TEXT, compute, tables, toy_definition

from baldwin.errors import RunError
from baldwin.store import RunWriter, open_run
from baldwin.store.info import read_info
from baldwin.store.reading import INFO

TOY = [sys.executable, str(Path(__file__).parent / "toy.py")]


def limited(limit: int) -> Any:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def test_a_file_may_not_grow_further(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands in for a full disk: the system refuses in the middle of a write."""
    definition = toy_definition("population.generations=60")
    whole = compute(tmp_path / "whole", definition)
    (tmp_path / "toy.toml").write_text(TEXT)
    command = [*TOY, "run", "toy.toml", "--generations", "60", "--checkpoint-every", "0"]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, preexec_fn=limited(9000))
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr.count("\n") == 1
    assert re.search(r"limit .* Last checkpoint: generation \d+\. .* baldwin resume runs/toy/", process.stderr)
    path = tmp_path / process.stderr.strip().split()[-1]
    run = open_run(path)
    assert run.status in ("stopped", "interrupted")
    assert 0 < run.generation < 60
    assert len(run.generations["generation"]) >= 3 * run.generation  # readers pass over the torn row
    process = subprocess.run([*TOY, "resume", str(path)], cwd=tmp_path, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    assert tables(path) == tables(whole.path)


def test_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    definition = toy_definition()
    path = compute(tmp_path, definition, until=4).path
    with monkeypatch.context() as patch:

        def full(*arguments: Any) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        patch.setattr(os, "write", full)
        with pytest.raises(RunError, match=r"the disk is full") as caught:
            compute(tmp_path, definition)
    assert "\n" not in str(caught.value)
    assert tables(compute(tmp_path, definition).path) == tables(compute(tmp_path / "whole", definition).path)
    assert open_run(path).status == "complete"


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors import SafetensorError

    from baldwin.store import checkpoints

    definition = toy_definition()
    path = compute(tmp_path, definition, until=4).path

    def refuse(*arguments: Any, **named: Any) -> None:
        raise SafetensorError("Error while serializing: I/O error: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "save_file", refuse)
        with pytest.raises(RunError, match=r"No space left.*Last checkpoint: generation 3"):
            compute(tmp_path, definition)
    assert open_run(path).generation == 3
    assert tables(compute(tmp_path, definition).path) == tables(compute(tmp_path / "whole", definition).path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file, not a folder")
    with pytest.raises(RunError, match=r"cannot be written .* Choose another folder with --runs DIR"):
        compute(tmp_path / "runs", toy_definition())
    assert (tmp_path / "runs").read_text() == "a file, not a folder"


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so the system's answer is given in its place."""

    def refuse(path: Any, flags: int, *mode: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return original(path, flags, *mode)

    original = os.open
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RunError, match=r"cannot be written \(Read-only file system\)"):
        compute(tmp_path / "runs", toy_definition())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RunError, match=r"cannot be written \(Permission denied\)"):
        compute(tmp_path / "runs", toy_definition())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"format": 2, "baldwin": "9.1"},
            r"written by baldwin 9\.1 \(run format 2\); this is baldwin .* \(run format 1\)",
        ),
        ({"random_scheme": "other-7"}, r"with random scheme other-7; this is .* would draw other numbers"),
    ],
)
def test_another_version(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = compute(tmp_path, toy_definition(), until=4).path
    before = tables(path)
    info = read_info(path) | change
    (path / INFO).write_text(json.dumps(info))
    for attempt in (lambda: compute(tmp_path, toy_definition()), lambda: RunWriter.resume(path).__enter__()):
        with pytest.raises(RunError, match=message) as caught:
            attempt()
        assert "\n" not in str(caught.value)
    assert tables(path) == before
    assert json.loads((path / INFO).read_text()) == info


@pytest.mark.parametrize("text", ["", "{", '{"status": ', "[]", "null", "\x00", '{"status": "complete"}'])
def test_a_damaged_run_json(tmp_path: Path, text: str) -> None:
    path = compute(tmp_path, toy_definition(), until=4).path
    (path / INFO).write_text(text)
    with pytest.raises(RunError) as caught:
        open_run(path)
    assert "\n" not in str(caught.value)
    compute(tmp_path, toy_definition(), fresh=True)
    assert open_run(path).status == "complete"


def test_run_json_is_not_text(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition(), until=4).path
    (path / INFO).write_bytes(b"\xff\xfe")
    with pytest.raises(RunError, match="damaged"):
        open_run(path)


def test_provenance_names_no_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass
    import platform

    writer = compute(tmp_path, toy_definition(), source="/somewhere/secret/toy.toml")
    text = "".join(path.read_text() for path in writer.path.glob("*.*"))
    for secret in (platform.node(), str(tmp_path), "/somewhere", "secret", str(Path.home()) + "/"):
        assert secret not in text
    assert not re.search(rf"\b{re.escape(getpass.getuser())}\b", text)
    info = open_run(writer.path).info
    assert info["source"] == "toy.toml"
    assert {"numpy", "pydantic", "safetensors"} <= set(info["packages"])
    assert "hypothesis" not in info["packages"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", info["created"])


def test_a_complete_run_needs_no_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = compute(tmp_path, toy_definition()).path

    def refuse(path: Any, flags: int, *mode: int) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(os, "open", refuse)
    writer = compute(tmp_path, toy_definition())
    assert (writer.path, writer.complete, writer.run().generation) == (path, True, 12)
