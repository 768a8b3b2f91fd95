"""`baldwin reproduce` on a small ladder of its own: verdicts, reports, and going on after a stop."""

from __future__ import annotations

import json
import math
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baldwin.__main__ import run_command
from baldwin.claims import ladder as ladder_module
from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import mean_of
from baldwin.claims.journal import ClaimJournal, claims_id
from baldwin.claims.ladder import Ladder
from baldwin.claims.populations import Setting
from baldwin.claims.quantity import Measurement, Measurements, close
from baldwin.claims.reading import ClaimRun
from baldwin.claims.sources import LEGEND, THEORY, published, theory
from baldwin.claims.tolerance import RULE
from baldwin.cli import reproduce as reproduce_module
from baldwin.definition.discovery import Wing, wings
from baldwin.evolve import Progress, evolve
from baldwin.opening import open_any
from baldwin.store import open_run
from baldwin.store.info import read_info, sealed

SETTING = Setting("hinton-nowlan", ("population.replicates=5", "population.generations=2", "population.size=100"))
TRUE = Claim(
    "T01",
    "Two is two",
    (close("two", 2.0, theory()),),
    lambda: {"two": Measurement(2.0)},
    method="count",
    quick=True,
    null=Null("three instead", measure=lambda: {"two": Measurement(3.0)}),
)
EVOLVED = Claim(
    "T02",
    "Half of all alleles are plastic",
    (close("plastic share at generation 0", 0.5, THEORY, of="plastic"),),
    lambda run: {"plastic": mean_of(run["plastic"][:, 0], "a | b")},
    settings=(SETTING,),
    null=Null("few plastic", ("encoding.plastic=0.2", "encoding.correct=0.4", "encoding.wrong=0.4")),
)
FALSE = Claim(
    "T03",
    "All alleles are plastic",
    (
        close(
            "plastic share at generation 2",
            1.0,
            published("Nobody", 1900, "table 1"),
            parts={"print": 0.05},
            of="plastic",
        ),
    ),
    lambda run: {"plastic": mean_of(run["plastic"][:, 2])},
    settings=(SETTING,),
    remark="Not so.",
)
TOY = Ladder("toy-result", "A toy", ("Nobody (1900)",), (TRUE, EVOLVED, FALSE))


def wing_named(name: str) -> Wing:
    return next(wing for wing in wings() if wing.name == name)


Reproduce = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def reproduce(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Reproduce:
    """Return a function that runs a command in an empty folder where the toy is a published result."""
    for module in (ladder_module, reproduce_module):
        monkeypatch.setattr(module, "ladders", lambda: {TOY.name: TOY})
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)

    def call(*arguments: str, command: str = "reproduce") -> tuple[int, list[str], list[str]]:
        status = run_command([command, *arguments])
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err.splitlines()

    return call


def test_a_true_claim_passes(reproduce: Reproduce) -> None:
    status, out, err = reproduce("toy-result", "--quick")
    assert status == 0
    assert out[-2:] == ["1 of 1 claims hold. Of their numbers 0 published, 1 theory, 0 regressions hold.", out[-1]]
    assert Path(out[-1]).parts[:2] == ("runs", "reproduce_toy_result")
    assert len(err) == 1
    assert "1/1  T01 pass" in err[0]
    assert "Two is two" in err[0]


def test_a_wrong_expectation_fails(reproduce: Reproduce) -> None:
    status, out, err = reproduce("toy-result")
    assert status == 1
    numbers = "Of their numbers 0 of 1 published, 2 theory, 0 regressions hold."
    assert f"2 of 3 claims hold; outside their tolerance: T03. {numbers}" in out
    row = next(line for line in out if "plastic share at generation 2" in line)
    assert "1 published: Nobody (1900), table 1" in row
    assert "0.05 of print" in row
    assert row.rstrip().endswith("fail")
    assert any("Not so." in line for line in out)
    assert any("hinton-nowlan --set population.replicates=5" in line for line in out)
    assert [line.split()[2] for line in err] == ["pass", "pass", "fail"]


def test_reports_say_what_the_table_says(reproduce: Reproduce) -> None:
    _, out, _ = reproduce("toy-result", "--quiet")
    path = Path(out[-1])
    document = json.loads((path / "claims.json").read_text())
    assert (document["ladder"], document["passed"], document["failed"]) == ("toy-result", 2, 1)
    assert [claim["verdict"] for claim in document["claims"]] == ["pass", "pass", "fail"]
    finding = document["claims"][1]["findings"][0]
    assert finding["expected"] == 0.5
    assert abs(finding["measured"] - 0.5) < 0.05
    assert finding["error"] > 0
    text = (path / "claims.md").read_text()
    assert "## T03 fail: All alleles are plastic" in text
    assert f"- `{SETTING.text}`" in text
    assert "a / b" in text  # no cell breaks the table
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} == {7}
    info = read_info(path)
    assert (info["kind"], info["status"]) == ("claims", "complete")
    assert info["counts"] == {"claims": 3, "tested": 3, "passed": 2}


def test_populations_are_runs_beside_the_claims(reproduce: Reproduce) -> None:
    _, out, _ = reproduce("toy-result", "--quiet")
    path = Path(out[-1])
    (kept,) = Path("runs/hinton_nowlan").iterdir()
    assert sum(str(kept) in line for line in out) == 2  # both claims that measure it say where it is
    assert f"- run `hinton_nowlan/{kept.name}`" in (path / "claims.md").read_text()
    rows = [json.loads(line) for line in (path / "claims.jsonl").read_text().splitlines()]
    assert [row["runs"] for row in rows] == [[], [f"hinton_nowlan/{kept.name}"], [f"hinton_nowlan/{kept.name}"]]
    assert ClaimRun.of(open_any(path)).populations == (kept,)
    status, shown, _ = reproduce(str(path), command="show")
    assert status == 0
    assert any(line.strip() == str(kept) for line in shown)
    status, shown, _ = reproduce(str(kept), command="show")
    assert (status, any(line.split() == ["behind", f"reproduce_toy_result/{path.name}"] for line in shown)) == (0, True)


def test_nulls_are_refuted_or_told(reproduce: Reproduce) -> None:
    status, out, _ = reproduce("toy-result", "--null", "--quick")
    assert (status, out[-2]) == (0, "1 of 1 claims fail on their null, as they should.")
    assert next(line for line in out if line.startswith("T01")).split()[-1] == "refuted"
    assert any("null: three instead" in line for line in out)
    assert reproduce("toy-result", "--quick")[1][-1] != out[-1]  # a run of its own
    status, out, _ = reproduce("toy-result", "--null")
    assert (status, out[-2]) == (1, "2 of 3 claims fail on their null, as they should; these do not: T03.")
    path = Path(out[-1])
    document = json.loads((path / "claims.json").read_text())
    assert [claim["verdict"] for claim in document["claims"]] == ["refuted", "refuted", "not refuted"]
    assert [claim["null"] for claim in document["claims"]] == ["three instead", "few plastic", "not declared"]
    assert document["claims"][1]["settings"] == [EVOLVED.under_null().settings[0].text]
    assert (document["passed"], document["failed"], document["nulls"]) == (2, 1, True)
    assert "`baldwin reproduce toy-result --null`" in (path / "claims.md").read_text()
    shown = reproduce(str(path), command="show")[1]
    assert shown[-1] == out[-2]
    assert open_any(path).progress == "2 of 3 nulls"
    assert open_any(path).resume_command == "baldwin reproduce toy-result --null"


@pytest.mark.parametrize(("measured", "sound"), [(0.2, True), (0.5, False), (math.nan, False), (math.inf, True)])
def test_a_null_that_holds_or_measures_nothing_is_not_refuted(measured: float, sound: bool) -> None:
    claim = replace(TRUE, null=Null("noise", measure=lambda: {"two": Measurement(measured + 1.5)}))
    (outcome,) = ladder_module.verify([claim.under_null()])
    assert outcome.sound is sound
    (outcome,) = ladder_module.verify([replace(TRUE, null="it counts").under_null()])
    assert (outcome.sound, outcome.verdict, outcome.null) == (True, "no null", "none, as it counts")


def test_the_kinds_of_numbers_are_counted_apart_everywhere(reproduce: Reproduce) -> None:
    _, out, _ = reproduce("toy-result", "--quiet")
    path = Path(out[-1])
    numbers = "Of their numbers 0 of 1 published, 2 theory, 0 regressions hold."
    told = ["\n".join(out), (path / "claims.md").read_text()]
    assert reproduce(str(path), command="report")[0] == 0
    told.append((path / "report.html").read_text())
    for text in told:
        assert numbers in text
        assert "Nobody (1900)" in text
        assert RULE in " ".join(text.split())
        for kind, meaning in LEGEND.items():
            assert kind in text
            assert meaning in " ".join(text.split())
    document = json.loads((path / "claims.json").read_text())
    assert {kind: (one["hold"], one["of"]) for kind, one in document["numbers"].items()} == {
        "published": (0, 1), "theory": (2, 2), "regression": (0, 0),
    }  # fmt: skip
    assert (document["rule"], document["legend"], document["references"]) == (RULE, LEGEND, ["Nobody (1900)"])


def test_json_for_programs(reproduce: Reproduce) -> None:
    status, out, _ = reproduce("toy-result", "--json")
    assert status == 1
    document = json.loads("\n".join(out))
    assert (Path(document["path"]) / "claims.md").is_file()
    assert json.loads((Path(document["path"]) / "claims.json").read_text()) == {
        name: value for name, value in document.items() if name != "path"
    }


def test_found_complete_is_not_tested_again(reproduce: Reproduce) -> None:
    _, out, _ = reproduce("toy-result")
    written = (Path(out[-1]) / "claims.jsonl").stat().st_mtime_ns
    status, again, err = reproduce("toy-result")
    assert (status, again) == (1, out)
    assert err == [f"{out[-1]}: already complete, not computed again (--fresh would)."]
    assert (Path(out[-1]) / "claims.jsonl").stat().st_mtime_ns == written
    assert len(reproduce("toy-result", "--fresh")[2]) == 3


def test_an_interrupted_ladder_goes_on_to_the_same_report(
    reproduce: Reproduce, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = reproduce("toy-result", "--quiet")
    path = Path(out[-1])
    whole = {name: (path / name).read_bytes() for name in ("claims.md", "claims.json")}

    def interrupt(run: object) -> Measurements:
        raise KeyboardInterrupt

    # Neither `measure` is part of the id: what is interrupted here is the same request.
    stopping = replace(TOY, claims=(TRUE, EVOLVED, replace(FALSE, measure=interrupt)))
    assert claims_id(stopping, stopping.claims) == path.name
    monkeypatch.setattr(ladder_module, "ladders", lambda: {TOY.name: stopping})
    status, out, err = reproduce("toy-result", "--fresh")
    assert (status, out) == (130, [])
    assert err[-1] == "Stopped after 2 of 3 claims. Go on with the same command."
    assert json.loads((path / "run.json").read_text())["status"] == "stopped"

    with (path / "claims.jsonl").open("ab") as file:  # and a process killed while it wrote
        file.write(b'{"id": "T03", "cla')
    monkeypatch.setattr(ladder_module, "ladders", lambda: {TOY.name: TOY})
    status, out, err = reproduce("toy-result")
    assert (status, len(err)) == (1, 2)
    assert err[0] == f"{path}: going on after 2 of 3 claims."
    assert "3/3  T03 fail" in err[1]
    assert {name: (path / name).read_bytes() for name in whole} == whole
    assert len((path / "claims.jsonl").read_text().splitlines()) == 3


def test_a_signal_saves_what_evolves(reproduce: Reproduce, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any, **options: Any) -> Iterator[Progress]:
        for progress in evolve(*arguments, chunk_seconds=0.0, **options):
            signal.raise_signal(signal.SIGTERM)
            yield progress

    monkeypatch.setattr("baldwin.keeping.evolve", interrupted)
    status, out, err = reproduce("toy-result")
    assert (status, out) == (143, [])
    assert err[-1] == "Stopped after 1 of 3 claims. Go on with the same command."
    (kept,) = Path("runs/hinton_nowlan").iterdir()
    assert (open_run(kept).status, open_run(kept).generation) == ("stopped", 0)
    monkeypatch.setattr("baldwin.keeping.evolve", evolve)
    assert reproduce("toy-result")[0] == 1
    assert open_run(kept).status == "complete"
    assert open_run(kept).info["resumed"]


def test_another_expectation_is_another_run() -> None:
    other = replace(TRUE, quantities=(close("two", 2.0, theory(), parts={"rounding": 0.1}),))
    assert claims_id(TOY, (TRUE,)) == claims_id(TOY, (TRUE,))
    assert claims_id(TOY, (TRUE,)) != claims_id(TOY, (other,))
    assert claims_id(TOY, (TRUE,)) != claims_id(TOY, (TRUE, EVOLVED))


@pytest.mark.parametrize(
    ("presets", "schemes"),
    [
        ((), None),
        (("hinton-nowlan",), "haystack"),
        (("sinusoid", "bandit"), "neural"),
        (("hinton-nowlan", "bandit"), "haystack, neural"),
    ],
)
def test_the_random_schemes_are_those_of_what_evolves(
    tmp_path: Path, presets: tuple[str, ...], schemes: str | None
) -> None:
    claims = (replace(TRUE, settings=tuple(Setting(preset, ()) for preset in presets), measure=lambda *runs: []),)
    ladder = replace(TOY, claims=claims)
    with ClaimJournal(tmp_path, ladder, claims) as journal:
        pass
    info = read_info(journal.path)
    known = {name: wing_named(name).scheme for name in ("haystack", "neural")}
    expected = None if schemes is None else ", ".join(sorted(known[name] for name in schemes.split(", ")))
    assert info.get("random_scheme") == expected


def test_other_commands_know_what_it_is(reproduce: Reproduce) -> None:
    _, out, _ = reproduce("toy-result", "--quiet")
    path = out[-1]
    status, listed, _ = reproduce(command="list")
    assert status == 0
    assert any("2 of 3 claims" in line and "complete" in line for line in listed)
    status, shown, _ = reproduce(path, command="show")
    assert status == 0
    assert "A toy" in shown[0]
    assert any(line.startswith("2 of 3 claims hold; outside their tolerance: T03.") for line in shown)
    status, text, _ = reproduce(path, "--json", command="show")
    assert (status, json.loads("\n".join(text))["kind"]) == (0, "claims")
    for command in ("resume", "export", "plot"):
        status, _, err = reproduce(path, command=command)
        assert status in (1, 2)
        assert len(err) == 1
        assert "claims" in err[0]


def test_names_that_do_not_exist(reproduce: Reproduce) -> None:
    status, out, err = reproduce("toy-resul")
    assert (status, out) == (2, [])
    assert err == ["toy-resul: no such ladder of claims. Did you mean toy-result? Allowed: toy-result."]
    status, _, err = reproduce("toy-result", "--only", "T04")
    assert status == 2
    assert err[0].startswith("--only T04: no such claim in toy-result. Did you mean T0")
    assert reproduce("--only", "T01")[0] == 2
    assert not Path("runs").exists()


def test_without_a_name_it_lists(reproduce: Reproduce) -> None:
    status, out, _ = reproduce()
    assert (status, out[0]) == (0, "toy-result  A toy (3 claims)")
    status, out, _ = reproduce("--json")
    assert json.loads("\n".join(out)) == {"ladders": [{"name": "toy-result", "title": "A toy", "claims": 3}]}


def test_a_folder_that_cannot_be_written(reproduce: Reproduce) -> None:
    Path("runs").write_text("a file")
    status, _, err = reproduce("toy-result", "--quick")
    assert (status, len(err)) == (2, 1)
    assert "Name one with --runs DIR." in err[0]


@pytest.mark.parametrize("how", ["garbage", "same length", "one digit", "missing"])
@pytest.mark.parametrize("interrupted", [False, True])
def test_damaged_verdicts_are_never_shown(reproduce: Reproduce, how: str, interrupted: bool) -> None:
    _, out, _ = reproduce("toy-result")
    file = Path(out[-1]) / "claims.jsonl"
    data = file.read_bytes()
    if interrupted:
        file.with_name("run.json").write_text(sealed(read_info(file.parent) | {"status": "stopped"}))
    if how == "missing":
        file.unlink()
    else:
        digit = data.replace(b'"measured": 2.0', b'"measured": 3.0')
        assert digit != data
        file.write_bytes({"garbage": b"nothing\n", "same length": b"x" * len(data), "one digit": digit}[how])
    status, shown, err = reproduce(str(file.parent), command="show")
    assert (status, shown, len(err)) == (2, [], 1)
    assert err[0].startswith(f"{file}: damaged, it")
    assert err[0].endswith("baldwin reproduce toy-result --fresh")
    status, again, err = reproduce("toy-result")
    assert (status, again, len(err)) == (1, out, 3)
    assert reproduce(str(file.parent), command="show")[0] == 0


def test_damaged_results_without_a_digest(reproduce: Reproduce) -> None:
    """Results of a version that recorded none: at least the verdicts are counted."""
    _, out, _ = reproduce("toy-result")
    file = Path(out[-1]) / "run.json"
    info = read_info(file.parent)
    del info["files"]
    file.write_text(json.dumps(info))
    assert reproduce(out[-1], command="show")[0] == 0
    file.with_name("claims.jsonl").write_text("nothing\n")
    status, shown, err = reproduce(out[-1], command="show")
    assert (status, shown, len(err)) == (2, [], 1)
    assert "it holds 0 of 3 verdicts" in err[0]


def test_a_damaged_description_of_results(reproduce: Reproduce) -> None:
    _, out, _ = reproduce("toy-result")
    (Path(out[-1]) / "run.json").write_text("nothing")
    for command in ("show", "reproduce"):
        status, shown, err = reproduce("toy-result" if command == "reproduce" else out[-1], command=command)
        assert (status, shown, len(err)) == (2, [], 1)
        assert err[0].endswith("baldwin reproduce toy-result --fresh")
    assert reproduce("toy-result", "--fresh")[1] == out
    assert reproduce(out[-1], command="show")[0] == 0


def test_outcomes_of_another_version_are_refused_by_its_name(reproduce: Reproduce) -> None:
    _, out, _ = reproduce("toy-result", "--quiet")
    path = Path(out[-1])
    info = read_info(path)
    rows = [json.loads(line) for line in (path / "claims.jsonl").read_text().splitlines()]
    older = "".join(json.dumps({"id": row["id"], "verdict": row["verdict"]}) + "\n" for row in rows)
    (path / "claims.jsonl").write_text(older)
    info |= {"baldwin": "0.0.9", "files": {}}
    (path / "run.json").write_text(json.dumps(info))
    status, _, err = reproduce(str(path), command="show")
    assert (status, len(err)) == (2, 1)
    assert "written by baldwin 0.0.9" in err[0]
    assert err[0].endswith("baldwin reproduce toy-result --fresh")
