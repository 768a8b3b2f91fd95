"""Figures of a small study: each is drawn, and shows what the cells hold."""

from __future__ import annotations

import json
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from imagined_studies import imagined

from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.figures.studies.cells import PHASES, Cells, axis_of
from baldwin.figures.studies.courses import Course, courses
from baldwin.figures.studies.grids import grid_of, phase_grids, pooling_note, range_grids
from baldwin.figures.studies.scales import beyond, colour_limits
from baldwin.plots.studies.catalogue import applicable, figures, summary
from baldwin.plots.studies.curves import ability_name, draw_courses, explain, shown_quantities
from baldwin.plots.studies.figures import study_map
from baldwin.plots.style import new_figure, style
from baldwin.study import open_study, table


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    runs = tmp_path_factory.mktemp("study")
    vary = ["--vary", "lifetime.trials=30,300", "--vary", "population.size=40,80"]
    small = ["--replicates", "2", "--generations", "6", "--control", "no_learning:lifetime.kind=none"]
    command = ["sweep", "hinton-nowlan", *vary, *small, "--on", "inline", "--quiet", "--runs", str(runs)]
    assert run_command(command) == 0
    return runs


@pytest.fixture(scope="module")
def cells(runs):
    return Cells(open_study(next((runs / "hinton_nowlan_sweep").iterdir())))


def words(figure) -> str:
    """Return what the legends of a figure say."""
    return "\n".join(text.get_text() for legend in figure.legends for text in (legend.get_title(), *legend.get_texts()))


def test_cells_are_the_table_by_cell(cells):
    whole = table(cells.study)
    assert cells.ended == sorted(set(whole["cell"]))
    values = [value for value, cell in zip(whole["learned"], whole["cell"], strict=True) if cell == 0]
    assert cells.quantities["learned"][0] == pytest.approx(np.median(values))
    assert [axis.field for axis in cells.axes] == ["lifetime.trials", "population.size"]
    assert cells.axes[0].labels == ("30", "300")
    assert cells.axes[0].places.count(None) == 2  # nobody tries in the control
    assert all(len(own) == 2 and set(own) <= set(range(len(PHASES))) for own in cells.phases)
    assert cells.describe(0) == "main, lifetime.trials = 30, population.size = 40"


def test_many_numbers_are_put_in_groups_of_neighbours():
    axis = axis_of("x", [None, *range(100), 3])
    assert len(axis.labels) == 6
    assert axis.places[0] is None
    assert list(axis.places[1:101]) == sorted(axis.places[1:101])
    assert axis.labels[0] == "0 … 15"
    assert axis.places[-1] == 0
    assert axis_of("x", ["b", "a", "b"]).labels == ("b", "a")
    assert axis_of("x", [True, False]).labels == ("True", "False")
    assert axis_of("x", [[8, 4], [8], [8, 4]]).labels == ("[8, 4]", "[8]")
    assert axis_of("x", [100, 20, 20]).labels == ("20", "100")


def test_courses_run_to_the_end(cells):
    found = [one for one in courses(cells, 4) if one.quantity == "innate"]
    assert len(found) == len(cells.ended)
    assert all(one.budgets["generation"][-1] == 6 and one.middle.size == 4 for one in found)
    assert all((np.diff(one.budgets["lifetime_steps"]) > 0).all() for one in found)


def test_courses_of_any_number_that_was_recorded_can_be_drawn(cells):
    """One that was asked for stands alone; who asks for none, or for what is no number, is shown ability."""
    found = courses(cells, 4, "fitness_sd")
    assert sum(one.quantity == "fitness_sd" for one in found) == len(cells.ended)
    assert shown_quantities(found, "fitness_sd") == ["fitness_sd"]
    assert ability_name("fitness_sd") == "fitness sd"
    assert shown_quantities(courses(cells, 4, "nothing_of_the_kind"), "nothing_of_the_kind") == ["learned", "innate"]
    assert shown_quantities(found) == ["learned", "innate"]


def test_a_map_holds_each_cell_once(cells):
    across, up = cells.axes
    grid = grid_of(cells, across, up, cells.quantities["innate"], 0)
    shown = sorted(value for value, arm in zip(cells.quantities["innate"], cells.arm, strict=True) if arm == 0)
    assert sorted(grid.ravel()) == pytest.approx(shown)
    assert np.isnan(grid_of(cells, across, up, cells.quantities["innate"], 1)).all()


def test_a_map_of_three_axes_says_what_its_fields_hold():
    half = [2, 2, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0]  # of the phases of a field, three cells each
    cells = imagined(
        {"a.x": [1, 2], "a.y": [1, 2], "a.z": [1, 2, 3]}, phases=half, learned=[float(i) for i in range(12)]
    )
    across, up, _ = cells.axes
    phases, shares = phase_grids(cells, across, up, 0)
    assert phases.tolist() == [[2.0, 0.0], [1.0, 0.0]]  # no mean of names: not one cell of the first is "learned"
    assert shares.ravel().tolist() == pytest.approx([2 / 3, 2 / 3, 1.0, 1.0])
    assert pooling_note(cells, across, up, [0]) == "median over 3 cells at other values of a.z"
    with style():
        figure = study_map.draw(cells, "learned")
    assert "median over 3 cells at other values of a.z" in words(figure)
    assert "hatched" in words(figure)
    assert sum(bool(patch.get_hatch()) for axes in figure.axes for patch in axes.patches) == 2


def test_phases_that_are_as_frequent_claim_least():
    cells = imagined({"a.x": [1, 2], "a.y": [1, 2], "a.z": [1, 2]}, phases=[2, 0, 1, 2, 0, 1, 1, 1], learned=[1.0] * 8)
    assert phase_grids(cells, *cells.axes[:2], 0)[0].tolist() == [[0.0, 0.0], [1.0, 1.0]]


def test_nothing_is_inborn_where_nothing_was_learned():
    cells = imagined({"a.x": [1, 2]}, learned=[1.0, 1.0], innate=[1.0, 1.0])
    del cells.__dict__["phases"]
    cells.__dict__.update(_floors=[1.0, 1.0], _ceilings=[None, None])
    cells.__dict__["_rows"] = {i: [{"learned": 1.0, "innate": 1.0}, {"learned": 1.0}] for i in range(2)}
    assert cells.phases == [(0,), (0,)]


def test_each_replicate_ends_in_a_phase_of_its_own():
    """A cell whose replicates do not agree is hatched, with the share of those that do; fields have their range."""
    cells = imagined({"a.x": [1, 2], "a.y": [1, 2]}, learned=[1.0, 1.0, 0.0, 0.9], innate=[0.0, 0.0, 0.0, 0.9])
    ends = [[(1.0, 0.0)] * 3, [(1.0, 0.0), (0.9, 0.1), (1.1, 0.8)], [(0.0, 0.0)] * 3, [(0.9, 0.9)] * 3]
    rows = [[{"learned": a, "innate": b} for a, b in own] for own in ends]
    for name in ("phases", "ranges"):
        del cells.__dict__[name]
    cells.__dict__.update(_floors=[0.0] * 4, _ceilings=[None] * 4, _rows=dict(enumerate(rows)))
    assert cells.phases == [(1, 1, 1), (1, 1, 2), (0, 0, 0), (2, 2, 2)]
    phases, shares = phase_grids(cells, *cells.axes, 0)
    assert phases.tolist() == [[1.0, 0.0], [1.0, 2.0]]
    assert shares.ravel().tolist() == pytest.approx([1.0, 1.0, 2 / 3, 1.0])
    assert cells.ranges["learned"] == [(1.0, 1.0), (0.9, 1.1), (0.0, 0.0), (0.9, 0.9)]
    found = range_grids(cells, *cells.axes, "learned", 0)
    assert found is not None
    assert found[1].tolist() == [[1.0, 0.0], [1.1, 0.9]]
    with style():
        figure = study_map.draw(cells, "learned")
    assert "hatched: not all replicates agree" in words(figure)
    assert "from the lowest to the highest" in words(figure)
    told = [text.get_text() for text in figure.axes[0].texts]
    assert sorted(told) == ["0", "0.9", "0.9 … 1.1", "1", "1"]  # those of others are alike
    assert "67 %" in [text.get_text() for text in figure.axes[1].texts]


def test_more_than_newborns_can_be_has_been_learned():
    """Worlds of different scales, founders at -5: newborns can have -4 and -1 at best."""
    cells = imagined({"a.x": [1, 2]}, learned=[-3.5, -1.0], innate=[-4.0, -1.0])
    del cells.__dict__["phases"]
    rows = {
        0: [{"learned": -3.5, "innate": -4.1}, {"learned": -3.995, "innate": -4.0}, {"learned": -4.9, "innate": -4.9}],
        1: [{"learned": -1.0, "innate": -1.0}, {"learned": -0.9, "innate": -1.0}, {"learned": -2.0, "innate": -4.0}],
    }
    cells.__dict__.update(_floors=[-5.0, -5.0], _ceilings=[-4.0, -1.0], _rows=rows)
    assert cells.phases == [(1, 2, 0), (2, 1, 0)]


def test_what_founders_newborns_can_do_is_their_median_in_the_first_assay():
    """One replicate of three was born with it all: half of the way is counted from the others."""
    cells = imagined({"a.x": [1]}, learned=[8.0])
    assays = {"generation": [0, 0, 0, 5, 5, 5], "innate": [0.0, 9.0, 0.0, 9.0, 9.0, 9.0]}
    run = SimpleNamespace(assays={name: np.array(values) for name, values in assays.items()})
    cells.study.run = lambda cell: run
    assert cells._floors == [0.0]


def test_a_map_of_one_cell_each_needs_no_words(cells):
    assert pooling_note(cells, *cells.axes, [0]) == ""
    many = imagined({"a.x": list(range(12)), "a.y": [1, 2]}, learned=[float(i) for i in range(24)])
    assert pooling_note(many, *many.axes, [0]) == "median over 2 cells with values near by"


def test_a_control_to_which_a_field_does_not_apply_is_a_level(cells):
    with style():
        figure = figures()["study_effects"].draw(cells, "innate")
    trials, size = figure.axes
    control = [line for line in trials.lines if line.get_label() == "no learning"]
    values = [value for value, arm in zip(cells.quantities["innate"], cells.arm, strict=True) if arm == 1]
    assert [list(line.get_ydata()) for line in control] == [[np.median(values)] * 2]
    assert list(control[0].get_xdata()) == [0, 1]  # of the width of the panel
    assert "to which the field does not apply" in words(figure)
    assert [len(line.get_xdata()) for line in size.lines if line.get_label() == "no learning"] == [2]


def test_a_control_belongs_to_all_points_that_agree_where_it_applies(cells):
    shown = {tuple(values.values()): cells.members[point] for point, values in cells.points.items()}
    assert set(shown) == {(30, 40), (30, 80), (300, 40), (300, 80)}
    for (trials, size), members in shown.items():
        own = [cells.study.cells[i] for i in members]
        assert [one.arm for one in own] == ["main", "no_learning"]
        assert own[0].values == {"lifetime.trials": trials, "population.size": size}
        assert own[1].values == {"population.size": size}


def test_a_map_says_which_arm_has_none(cells):
    with style():
        figure = study_map.draw(cells, "innate")
    assert "no map of no learning: lifetime.trials does not apply to it" in words(figure)


def test_wild_cells_take_no_colours():
    index = [None, -1.32, 0.0, 0.1, 0.4, 0.5]
    assert colour_limits("assimilation_index", index) == (0.0, 0.5)
    assert beyond(index, (0.0, 0.5)) == "min"
    diverged = [-1e8, -4.0, -3.5, -2.0]
    assert colour_limits("learned", diverged) == (-4.0, -2.0)
    assert beyond([3.0, 5.0], (1.0, 4.0)) == "max"
    assert colour_limits("learned", [-1e8, -1e8, -4.0, -3.5]) == (-1e8, -3.5)  # half of them are no exception
    assert colour_limits("learned", [1.0, 1.0, 1.001, 19.0]) == (1.0, 19.0)  # the one that learned is the finding
    assert colour_limits("learned", [None, 3.0, 3.0]) == (3.0, 4.0)
    cells = imagined({"a.x": [1, 2, 3], "a.y": [1, 2]}, assimilation_index=[-1.32, 0.1, 0.2, 0.3, 0.4, None])
    with style():
        figure = study_map.draw(cells, "assimilation_index")
        assert figures()["study_parallel"].draw(cells, "assimilation_index").axes
    assert figure.axes[0].images[0].get_clim() == (0.0, 0.4)
    assert "colours end at 0 and 0.4" in words(figure)


def test_how_far_fitness_lies_above_what_is_possible_without_learning(cells):
    """Where theory knows that: a linear map of one coordinate that varies by 0.5 scores -0.25."""
    found = imagined({"a.x": [1, 2, 3]}, load("linear-life", ["task.scales=[0.5]"]))
    assert found._above_innate([-0.2, None, -0.3]) == [pytest.approx(0.05), None, pytest.approx(-0.05)]
    assert "fitness_above_innate" not in cells.quantities  # of a needle


def course(cell: int, budget: str, x: list[float], y: list[float]) -> Course:
    shown = np.array(y)
    return Course(cell, 0, "learned", {budget: np.array(x)}, shown, shown, shown)


def test_a_median_never_bends_because_a_cell_ends():
    cells = imagined({"a.x": [1, 2, 3]}, learned=[1.0] * 3)
    ends = [(10.0, 0.0), (5.0, 8.0), (10.0, 9.0)]  # without the second cell the median of the others is 4.5
    found = [course(i, "generation", [0.0, end], [value, value]) for i, (end, value) in enumerate(ends)]
    with style():
        figure = new_figure(3.0, 3.0)
        axes = figure.add_subplot()
        draw_courses(axes, cells, found, "generation")
        explain(figure, [axes])
    x, y = axes.lines[-1].get_data()
    assert set(y[np.isfinite(y)]) == {8.0}
    assert x[np.isfinite(y)].max() == pytest.approx(5.0, abs=0.1)
    assert "as far as all of them have values" in words(figure)


@pytest.mark.parametrize("last", [250.0, 900.0, 4_000.0, 60_000.0, 3e8])
def test_labels_of_budgets_do_not_touch(last):
    cells = imagined({"a.x": [1]}, learned=[1.0])
    with style():
        figure = new_figure(7.1, 3.0)
        panels = figure.subplots(1, 3)
        for axes, budget in zip(panels, ("lives", "seconds", "generation"), strict=True):
            end = 3.0 if budget == "generation" else last / 4e5 if budget == "seconds" else last
            draw_courses(axes, cells, [course(0, budget, [200.0 * (budget == "lives"), end], [1.0, 2.0])], budget)
        figure.draw_without_rendering()
    for axes in panels:
        ticks = [*axes.xaxis.get_major_ticks(), *axes.xaxis.get_minor_ticks()]
        within = [tick for tick in ticks if axes.get_xlim()[0] <= tick.get_loc() <= axes.get_xlim()[1]]
        boxes = sorted(tick.label1.get_window_extent().extents.tolist() for tick in within if tick.label1.get_text())
        assert boxes, "a label at least"
        assert all(left[2] < right[0] for left, right in pairwise(boxes))
    assert all(tick == int(tick) for tick in panels[2].get_xticks())


def test_a_cell_has_values_where_axes_have_groups():
    cells = imagined({"a.x": list(range(100, 1300, 100)), "a.b": [True]}, learned=[1.0] * 12)
    assert " … " in cells.axes[0].labels[0]
    assert cells.describe(11) == "a.x = 1,200, a.b = True"


ELSEWHERE = {"study_compression"}  # needs compressed genomes: tests/plots/test_compression_figure.py


@pytest.mark.parametrize("name", sorted(figures().keys() - ELSEWHERE))
def test_every_figure_is_drawn(cells, name):
    assert name in applicable(cells)
    assert summary(name).endswith(".")
    with style():
        figure = figures()[name].draw(cells, "innate")
        figure.draw_without_rendering()
    assert figure.axes[0].lines or figure.axes[0].images


def test_a_study_is_plotted_by_name(runs, capsys, tmp_path):
    command = ["plot", "hinton-nowlan-sweep", "--figures", "study-map", "--quantity", "innate", "--json"]
    assert run_command([*command, "--output", str(tmp_path), "--runs", str(runs)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["figure"] == "study_map"
    first = (tmp_path / "study_map.png").read_bytes()
    assert run_command([*command, "--output", str(tmp_path), "--runs", str(runs)]) == 0
    assert (tmp_path / "study_map.png").read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["hinton-nowlan-sweep", "--figures", "study_mop"], "Did you mean study_map?"),
        (["hinton-nowlan-sweep", "--quantity", "inate"], "Did you mean innate?"),
        (["hinton-nowlan-sweep", "hinton-nowlan"], "is a study; draw it by itself"),
        (["hinton-nowlan", "--quantity", "innate"], "is for studies"),
    ],
)
def test_mistakes_are_one_line(runs, capsys, arguments, words):
    assert run_command(["plot", *arguments, "--runs", str(runs)]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1
