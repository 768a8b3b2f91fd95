"""One process per directory, also where the file system has no locks."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from baldwin.definition.base import Definition
from baldwin.descriptors import open_standard_streams
from baldwin.errors import BusyError
from baldwin.keeping import keep
from baldwin.store import RunWriter, holding
from baldwin.store.files import make_folder
from baldwin.store.holding import is_locked, locked

NONE = [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EIO]


@pytest.fixture(params=NONE, ids=errno.errorcode.get)
def without_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, request.param)


def refuse(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def flock(descriptor: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(holding.fcntl, "flock", flock)


def plant(folder: Path, **owner: Any) -> None:
    (folder / holding.OWNER).write_text(json.dumps(holding._this_process() | {"token": "x"} | owner))


def test_a_second_writer_is_refused_and_the_first_lets_go(tmp_path: Path, without_locks: None) -> None:
    (tmp_path / "lock").touch()
    assert not is_locked(tmp_path)
    with locked(tmp_path) as note:
        assert "no locks" in note
        assert is_locked(tmp_path)
        with pytest.raises(BusyError, match=r"another process.*remove .*owner"), locked(tmp_path):
            pass
        assert is_locked(tmp_path)
    assert not (tmp_path / holding.OWNER).exists()
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("owner", [{"process": 2**22 + 7}, {"process": 1 << 80}, {"began": "another time"}])
def test_an_owner_whose_process_is_gone_holds_nothing(
    tmp_path: Path, owner: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, errno.ENOLCK)
    (tmp_path / "lock").touch()
    plant(tmp_path, **owner)
    assert not is_locked(tmp_path)
    with locked(tmp_path):
        assert json.loads((tmp_path / holding.OWNER).read_text())["process"] == os.getpid()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock"]


def test_an_owner_on_another_machine_may_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, errno.ENOLCK)
    (tmp_path / "lock").touch()
    plant(tmp_path, machine="another", process=2**22 + 7)
    assert is_locked(tmp_path)
    with pytest.raises(BusyError), locked(tmp_path):
        pass


def test_a_file_without_content_belongs_to_nobody_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, errno.ENOLCK)
    owner = tmp_path / holding.OWNER
    owner.touch()
    with pytest.raises(BusyError), locked(tmp_path):
        pass
    os.utime(owner, (0, 0))
    with locked(tmp_path):
        pass


def test_of_two_who_find_a_dead_owner_one_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has read the dead owner's file before the first replaced it."""
    refuse(monkeypatch, errno.ENOLCK)
    plant(tmp_path, process=2**22 + 7)
    dead = (tmp_path / holding.OWNER).read_text()
    with locked(tmp_path):
        holding._set_aside(tmp_path / holding.OWNER, dead)
        with pytest.raises(BusyError), locked(tmp_path):
            pass


def test_a_run_says_that_there_are_no_locks(
    tmp_path: Path, definition: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, errno.ENOLCK)
    writer = RunWriter.create(tmp_path, definition)
    keep(writer)
    assert "this file system has no locks" in writer.notes[0]
    assert writer.complete


def test_new_folders_are_forced_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("baldwin.store.files.sync", synced.append)
    make_folder(tmp_path / "runs" / "name" / "id")
    assert synced == [tmp_path, tmp_path / "runs", tmp_path / "runs" / "name"]
    make_folder(tmp_path / "runs" / "name" / "id")
    assert len(synced) == 3


def test_closed_descriptors_are_opened_before_a_table_gets_their_number(tmp_path: Path) -> None:
    kept = os.dup(0)
    try:
        os.close(0)
        open_standard_streams()
        opened = os.open(tmp_path / "table", os.O_WRONLY | os.O_CREAT)
        assert opened > 2
        os.close(opened)
    finally:
        os.dup2(kept, 0)
        os.close(kept)
