"""What the page of runs asks: which fit, overlaid, compared, described, deleted; and what nobody may ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi import HOST, PORT, TOKEN, Answer, ask, request

import baldwin
from baldwin.explore import shelf as module
from baldwin.explore.guard import Guard
from baldwin.explore.lab import Lab
from baldwin.explore.serving import application
from baldwin.explore.shelf import Shelf
from baldwin.explore.subjects import Subjects
from baldwin.store import Run
from baldwin.store.holding import locked
from baldwin.store.info import sealed
from baldwin.store.notes import read_notes

SMALL = {"population.size": 20, "population.generations": 3, "population.replicates": 2}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def two(folder: Path) -> list[Run]:
    """Return two runs of one population, the second with changes."""
    return [
        baldwin.run("hinton-nowlan", {**SMALL, **more}, runs=folder, progress=False)
        for more in ({}, {"lifetime.trials": 30, "population.generations": 2})
    ]


@pytest.fixture(scope="module")
def app(folder: Path, two: list[Run]) -> Iterator[Guard]:
    del two
    lab = Lab(Subjects.of(None, folder))
    yield application(lab, TOKEN, PORT)
    lab.close()


def key(run: Run) -> str:
    return f"{run.name}/{run.id}"


def problem(answer: Answer) -> str:
    assert answer.status == 200, "no failure of the server"
    (text,) = answer.json["problems"]
    return text


def made_up(folder: Path, name: str, digits: str, **more: object) -> Path:
    """Write the `run.json` of a run that has nothing else."""
    path = folder / name / digits
    path.mkdir(parents=True)
    info = {"format": 1, "status": "complete", "name": name, "id": digits, "created": "2020-01-01T00:00:00Z", **more}
    (path / "run.json").write_text(sealed(info))
    return path


def test_rows_come_once_and_then_only_what_fits(app: Guard, two: list[Run]) -> None:
    first = ask(app, "runs/list").json
    assert {row["key"] for row in first["rows"]} == {key(run) for run in two}
    changed = next(row for row in first["rows"] if row["key"] == key(two[1]))
    assert "lifetime.trials=30" in changed["changed"]
    assert changed["numbers"] == two[1].info["final"]
    assert str(two[0].path) not in json.dumps(first)
    again = ask(app, "runs/list", stamp=first["stamp"], query="lifetime.trials=30 nowlan").json
    assert (again["rows"], again["order"]) == (None, [key(two[1])])
    assert ask(app, "runs/list", query='tag=none "title~twenty switches"').json["order"] == []
    ordered = ask(app, "runs/list", sort="generation", where=["status=complete"]).json["order"]
    assert ordered == [key(two[0]), key(two[1])]
    assert "no such column" in problem(ask(app, "runs/list", query="innat>3"))


def test_a_shelf_reads_again_only_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (made_up(tmp_path, "made", f"{number:012x}") for number in (1, 2))
    shelf, read = Shelf(tmp_path), []
    opened = module._opened
    monkeypatch.setattr(module, "_opened", lambda path: read.append(path) or opened(path))
    assert [one.status for one in shelf.entries().values()] == ["complete"] * 2
    assert sorted(read) == [one, two]
    shelf.entries()
    assert len(read) == 2
    (one / "run.json").write_text("{")
    (two / "notes.toml").write_text('note = "mine"')
    found = shelf.ask("", [], [], None, False)
    assert sorted(read[2:]) == [one, two]
    assert {row["key"][-1]: (row["status"], row["note"]) for row in found["rows"]} == {
        "1": ("unreadable", ""),
        "2": ("complete", "mine"),
    }
    made_up(tmp_path, "made", "f" * 12, status="running")  # by no process, which is asked each time
    assert len(shelf.entries()) == len(shelf.entries()) == 3
    assert [path.name[0] for path in read[4:]] == ["f", "f"]


def test_runs_are_overlaid(app: Guard, two: list[Run]) -> None:
    found = ask(app, "runs/overlay", runs=[key(run) for run in two]).json
    assert found["labels"] == ["lifetime.trials = 1,000", "lifetime.trials = 30"]
    assert found["note"] == "Shown to generation 2, where the shortest run ends."
    assert found["drawings"][0]["name"] == "innate_learned"
    assert set(found["figures"]) > {one["name"] for one in found["drawings"]}
    chosen = ask(app, "runs/overlay", runs=[key(two[0])], figures=["allele_shares"]).json
    assert [one["name"] for one in chosen["drawings"]] == ["allele_shares"]


def test_runs_are_compared(app: Guard, two: list[Run]) -> None:
    found = ask(app, "runs/compare", runs=[key(run) for run in two], against=key(two[1])).json
    frame = baldwin.compare(two[0], against=two[1])
    assert [row["difference"] for row in found["effects"]] == frame["difference"].tolist()
    assert "Compare with which?" in problem(ask(app, "runs/compare", runs=[key(two[0])], against=key(two[0])))


def test_a_report_is_made_and_can_ask_for_nothing(app: Guard, two: list[Run]) -> None:
    found = request(app, f"/{TOKEN}/report", query=f"run={key(two[1])}")
    assert found.status == 200
    assert two[1].id.encode() in found.body
    policy = found.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts")  # of no origin: whatever it asks is refused
    assert "connect-src" not in policy.replace("default-src 'none'", "")
    assert "allow-same-origin" not in policy
    assert found.headers["referrer-policy"] == "same-origin"
    assert "clipboard-write=()" in found.headers["permissions-policy"]  # which hangs where there is no origin
    refused = request(app, f"/{TOKEN}/report", query="run=a/000000000000")
    assert b"is not here any more" in refused.body
    assert "unsafe-inline' 'self" not in refused.headers["content-security-policy"]


def test_a_report_of_no_origin_is_refused_what_the_page_may_ask(app: Guard, two: list[Run]) -> None:
    body = json.dumps({"runs": [key(two[0])]}).encode()
    for headers in ({"origin": "null"}, {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"}):
        assert request(app, f"/{TOKEN}/ask/runs/bin", body, headers=headers).status == 403
    assert request(app, f"/{TOKEN}/ask/runs/bin").status == 405  # nothing changes by a link
    assert two[0].path.is_dir()


@pytest.mark.parametrize(
    "name",
    [
        "../shelf/hinton_nowlan",
        "hinton_nowlan/../../etc",
        "/etc/passwd",
        "hinton_nowlan",
        "hinton_nowlan/" + "0" * 12,
        "hinton_nowlan/" + "0" * 12 + "\n",
        ".bin/" + "0" * 12,
        "<b>",
        "",
    ],
)
@pytest.mark.parametrize("what", ["overlay", "compare", "note", "bin", "restore"])
def test_a_browser_names_runs_and_no_files(app: Guard, folder: Path, what: str, name: str) -> None:
    before = sorted(folder.rglob("*"))
    said = problem(ask(app, f"runs/{what}", runs=[name], tags="x"))
    assert said.endswith(("is not here any more.", "is not in the bin any more."))
    assert sorted(folder.rglob("*")) == before


def test_tags_and_notes_are_kept(app: Guard, two: list[Run]) -> None:
    asked = {"runs": [key(two[0])], "tags": "paper, figure-a", "note": "one\n<b>two</b>\n"}
    assert ask(app, "runs/note", **asked).json == {
        "tags": ["paper", "figure-a"],
        "note": "one\n<b>two</b>",
        "problem": "",
    }
    assert read_notes(two[0].path).tags == ("paper", "figure-a")
    assert ask(app, "runs/list", query="tag=paper").json["order"] == [key(two[0])]
    (two[1].path / "notes.toml").write_text("note = 'half")
    assert "cannot be read" in problem(ask(app, "runs/note", runs=[key(two[1])], tags="x"))
    assert (two[1].path / "notes.toml").read_text() == "note = 'half"
    (two[1].path / "notes.toml").unlink()
    assert "must be a word" in problem(ask(app, "runs/note", runs=[key(two[0])], tags="a/b"))
    assert read_notes(two[0].path).note == "one\n<b>two</b>"


def test_what_is_deleted_is_restored(app: Guard, folder: Path, two: list[Run]) -> None:
    with locked(two[0].path):
        assert "working on this run" in problem(ask(app, "runs/bin", runs=[key(two[0])]))
    (moved,) = ask(app, "runs/bin", runs=[key(two[0])]).json["moved"]
    assert not two[0].path.exists()
    assert [row["key"] for row in ask(app, "runs/binned").json["rows"]] == [moved]
    assert ask(app, "runs/restore", runs=[moved]).json == {"restored": [key(two[0])]}
    assert two[0].path.is_dir()
    assert not (folder / ".bin").exists()


def test_what_is_no_run_has_no_overlay(app: Guard, folder: Path, two: list[Run]) -> None:
    study = made_up(folder, "a_study", "a" * 12, kind="study")
    (study / "study.toml").write_text("")
    asked = ["a_study/" + "a" * 12, key(two[0])]
    assert "is a study, no run to draw with others" in problem(ask(app, "runs/overlay", runs=asked))
    assert "Open its report" in problem(ask(app, "runs/overlay", runs=asked[:1]))
    assert "Nothing is chosen" in problem(ask(app, "runs/overlay"))
    many = [f"hinton_nowlan/{number:012x}" for number in range(30)]
    assert "is not here" in problem(ask(app, "runs/overlay", runs=many))
