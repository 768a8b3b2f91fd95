"""Curves of survival and of take-off by hand: steps, bands, marks, and the same numbers in tables and sentences."""

from __future__ import annotations

import numpy as np
import pytest
from imagined_runs import imagined, mortal

from baldwin.figures.catalogue import described
from baldwin.plots.catalogue import figures
from baldwin.plots.style import style
from baldwin.reaching import in_words, waits, wilson
from baldwin.report.arms import ReportedRuns
from baldwin.report.described import chart_of


def test_survival_falls_in_the_generation_that_leaves_no_offspring() -> None:
    """Of four, one dies out in 2 and one in 4; all are watched until then, so that the interval is Wilson's."""
    curve = described()["survival"].describe([mortal()]).numbers["alive_0"]
    assert curve.x.tolist() == [0, 1, 2, 3, 4, 5]
    assert curve.middle.tolist() == [1.0, 1.0, 0.75, 0.75, 0.5, 0.5]
    assert (curve.low[2], curve.high[2]) == pytest.approx(wilson(3, 4))
    assert (curve.low[5], curve.high[5]) == pytest.approx(wilson(2, 4))
    assert curve.censored is None


def test_those_out_of_sight_are_marked_and_no_longer_at_risk() -> None:
    """One is last seen in 3: of three, then two, one dies out in 4, so that half of three quarters live on."""
    run = mortal(lives=(2, 3, 4, 5), doomed=(True, False, True, False))
    figure = described()["survival"].describe([run])
    curve = figure.numbers["alive_0"]
    assert curve.middle == pytest.approx([1.0, 1.0, 0.75, 0.75, 0.375, 0.375])
    assert curve.censored is not None
    assert curve.censored.tolist() == [3.0]
    assert "no longer" in figure.note
    with style():
        (axes,) = figures()["survival"].draw([run]).axes
    (marks,) = [one for one in axes.collections if len(one.get_offsets()) and one.get_sizes().size]
    assert np.asarray(marks.get_offsets()).tolist() == [[3.0, 0.75]]
    (panel,) = chart_of("survival", described()["survival"], ReportedRuns.of([run])).panels
    assert (panel.tables["censored"]["x"], panel.tables["censored"]["middle"]) == ([3], [0.75])


def test_those_that_are_fixed_live_on_to_the_end_of_the_record() -> None:
    """One is fixed in 2, and one of the two others dies out in 4: of three that are watched."""
    rows = [
        (generation, place) for generation in range(6) for place, last in enumerate((2, 4, 5)) if generation <= last
    ]
    generation, replicate = np.array(rows).T
    survivors = np.where((generation == 4) & (replicate == 1), 0, 8)
    table = {"generation": generation, "replicate": replicate, "living": 8 + 0 * survivors, "survivors": survivors}
    overrides = ["population.replicates=3", "population.generations=5", "population.stop=fixed"]
    run = imagined("hinton-nowlan", [*overrides, "survival.threshold=0.0"], table)
    curve = described()["survival"].describe([run]).numbers["alive_0"]
    assert curve.middle == pytest.approx([1.0, 1.0, 1.0, 1.0, 2 / 3, 2 / 3])
    assert curve.censored is None


def test_arms_have_a_curve_each_and_runs_that_cannot_die_out_none() -> None:
    arms = [mortal(), mortal(doomed=(False,) * 4, lives=(5, 5, 5, 5))]
    found = described()["survival"].describe(arms).numbers
    assert found["alive_1"].middle.tolist() == [1.0] * 6
    assert not described()["survival"].applies([imagined("sinusoid", [], {"generation": [0], "replicate": [0]})])


def test_a_figure_ends_where_sentences_and_rows_are() -> None:
    """Take-off in 3 of 5 replicates: the last place of the curve, the sentence of `show`, and a row as JSON has it."""
    generation, replicate = np.repeat(np.arange(4), 5), np.tile(np.arange(5), 4)
    wrong = np.where(generation >= replicate + 1, 0.0, 0.5)
    table = {"generation": generation, "replicate": replicate, "wrong": wrong, "assimilated": 0 * generation}
    run = imagined("hinton-nowlan", ["population.replicates=5"], table)
    curve = described()["takeover"].describe([run]).numbers["take_off_0"]
    row = waits(run.definition, run.generations, {})["take_off"].row()
    assert (row["share"], row["share_low"], row["share_high"]) == (curve.middle[-1], curve.low[-1], curve.high[-1])
    assert row["median_wait"] == curve.x[np.argmax(curve.middle >= 0.5)] == 3.0
    said = in_words(waits(run.definition, run.generations, {}))[0]
    assert f"3 of 5 replicates (60 %, 95 % interval {100 * curve.low[-1]:.0f} to {100 * curve.high[-1]:.0f} %)" in said
