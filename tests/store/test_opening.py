"""One way to open what the store holds; and the toy wing in everything that the spine does with a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from toy_runs import TEXT

import baldwin
from baldwin.__main__ import run_command
from baldwin.claims.claim import Claim
from baldwin.claims.journal import ClaimJournal
from baldwin.claims.ladder import Ladder
from baldwin.claims.quantity import Measurement, close
from baldwin.claims.reading import ClaimRun
from baldwin.claims.sources import THEORY
from baldwin.errors import RunError, UsageError
from baldwin.opening import list_any, open_any, open_path
from baldwin.store import Run, list_runs, open_run
from baldwin.store.info import read_info
from baldwin.study import Study, find_study, open_study, table

TRUE = Claim("T01", "Two is two", (close("two", 2.0, THEORY),), lambda: {"two": Measurement(2.0)}, method="count")
LADDER = Ladder("sums", "Sums", ("Nobody (1900)",), (TRUE,))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Return a folder with a run, a study of two cells and a control, and a tested claim."""
    folder, population = tmp_path / "runs", tmp_path / "toy.toml"
    population.write_text(TEXT)
    common = ("--runs", str(folder), "--quiet")
    assert run_command(["run", str(population), *common]) == 0
    vary = ("--vary", "task.step=0.2,0.4", "--control", "still:task.step=0", "--on", "inline", "--name", "steps")
    assert run_command(["sweep", str(population), *vary, *common]) == 0
    with ClaimJournal(folder, LADDER, LADDER.claims) as journal:
        journal.add(TRUE.test(lambda setting: None))
    return folder


def test_each_is_opened_as_what_it_is(runs: Path) -> None:
    run, study, claims = (open_any(text, runs) for text in ("toy", "steps", "reproduce-sums"))
    assert (type(run), type(study), type(claims)) == (Run, Study, ClaimRun)
    assert [one.status for one in (run, study, claims)] == ["complete"] * 3
    assert [one.title for one in (run, study, claims)] == ["Numbers that drift", "steps", "Sums"]
    assert [one.progress for one in (run, study, claims)] == ["12 of 12", "3 of 3 cells", "1 of 1 claims"]
    assert isinstance(claims, ClaimRun)
    assert [(outcome.id, outcome.verdict) for outcome in claims.outcomes] == [("T01", "pass")]
    assert (claims.ladder, claims.claims, claims.passed) == ("sums", ("T01",), 1)
    for one in (run, study, claims):
        for text in (one.id, one.id[:8], f"{one.name}/{one.id}", str(one.path), one.path / "run.json"):
            assert open_any(text, runs) == one
        assert open_path(one.path) == one
    assert {type(one) for one in list_any(runs)} == {Run, Study, ClaimRun}
    assert len(list_any(runs)) == 6
    assert len(list_runs(runs)) == 4


def test_the_folder_is_that_of_the_command_line(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALDWIN_RUNS", str(runs))
    assert baldwin.open_any("steps") == find_study("steps", runs)


def test_a_class_refuses_what_it_is_not(runs: Path) -> None:
    paths = {name: open_any(name, runs).path for name in ("toy", "steps", "reproduce_sums")}
    with pytest.raises(RunError, match="is a study, which lists runs"):
        open_run(paths["steps"])
    with pytest.raises(RunError, match="holds the verdicts of claims"):
        open_run(paths["reproduce_sums"])
    with pytest.raises(UsageError, match="is no study"):
        open_study(paths["toy"])


def test_a_kind_of_another_version_is_refused_by_its_name(runs: Path) -> None:
    path = open_any("toy", runs).path
    info = read_info(path)
    (path / "run.json").write_text(json.dumps(info | {"kind": "tournament", "baldwin": "9.1"}))
    with pytest.raises(RunError, match=r"is tournament, written by baldwin 9\.1\. Use that version to read it\.$"):
        open_any(path)
    assert [one.status for one in list_any(runs)].count("unreadable") == 1


def test_what_cannot_go_on_here_says_where(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text, words in {"steps": "baldwin study resume", "reproduce_sums": "baldwin reproduce sums"}.items():
        assert run_command(["resume", text, "--runs", str(runs)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert words in line


@pytest.mark.parametrize("subject", ["toy", "steps"])
def test_a_third_wing_is_plotted_and_reported(runs: Path, subject: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("vl_convert")
    for command in ("show", "plot", "report", "watch"):
        assert run_command([command, subject, "--runs", str(runs)]) == 0, command
    drawn = [Path(line) for line in capsys.readouterr().out.splitlines() if line.endswith((".png", ".html"))]
    assert {path.suffix for path in drawn} == {".png", ".html"}
    assert all(path.stat().st_size > 1000 for path in drawn)


def test_a_third_wing_in_a_study(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = table(find_study("steps", runs))
    assert sorted(rows["arm"]) == ["main"] * 6 + ["still"] * 3
    assert run_command(["compare", "steps", "--runs", str(runs)]) == 0
    assert "innate" in capsys.readouterr().out
    assert run_command(["export", "toy", "--runs", str(runs)]) == 0
