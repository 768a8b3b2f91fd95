"""What fields of maps say of their replicates, by hand: shares with Wilson's interval, waits, medians, and marks."""

from __future__ import annotations

import math

import pytest
from imagined_studies import imagined

from baldwin.definition import load
from baldwin.figures.studies.spreads import UNCERTAIN, said_of, spread_of
from baldwin.plots.studies.figures import study_map
from baldwin.plots.style import style
from baldwin.presentation import presentation_of
from baldwin.reaching import wilson
from baldwin.report.studies import heat_map
from baldwin.report.studies.cells import rows_of
from baldwin.report.studies.heat_map import chart


def outcome(came: int, of: int) -> list[dict[str, float | None]]:
    return [{"reached_take_off": float(i < came), "waited_take_off": 3.0 if i < came else 9.0} for i in range(of)]


def test_whether_and_when_replicates_came_to_a_criterion() -> None:
    """Of 8, 6 came in 3: a share of 0.75 and a wait of 3; of 8, 3 came: the median still waits at 9."""
    share, wait = (spread_of(f"{prefix}_take_off", outcome(6, 8)) for prefix in ("reached", "waited"))
    assert share is not None
    assert wait is not None
    assert share == (0.75, *wilson(6, 8), 8)
    assert (wait.value, wait.low) == (3.0, 3.0)
    few = spread_of("waited_take_off", outcome(3, 8))
    assert few is not None
    assert math.isinf(few.value)
    assert spread_of("reached_take_off", [{"reached_take_off": None, "waited_take_off": None}]) is None


def test_a_lag_of_what_never_came_is_not_left_out() -> None:
    rows = [{"assimilation_lag": lag} for lag in (10.0, 20.0, math.inf, math.inf, math.inf)]
    found = spread_of("assimilation_lag", rows)
    assert found is not None
    assert (found.value, found.low, found.high) == (math.inf, 10.0, math.inf)
    assert spread_of("assimilation_lag", rows[:4]) == (20.0, 10.0, math.inf, 4)


def test_a_field_whose_interval_spans_a_quarter_of_the_colours_is_marked_in_both_renderings() -> None:
    """Shares 0 to 1 of 40 replicates are narrow at the ends, and not in the middle; of 4 nowhere."""
    cells = imagined({"a.x": [1, 2], "a.y": [1, 2]})
    for name in ("ranges", "quantities"):
        del cells.__dict__[name]
    cells.__dict__["_rows"] = dict(enumerate([outcome(0, 40), outcome(20, 40), outcome(40, 40), outcome(4, 4)]))
    assert cells.quantities["reached_take_off"] == [0.0, 0.5, 1.0, 1.0]
    with style():
        figure = study_map.draw(cells, "reached_take_off")
    axes = figure.axes[0]
    assert sorted((round(x), round(y)) for line in axes.lines for x, y in line.get_xydata()) == [(0, 1), (1, 1)]
    words = figure.legends[0].get_title().get_text()
    assert UNCERTAIN in words
    assert said_of("reached_take_off") in words
    assert f"{wilson(20, 40)[0]:.2g} … {wilson(20, 40)[1]:.2g}" in [text.get_text() for text in axes.texts]
    rows = rows_of(cells)
    assert rows["low_reached_take_off"] == pytest.approx(
        [wilson(*of)[0] for of in ((0, 40), (20, 40), (40, 40), (4, 4))], rel=1e-2
    )
    page = chart(cells, rows)
    assert UNCERTAIN in page.caption
    assert "○" in str(page.panels[0].spec)


@pytest.mark.parametrize("reason", ["no line: a locus has moved", ""])
def test_a_map_without_a_line_says_why_in_both_renderings(reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = imagined({"a.x": [1, 2], "a.y": [1, 2]})
    for name in ("ranges", "quantities"):
        del cells.__dict__[name]
    cells.__dict__["_rows"] = dict(enumerate([outcome(0, 4), outcome(1, 4), outcome(2, 4), outcome(4, 4)]))
    for renderer in (study_map, heat_map):
        monkeypatch.setattr(renderer, "why_none", lambda cells: reason)
    with style():
        legends = study_map.draw(cells, "reached_take_off").legends
    said = "".join(one.get_title().get_text() for one in legends)
    assert ("a locus has moved" in said, "no line" in said) == (bool(reason), bool(reason))
    caption = chart(cells, rows_of(cells)).caption
    assert caption.endswith("No line: a locus has moved.") == bool(reason)


@pytest.mark.parametrize(
    ("preset", "silent"), [("hinton-nowlan", False), ("moving-needle", True), ("flipping-target", True)]
)
def test_only_a_target_whose_loci_move_has_no_line_to_draw(preset: str, silent: bool) -> None:
    presentation = presentation_of(load(preset, ["population.generations=3"]))
    assert ((presentation.boundary() is None), bool(presentation.no_boundary)) == (silent, silent)
