"""What pages say and hold, without a browser."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from written import written

from baldwin.__main__ import run_command
from baldwin.figures.description import SecondScale
from baldwin.opening import open_any
from baldwin.report.arms import ReportedRuns, thinned
from baldwin.report.charts.catalogue import charts_of, modules
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.report.page import page_of
from baldwin.report.payload import dumps, numbers, whole_table
from baldwin.report.sections.data import tables_of
from baldwin.report.vega import level_rows, second_scale, y_axis
from baldwin.store import open_run
from baldwin.study import open_study

pytest.importorskip("vl_convert")

LIMIT = 5_000_000  # bytes


def payload_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found.group(1))


class Outline(HTMLParser):
    """Elements of a page that are never closed or closed wrongly, ids, and addresses."""

    VOID = frozenset(("input", "br", "img", "meta", "link", "hr"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.headings: list[int] = []
        self.unlabelled: list[dict] = []
        self.images: list[dict] = []

    def handle_starttag(self, name, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"])
        self.addresses += [value for key, value in attributes if key in ("src", "href", "action", "data")]
        if re.fullmatch("h[1-6]", name):
            self.headings.append(int(name[1]))
        if name == "img":
            self.images.append(found)
        if name in ("input", "select") and "label" not in self.open and "aria-label" not in found:
            self.unlabelled.append(found)
        if name not in self.VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open.pop() == name, f"</{name}>"


@pytest.fixture(scope="module")
def pages(run_of, study):
    one, control = run_of("hinton_nowlan"), run_of("no_learning")
    shown = {"one": [one], "arms": [one, control], "network": [run_of("sinusoid")], "study": open_study(study)}
    return {name: written(runs) for name, runs in shown.items()}


@pytest.fixture(scope="module")
def outlines(pages):
    found = {}
    for name, page in pages.items():
        found[name] = Outline()
        found[name].feed(page)
    return found


def test_pages_are_small_whole_and_name_no_address(pages, outlines):
    for name, page in pages.items():
        outline = outlines[name]
        assert len(page.encode()) < LIMIT
        assert outline.open == []
        assert all(one.startswith(("#", "data:")) for one in outline.addresses), name


def test_pages_can_be_read_by_ear(pages, outlines):
    for name, outline in outlines.items():
        page = pages[name]
        assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
        assert re.search("<title>[^<]{5,}</title>", page)
        assert len(outline.ids) == len(set(outline.ids))
        assert outline.headings[0] == 1
        assert outline.headings.count(1) == 1
        steps = zip(outline.headings, outline.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), "no level of headings is left out"
        assert all(one.get("alt") for one in outline.images)
        labelled = set(re.findall(r'<label for="([^"]+)"', page))
        assert all(one.get("id") in labelled for one in outline.unlabelled), outline.unlabelled
        figures = page.count('<figure class="chart"')
        assert figures == page.count("The same in numbers")


def test_equal_runs_give_equal_bytes(pages, run_of, tmp_path):
    run = run_of("hinton_nowlan")
    copy = tmp_path / "elsewhere" / run.name / run.id
    shutil.copytree(run.path, copy)
    assert page_of([open_run(copy)]) == pages["one"]


def test_reading_needs_no_engine_and_names_no_place(folder, run_of, tmp_path):
    run = run_of("sinusoid")
    code = (
        "import sys; from baldwin.store import open_run; from baldwin.report.page import page_of;"
        f"page = page_of([open_run({str(run.path)!r})]); assert {str(folder)!r} not in page;"
        "print(sorted({'jax', 'numba', 'evosax', 'llvmlite'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_figure_is_tried(pages):
    shown = {panel["chart"] for page in pages.values() for panel in payload_of(page)["panels"]}
    assert set(modules()) <= shown


@pytest.fixture
def imagined(monkeypatch):
    """Return what makes runs in memory only, as figures are tested with."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "plots"))
    from imagined_memories import imagined_memory
    from imagined_networks import imagined_network

    return imagined_network, imagined_memory


def shown_of(name, runs):
    """Return a described figure as the page has it, or None if it cannot show these runs."""
    return next((chart for chart in charts_of(ReportedRuns.of(runs)) if chart.name == name), None)


def test_lives_by_memory(imagined):
    runs = [imagined[1]("bandit"), imagined[1]("bandit", {"law": "hard"})]
    table = shown_of("example_lives", runs).panels[1].tables["curves"]
    assert set(table["arm"]) == {0, 1}
    assert set(table["generation"]) == set(ReportedRuns.of(runs).frames)
    rows = list(zip(table["generation"], table["arm"], table["quantity"], table["x"], table["middle"], strict=True))
    assert [row[3:] for row in rows if row[:3] == (0, 0, "unrewarded")][:3] == [(1, 0.88), (3, 0.88), (5, 0.88)]
    assert [row[3:] for row in rows if row[:3] == (0, 0, "rewarded")][:3] == [(2, 2.12), (4, 2.12), (6, 2.12)]
    answers = shown_of("example_lives", [imagined[1]("sequence")])
    assert set(answers.panels[0].tables["curves"]["quantity"]) == {"score"}
    assert shown_of("example_lives", [imagined[0]("navigation")]) is None


def test_names_of_policies_stand_beside_the_axes_and_those_beyond_have_an_arrow(imagined):
    left, right = shown_of("regret", [imagined[1]("bandit", {"trials": 40})]).panels
    texts = [
        [layer for layer in panel.spec["layer"] if layer["mark"]["type"] == "text" and layer["mark"].get("lineBreak")]
        for panel in (left, right)
    ]
    assert not texts[0]
    assert len(texts[1]) >= 3  # the best, chance, and others
    (scale,) = {tuple(text["encoding"]["y"]["scale"]["domain"]) for text in texts[1]}
    assert all(
        {"calculate": f"clamp(datum.middle, {scale[0]}, {scale[1]})", "as": "middle"} in text["transform"]
        for text in texts[1]
    )


def test_a_second_scale_stands_beside_each_number():
    axis = y_axis("gene", within=(0.0, 4.0)) | second_scale(y_axis("gene"), SecondScale("trials", {0: "1", 2: "4"}))
    assert axis["title"] == ["gene", "· trials"]
    assert axis["axis"]["values"] == [0, 2]
    assert "2 · 4" in axis["axis"]["labelExpr"]
    assert axis["scale"]["domain"] == [0.0, 4.0]


def test_paths_of_learners_that_act(imagined):
    shown = shown_of("paths", [imagined[0]("navigation")])
    assert len(shown.panels) == 3
    assert {"after_0", "after_1", "places"} == set(shown.panels[0].tables["curves"]["quantity"])


def test_the_error_of_a_mean_over_lives_is_told(pages, run_of):
    run = run_of("sinusoid")
    last = run.assays["generation"] == run.assays["generation"].max()
    error = float(np.median(run.assays["innate_sd"][last])) / np.sqrt(6)
    assert f"standard error is about {float(f'{error:.2g}'):g} at birth" in pages["network"]
    assert "standard error" not in pages["one"]  # of a needle ability is exact


def test_what_a_figure_shows_is_what_the_run_recorded(pages, run_of):
    run = run_of("hinton_nowlan")
    panel = next(p for p in payload_of(pages["one"])["panels"] if p["id"] == "innate_learned-0")
    table = panel["tables"]["curves"]
    last = [
        table["middle"][i] for i in range(len(table["x"])) if table["x"][i] == 20 and table["quantity"][i] == "innate"
    ]
    rows = run.assays["generation"] == 20
    assert last == [pytest.approx(float(np.median(run.assays["innate"][rows])), rel=1e-5)]


def test_a_study_shows_each_cell(pages, study):
    payload = payload_of(pages["study"])
    assert [panel["id"] for panel in payload["panels"]] == [
        *("trajectories-0", "map-0", "map-1", "effects-0", "effects-1", "innate-learned-0", "parallel-0")
    ]
    cells = payload["shared"]["shared0"]
    assert len(cells["cell"]) == 6  # 4 of the population itself, 2 of the control, whose trials mean nothing
    assert cells["a0"].count(None) == 2
    assert page_of(open_study(study)) == pages["study"]


def test_a_tag_in_a_title_stays_text(run_of):
    run = run_of("hinton_nowlan")
    evil = open_run(run.path)
    evil.info["title"] = '</title><script>alert("x")</script>'
    page = page_of([evil])
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_large_tables_are_thinned_and_it_is_said(run_of, monkeypatch):
    monkeypatch.setattr("baldwin.report.sections.data.ROOM", 4_000)
    monkeypatch.setattr("baldwin.report.sections.data.FEWEST", 3)
    tables, notes = tables_of(ReportedRuns.of([run_of("hinton_nowlan")]))
    assert len(notes) == 2
    assert "of 21 generations" in notes[0]
    kept = sorted(set(next(iter(tables.values()))["generation"]))
    assert kept[0] == 0
    assert kept[-1] == 20


def test_tables_have_the_columns_of_export(run_of, tmp_path):
    run = run_of("hinton_nowlan")
    tables, _ = tables_of(ReportedRuns.of([run]))
    assert run_command(["export", str(run.path), "--output", str(tmp_path)]) == 0
    for name in ("generations", "assays"):
        with (tmp_path / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        own = tables[f"{run.name}-{run.id}-{name}"]
        assert list(own) == rows[0]
        assert "plastic_loci_3" in own or name == "generations"
        for column, values in zip(own, zip(*rows[1:], strict=True), strict=True):
            assert [float(one) for one in values if one] == pytest.approx(
                [float(o) for o in own[column] if o is not None]
            )
    assert whole_table({"lag": np.array([np.inf, np.nan, 2.0])}) == {"lag": ["inf", None, 2]}


def test_claims_have_a_page(tmp_path):
    ladder = ["reproduce", "hinton-nowlan", "--only", "R01", "--quiet", "--runs", str(tmp_path)]
    assert run_command(ladder) == 0
    run = open_any("reproduce_hinton_nowlan", tmp_path)
    page = page_of(run)
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert "Verdicts" in page
    assert "claims hold" in page
    assert "baldwin reproduce hinton-nowlan --only R01 --fresh" in page
    assert page == page_of(open_any(run.path))


def test_text_is_escaped_once():
    assert tag("p", "a < b", class_="x", data_on=True, hidden=False) == '<p class="x" data-on>a &lt; b</p>'
    assert join("<", Html("<br>")) == "&lt;<br>"
    assert '<th scope="row">&amp;</th>' in text_table("t", ["a"], [["&"]])


def test_numbers_are_short_and_json():
    assert numbers(np.array([1.0, np.nan, 1 / 3])) == [1, None, 0.333333]
    assert numbers(np.array([[1, 2], [3, 4]])) == [[1, 2], [3, 4]]
    assert "<" not in dumps({"a": "</script><!--"})
    assert json.loads(dumps({"a": "</script>"})) == {"a": "</script>"}
    assert thinned(10, 4) == [0, 3, 6, 9]
    assert thinned(3, 10) == [0, 1, 2]


def test_names_of_levels_that_nearly_coincide_are_one():
    levels = {"ceiling": 0.5, "oracle": 1.0, "Bayes-optimal": 0.999, "far": 7.0}
    assert level_rows(levels, (0.45, 1.05)) == {
        "label": ["oracle", "Bayes-optimal", "ceiling"],
        "value": [1, 0.999, 0.5],
        "names": ["oracle · Bayes-optimal", "", "ceiling"],
    }
    assert level_rows({"a": 1.0, "b": 0.5, "nothing": 0.0}, (0.01, 10.0), log=True)["names"] == ["a", "b"]
    assert level_rows({"a": 1.0}, None)["label"] == []
    of_curves = {"Bayes, all": 1.0, "Bayes, where misled": 1.0, "oracle, told": 1.0, "chance, all": 0.2}
    assert level_rows(of_curves, (0.0, 1.0))["names"] == ["Bayes · oracle, told", "", "", "chance, all"]
