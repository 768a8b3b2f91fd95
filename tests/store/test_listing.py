"""A list of runs: what was changed, key numbers, tags and notes; filtered and sorted, and no table read for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toy_runs import compute, toy_definition, write

import baldwin
from baldwin.__main__ import run_command
from baldwin.errors import UsageError
from baldwin.evolve import load_engine
from baldwin.listing import changed, numbers, row, rows, selected
from baldwin.store import RunWriter, open_run
from baldwin.store.info import sealed
from baldwin.store.notes import write_notes
from baldwin.store.reading import Entry
from baldwin.store.summary import final_values
from baldwin.store.totals import NUMBERS

TOY = 'name = "{name}"\n[population]\nsize = {size}\nseed = 3\n[task]\nkind = "toy"\nstep = {step}\n'


def entry(folder: Path, number: int, **more: Any) -> Entry:
    """Return a made-up run on disk."""
    path = folder / "toy" / f"{number:012x}"
    path.mkdir(parents=True)
    final = {"innate": number / 10, "learned": 1.0} if number != 3 else {}
    changes = {"of": "toy", "fields": {"task.step": number / 4}}
    info = {"format": 1, "status": "complete", "name": "toy", "id": path.name, "generations": 9, "generation": number}
    info |= {"created": f"2026-01-0{number}T00:00:00Z", "elapsed": 1.0, "final": final, "changed": changes, **more}
    (path / "run.json").write_text(sealed(info))
    (path / "population.toml").write_text(TOY.format(name="toy", size=10 * number, step=number / 4))
    return Entry(path, info)


@pytest.fixture
def entries(tmp_path: Path) -> list[Entry]:
    made = [
        entry(tmp_path, 4, status="stopped", title="The last"),
        entry(tmp_path, 3),
        entry(tmp_path, 2, study="steps/0123456789ab"),
        entry(tmp_path, 1, kind="study", final={}),
    ]
    write_notes(made[2].path, ["paper", "Draft"], "for the talk, second panel")
    return made


@pytest.mark.parametrize(
    ("words", "where", "fitting"),
    [
        ((), (), "4321"),
        ((), ("status=stopped",), "4"),
        ((), ("status!=stopped",), "321"),
        ((), ("innate>=0.2",), "42"),
        ((), ("innate > 0.2",), "4"),
        ((), ("innate<0.3", "kind=evolution"), "2"),
        ((), ("innate=none",), "31"),
        ((), ("generation>=3", "generation<=3"), "3"),
        ((), ("created<2026-01-03",), "21"),
        ((), ("tag=paper",), "2"),
        ((), ("tag=draft",), "2"),
        ((), ("tag!=paper",), "431"),
        ((), ("note~The Talk",), "2"),
        ((), ("study~steps",), "2"),
        ((), ("population.size=30",), "3"),
        ((), ("task.step>=0.75",), "43"),
        ((), ("task.kind=toy",), "4321"),
        ((), ("task.none=1",), ""),
        (("LAST",), (), "4"),
        (("toy/000000000003",), (), "3"),
        (("panel", "paper"), (), "2"),
        (("panel", "stopped"), (), ""),
        (("task.step=0.75",), (), "3"),
    ],
)
def test_filters(entries: list[Entry], words: tuple[str, ...], where: tuple[str, ...], fitting: str) -> None:
    assert "".join(one.id[-1] for one in selected(entries, words, where)) == fitting


@pytest.mark.parametrize(
    ("sort", "order", "reversed_"),
    [
        ("innate", "4231", "2431"),  # what has none comes last, either way
        ("created", "4321", "1234"),
        ("status", "3214", "4321"),
        ("population.size", "4321", "1234"),
        ("title", "4321", "3214"),  # The last before toy
        ("tag", "2431", "2431"),
    ],
)
def test_orders(entries: list[Entry], sort: str, order: str, reversed_: str) -> None:
    assert "".join(one.id[-1] for one in selected(entries, sort=sort)) == order
    assert "".join(one.id[-1] for one in selected(entries, sort=sort, reverse=True)) == reversed_


@pytest.mark.parametrize(
    "where", ["innate", "=3", "", "nothing=3", "innat>3", "innate>>3", "innate=>3", "task.step==1", "innate>high"]
)
def test_what_is_no_condition_is_refused(entries: list[Entry], where: str) -> None:
    with pytest.raises(UsageError, match=r"is no condition|no such column|has no comparison|is a number"):
        selected(entries, where=[where])


def test_rows_have_a_column_for_each_number(entries: list[Entry]) -> None:
    table = rows(entries)
    assert table["innate"] == [0.4, None, 0.2, None]
    assert table["tags"] == ["", "", "paper, Draft", ""]
    assert table["changed"][0] == "task.step=1.0"
    assert set(NUMBERS) <= set(table)
    assert {len(column) for column in table.values()} == {4}


def test_a_long_list_is_printed_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 211):
        entry(tmp_path, number, created="2026-01-01T00:00:00Z")
    assert run_command(["list", "--all", "--sort", "innate", "--runs", str(tmp_path)]) == 0
    head, first, *_, last, count = capsys.readouterr().out.splitlines()
    assert head.split() == [
        "run",
        "(in",
        f"{tmp_path})",
        *["status", "generation", "created", "(UTC)", "innate", "learned", "changed"],
    ]
    assert first.split()[-3:] == ["21", "1", "task.step=52.5"]
    assert first.index("complete") == last.index("complete") == head.index("status")
    assert count == "210 of 210 fit."


def test_a_list_is_a_data_frame(entries: list[Entry]) -> None:
    pytest.importorskip("pandas")
    frame = baldwin.frame(entries)
    assert frame.query("innate > 0.3")["id"].tolist() == ["000000000004"]
    assert frame["tags"].tolist() == ["", "", "paper, Draft", ""]
    with pytest.raises(UsageError, match="an Entry each"):
        baldwin.frame(["runs"])


def test_numbers_are_those_of_show_however_the_run_came_about(tmp_path: Path) -> None:
    whole = compute(tmp_path / "a", toy_definition()).path
    stopped = compute(tmp_path / "b", toy_definition(), until=4, checkpoint_every=0.0).path
    assert open_run(stopped).status == "stopped"
    for path in (stopped, whole):
        run = open_run(path)
        assert numbers(run) == {name: final_values(run)[name]["median"] for name in numbers(run)}
        assert {"innate", "learned", "learning_gain"} <= set(numbers(run))
    assert numbers(open_run(stopped)) != numbers(open_run(whole))
    before = open_run(stopped).info["final"]
    with RunWriter.resume(stopped) as writer:
        writer.restore(load_engine(toy_definition()))  # and nothing is computed
    assert open_run(stopped).info["final"] == before
    write(RunWriter.resume(stopped), load_engine(toy_definition()))
    assert open_run(stopped).info["final"] == open_run(whole).info["final"]


def test_a_list_reads_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = open_run(compute(tmp_path, toy_definition("task.step=0.5")).path)
    monkeypatch.setattr("baldwin.store.tables.read_table", lambda *_: pytest.fail("a table was read"))
    assert run_command(["list", "--json", "--sort", "learned", "--runs", str(tmp_path)]) == 0
    (listed,) = json.loads(capsys.readouterr().out)["runs"]
    assert listed == json.loads(json.dumps(row(run)))
    assert (listed["preset"], listed["numbers"]) == ("", run.info["final"])
    assert "task.step=0.5" in listed["changed"]
    monkeypatch.undo()
    older = {name: value for name, value in run.info.items() if name not in ("final", "changed")}
    assert numbers(Entry(run.path, older)) == run.info["final"]  # from the tables, where run.json has none
    assert changed(Entry(run.path, {**older, "overrides": ["task.step=0.5"]})) == ["task.step=0.5"]
