"""The page of a study: it can be run again, says what was asked, and shows each cell as what it is."""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.figures.studies.cells import Cells
from baldwin.figures.studies.courses import courses
from baldwin.report.studies import heat_map, parallel, trajectories
from baldwin.report.studies.cells import rows_of
from baldwin.report.studies.page import FIGURES, study_page
from baldwin.study import Study, open_study
from baldwin.study.plan import plan
from baldwin.study.proposals import Options, ask

vl_convert = pytest.importorskip("vl_convert")


def offered(page: str) -> dict[str, str]:
    """Return name -> content of the files that a page saves."""
    buttons = re.findall(r'data-text="([^"]+)" data-name="([^"]+)"', page)
    texts = {place: re.search(rf'<code id="{place}">(.*?)</code>', page, re.DOTALL) for place, _ in buttons}
    assert all(texts.values())
    return {name: html.unescape(found.group(1)) for place, name in buttons if (found := texts[place])}


def swept(runs: Path, *options: str) -> Study:
    """Return a small study."""
    small = ["--replicates", "2", "--generations", "4", "--on", "inline", "--quiet", "--name", "small"]
    assert run_command(["sweep", "hinton-nowlan", *small, "--runs", str(runs), *options]) == 0
    return open_study(next((runs / "small").iterdir()))


def test_what_a_page_offers_is_the_study_in_an_empty_folder(study, tmp_path, monkeypatch):
    files = offered(study_page(open_study(study)))
    assert set(files) == {"study.toml", "base.toml"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    page = study_page(open_study(study))
    command = re.search(r'id="commands">(.*?)\n', page)
    assert command
    assert command.group(1) == "baldwin sweep study.toml"
    assert plan(ask("study.toml", Options())).id == study.name


def test_files_of_the_users_own_are_offered_to_the_byte(study, tmp_path):
    copy = tmp_path / "small" / study.name
    shutil.copytree(study, copy)
    (copy / "mine.py").write_bytes(b'"""A < B."""\r\nx = 1\n')
    assert offered(study_page(open_study(copy)))["mine.py"] == '"""A < B."""\r\nx = 1\n'


def test_what_was_asked_is_told_in_full(study):
    page = study_page(open_study(study))
    asked = page[page.index('id="asked"') : page.index('id="data"')]
    for field, value in (("population.generations", "6"), ("population.replicates", "2")):
        assert f'<th scope="row">{field}</th><td>{value}</td>' in asked
    assert "<dt>asked for</dt><dd>hinton-nowlan</dd>" in asked
    assert html.escape((study / "base.toml").read_text(encoding="utf-8"), quote=False) in asked
    assert '<th scope="row">mutation_rate</th><td>0.0</td>' in asked, "what the file leaves to defaults too"


def drawn(panel, **signals) -> str:
    """Return a panel as the picture that a reader saves, once signals are chosen."""
    spec = json.loads(json.dumps(panel.spec))
    for one in spec["params"]:
        one["value"] = signals.get(one["name"], one["value"])
    tables = {
        name: [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
        for name, table in panel.tables.items()
    }
    return vl_convert.vegalite_to_svg({**spec, "width": 400, "datasets": tables})


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</t", svg)


@pytest.fixture(scope="module")
def cells(study):
    return Cells(open_study(study))


@pytest.fixture(scope="module")
def charts(cells):
    rows = rows_of(cells)
    return {
        module.__name__.rpartition(".")[2]: module.chart(cells, rows) for module in FIGURES if module.applies(cells)
    }


def test_saved_pictures_name_their_axes(charts):
    course = texts(drawn(charts["trajectories"].panels[0], course="innate", axis="seconds"))
    assert {"innate", "wall time per replicate [s]"} <= set(course)
    assert {"learned", "generation"} <= set(texts(drawn(charts["trajectories"].panels[0])))
    for panel in charts["heat_map"].panels:
        assert {"lifetime.trials", "population.size"} <= set(texts(drawn(panel, across="1", up="0")))
    shown = texts(drawn(charts["heat_map"].panels[0], quantity="innate"))
    assert "innate" in shown
    for panel, field in zip(charts["effects"].panels, ("lifetime.trials", "population.size"), strict=True):
        assert {field, "learning gain"} <= set(texts(drawn(panel, quantity="learning_gain")))


def test_every_point_has_its_control(charts, cells):
    spec = charts["trajectories"].panels[0].spec
    members = next(one["value"] for one in spec["params"] if one["name"] == "members")
    assert len(members) == 4
    for ended in members.values():
        assert [cells.study.cells[i].arm for i in ended] == ["main", "no_learning"]
    svg = drawn(charts["trajectories"].panels[0], point=max(members, key=int))
    assert "var(--arm1)" in "".join(re.findall(r'<path aria-label[^>]*aria-roledescription="line mark"[^>]*>', svg))


def test_what_does_not_apply_is_said_and_drawn_as_a_level(charts):
    for panel in charts["heat_map"].panels:
        assert "No map: lifetime.trials does not apply to no_learning." in texts(drawn(panel, shown="1"))
        assert not [text for text in texts(drawn(panel)) if text.startswith("No map")]
        assert "NaN" not in drawn(panel, shown="1")
        assert "Choose two different fields." in texts(drawn(panel, across="1", up="1"))
    trials, size = (drawn(panel) for panel in charts["effects"].panels)
    level = r'<line[^>]*stroke="var\(--arm1\)"[^>]*stroke-dasharray="6,3"'
    assert re.search(level, trials)
    assert not re.search(level, size)
    assert '<th scope="row">lifetime.trials</th><td>does not apply</td>' in charts["effects"].table


def test_numbers_are_white_on_dark_and_black_on_light(charts):
    svg = drawn(charts["heat_map"].panels[0], quantity="individuals")
    marks = re.findall(r'<text aria-label[^>]*fill="([^"]+)"[^>]*>([^<]+)<', svg)
    assert len(marks) == 4
    by_value = sorted((float(text.replace(",", "")), colour) for colour, text in marks)
    assert (by_value[0][1], by_value[-1][1]) == ("#fff", "#000")


def test_maps_of_three_axes_count_the_cells(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "plots"))
    from imagined_studies import imagined

    phases = [2, 2, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0]
    index = [-1.32, *(0.05 * i for i in range(11))]
    fields = {"a.x": [1, 2], "a.y": [1, 2], "a.z": [1, 2, 3]}
    three = imagined(fields, phases=phases, assimilation_index=index)
    values, shown = heat_map.chart(three, rows_of(three)).panels
    svg = drawn(shown)
    assert texts(svg).count("67%") == 2
    told = re.findall(r'x: (\d); y: (\d); phase: ([^;]+); across: \d; up: \d; replicates: (\d); of: (\d)"', svg)
    assert set(told) == {
        ("1", "1", "inborn", "2", "3"),
        ("1", "2", "learned, not inborn", "3", "3"),
        ("2", "1", "neither learned nor inborn", "2", "3"),
        ("2", "2", "neither learned nor inborn", "3", "3"),
    }
    assert "median over 3 cells at other values of a.z" in texts(drawn(values))
    assert "median over 2 cells at other values of a.y" not in texts(drawn(values))
    assert "median over 2 cells at other values of a.y" in texts(drawn(values, across="0", up="2"))
    assert any("values beyond have the colour of the end" in text for text in texts(drawn(values)))
    single = parallel.chart(three, rows_of(three)).panels[0]
    assert any("values beyond have the colour of the end" in text for text in texts(drawn(single)))


def test_a_median_of_trajectories_ends_with_the_first_cell(cells):
    found = courses(cells, 20)
    cut = replace(found[0], budgets={"generation": found[0].budgets["generation"] / 2})
    middles = trajectories._middles(
        cells, [cut, *(one for one in found[1:] if one.arm == 0)], "learned", "generation", 60
    )
    assert max(middles["x"]) <= 3.05


CUT = """(() => {
  const found = [];
  for (const svg of document.querySelectorAll('#figure-map svg, #figure-effects svg')) {
    const room = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      const across = box.left < room.left - 1 || box.right > room.right + 1;
      const out = across || box.top < room.top - 1 || box.bottom > room.bottom + 1;
      if (box.width && text.textContent && out) found.push(text.textContent);
    }
  }
  return found;
})()"""

ALL = "[...document.querySelectorAll('{}')].map(one => one.{})"


def choose(page, signal: str, value: str) -> None:
    query = f"document.querySelector('select[data-signal={signal}]')"
    page.js(f"(() => {{ const it = {query}; it.value = '{value}'; it.dispatchEvent(new Event('change')); }})()")
    page.settle()


@pytest.fixture(scope="module")
def wide(tmp_path_factory) -> Path:
    """Return the page of a study whose labels are of different lengths on its axes."""
    runs = tmp_path_factory.mktemp("wide")
    vary = ["--vary", "lifetime.trials=3,1000000", "--vary", "population.size=40,80"]
    found = swept(runs, *vary, "--set", "task.loci=6", "--control", "no_learning:lifetime.kind=none")
    path = runs / "report.html"
    path.write_text(study_page(found), encoding="utf-8")
    return path


@pytest.mark.browser
def test_nothing_is_cut_off_whatever_is_chosen(page, wide):
    page.open(wide)
    page.look()
    assert page.js(CUT) == []
    for signal, value in (
        *(("across", "1"), ("up", "0")),
        *(("quantity", "lifetime_steps"), ("quantity", "assimilation_index")),
        *(("shown", "1"), ("shown", "0"), ("quantity", "learned")),
    ):
        choose(page, signal, value)
        assert page.js(CUT) == [], (signal, value)
    for place in ("0", "1", "0", "1"):
        page.js(f"document.querySelector('[data-signal=arms][data-value=\"{place}\"]').click()")
        page.settle()
    assert "1,000,000" in page.js("document.querySelector('#map-0 svg').textContent")
    assert page.errors == []


@pytest.mark.browser
def test_seconds_are_told_in_seconds_and_arms_have_swatches(page, wide):
    page.open(wide)
    choose(page, "axis", "seconds")
    labels = page.js(ALL.format("#trajectories-0 .role-axis-label text", "textContent"))
    assert labels
    assert not [label for label in labels if re.search("[a-zµ]", label.replace("e", ""))]
    choose(page, "axis", "generation")
    labels = page.js(ALL.format("#trajectories-0 .role-axis-label text", "textContent"))
    assert labels[:5] == ["0", "1", "2", "3", "4"]
    swatches = ALL.format("#innate-learned-0 .role-legend-symbol path", "getAttribute('fill')")
    assert page.js(swatches) == ["var(--arm0)", "var(--arm1)"]


@pytest.mark.browser
def test_a_telephone_has_room_for_the_names_of_points(page, wide):
    page.open(wide, width=390)
    assert page.js("document.documentElement.scrollWidth") <= 390
