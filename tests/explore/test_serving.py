"""What a command line can open: presets, files with code of one's own, runs, studies; and how it begins and ends."""

from __future__ import annotations

import builtins
import json
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from asgi import PORT, TOKEN, ask, request

from baldwin.__main__ import run_command
from baldwin.explore.lab import Lab
from baldwin.explore.serving import application
from baldwin.explore.subjects import Subjects
from baldwin.store import list_runs

OWN = Path(__file__).parent.parent / "extension" / "royal_road.py"
ROADS = """
name = "roads"
[population]
size = 30
replicates = 2
generations = 6
[task]
kind = "royal_road.py:RoyalRoad"
loci = 8
[lifetime]
trials = 10
"""


def opened(text: str | None, runs: Path):
    return application(Lab(Subjects.of(text, runs)), TOKEN, PORT)


def payload(app, query: str = "") -> dict:
    page = request(app, f"/{TOKEN}/", query=query).body.decode()
    return json.loads(page.split('id="payload">')[1].split("</script>")[0])


@pytest.fixture(scope="module")
def some(tmp_path_factory) -> Path:
    """Return a folder with a run and a study."""
    runs = tmp_path_factory.mktemp("some")
    small = ["--set", "population.size=40", "--replicates", "2", "--generations", "5", "--quiet", "--runs", str(runs)]
    assert run_command(["run", "hinton-nowlan", *small]) == 0
    vary = ["--vary", "lifetime.trials=30,300", "--on", "inline"]
    assert run_command(["sweep", "hinton-nowlan", *vary, *small]) == 0
    return runs


def test_a_run_is_shown_as_it_is_and_can_be_changed(some):
    found = next(one for one in list_runs(some) if one.definition.lifetime.trials == 1000)
    lab = Lab(Subjects.of(f"{found.name}/{found.id}", some))
    app = application(lab, TOKEN, PORT)
    assert payload(app)["opened"] == 5
    key = payload(app)["first"]
    shown = ask(app, "advance", arms=[{"population": key}]).json
    assert (shown["generation"], shown["over"]) == (5, True)
    assert lab.evolutions.of(found.definition).engine is None, "nothing is computed again"
    arm = {"population": key, "changes": {"lifetime.trials": "7"}}
    answer = ask(app, "define", arms=[arm]).json
    assert answer["commands"] == [f"baldwin run {found.path}/population.toml --set lifetime.trials=7"]
    assert ask(app, "advance", arms=[arm]).json["generation"] == 5


def test_the_page_of_runs_opens_a_run_as_it_is(some):
    found = next(one for one in list_runs(some) if one.definition.lifetime.trials == 1000)
    app, key = opened(None, some), f"{found.name}/{found.id}"
    begun = payload(app, f"run={key}")
    assert (begun["first"], begun["opened"]) == (key, 5)
    assert "no-learning" in [one["key"] for one in begun["subjects"]]
    shown = ask(app, "advance", arms=[{"population": key}]).json
    assert (shown["generation"], shown["over"]) == (5, True)
    assert payload(app)["first"] == "hinton-nowlan", "without a run, the page is as it was"


@pytest.mark.parametrize("key", ["hinton_nowlan/000000000000", "../../etc/passwd", "%3Cscript%3E"])
def test_a_run_that_is_not_there_is_told_in_the_page(some, key):
    page = request(opened(None, some), f"/{TOKEN}/", query=f"run={key}").body.decode()
    assert "is not here any more." in page
    assert "<script>" not in page


def test_a_run_with_code_of_somebody_else_is_not_opened_by_a_click(tmp_path, monkeypatch):
    shutil.copy(OWN, tmp_path)
    (tmp_path / "roads.toml").write_text(ROADS)
    monkeypatch.chdir(tmp_path)
    assert run_command(["run", "roads.toml", "--quiet", "--runs", "made"]) == 0
    (run,) = list_runs(tmp_path / "made")
    monkeypatch.setattr("baldwin.definition.trust.is_trusted", lambda code: False)
    app = opened(None, tmp_path / "made")
    page = request(app, f"/{TOKEN}/", query=f"run={run.name}/{run.id}").body.decode()
    assert "<h1>Not opened</h1>" in page
    assert "--trust" in page
    answer = ask(app, "advance", arms=[{"population": f"{run.name}/{run.id}"}]).json
    assert "--trust" in answer["problems"][0]


def test_a_study_is_its_cells(some):
    app = opened("hinton_nowlan_sweep", some)
    cells = [one for one in payload(app)["subjects"] if one["key"].startswith("given")]
    assert [one["label"] for one in cells] == ["lifetime.trials = 30", "lifetime.trials = 300"]
    two = [{"population": one["key"]} for one in cells]
    assert ask(app, "advance", arms=two).json["over"]


def test_code_of_ones_own_is_run_where_the_command_line_names_it(tmp_path, monkeypatch):
    shutil.copy(OWN, tmp_path)
    (tmp_path / "roads.toml").write_text(ROADS)
    monkeypatch.chdir(tmp_path)
    app = opened("roads.toml", tmp_path / "runs")
    arm = {"population": "given", "changes": {"task.loci": "12"}}
    answer = ask(app, "define", arms=[arm]).json
    paths = [one["path"] for group in answer["groups"] for one in group["controls"]]
    assert "task.loci" in paths
    assert "task.kind" not in paths, "which file is run is not to be chosen here"
    other = {"population": "given", "changes": {"task.kind": '"other.py:Other"'}}
    assert "command line" in ask(app, "define", arms=[other]).json["problems"][0]


def test_an_error_of_ones_own_code_is_told_in_a_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "royal_road.py").write_text(OWN.read_text() + "\n1 / 0\n")
    (tmp_path / "roads.toml").write_text(ROADS)
    monkeypatch.chdir(tmp_path)
    assert run_command(["explore", "roads.toml", "--no-browser", "--runs", str(tmp_path / "runs")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hinton-nowlann", "hinton-nowlann: no such preset, file or run. Did you mean hinton-nowlan?"),
        (
            "innate_or_learned",
            "innate_or_learned: is a study that has no run yet. Run it with: baldwin sweep innate-or",
        ),
        ("missing.toml", "missing.toml: no such file."),
        ("zzzzzz", "zzzzzz: no such run."),
    ],
)
def test_what_is_not_there_is_told_in_a_line(text, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_command(["explore", text, "--no-browser"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(said)


def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys):
    usual = builtins.__import__

    def no_server(name, *rest, **more):
        if name == "starlette":
            raise ImportError(name)
        return usual(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", no_server)
    assert run_command(["explore", "--no-browser"]) == 2
    assert capsys.readouterr().err.strip() == (
        "Explore needs starlette, uvicorn and vl-convert. Install them: pip install starlette uvicorn vl-convert-python"
    )


def test_ctrl_c_ends_it(tmp_path):
    command = [sys.executable, "-m", "baldwin", "explore", "--no-browser", "--runs", str(tmp_path / "runs")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(address) as answer:
            assert b"baldwin explore" in answer.read()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address.rsplit("/", 2)[0] + "/guess/")
        assert refused.value.code == 404
        refused.value.close()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0
    assert (out, err) == ("", "Ctrl-C ends it.\n")
    assert not (tmp_path / "runs").exists(), "nothing was kept"
