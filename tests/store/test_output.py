"""What a user asks to be written: in one step, never over a run's own files, through no link in a run, into devices."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from toy_runs import compute, tables, toy_definition

from baldwin.__main__ import run_command
from baldwin.errors import UsageError
from baldwin.store.output import ABANDONED, refuse_output, write_output


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return compute(tmp_path / "runs", toy_definition()).path


def test_it_replaces_in_one_step_and_keeps_who_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "table.csv"
    write_output(path, "1\n")
    path.chmod(0o600)
    write_output(path, b"2\n")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"2\n", 0o600)
    with pytest.raises(ZeroDivisionError):
        write_output(path, lambda file: 1 / 0)
    assert (path.read_text(), os.listdir(path.parent)) == ("2\n", ["table.csv"])


def test_a_users_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "file.csv")
    for text in ("new", "again"):
        write_output(tmp_path / "link.csv", text)
        assert (tmp_path / "file.csv").read_text() == text
        assert (tmp_path / "link.csv").is_symlink()


def test_pipes_and_devices_are_written_into(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    read: list[bytes] = []
    thread = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    thread.start()
    write_output(pipe, lambda file: file.write_bytes(b"through"))
    thread.join(10.0)
    assert read == [b"through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    (tmp_path / "null").symlink_to("/dev/null")
    write_output(tmp_path / "null", "gone")
    write_output(Path("/dev/null"), "gone")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize(
    "path", ["/dev/report.html", "/dev/pts/new/report.html", "/proc/self/report.html", "link/a.png"]
)
def test_no_file_is_made_among_devices(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("/dev")
    with pytest.raises(UsageError, match=rf"^{path}: /(dev|proc) holds what the system has open, and no files. Choose"):
        write_output(Path(path), "page")
    refuse_output(Path("/dev/shm/report.html"))


def test_an_open_file_is_written_into(tmp_path: Path) -> None:
    with (tmp_path / "shown").open("wb") as file:
        write_output(Path(f"/dev/fd/{file.fileno()}"), "shown\n")
        file.write(b"path\n")  # as a command does, last
        assert os.fstat(file.fileno()).st_nlink == 1  # it was not replaced
    assert (tmp_path / "shown").read_text() == "shown\npath\n"


@pytest.mark.parametrize(
    "name",
    ["run.json", "population.toml", "generations.jsonl", "lock", "checkpoints/new.csv", "figures/../run.json"],
)
def test_a_runs_own_files_are_refused(run: Path, tmp_path: Path, name: str) -> None:
    (run / "figures").mkdir()
    before = (run / name).read_bytes() if (run / name).exists() else None
    (tmp_path / "other").symlink_to(run)
    (tmp_path / "link").symlink_to(run / name)
    for path in (run / name, tmp_path / "other" / name, tmp_path / "link"):
        with pytest.raises(UsageError, match=r"belongs to the run in .*, and is not replaced\. Choose another file\."):
            write_output(path, "mine")
    assert before == ((run / name).read_bytes() if (run / name).exists() else None)
    write_output(run / "mine.csv", "mine")  # any other name is the user's


def test_a_link_in_a_run_is_not_followed(run: Path, tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (target := elsewhere / "report.html").write_text("precious")
    (run / "figures").symlink_to(elsewhere)
    (run / "report.html").symlink_to(target)
    for path in (run / "figures" / "report.html", run / "figures" / "new.png", run / "report.html"):
        with pytest.raises(UsageError, match=r"is a link, and nothing is written through links in a run\. Remove it\."):
            write_output(path, "page")
    assert (target.read_text(), len(os.listdir(elsewhere))) == ("precious", 1)
    (linked := tmp_path / "linked").symlink_to(run)  # the folder of a run may itself be reached by a link
    refuse_output(linked / "mine.html")


def test_a_folder_with_an_exported_run_is_none(tmp_path: Path) -> None:
    for _ in range(2):
        write_output(tmp_path / "run.json", '{"run": {}}')


def test_simultaneous_writers_do_not_meet(tmp_path: Path) -> None:
    failed: list[Exception] = []

    def write(number: int) -> None:
        try:
            for _ in range(10):
                write_output(tmp_path / "page", f"{number}" * 1000)
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert os.listdir(tmp_path) == ["page"]
    assert len(set((tmp_path / "page").read_text())) == 1


def test_what_killed_writers_left_is_removed(tmp_path: Path) -> None:
    old, young, foreign = (tmp_path / name for name in (f".{'a' * 16}.part", f".{'b' * 16}.part", ".mine.part"))
    for path in (old, young, foreign):
        path.touch()
        os.utime(path, (0, time.time() - (60.0 if path == young else 2 * ABANDONED)))
    write_output(tmp_path / "page", "")
    assert [path.exists() for path in (old, young, foreign)] == [False, True, True]


COMMANDS: dict[str, Callable[[Path, Path], list[str]]] = {
    "report": lambda run, target: ["report", str(run), "--output", str(target)],
    "export": lambda run, target: ["export", str(run), "--to", "json", "--output", str(target.parent)],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_refuse_a_runs_own_files(command: str, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tables(run), (run / "run.json").read_bytes()
    assert run_command(COMMANDS[command](run, run / "run.json")) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert "belongs to the run in" in captured.err
    assert (tables(run), (run / "run.json").read_bytes()) == before
