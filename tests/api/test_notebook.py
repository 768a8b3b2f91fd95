"""What a notebook shows of a run and of a study: cards, whose texts are escaped."""

from __future__ import annotations

import base64
import html.parser
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import baldwin
from baldwin.progress import bars
from baldwin.store import Run
from baldwin.study import Study

TINY = {"population.size": 20, "population.generations": 3, "population.replicates": 2}


class Tags(html.parser.HTMLParser):
    """Which elements a text opens."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    vary = {"lifetime.trials": [5, 50]}
    runs = tmp_path_factory.mktemp("cards")
    return baldwin.sweep("hinton-nowlan", vary, TINY, runs=runs, on="inline", progress=False)


@pytest.fixture(scope="module")
def run(study: Study) -> Run:
    return baldwin.open_run(study.runs / study.cells[0].run)


def test_a_run_is_a_card_with_its_picture_and_how_it_ended(run: Run) -> None:
    shown = run._repr_html_()
    for text in (f"{run.name}/{run.id}", "complete", "3 of 3", "learned (median)", "<th", run.title):
        assert text in shown
    (picture,) = re.findall(r'src="data:image/png;base64,([^"]+)"', shown)
    assert base64.b64decode(picture).startswith(b"\x89PNG")


def test_a_study_is_a_card_with_what_varies(study: Study) -> None:
    shown = study._repr_html_()
    for text in ("2 of 2 cells", "lifetime.trials", "5, 50", "data:image/png"):
        assert text in shown


def test_no_text_of_a_run_becomes_an_element(run: Run) -> None:
    hostile = replace(run, info={**run.info, "title": "<script>alert(1)</script>"})
    shown = hostile._repr_html_()
    assert "script" not in Tags(shown).found
    assert Tags(shown).found.count("img") == 1  # the figure
    assert "&lt;script&gt;" in shown


def test_a_damaged_run_is_a_card_that_says_so(run: Run, tmp_path: Path) -> None:
    lost = replace(run, path=tmp_path / "nowhere", problem="run.json: cannot be read")
    shown = lost._repr_html_()
    assert "run.json: cannot be read" in shown
    assert "<img" not in shown


@pytest.mark.parametrize(("widgets", "moves"), [(None, False), (object(), True)])
def test_a_bar_moves_in_a_notebook_that_has_widgets(widgets: object, moves: bool, monkeypatch) -> None:
    monkeypatch.setattr(bars, "find_spec", {"ipywidgets": widgets}.get)
    assert bars.bars_move(Console(force_jupyter=True)) is moves
    assert not bars.bars_move(Console(file=io.StringIO(), force_jupyter=False))
