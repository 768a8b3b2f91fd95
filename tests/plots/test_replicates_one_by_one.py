"""Replicates in two groups have a line each, and no median, in both renderings; so have few, beside their median."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection

from baldwin.figures.catalogue import described
from baldwin.figures.groups import APART, FEW, MOST, drawn_one_by_one, in_two_groups, lie_apart
from baldwin.plots.drawing import draw
from baldwin.plots.style import style
from baldwin.report.arms import ReportedRuns
from baldwin.report.charts import quantities
from baldwin.report.described import chart_of
from baldwin.store import Run
from tests.plots.imagined_runs import imagined

LEFT = [0.0, 0.1, 0.2, 0.3, 0.4]


@pytest.mark.parametrize(
    ("values", "apart"),
    [
        ([*LEFT, 0.9, 1.0, 1.1, 1.2, 1.3], False),  # gap 0.5, band 0.045 .. 1.255
        ([*LEFT, 2.0, 2.1, 2.2, 2.3, 2.4], True),  # gap 1.6, band 0.045 .. 2.355
        ([*LEFT, *LEFT, 5.0], False),  # one alone is no group
        ([*LEFT, *LEFT, 5.0, 5.1], True),
        ([*LEFT] * 5 + [5.0, 5.1], False),  # nor are 2 of 27
        ([*LEFT[:4], 5.0, 5.1, 5.2, 5.3], False),  # few: all have their lines anyway
        ([1.0] * 12, False),
        ([*LEFT, np.nan, 2.0, 2.1, 2.2, 2.3, np.inf, 2.4], True),  # what is no number does not count
    ],
)
def test_two_groups_leave_half_of_the_band_empty(values: list[float], apart: bool) -> None:
    assert in_two_groups(np.array([values])).tolist() == [apart]
    shifted = 3.0 - 7.0 * np.array([values])
    assert in_two_groups(shifted).tolist() == [apart]  # whatever the unit


def test_one_far_out_does_not_hide_two_groups() -> None:
    """Nineteen near 0 and twenty near 1; one at 100 lies beyond the band, which 0.95 of the others span."""
    near = np.linspace(0.0, 0.02, 19)
    values = np.concatenate([near, 1.0 + near, [1.02, 100.0]])
    assert in_two_groups(values[None]).tolist() == [True]


def test_a_curve_lies_apart_at_its_end_or_at_one_in_ten_of_its_places() -> None:
    together, split = np.linspace(0.0, 1.0, 12), np.repeat([0.0, 1.0], 6)
    grid = np.tile(together, (40, 1))
    assert not lie_apart(grid)
    grid[10:13] = split
    assert not lie_apart(grid)
    grid[13] = split
    assert lie_apart(grid)
    grid = np.tile(together, (40, 1))
    grid[-1] = split
    assert lie_apart(grid)


def test_of_many_replicates_forty_are_drawn_from_the_least_to_the_greatest() -> None:
    ends = np.repeat([0.0, 1.0], 50) + np.arange(100) / 1000.0
    lines, apart = drawn_one_by_one(np.stack([0.0 * ends, ends]))
    assert apart
    assert lines is not None
    assert lines.shape == (MOST, 2)
    assert (lines[:, 1].min(), lines[:, 1].max()) == (ends.min(), ends.max())
    assert drawn_one_by_one(np.tile(np.linspace(0.0, 1.0, 100), (3, 1))) == (None, False)


def run_of(ends: list[float]) -> Run:
    """Return a run whose plastic share goes from a half to these values in four generations."""
    ways = np.linspace(0.5, ends, 5)
    table = {
        "generation": np.repeat(np.arange(5), len(ends)),
        "replicate": np.tile(np.arange(len(ends)), 5),
        "correct": 0.9 - ways.ravel(),
        "plastic": ways.ravel(),
        "wrong": np.full(ways.size, 0.1),
    }
    return imagined("hinton-nowlan", [f"population.replicates={len(ends)}"], table)


def drawn(run: Run) -> tuple[list[int], int, str]:
    """Return how many lines each curve has of its replicates, how many bands there are, and the title of the legend."""
    with style():
        (axes,) = draw(described()["allele_shares"].describe([run])).axes
    lines = [len(one.get_segments()) for one in axes.collections if isinstance(one, LineCollection)]
    bands = [one for one in axes.collections if isinstance(one, PolyCollection) and not isinstance(one, LineCollection)]
    return lines, len(bands), axes.get_legend().get_title().get_text()


def test_both_renderings_draw_the_same_lines() -> None:
    split, alike, few = run_of([0.05] * 6 + [0.45] * 6), run_of(np.linspace(0.1, 0.4, 12).tolist()), run_of([0.1] * FEW)
    lines, bands, words = drawn(split)
    assert (lines, bands) == ([12, 12], 1)  # correct and plastic; wrong keeps its band
    assert words.splitlines()[-1] == APART
    assert drawn(alike)[:2] == ([], 3)
    lines, bands, words = drawn(few)
    assert (lines, bands, words) == ([FEW] * 3, 0, f"median of {FEW} replicates; thin lines: each of them")
    everything = {"correct", "plastic", "wrong"}
    for run, each, medians in ((split, {"correct", "plastic"}, {"wrong"}), (few, everything, everything)):
        chart = chart_of("allele_shares", described()["allele_shares"], ReportedRuns.of([run]))
        (panel,) = chart.panels
        assert (f"band of 12 replicates; {APART}" in chart.caption) == (run is split)  # each a note of its own
        rows, measured, count = panel.tables["each"], panel.tables["curves"], run.definition.population.replicates
        assert set(rows["quantity"]) == each
        assert len(set(rows["replicate"])) == count
        named = zip(measured["quantity"], measured["apart"], measured["theory"], strict=True)
        assert {name for name, apart, theory in named if not (apart or theory)} == medians
        places = zip(rows["quantity"], rows["replicate"], rows["x"], rows["middle"], strict=True)
        last = next(y for name, one, x, y in places if (name, one, x) == ("plastic", 0, 4))
        assert last == pytest.approx(run.generations["plastic"][-count])
    for run, lines in ((split, 12), (alike, 0)):
        rows = quantities.chart(ReportedRuns.of([run])).panels[0].tables["quantities"]
        shown = zip(rows["quantity"], rows["replicate"], strict=True)
        assert len({one for name, one in shown if name == "plastic"} - {quantities.MEDIAN}) == lines
    (panel,) = chart_of("allele_shares", described()["allele_shares"], ReportedRuns.of([alike])).panels
    assert "each" not in panel.tables
