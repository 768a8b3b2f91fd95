"""What a comparison, a summary and a study's table say of replicates, worked out with a pencil."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.comparison import effect
from baldwin.comparison.effects import _hedges
from baldwin.definition import load
from baldwin.store.summary import final_values, summary_of
from baldwin.store.totals import Totals
from baldwin.study.tabulation import _ends, _spent, ends_of


@pytest.mark.guards(
    "replicates_arm", "replicates_control", "mean_arm", "mean_control", "median_arm", "median_control", "difference",
    "superiority", "p", "p_exact",
)  # fmt: skip
def test_a_row_of_effects_by_hand() -> None:
    """Arm 1, 2, 9, 10; control 3, 4, 8 and one that is no number. The rest by counting."""
    found = effect("innate", "learns", "still", [1.0, 2.0, 9.0, 10.0], [3.0, 4.0, 8.0, None]).row()
    pool = np.array([1.0, 2.0, 9.0, 10.0, 3.0, 4.0, 8.0])
    observed, far = 5.5 - 5.0, 0
    for a in range(7):
        for b in range(a):
            for c in range(b):
                control = pool[[a, b, c]].sum()
                far += abs((pool.sum() - control) / 4.0 - control / 3.0) >= observed - 1e-12
    expected = {
        "replicates_arm": 4,
        "replicates_control": 3,
        "mean_arm": 5.5,
        "mean_control": 5.0,
        "median_arm": 5.5,
        "median_control": 4.0,
        "difference": 0.5,
        "superiority": (0 + 0 + 3 + 3) / 12.0,
        "p": far / 35.0,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert found["p_exact"] is True
    assert (found["quantity"], found["arm"], found["control"]) == ("innate", "learns", "still")


@pytest.mark.guards("hedges_g")
def test_effect_size_by_hand() -> None:
    """Arm 1 to 8, control four 0 and four 2: squares about the means sum to 42 and 8, 14 degrees of freedom."""
    found = effect("learned", "learns", "still", np.arange(1.0, 9.0), [0.0, 2.0] * 4).row()
    assert found["hedges_g"] == pytest.approx((4.5 - 1.0) / math.sqrt(50.0 / 14.0) * (1.0 - 3.0 / 55.0))


def test_resampled_values_vary_by_less_than_what_they_were_drawn_from() -> None:
    """Eight resamples have on average 7/8 of the variance of what they are of: squares about the means count 8/7."""
    a, b = np.arange(1.0, 9.0), np.array([0.0, 2.0] * 4)
    found = float(_hedges(a, b, resampled=True))
    assert found == pytest.approx((4.5 - 1.0) / math.sqrt(50.0 * 8.0 / 7.0 / 14.0) * (1.0 - 3.0 / 55.0))


@pytest.mark.guards("difference_low", "difference_high", "hedges_g_low", "hedges_g_high")
def test_intervals_of_many_replicates_are_those_of_the_normal_law() -> None:
    """Of 60 against 60: the difference and g, give or take 1.96 standard errors, within a fifth of them."""
    draw = np.random.default_rng(11)
    a, b = draw.normal(1.0, 1.0, 60), draw.normal(0.0, 2.0, 60)
    found = effect("learned", "a", "b", a, b).row()
    error = math.sqrt(a.var(ddof=1) / 60.0 + b.var(ddof=1) / 60.0)
    spread = error / math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2.0)
    middle, size = a.mean() - b.mean(), found["hedges_g"]
    assert found["difference_low"] == pytest.approx(middle - 1.96 * error, abs=0.2 * error)
    assert found["difference_high"] == pytest.approx(middle + 1.96 * error, abs=0.2 * error)
    assert found["hedges_g_low"] == pytest.approx(size - 1.96 * spread, abs=0.3 * spread)
    assert found["hedges_g_high"] == pytest.approx(size + 1.96 * spread, abs=0.3 * spread)


@pytest.mark.guards("median", "least", "greatest")
def test_a_summary_counts_what_never_came() -> None:
    assert summary_of([4.0, 1.0, math.nan, 9.0, 2.0]) == {"median": 3.0, "least": 1.0, "greatest": 9.0}
    assert summary_of([4.0, 1.0, math.nan, 9.0, math.inf]) == {"median": 4.0, "least": 1.0, "greatest": None}
    assert summary_of([4.0, math.inf, math.inf])["median"] is None
    assert summary_of([math.nan]) == {"median": None, "least": None, "greatest": None}


GENERATIONS = {
    "generation": np.array([0, 0, 1, 1, 2, 2, 3]),
    "replicate": np.array([0, 1, 0, 1, 0, 1, 0]),
    "lifetime_steps": np.array([5, 7, 11, 13, 20, 22, 40]),
    "fitness_mean": np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]),
}
ASSAYS = {
    "generation": np.array([0, 0, 2, 2]),
    "replicate": np.array([0, 1, 0, 1]),
    "innate": np.array([0.0, 0.0, 0.5, 0.25]),
    "learned": np.array([1.0, 1.0, 1.0, 1.0]),
    "curve": np.ones((4, 3)),
}


def run(preset: str = "hinton-nowlan") -> Any:
    return SimpleNamespace(generations=GENERATIONS, assays=ASSAYS, definition=load(preset))


def test_a_run_is_summed_up_by_the_last_row_of_each_replicate() -> None:
    """Replicate 0 ended in generation 3, replicate 1 in 2; a quarter and a half of what was learned became inborn."""
    found = final_values(run())
    assert found["fitness_mean"] == {"median": 6.5, "least": 6.0, "greatest": 7.0}
    assert found["lifetime_steps"] == {"median": 31.0, "least": 22.0, "greatest": 40.0}
    assert found["innate"] == {"median": 0.375, "least": 0.25, "greatest": 0.5}
    assert found["assimilation_index"] == {"median": 0.375, "least": 0.25, "greatest": 0.5}
    assert not {"generation", "replicate", "curve"} & set(found)
    unseen = final_values(run("no-learning"))
    assert unseen["assimilation_index"] == {"median": None, "least": None, "greatest": None}


def test_the_ends_of_replicates_are_cut_where_they_are_asked_for() -> None:
    first, second = ends_of(run())
    assert (first["generation"], second["generation"]) == (3, 2)
    assert (first["assay_generation"], first["innate"], first["assimilation_index"]) == (2, 0.5, 0.5)
    assert (second["fitness_mean"], second["assimilation_index"]) == (6.0, 0.25)
    earlier, other = ends_of(run(), 1)
    assert (earlier["generation"], earlier["fitness_mean"], earlier["lifetime_steps"]) == (1, 3.0, 11)
    assert (other["fitness_mean"], other["innate"], other["assay_generation"]) == (4.0, 0.0, 0)
    assert earlier["assimilation_index"] == 0.0


def test_a_list_of_runs_tells_medians() -> None:
    """Of 1, 2 and 9 in the last rows, and of errors of which one is no number."""
    totals = Totals()
    for innate in ([5.0, 5.0, 5.0], [1.0, 2.0, 9.0]):
        rows = {"generation": np.zeros(3), "replicate": np.arange(3), "innate": np.array(innate)}
        totals.add(rows | {"learned": np.array([1.0, math.nan, 4.0])})
    assert totals.final() == {"innate": 2.0, "learned": 2.5}


def test_a_budget_of_lifetime_steps_is_spent_to_the_last() -> None:
    """Of 20 steps replicate 0 spends all in generation 2, the last of which took 9: from 29 on one more would fit."""
    first, second = _ends(run(), None, 20.0)
    assert (first["generation"], second["generation"]) == (2, 1)
    for amount, spent in ((28.0, True), (29.0, False)):
        end = {"generation": 2, "replicate": 0, "lifetime_steps": 20}
        assert _spent(SimpleNamespace(generations=9), run(), end, "lifetime_steps", amount) == spent  # type: ignore[arg-type]
