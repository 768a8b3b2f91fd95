"""Numbers of figures by hand: whose run a curve is of, at which trial, from where sums begin, and medians for means."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from imagined_runs import imagined

from baldwin.figures.budgets import spent
from baldwin.figures.catalogue import described
from baldwin.figures.studies.cells import VariedField
from baldwin.figures.studies.courses import Course, summary
from baldwin.medians import median_interval
from baldwin.report.arms import ReportedRuns
from baldwin.report.readout import readout
from baldwin.report.studies.effects import _table


def test_each_run_waits_over_its_own_generations() -> None:
    """Two runs of three replicates: in the first all take off in generation 1, in the second, which is longer, in 4."""
    runs = []
    for last, when in ((3, 1), (5, 4)):
        generation, replicate = np.repeat(np.arange(last + 1), 3), np.tile(np.arange(3), last + 1)
        wrong = np.where(generation >= when, 0.0, 0.5)
        table = {"generation": generation, "replicate": replicate, "wrong": wrong, "assimilated": 0 * generation}
        runs.append(imagined("hinton-nowlan", ["population.replicates=3"], table))
    found = described()["takeover"].describe(runs).numbers
    assert found["take_off_0"].x.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert found["take_off_0"].middle.tolist() == [0.0, 1.0, 1.0, 1.0]
    assert found["take_off_1"].x.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert found["take_off_1"].middle.tolist() == [0.0] * 4 + [1.0] * 2


def test_lives_find_the_needle_with_their_first_trial_too() -> None:
    """Half of 1000 have no plastic locus, 200 have two: in trial 1 the first are right, and a quarter of the others."""
    loci = np.zeros((2, 21))
    loci[:, [0, 2]] = 500, 200
    assays = {"generation": [0, 10], "replicate": [0, 0], "plastic_loci": loci}
    table = {"generation": np.arange(11), "replicate": np.zeros(11, int)}
    found = described()["finding"].describe([imagined("hinton-nowlan", [], table, assays)]).numbers["generation_10"]
    assert found.x[:2].tolist() == [1.0, 2.0]
    assert found.middle[:2] == pytest.approx([0.5 + 0.2 / 4.0, 0.5 + 0.2 * (1.0 - 0.75**2)])
    assert found.middle[-1] == pytest.approx(0.7)


def test_sums_over_a_life_begin_with_nothing() -> None:
    """Share right .5, then 1, five times: half a choice above chance in each but the first; as the ideal."""
    curve = np.tile([0.5, 1.0, 1.0, 1.0, 1.0, 1.0], (2, 1))
    table = {"generation": np.arange(11), "replicate": np.zeros(11, int)}
    assays = {"generation": [0, 10], "replicate": [0, 0], "curve": curve}
    found = described()["regret"].describe([imagined("harlow", [], table, assays)]).numbers
    above = [0.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
    assert found["generation_10"].middle == pytest.approx(above)
    assert found["rule_0"].middle == pytest.approx(above)  # Bayes-optimal


def test_what_is_spent_is_that_of_the_median_replicate() -> None:
    rows = {"generation": [0, 0, 0, 1, 1, 1], "replicate": [0, 1, 2, 0, 1, 2], "individuals": [5, 5, 5, 10, 10, 10]}
    found = spent(imagined("sinusoid", [], {**rows, "lifetime_steps": [1, 2, 9, 3, 5, 40]}))
    assert found["lifetime_steps"][1].tolist() == [2.0, 5.0]
    assert found["lives"][1].tolist() == [5.0, 10.0]


@pytest.mark.parametrize(("count", "ends"), [(1, (1, 1)), (5, (1, 5)), (6, (1, 6)), (9, (2, 8)), (12, (3, 10))])
def test_the_interval_of_a_median_leaves_out_no_more_than_a_fortieth_on_either_side(
    count: int, ends: tuple[int, int]
) -> None:
    """Of nine values the median lies below the second with chance 10 / 512; below the third it would be 46 / 512."""
    assert median_interval(np.arange(1.0, count + 1.0)) == ends


@pytest.mark.parametrize("budget", ["generation", "lives"])
def test_the_band_over_cells_leaves_out_a_twentieth_on_either_side(budget: str) -> None:
    """Twenty-one cells that stay at 0, 1, .. 20: the band is 1 to 19 around 10, wherever all are known."""
    x = np.array([0.0, 5.0, 10.0])
    own = [
        Course(cell, 0, "learned", {"generation": x, "lives": 100.0 * x}, np.full(3, float(cell)), x, x)
        for cell in range(21)
    ]
    places, low, middle, high = summary(own, budget)
    assert places[[0, -1]].tolist() == [0.0, own[0].budgets[budget][-1]]
    np.testing.assert_allclose([low, middle, high], np.repeat([[1.0], [10.0], [19.0]], places.size, axis=1))


def test_individuals_are_summed_up_by_medians() -> None:
    """Errors 1, 2 and 9 at birth, and 1, 1 and 4 in the end, of which hiding took half."""
    table = {"generation": [0, 1], "replicate": [0, 0], "individuals": [3, 6]}
    assays = {
        "generation": [0],
        "replicate": [0],
        "individuals_innate": [[-1.0, -2.0, -9.0]],
        "individuals_learned": [[-1.0, -1.0, -4.0]],
        "hiding_index": [0.5],
    }
    found = described()["individuals"].describe([imagined("sinusoid", [], table, assays)], [0])
    assert found.summary is not None
    assert found.summary.rows[0] == [2.0, 1.0, 0.5]


def test_the_words_beside_a_slider_are_of_the_generation_chosen() -> None:
    """Errors at birth 3, 2 and 1 in generations 0, 10 and 20; between assays the last one holds."""
    table = {"generation": np.arange(21), "replicate": np.zeros(21, int)}
    assays = {"generation": [0, 10, 20], "replicate": [0, 0, 0], "innate": [-3.0, -2.0, -1.0]}
    arms = ReportedRuns.of([imagined("sinusoid", [], table, assays)])
    said = dict(zip(arms.frames, readout(arms)[0], strict=True))
    assert {frame: words.partition(" ·")[0] for frame, words in said.items()} == {
        frame: f"innate {3 - frame // 10}" for frame in arms.frames
    }
    assert {0, 10, 20} <= set(arms.frames)


def test_effects_are_tabled_as_medians_as_they_are_drawn() -> None:
    """Three cells of the first value end at 1, 2 and 9, one of the second at 5."""
    axis = VariedField("lifetime.trials", ("10", "30"), (0, 0, 0, 1))
    cells: Any = SimpleNamespace(
        axes=(axis,), quantities={"learned": [1.0, 2.0, 9.0, 5.0]}, arms=("main",), arm=[0] * 4
    )
    assert re.findall(r">(\d+)</td>", str(_table(cells))) == ["10", "2", "30", "5"]
