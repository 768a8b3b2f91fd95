"""`baldwin dissect` in the spine: a wing that knows neither start nor rule, files, JSON, mistakes in one line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import toy_replaying
from toy_runs import compute, toy_definition

import baldwin
from baldwin.__main__ import run_command
from baldwin.dissecting import LEARNING_OFF, WHOLE
from baldwin.store import Run, open_run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return open_run(compute(tmp_path / "runs", toy_definition()).path)


def test_a_wing_that_tells_no_start_from_rule_has_its_parts_held_still(run: Run) -> None:
    found = baldwin.dissect(run, instances=40)
    frame = found.frame.set_index("condition")
    assert frame.index.tolist() == [WHOLE, LEARNING_OFF, "wandering off"]
    assert frame["score"][WHOLE] == pytest.approx(baldwin.replay(run, instances=40)["measure"].mean())
    assert frame["difference"].tolist() == pytest.approx([0.0, -1.0, 0.0])
    assert (found.shares, found.clamped) == ({}, {})
    assert any("do not tell apart" in note for note in found.notes)


def test_the_command_writes_table_and_figure(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, figure = tmp_path / "found.csv", tmp_path / "found.svg"
    for file in (table, figure):
        assert run_command(["dissect", str(run.path), "--instances", "5", "--output", str(file)]) == 0
    assert str(figure) in capsys.readouterr().out
    assert [row["condition"] for row in csv.DictReader(table.read_text().splitlines())] == [
        WHOLE,
        LEARNING_OFF,
        "wandering off",
    ]
    assert figure.read_text().count("<path") > 3
    assert run_command(["dissect", str(run.path), "--instances", "5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["scores"]) == {WHOLE, LEARNING_OFF, "wandering off"}
    assert told["columns"]["difference"]["values"] == pytest.approx([0.0, -1.0, 0.0])


def test_what_has_no_parts_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toy_replaying, "freezes", lambda definition: {})
    with pytest.raises(baldwin.UsageError, match=r"there is nothing to take apart\. evolved start.*rule\.$"):
        baldwin.dissect(run, instances=5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "No run given. Name one, such as: baldwin dissect sinusoid"),
        (["nobody"], "nobody: "),
        (["toy", "--instances", "1"], "--instances 1: must be an integer >= 2"),
        (["toy", "--points", "-1"], "--points -1: must be an integer >= 0"),
        (["toy", "--output", "x.txt"], "--output x.txt: no such format. End the name in .csv, .png, .svg or .pdf."),
    ],
)
def test_mistakes_are_one_line(run: Run, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["dissect", *(str(run.path) if word == "toy" else word for word in arguments)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
