"""Where learning begins to pay, over maps: lines against functions known by hand, and what is drawn of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from imagined_studies import imagined

from baldwin.definition import load
from baldwin.figures.studies.boundary import boundary, level_set, value_at, worth_at
from baldwin.figures.studies.boundary import words as words_of
from baldwin.figures.studies.cells import axis_of
from baldwin.plots.studies.figures import study_map
from baldwin.plots.style import style
from baldwin.report.studies import heat_map
from baldwin.report.studies.cells import rows_of

TRIALS, SPREADS = [5, 20, 50], [0.5, 1.0, 2.0]
RISKY = load("nature-nurture", ["task.mean=-1.0"])


def risky(**more: Any) -> Any:
    """Return nine cells of the risky arm, of which theory knows where it pays to try."""
    learned = [0.0, 0.0, 0.074, 0.0, 0.0, 0.298, 0.0, 0.039, 0.35]
    return imagined({"task.trials": TRIALS, "task.prior_sd": SPREADS}, RISKY, learned=learned, **more)


@pytest.mark.parametrize(("wide", "high"), [(3, 3), (12, 12), (30, 2)])
def test_a_straight_line_is_found_where_it_lies(wide: int, high: int) -> None:
    lines = level_set(lambda x, y: y - 0.4 - 0.1 * x / wide, wide, high)
    assert len(lines) == 1
    x, y = lines[0].T
    assert (min(x), max(x)) == (-0.5, wide - 0.5)
    np.testing.assert_allclose(y, 0.4 + 0.1 * x / wide, atol=1e-9)


def test_a_circle_is_closed_and_few_places_are_asked() -> None:
    asked = []

    def worth(x: float, y: float) -> float:
        asked.append((x, y))
        return 9.0 - (x - 5.0) ** 2 - (y - 5.0) ** 2

    (line,) = level_set(worth, 12, 12)
    np.testing.assert_allclose(np.hypot(*(line - 5.0).T), 3.0, atol=0.02)
    assert (line[0] == line[-1]).all()
    assert len(asked) == len(set(asked)) < 0.35 * 49**2


def test_there_is_no_line_where_nothing_is_known_or_no_sign_changes() -> None:
    assert level_set(lambda x, y: 1.0, 4, 4) == ()
    assert level_set(lambda x, y: np.nan, 4, 4) == ()
    (line,) = level_set(lambda x, y: np.nan if x < 0.75 else y - 1.25, 4, 4)  # part of a map that is not known
    assert line[:, 0].min() == 0.75


def test_values_between_cells() -> None:
    assert value_at([5, 20], 0.5) == pytest.approx(10.0)  # evenly in the logarithm
    assert value_at([5, 20], -0.5) == pytest.approx(2.5)
    assert value_at([5, 20, 80], 2.5) == pytest.approx(160.0)
    assert value_at([0.0, 1.0, 4.0], 1.5) == pytest.approx(2.5)  # evenly where there is a 0
    assert value_at([0.0, 1.0], -0.5) == pytest.approx(-0.5)
    assert value_at([[1.0, 0.0], [4.0, 2.0]], 0.5) == pytest.approx([2.0, 1.0])
    assert [value_at([5, 20, 50], place) for place in range(3)] == pytest.approx([5, 20, 50])


def test_the_line_of_the_risky_arm_lies_where_trying_is_worth_nothing() -> None:
    cells = risky()
    across, up = cells.axes
    (line,) = boundary(cells, across, up, 0)
    worth = worth_at(RISKY, across, up)
    later = [(x, y) for x, y in line if x > 0.0]  # before, whole numbers of trials make it a staircase
    assert len(later) > 20
    for x, y in later[::4]:
        assert worth(x, y - 0.13) < 0.0 < worth(x, y + 0.13)
    (turned,) = boundary(cells, up, across, 0)
    np.testing.assert_allclose(np.sort(turned, axis=0)[:, ::-1], np.sort(line, axis=0), atol=0.02)
    assert worth(1.0, 1.0) < 0.0 < worth(1.06, 1.0)  # 20 pulls are one too few at prior_sd = 1


def test_no_line_where_cells_of_a_field_do_not_agree() -> None:
    cells = risky()
    lines = boundary(cells, *cells.axes, 0)
    values = {"task.trials": TRIALS, "task.prior_sd": SPREADS}
    for field, others, known in (("population.seed", [1, 2], True), ("task.noise_sd", [1.0, 3.0], False)):
        pooled = imagined({**values, field: others}, RISKY, learned=[0.0] * 18)
        made = [load("nature-nurture", ["task.mean=-1.0", f"{field}={one}"]) for one in others]
        runs = [type("Run", (), {"definition": one}) for one in made]
        pooled.study.run = lambda cell, field=field, others=others, runs=runs: runs[others.index(cell.values[field])]
        found = boundary(pooled, *pooled.axes[:2], 0)
        assert len(found) == (1 if known else 0)
        if known:
            np.testing.assert_array_equal(found[0], lines[0])


def test_no_line_over_groups_words_or_what_theory_does_not_know() -> None:
    many = imagined({"task.trials": list(range(2, 14)), "task.prior_sd": SPREADS}, RISKY, learned=[0.0] * 36)
    assert not many.axes[0].values
    assert boundary(many, *many.axes, 0) == ()
    words = imagined({"lifetime.choice": ["sample", "greedy"], "task.prior_sd": SPREADS}, RISKY, learned=[0.0] * 6)
    assert boundary(words, *words.axes, 0) == ()
    other = load("nature-nurture", ["fitness.reads='end'"])
    unknown = imagined({"task.trials": TRIALS, "task.prior_sd": SPREADS}, other, learned=[0.0] * 9)
    assert boundary(unknown, *unknown.axes, 0) == ()
    assert axis_of("x", [[2.0], [1.0], [2.0]]).values == ([2.0], [1.0])


def test_what_is_not_possible_has_no_line() -> None:
    """Beyond a cell at 0 there are no values that the field may have."""
    cells = imagined({"task.scales": [[0.1], [0.4], [0.9]], "fitness.plasticity_cost": [0.0, 0.2, 0.4]}, LINEAR)
    (line,) = boundary(cells, *cells.axes, 0)
    assert 0.0 <= line[:, 1].min() < 0.05
    for x, y in line[::4]:  # one coordinate pays where its variance is above half of the price
        scale, price = value_at([0.1, 0.4, 0.9], x), value_at([0.0, 0.2, 0.4], y)
        assert scale**2 == pytest.approx(0.5 * price, abs=0.015)


LINEAR = load("linear-life", ["task.scales=[0.5]"])


def test_both_drawings_show_the_line_and_explain_it() -> None:
    cells = risky(phases=[2, 2, 1, 2, 2, 1, 2, 1, 1])
    (line,) = boundary(cells, *cells.axes, 0)
    with style():
        figure = study_map.draw(cells, "learned")
        figure.draw_without_rendering()
    for axes in figure.axes[:2]:
        np.testing.assert_array_equal(axes.lines[-1].get_xydata(), line)
        assert axes.get_xlim() == (-0.5, 2.5)
    label, caption = words_of(cells)
    assert label in [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    chart = heat_map.chart(cells, rows_of(cells))
    assert caption in chart.caption
    for panel in chart.panels:
        table = panel.tables["boundary"]
        assert table["map"].count("0/1/0") == table["map"].count("1/0/0") == len(line)
        own = [i for i, name in enumerate(table["map"]) if name == "1/0/0"]
        np.testing.assert_allclose([table["x"][i] for i in own], line[:, 1], atol=6e-4)
    plain = imagined({"a.x": [1, 2], "a.y": [1, 2]}, learned=[1.0, 2.0, 3.0, 4.0])
    assert caption not in heat_map.chart(plain, rows_of(plain)).caption
    with style():
        assert not study_map.draw(plain, "learned").axes[0].lines
