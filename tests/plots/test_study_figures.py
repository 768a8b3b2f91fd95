"""Figures of a small study: each is drawn, and shows what the cells hold."""

from __future__ import annotations

import json

import numpy as np
import pytest

from baldwin.__main__ import run_command
from baldwin.plots.studies.catalogue import applicable, figures, summary
from baldwin.plots.studies.cells import PHASES, Cells, axis_of, courses
from baldwin.plots.studies.figures import study_map
from baldwin.plots.style import style
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


def test_cells_are_the_table_by_cell(cells):
    whole = table(cells.study)
    assert cells.ended == sorted(set(whole["cell"]))
    values = [value for value, cell in zip(whole["learned"], whole["cell"], strict=True) if cell == 0]
    assert cells.quantities["learned"][0] == pytest.approx(np.median(values))
    assert [axis.field for axis in cells.axes] == ["lifetime.trials", "population.size"]
    assert cells.axes[0].labels == ("30", "300")
    assert cells.axes[0].places.count(None) == 2  # nobody tries in the control
    assert all(phase in range(len(PHASES)) for phase in cells.phases)
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
    assert axis_of("x", [100, 20, 20]).labels == ("20", "100")


def test_courses_run_to_the_end(cells):
    found = [one for one in courses(cells, 4) if one.quantity == "innate"]
    assert len(found) == len(cells.ended)
    assert all(one.budgets["generation"][-1] == 6 and one.middle.size == 4 for one in found)
    assert all((np.diff(one.budgets["lifetime_steps"]) > 0).all() for one in found)


def test_a_map_holds_each_cell_once(cells):
    across, up = cells.axes
    grid = study_map.grid_of(cells, across, up, cells.quantities["innate"], 0)
    shown = sorted(value for value, arm in zip(cells.quantities["innate"], cells.arm, strict=True) if arm == 0)
    assert sorted(grid.ravel()) == pytest.approx(shown)
    assert np.isnan(study_map.grid_of(cells, across, up, cells.quantities["innate"], 1)).all()


@pytest.mark.parametrize("name", figures())
def test_every_figure_is_drawn(cells, name):
    assert name in applicable(cells)
    assert summary(name).endswith(".")
    with style():
        figure = figures()[name].draw(cells, "innate")
        figure.canvas.draw()
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
