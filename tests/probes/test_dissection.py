"""`baldwin dissect`: means, intervals and shares of planted lives by hand, and how they are read."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, WHOLE, Clamped, Condition, Dissected
from baldwin.figures.dissection import describe
from baldwin.probes.dissection import Dissection, carried, dissection, interval, share


def dissected(start: Any, rule: Any, *, error: bool = False, founders: int = 0) -> Dissected:
    """Return lives whose evolved score is 10, 12, 14 above that of their founders, 0."""
    sign = -1.0 if error else 1.0
    scores = {WHOLE: [10.0, 12.0, 14.0], ANCESTRAL: [0.0, 0.0, 0.0], EVOLVED_START: start, EVOLVED_RULE: rule}
    rows = {name: Condition(name, sign * np.array([one], np.float64), founders) for name, one in scores.items()}
    curve = Clamped("trial", np.array([0, 3]), sign * np.array([[[0.0, 0.0, 0.0]], [scores[WHOLE]]], np.float64))
    return Dissected(rows, "reward", error, {"modulation off": "no modulator"}, curve)


def rows(found: Dissection) -> dict[str, dict[str, Any]]:
    table = found.table()
    return {
        name: {key: values[place] for key, values in table.items()} for place, name in enumerate(table["condition"])
    }


@pytest.mark.parametrize("error", [False, True])
def test_lives_are_compared_pair_by_pair(error: bool) -> None:
    """Differences -9, -10, -14: mean -11, sd sqrt(7), error sqrt(7/3), t(2) = 4.30265."""
    found = dissection(dissected([1.0, 2.0, 0.0], [10.0, 12.0, 14.0], error=error), 3)
    one = rows(found)[EVOLVED_START]
    assert one["score"] == pytest.approx(1.0)
    assert one["difference"] == pytest.approx(-11.0)
    assert one["standard_error"] == pytest.approx(math.sqrt(7.0 / 3.0))
    assert (one["low"], one["high"]) == pytest.approx([-11.0 + side * 4.3026527 * math.sqrt(7 / 3) for side in (-1, 1)])
    assert rows(found)[WHOLE]["difference"] == 0.0
    assert rows(found)[WHOLE]["standard_error"] == 0.0
    better = "lower" if error else "higher"
    assert found.title == f"reward at the end of life, {better} is better"
    assert found.clamped[3].mean == pytest.approx(12.0)
    assert any("Left out: modulation off (no modulator)." in note for note in found.notes)


def test_several_replicates_are_the_unit() -> None:
    """Means 2 and 6 of two replicates: mean 4, error 2; lives within them do not count."""
    scores = np.array([[1.0, 3.0, 2.0], [6.0, 6.0, 6.0]])
    found = Dissected(
        {WHOLE: Condition("", np.zeros((2, 3))), "learning off": Condition("", scores)}, "reward", error=False
    )
    one = rows(dissection(found, 3))["learning off"]
    assert (one["difference"], one["standard_error"]) == pytest.approx((4.0, 2.0))


def test_lives_of_one_founder_count_as_one() -> None:
    """Lives 0, 2, 4 and 1, 3, 5 have a founder each: means 1 and 3, error 1."""
    scores = np.array([[1.0, 2.0, 0.0, 4.0, 2.0, 3.0]])
    found = Dissected(
        {WHOLE: Condition("", np.zeros((1, 6))), ANCESTRAL: Condition("", scores, 2)}, "reward", error=False
    )
    one = rows(dissection(found, 6))[ANCESTRAL]
    assert (one["difference"], one["standard_error"]) == pytest.approx((2.0, 1.0))


def test_a_share_has_the_error_of_a_ratio_of_means() -> None:
    """1, 2, 6 of 4, 4, 10: 9 / 18; residuals -1, 0, 1 have the error 1 / sqrt(3), and the mean of the whole is 6."""
    found = share(np.array([1.0, 2.0, 6.0]), np.array([4.0, 4.0, 10.0]))
    assert (found.mean, found.error) == pytest.approx((0.5, 1.0 / math.sqrt(3.0) / 6.0))
    assert found.high - found.mean == pytest.approx(4.3026527 * found.error)
    assert math.isnan(interval(np.array([1.0])).error)


@pytest.mark.parametrize(
    ("start", "rule", "verdict"),
    [
        (
            [0.0, 0.0, 0.0],
            [10.0, 12.0, 14.0],
            "The rule carries the skill: evolution added 12 (7.03 to 17), the start ",
        ),
        ([10.0, 12.0, 14.0], [0.0, 0.0, 0.0], "The start carries the skill"),
        ([10.0, 12.0, 14.0], [10.0, 12.0, 14.0], "Either start or rule alone brings most of it"),
        ([0.0, 0.0, 0.0], [1.0, 1.2, 1.4], "Neither start nor rule does without the other"),
        ([5.0, 9.0, 4.0], [0.0, 0.0, 0.0], "Undecided between start and rule"),
    ],
)
@pytest.mark.parametrize("error", [False, True])
def test_the_reading_names_what_carries_the_skill(start: Any, rule: Any, verdict: str, error: bool) -> None:
    found = dissection(replace(dissected(start, rule), error=error), 3)  # minus an error is a score like any
    (reading,) = [note for note in found.notes if "evolution added" in note]
    assert reading.startswith(verdict)
    assert carried(found.shares) == verdict.partition(":")[0]


def test_what_may_be_chance_is_not_shared_out() -> None:
    found = dissected([0.0, 0.0, 0.0], [1.0, 1.0, 1.0])
    found.conditions[WHOLE].scores[:] = [[10.0, -12.0, 3.0]]
    assert dissection(found, 3).shares == {}
    assert any("cannot be told" in note for note in dissection(found, 3).notes)


def test_the_figure_shows_every_condition_and_the_clamped_curve() -> None:
    found = dissection(dissected([1.0, 2.0, 0.0], [10.0, 12.0, 14.0], error=True), 3)
    figure = describe(found)
    left, right = figure.panels
    assert [curve.series.label for curve in left.curves.values()] == [WHOLE, ANCESTRAL, EVOLVED_START, EVOLVED_RULE]
    assert [float(curve.series.middle[0]) for curve in left.curves.values()] == pytest.approx([12.0, 0.0, 1.0, 12.0])
    assert len(left.x.names) == 4
    assert "lower is better" in left.y.label
    assert right.curves["clamped"].series.x.tolist() == [0.0, 3.0]
    assert right.curves["clamped"].series.middle == pytest.approx([0.0, 12.0])
