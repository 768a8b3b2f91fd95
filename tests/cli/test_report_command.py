"""`baldwin report` as a user meets it."""

from __future__ import annotations

import json
import sys

import pytest

from baldwin.__main__ import run_command
from baldwin.store import find_run

SMALL = ["--replicates", "2", "--generations", "6", "--set", "population.size=60"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    for name in ("hinton-nowlan", "no-learning"):
        assert run_command(["run", name, "--quiet", "--runs", str(folder), *SMALL]) == 0
    return folder


@pytest.fixture
def report(runs, capsys):
    def call(*arguments):
        capsys.readouterr()
        status = run_command(["report", *map(str, arguments), "--runs", str(runs)])
        return status, *capsys.readouterr()

    return call


@pytest.fixture
def vega():
    pytest.importorskip("vl_convert")


@pytest.mark.usefixtures("vega")
def test_the_page_is_beside_the_run(report, runs):
    status, out, err = report("hinton-nowlan")
    path = find_run("hinton_nowlan", runs).path / "report.html"
    assert (status, out, err) == (0, f"{path}\n", "")
    first = path.read_bytes()
    assert first.startswith(b"<!DOCTYPE html>")
    assert report("hinton-nowlan")[0] == 0
    assert path.read_bytes() == first
    assert not list(path.parent.glob("*.tmp"))


@pytest.mark.usefixtures("vega")
def test_arms_have_a_page_beside_the_runs(report, runs):
    status, out, _ = report("hinton-nowlan", "no-learning", "hinton-nowlan")
    ids = "-".join(find_run(name, runs).id[:6] for name in ("hinton_nowlan", "no_learning"))
    assert (status, out) == (0, f"{runs / 'compare' / ids / 'report.html'}\n")


@pytest.mark.usefixtures("vega")
def test_arms_are_shown_up_to_the_end_of_the_shortest(report, monkeypatch, runs):
    """As figures of several runs are; --until all shows all, and the page says how to make it again."""
    shown = []

    def page(found, until=None, note=""):
        shown.append(([int(run.generations["generation"].max()) for run in found], until, note))
        return "<html>"

    longer = [word.replace("6", "9") if word == "6" else word for word in SMALL]
    assert run_command(["run", "lamarck", "--quiet", "--runs", str(runs), *longer]) == 0
    monkeypatch.setattr("baldwin.report.page.page_of", page)
    pair = ["hinton-nowlan", "lamarck"]
    note = "Shown to generation 6, where the shortest run ends"
    assert report(*pair)[2] == f"{note}; --until all shows all.\n"
    for words in (["--until", "all"], ["--until", "4"], ["--quiet"]):
        assert report(*pair, *words)[2] == ""
    assert shown == [([6, 6], None, note), ([6, 9], "all", ""), ([4, 4], "4", ""), ([6, 6], None, note)]
    assert report("lamarck", "--until", "-1")[0] == 2


@pytest.mark.usefixtures("vega")
def test_json_and_output(report, tmp_path):
    status, out, _ = report("hinton-nowlan", "--json", "--output", tmp_path / "new" / "page.html")
    row = json.loads(out)
    assert status == 0
    assert row["path"] == str(tmp_path / "new" / "page.html")
    assert row["bytes"] == (tmp_path / "new" / "page.html").stat().st_size < 5_000_000


def test_without_the_extra_one_line_says_how_to_get_it(report, monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    status, out, err = report("hinton-nowlan")
    assert (status, out) == (2, "")
    assert err == "Reports need vl-convert. Install it: pip install vl-convert-python\n"


@pytest.mark.usefixtures("vega")
@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ([], 2, "No run given"),
        (["hinton-nowlam"], 2, "Did you mean hinton_nowlan?"),
        (["hinton-nowlan", "--output", ""], 2, "the name is empty"),
        (["hinton-nowlan", "--output", f"{__file__}/page.html"], 2, "Choose another file"),
    ],
)
def test_mistakes_are_one_line(report, arguments, status, words):
    got, out, err = report(*arguments)
    assert (got, out) == (status, "")
    assert words in err
    assert err.count("\n") == 1
