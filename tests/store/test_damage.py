"""Files of a run that were deleted, cut or overwritten: never read in silence, and computed again to the same bytes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_runs import TABLES, TEXT, compute, tables, toy_definition

from baldwin.__main__ import run_command
from baldwin.errors import RunError
from baldwin.opening import open_any
from baldwin.store import RunWriter, checkpoints, find_run, list_runs, open_run
from baldwin.store.extents import Extent
from baldwin.store.info import read_info, sealed
from baldwin.store.reading import DEFINITION, INFO, TIMINGS

DAMAGE: dict[str, Callable[[Path, bytes], object]] = {
    "deleted": lambda path, data: path.unlink(),
    "empty": lambda path, data: path.write_bytes(b""),
    "cut": lambda path, data: path.write_bytes(data[: data.rfind(b"\n", 0, -1) + 1]),
    "longer": lambda path, data: path.write_bytes(data + data[data.rfind(b"\n", 0, -1) + 1 :]),
    "garbage": lambda path, data: path.write_bytes(b"x" * len(data)),
    "one digit": lambda path, data: path.write_bytes(
        data[:-9] + data[-9:].translate(bytes.maketrans(b"0123", b"4567"))
    ),
    "first digit": lambda path, data: path.write_bytes(data.replace(b'"generation": 0', b'"generation": 5', 1)),
}


@pytest.fixture
def whole(tmp_path: Path) -> tuple[bytes, ...]:
    return tables(compute(tmp_path / "whole", toy_definition()).path)


@settings(max_examples=50)
@given(parts=st.lists(st.binary(max_size=40), max_size=8), cut=st.integers(0, 300))
def test_an_extent_grows_as_its_file_does(
    parts: list[bytes], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("extent") / "file"
    extent = Extent()
    for part in parts:
        extent = extent.after(part)
    data = b"".join(parts)
    path.write_bytes(data)
    assert Extent.measure(path) == extent == Extent().after(data)
    assert Extent.measure(path, cut) == Extent().after(data[:cut])
    assert extent.difference(path, exact=True) == ""
    path.write_bytes(data + b"more")
    assert extent.difference(path) == ""
    assert extent.difference(path, exact=True) == f"it holds {len(data) + 4} bytes where {len(data)} were written"


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("by_name", [False, True])
def test_a_complete_run_is_repaired(
    tmp_path: Path, whole: tuple[bytes, ...], how: str, table: str, by_name: bool
) -> None:
    definition = toy_definition()
    path = compute(tmp_path, definition).path
    data = (path / table).read_bytes()
    DAMAGE[how](path / table, data)
    with pytest.raises(RunError, match=rf"{table}: damaged, it.* baldwin resume .*{path.name}") as caught:
        getattr(open_run(path), table.removesuffix(".jsonl"))
    assert "\n" not in str(caught.value)
    writer = compute(tmp_path, definition) if by_name else _resume(path)
    assert tables(path) == whole
    assert writer.notes[-1].startswith(f"{path / table}: damaged, it")
    assert writer.notes[-1].endswith(
        "Computed again from " + ("generation 12." if how == "longer" else "the beginning.")
    )
    run = open_run(path)
    assert (run.status, len(run.info["resumed"])) == ("complete", 1)
    assert len(run.generations["generation"]) == 39
    again = compute(tmp_path, definition)
    assert (again.notes, again.resumed) == ([], False)


def _resume(path: Path) -> RunWriter:
    return compute(path.parent.parent, RunWriter.resume(path).definition)


@pytest.mark.parametrize("how", sorted(set(DAMAGE) - {"longer"}))
@pytest.mark.parametrize("table", TABLES)
def test_an_interrupted_run_does_not_keep_damage(
    tmp_path: Path, whole: tuple[bytes, ...], how: str, table: str
) -> None:
    path = compute(tmp_path, toy_definition(), until=9, checkpoint_every=0).path
    DAMAGE[how](path / table, (path / table).read_bytes())
    with pytest.raises(RunError, match=rf"{table}: damaged, it"):
        getattr(open_run(path), table.removesuffix(".jsonl"))
    writer = compute(tmp_path, toy_definition())
    assert tables(path) == whole
    assert f"checkpoint gen-000008.safetensors does not fit {table} (it" in writer.notes[0]


def test_the_checkpoint_before_the_damage_is_used(tmp_path: Path, whole: tuple[bytes, ...]) -> None:
    path = compute(tmp_path, toy_definition(), until=9, checkpoint_every=0).path
    DAMAGE["cut"](path / TABLES[0], (path / TABLES[0]).read_bytes())  # a row of generation 8
    compute(tmp_path, toy_definition())
    assert tables(path) == whole
    assert open_run(path).info["resumed"][0]["generation"] == 7


@pytest.mark.parametrize("until", [None, 9])
def test_timings_are_no_result(tmp_path: Path, whole: tuple[bytes, ...], until: int | None) -> None:
    path = compute(tmp_path, toy_definition(), until=until, checkpoint_every=0).path
    (path / TIMINGS).write_bytes(b"?")
    writer = compute(tmp_path, toy_definition())
    assert (tables(path), writer.notes) == (whole, [])
    if until:
        assert open_run(path).info["resumed"][0]["generation"] == 8
        assert [json.loads(line)["generation"] for line in (path / TIMINGS).read_text().splitlines()] == [9, 10, 11, 12]


@pytest.mark.parametrize("until", [None, 9])
def test_the_description_is_written_anew(tmp_path: Path, whole: tuple[bytes, ...], until: int | None) -> None:
    path = compute(tmp_path, toy_definition(), until=until).path
    (path / INFO).unlink()
    (found,) = list_runs(tmp_path)
    assert found.status == "unreadable"
    for text in ("toy", path.name, path.name[:5], f"toy/{path.name}", str(path)):
        assert open_any(text, tmp_path, unreadable=True).path == path
        with pytest.raises(RunError, match=r"run\.json: no such file\. .* baldwin resume"):
            find_run(text, tmp_path)
    _resume(path)
    assert tables(path) == whole
    assert (open_run(path).status, open_run(path).generation) == ("complete", 12)


@pytest.mark.parametrize("text", [None, "", "[[[", 'name = "toy"\n[task]\nkind = "toy"\nnonsense = 1\n'])
@pytest.mark.parametrize("until", [None, 9])
def test_the_definition_is_written_anew(
    tmp_path: Path, whole: tuple[bytes, ...], text: str | None, until: int | None
) -> None:
    definition = toy_definition("title=Other")
    options = {"source": "/a/toy.toml", "overrides": ["title=Other one"]}
    path = compute(tmp_path, definition, until=until, **options).path
    (path / DEFINITION).unlink()
    if text is not None:
        (path / DEFINITION).write_text(text)
    for attempt in (lambda: open_run(path).definition, lambda: RunWriter.resume(path)):
        with pytest.raises(RunError, match=r"population\.toml") as caught:
            attempt()
        assert caught.value.exit_status == 2
        assert str(caught.value).endswith(f"baldwin run toy.toml --set 'title=Other one' --runs {tmp_path}")
    compute(tmp_path, definition)
    assert open_run(path).definition == definition
    assert tables(path) == whole
    assert open_run(path).status == "complete"


def test_a_changed_title_is_noticed_and_put_right(tmp_path: Path) -> None:
    """Which is no part of the id."""
    path = compute(tmp_path, toy_definition()).path
    text = (path / DEFINITION).read_text()
    (path / DEFINITION).write_text(text.replace("drift", "shift"))
    with pytest.raises(RunError, match=r"population\.toml: damaged, its checksum differs\..* or have it written again"):
        _ = open_run(path).definition
    compute(tmp_path, toy_definition("title=Another"))
    assert open_run(path).definition.title == "Another"
    assert open_run(path).status == "complete"


def test_a_definition_of_another_version_is_refused_by_its_name(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition()).path
    (path / INFO).write_text(json.dumps(read_info(path) | {"baldwin": "0.0.9"}))
    (path / DEFINITION).write_text(
        (path / DEFINITION).read_text().replace("step =", "stride =").replace("seed =", "sprout =")
    )
    with pytest.raises(RunError, match=r"written by baldwin 0\.0\.9, .*more problem.*Use that version") as caught:
        _ = open_run(path).definition
    assert "\n" not in str(caught.value)


def test_a_run_of_a_version_without_digests(tmp_path: Path, whole: tuple[bytes, ...]) -> None:
    path = compute(tmp_path, toy_definition()).path
    info = read_info(path)
    del info["files"]
    (path / INFO).write_text(json.dumps(info))
    shutil.rmtree(path / checkpoints.FOLDER)
    assert compute(tmp_path, toy_definition()).notes == []
    (path / TABLES[1]).unlink()
    with pytest.raises(RunError, match=r"assays\.jsonl: damaged, it is missing"):
        _ = open_run(path).assays
    compute(tmp_path, toy_definition())
    assert tables(path) == whole


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command where a complete run of toy.toml exists."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    Path("toy.toml").write_text(TEXT)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run_command(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    assert call("run", "toy.toml", "--quiet")[0] == 0
    return call


def test_commands_tell_of_damage(command: Callable[..., tuple[int, str, str]]) -> None:
    (path,) = Path("runs/toy").iterdir()
    whole = tables(path)
    for table in TABLES:
        (path / table).write_bytes(b"x" * len((path / table).read_bytes()))
        for name in ("show", "export", "plot"):
            status, out, err = command(name, "toy")
            assert (status, out, err.count("\n")) == (2, "", 1)
            assert err.endswith(f"baldwin resume {path}\n")
        status, out, err = command("resume", "toy")
        assert (status, out.splitlines()[-1]) == (0, str(path))
        assert f"{path / table}: damaged, its checksum differs. Computed again from the beginning." in err
        assert tables(path) == whole


def test_commands_tell_of_a_lost_definition(command: Callable[..., tuple[int, str, str]]) -> None:
    (path,) = Path("runs/toy").iterdir()
    (path / DEFINITION).unlink()
    for name in ("show", "plot", "resume"):
        status, out, err = command(name, "toy")
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert err.endswith("baldwin run toy.toml\n")
    assert command("run", "toy.toml")[0] == 0
    assert command("show", "toy")[0] == 0


def test_resume_without_a_description(command: Callable[..., tuple[int, str, str]]) -> None:
    (path,) = Path("runs/toy").iterdir()
    whole = tables(path)
    (path / INFO).unlink()
    status, out, err = command("show", "toy")
    assert (status, out, err) == (2, "", f"{path / INFO}: no such file. Write it anew: baldwin resume {path}\n")
    assert command("resume", "toy")[0] == 0
    assert tables(path) == whole
    assert command("show", "toy")[0] == 0


DAMAGED = {
    "one bit": lambda text: text.replace('"generation": 12', '"generation": 13'),
    "a flipped key": lambda text: text.replace('"elapsed"', '"dlapsed"'),
    "cut": lambda text: text[:50],
    "empty": lambda text: "",
    "no JSON": lambda text: "[" * 100_000,
    "another thing": lambda text: '{"status": "complete"}',
}


@pytest.mark.parametrize("how", DAMAGED)
@pytest.mark.parametrize("by_name", [False, True])
def test_a_damaged_description_costs_nothing(tmp_path: Path, whole: tuple[bytes, ...], how: str, by_name: bool) -> None:
    path = compute(tmp_path, toy_definition()).path
    states = [one.read_bytes() for one in checkpoints.candidates(path)]
    (path / INFO).write_text(DAMAGED[how]((path / INFO).read_text()))
    with pytest.raises(RunError, match=rf"Write it anew, all else is kept: baldwin resume .*{path.name}$|format"):
        open_run(path)
    (found,) = list_runs(tmp_path)
    assert found.status == "unreadable"
    writer = compute(tmp_path, toy_definition()) if by_name else _resume(path)
    assert writer.notes == [f"{path / INFO}: was damaged, and is written anew; all else is kept."]
    assert (tables(path), [one.read_bytes() for one in checkpoints.candidates(path)][:1]) == (whole, states[:1])
    assert (open_run(path).status, open_run(path).generation) == ("complete", 12)


WRONG = {
    "status": "purple",
    "id": "../../elsewhere",
    "name": "/etc/cron.d",
    "generation": None,
    "generations": "many",
    "elapsed": "nan",
    "counts": {"individuals": None},
    "resumed": [3],
    "overrides": "all",
    "files": {"generations.jsonl": {"bytes": -1, "crc32": 0}},
    "title": 3,
    "created": None,
    "platform": [],
}


@pytest.mark.parametrize("field", WRONG)
def test_fields_are_what_they_must_be(tmp_path: Path, field: str, capsys: pytest.CaptureFixture[str]) -> None:
    other = compute(tmp_path, toy_definition("population.seed=3"), until=2).path
    path = compute(tmp_path, toy_definition(), until=2).path
    (path / INFO).write_text(sealed(read_info(path) | {field: WRONG[field]}))
    with pytest.raises(RunError, match=rf"run\.json: damaged, its field {field}.* cannot be what it says"):
        open_run(path)
    assert run_command(["list", "--runs", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert (other.name in captured.out, captured.err.count("\n")) == (True, 1)
    for command in ("show", "report", "plot", "watch", "export"):
        assert run_command([command, str(path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_what_a_run_says_reaches_the_terminal_without_control_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = compute(tmp_path, toy_definition(), until=2).path
    evil = "\x1b]0;evil\x07\u202etitle\x9b2J"
    said = {"source": evil, "study": evil, "created": evil, "title": evil, "packages": {evil: evil}}
    (path / INFO).write_text(sealed(read_info(path) | said | {"resumed": [{"at": evil}]}))
    assert run_command(["list", "--runs", str(tmp_path)]) == run_command(["show", str(path)]) == 0
    (path / INFO).write_text(sealed(read_info(path) | {evil: evil, "counts": {evil: "many"}}))
    assert run_command(["show", str(path)]) == 2
    (path / INFO).write_text(f'{{"format": "{evil}", "status": "x", "baldwin": "\\u001b"}}')
    assert run_command(["show", str(path)]) == 2
    shown = "".join(capsys.readouterr())
    assert "evil" in shown
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition(), until=2).path
    (path / INFO).unlink()
    os.mkfifo(path / INFO)
    assert [run.status for run in list_runs(tmp_path)] == ["unreadable"]


def test_equal_runs_have_equal_checkpoints(tmp_path: Path) -> None:
    """Whatever the time that each took, and however often it was stopped."""
    first = compute(tmp_path / "first", toy_definition()).path
    compute(tmp_path / "second", toy_definition(), until=5)
    second = compute(tmp_path / "second", toy_definition()).path
    name = Path(checkpoints.FOLDER) / "gen-000012.safetensors"
    assert (first / TIMINGS).read_bytes() != (second / TIMINGS).read_bytes()
    assert (first / name).read_bytes() == (second / name).read_bytes()


def test_only_what_is_ours_is_removed(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition(), until=3, checkpoint_every=0).path
    folder = path / checkpoints.FOLDER
    kept = [folder / "notes.txt", folder / "gen-000001.safetensors.bak", path / "draft.tmp", path / ".mine.tmp"]
    for file in kept:
        file.write_text("mine")
    (folder / "gen-7.safetensors").mkdir()  # a name that none of ours has
    (folder / "deep").mkdir()
    elsewhere = tmp_path / "elsewhere.safetensors"
    elsewhere.write_text("mine")
    (folder / "gen-000000.safetensors").symlink_to(elsewhere)
    leftovers = [path / f".{'0a' * 8}.tmp", folder / f".{'1b' * 8}.tmp"]
    for file in leftovers:
        file.write_text("half")
    assert compute(tmp_path, toy_definition()).complete
    assert all(file.read_text() == "mine" for file in [*kept, elsewhere])
    assert not any(file.exists() for file in leftovers)
    assert {one.name for one in folder.iterdir()} >= {"deep", "gen-000002.safetensors", "gen-000012.safetensors"}
    assert len(list(folder.glob("gen-0000*.safetensors"))) == checkpoints.KEEP + 1  # and the link
    compute(tmp_path, toy_definition(), fresh=True)
    assert all(file.read_text() == "mine" for file in [*kept, elsewhere])


@pytest.mark.parametrize("planted", [checkpoints.FOLDER, *TABLES, TIMINGS])
def test_nothing_is_written_through_a_link_in_a_run(tmp_path: Path, planted: str) -> None:
    path = compute(tmp_path, toy_definition(), until=3).path
    elsewhere = tmp_path / "elsewhere"
    (path / planted).rename(elsewhere)
    (path / planted).symlink_to(elsewhere)
    before = sorted(elsewhere.iterdir()) if elsewhere.is_dir() else elsewhere.read_bytes()
    with pytest.raises(RunError, match=r"link"):
        compute(tmp_path, toy_definition())
    assert before == (sorted(elsewhere.iterdir()) if elsewhere.is_dir() else elsewhere.read_bytes())
