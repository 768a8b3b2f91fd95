"""Effect sizes: hand-computed numbers, coverage of planted effects, exact permutation nulls, and pairing in studies."""

from __future__ import annotations

import json
import math
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.comparison import compare_study, effect, measured_together, sizes_left_out
from baldwin.errors import UsageError


def test_numbers_by_hand():
    """Eight against nine: squares about the means sum to 8 and 8, so that the pooled variance is 16 / 15."""
    found = effect("innate", "a", "b", [1.0, 3.0] * 4, [0.0, 2.0] * 4 + [1.0])
    assert found.difference == pytest.approx(1.0)
    assert found.size == pytest.approx(1.0 / math.sqrt(16 / 15) * (1 - 3 / (4 * 15 - 1)))
    assert found.superiority == pytest.approx((4 * (4 + 0.5) + 4 * 9) / 72)  # 1 is above four and ties with one
    assert (found.replicates, found.left_out) == ((8, 9), "")


def test_p_is_the_share_of_deals_that_set_arms_as_far_apart() -> None:
    a, b = np.array([3.1, 2.2, 5.0, 4.1]), np.array([1.0, 2.0, 2.5])
    pool = np.concatenate([a, b])
    gaps = [pool[list(chosen)].mean() - np.delete(pool, list(chosen)).mean() for chosen in combinations(range(7), 4)]
    share = np.mean(np.abs(gaps) >= a.mean() - b.mean() - 1e-12)
    found = effect("innate", "a", "b", a, b)
    assert (found.p, found.p_exact) == (pytest.approx(share), True)
    assert effect("fitness_mean", "a", "b", a, b).p is None


@pytest.mark.parametrize(
    ("arm", "control", "p"),
    [
        ([10, 11, 12], range(9), 1 / 220),  # no other deal is as far apart on either side
        ([0, 1, 2], range(3, 11), 2 / 165),  # 8, 9 and 10 are as far the other way
        ([0, 1, 2, 3], range(4, 8), 2 / 70),  # of equal sizes the mirrored deal is as far
        (range(8), range(100, 108), 2 / 12870),
        ([7.0], range(4), 1 / 5),
        ([1.0, 1.0], [1.0, 1.0, 1.0], 1.0),
        ([1e9 + 3, 1e9 + 4], [1e9, 1e9 + 1, 1e9 + 2], 2 / 10),
    ],
)
def test_shares_of_deals_counted_by_hand(arm: Any, control: Any, p: float) -> None:
    assert effect("innate", "a", "b", arm, control).p == pytest.approx(p)


def test_p_of_too_many_deals_is_estimated_and_never_0() -> None:
    found = effect("innate", "a", "b", np.arange(15.0), np.arange(100.0, 115.0))
    assert (found.p, found.p_exact) == (1e-4, False)
    same = effect("innate", "a", "b", np.arange(0.0, 40.0, 2.0), np.arange(1.0, 41.0, 2.0))
    assert same.p == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize("seed", range(12))
def test_intervals_of_effect_sizes_agree_with_those_of_differences(seed: int) -> None:
    """On which side of 0 they lie; and an effect size lies within its own."""
    rng = np.random.default_rng(seed)
    many = (8, 9, 12)[seed % 3]
    found = effect("learned", "a", "b", rng.gamma(1.0, 1.0, many) + seed % 4, rng.gamma(1.0, 1.0, many + 1))
    (low, high), (least, most) = found.interval, found.size_interval
    assert (low > 0.0, high < 0.0) == (least > 0.0, most < 0.0)
    assert least <= found.size <= most


def test_a_single_replicate_has_no_effect_size() -> None:
    for sides in (([5.0], range(9)), (range(9), [5.0]), ([5.0], [1.0])):
        found = effect("innate", "a", "b", *sides)
        assert math.isnan(found.size)
        assert np.isnan([*found.size_interval, *found.interval]).all()


@pytest.mark.guards("hedges_g_left_out")
@pytest.mark.parametrize(
    ("arm", "control", "why"),
    [
        (range(3), range(3), "fewer than 8 replicates"),
        (range(7), range(40), "fewer than 8 replicates"),
        (range(40), range(7), "fewer than 8 replicates"),
        ([2.0] * 8, range(8), "an arm whose replicates do not differ"),
        (range(8), [0.1 + 0.2, 0.3] * 4, "an arm whose replicates do not differ"),  # but for rounding
        (range(8), range(1, 9), None),
    ],
)
def test_an_effect_size_needs_a_spread(arm: Any, control: Any, why: str | None) -> None:
    """It is left out where that is not known or vanishes; the difference and its interval stay."""
    found = effect("learned", "a", "b", arm, control)
    row = found.row()
    assert row["hedges_g_left_out"] == why
    assert [row[name] is None for name in ("hedges_g", "hedges_g_low", "hedges_g_high")] == [why is not None] * 3
    assert row["difference_low"] <= row["difference"] <= row["difference_high"]
    assert sizes_left_out([found]) == (
        [f"Hedges' g is a difference in standard deviations: left out (-) for {why}."] if why else []
    )


def test_intervals_cover_a_planted_difference():
    """Nominally 95 %, a little less in small samples: of 60 pairs of 12 replicates, 92 % less 4 standard errors."""
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(60):
        found = effect("fitness_mean", "a", "b", rng.normal(1.0, 1.0, 12), rng.normal(0.0, 1.0, 12))
        hits += found.interval[0] <= 1.0 <= found.interval[1]
    assert hits / 60 >= 0.92 - 4 * math.sqrt(0.92 * 0.08 / 60)


@pytest.mark.parametrize("values", [([1.0], [2.0]), ([1.0, 1.0], [1.0, 1.0]), ([1.0, None, math.inf], [0.0, 1.0])])
def test_few_replicates_and_no_spread_are_no_error(values):
    found = effect("innate", "a", "b", *values)
    json.dumps(found.row(), allow_nan=False)


def test_nothing_to_compare_is_told():
    with pytest.raises(UsageError, match="b has no number"):
        effect("innate", "a", "b", [1.0], [math.nan])


SMALL = ["population.size=50", "population.generations=8", "population.replicates=3"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    for preset in ("hinton-nowlan", "no-learning"):
        baldwin.run(preset, SMALL, runs=folder, progress=False)
    baldwin.sweep(
        "hinton-nowlan",
        {"lifetime.trials": [10, 1000]},
        SMALL,
        controls={"no_learning": {"lifetime.kind": "none"}},
        runs=folder,
        on="inline",
        progress=False,
        name="ctl",
    )
    return folder


def test_runs_are_compared_with_a_control(runs, capsys):
    assert run_command(["compare", "hinton-nowlan", "--against", "no-learning", "--runs", str(runs), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    effects = {row["quantity"]: row for row in told["effects"]}
    arm, control = (baldwin.find_run(name, runs).assays for name in ("hinton_nowlan", "no_learning"))
    ends = [table["innate"][table["generation"] == 8].mean() for table in (arm, control)]
    assert effects["innate"]["difference"] == pytest.approx(ends[0] - ends[1])
    assert "innate_share" not in effects  # nothing is learned in the control, which nothing can be a share of
    assert told["notes"][0] == "Compared at generation 8."
    assert len(told["notes"]) == 2  # nothing can be said of assimilation in the control
    assert [one["outcome"] for one in told["outcomes"]] == ["take_off", "takeover"]
    assert [told["outcomes"][0][f"replicates_{side}"] for side in ("arm", "control")] == [3, 3]


def test_who_learns_nothing_assimilates_nothing_whichever_is_the_control(runs, capsys):
    words = ["no-learning", "--against", "hinton-nowlan", "--runs", str(runs)]
    assert run_command(["compare", *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["quantity"] for row in told["effects"]} == {"fitness_mean", "innate", "learned", "learning_gain"}
    assert told["notes"][-1] == "Nothing is learned in no learning, so that no share of it can have become innate."
    study = baldwin.open_study(next((runs / "ctl").iterdir()))
    for against in (None, "main"):
        found = compare_study(study, against, ())
        assert not {"innate_share", "assimilation_index"} & {one.quantity for one in found.effects}
        assert found.notes == ("Nothing is learned in no_learning, so that no share of it can have become innate.",)


@pytest.mark.parametrize("turned", [False, True])
def test_an_innate_share_of_nothing_learned_is_not_compared(turned, runs, monkeypatch, capsys):
    """Whose newborns got better without learning has a share of 1 on paper."""

    def ends(run: Any, generation: Any) -> list[dict[str, float]]:
        gain = 0.0 if run.name == "no_learning" else 2.0
        return [{"learning_gain": gain, "innate_share": 1.0 - 0.1 * gain - 0.01 * k, "innate": 1.0} for k in range(4)]

    monkeypatch.setattr("baldwin.comparison.arms.ends_of", ends)
    pair = ["no-learning", "hinton-nowlan"] if turned else ["hinton-nowlan", "no-learning"]
    words = ["compare", pair[0], "--against", pair[1], "--runs", str(runs)]
    assert run_command([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["quantity"] for row in told["effects"]] == ["innate", "learning_gain"]
    assert run_command([*words, "--quantity", "innate_share"]) == 2
    assert "--quantity innate_share: nothing to compare. Nothing is learned in no learning" in capsys.readouterr().err


def test_medians_stand_beside_means(runs, capsys):
    assert run_command(["compare", "hinton-nowlan", "--against", "no-learning", "--runs", str(runs), "--json"]) == 0
    innate = {row["quantity"]: row for row in json.loads(capsys.readouterr().out)["effects"]}["innate"]
    table = baldwin.find_run("hinton_nowlan", runs).assays
    last = table["innate"][table["generation"] == 8]
    assert (innate["mean_arm"], innate["median_arm"]) == pytest.approx((last.mean(), np.median(last)))


def test_runs_of_different_lengths_are_compared_at_one_generation(runs, capsys):
    baldwin.run("asexual", ["population.size=50", "population.generations=30"], runs=runs, progress=False)
    assert run_command(["compare", "asexual", "--against", "no-learning", "--runs", str(runs), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["notes"][0] == "Compared at generation 8 (the runs end at 8 and 30)."
    innate = next(row for row in told["effects"] if row["quantity"] == "innate")
    arm, control = (baldwin.find_run(name, runs) for name in ("asexual", "no_learning"))
    means = [one.assays["innate"][one.assays["generation"] == 8].mean() for one in (arm, control)]
    assert innate["difference"] == pytest.approx(means[0] - means[1])
    ends = baldwin.compare(arm, control, ["innate"], until="all")
    last = arm.assays["innate"][arm.assays["generation"] == 30].mean()
    assert ends["difference"][0] == pytest.approx(last - means[1])
    (early,) = baldwin.compare(arm, control, ["innate"], until=3)["difference"]
    means = [one.assays["innate"][one.assays["generation"] == 3].mean() for one in (arm, control)]
    assert early == pytest.approx(means[0] - means[1])


def test_only_generations_that_all_were_assayed_in_are_compared(runs):
    sparse = baldwin.run("hinton-nowlan", [*SMALL, "assays.every=3"], runs=runs, progress=False)
    often = baldwin.run("lamarck", [*SMALL, "assays.every=5", "population.generations=7"], runs=runs, progress=False)
    assert measured_together([sparse, often]) == 0  # 3, 6 and 5
    dense = baldwin.find_run("no_learning", runs)
    assert [measured_together([sparse, dense]), measured_together([sparse, dense], 5)] == [6, 3]


def test_a_name_means_no_cell_of_a_study_where_there_is_another_run(runs):
    assert baldwin.find_run("hinton_nowlan", runs).definition.lifetime.trials == 1000
    newest = max(baldwin.list_runs(runs), key=lambda run: run.info["created"])
    assert "study" not in newest.info
    cell = next(run for run in baldwin.list_runs(runs) if run.info.get("study"))
    assert cell.info["study"].startswith("ctl/")


def test_a_study_is_compared_point_by_point_either_way_round(runs):
    study = baldwin.open_study(next((runs / "ctl").iterdir()))
    found = compare_study(study, None, ["fitness_mean"]).effects
    assert [(one.arm, one.control, one.point) for one in found] == [
        ("main", "no_learning", {"lifetime.trials": trials}) for trials in (10, 1000)
    ]
    turned = compare_study(study, "main", ["fitness_mean"]).effects
    assert [one.difference for one in turned] == pytest.approx([-one.difference for one in found])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "No run given."),
        (["hinton-nowlan"], "--against: with which control?"),
        (["ctl", "--against", "nobody"], "--against nobody: no such arm. This study has main, no_learning."),
        (["ctl", "hinton-nowlan"], "is a study; compare it by itself"),
        (["ctl", "--quantity", "fitnes"], "--quantity fitnes: not all of them have it."),
        (["hinton-nowlan", "--against", "ctl"], "is a study; compare it by itself"),
        (["no-learning", "hinton-nowlan", "--against", "hinton-nowlan"], "cannot be compared with itself."),
    ],
)
def test_mistakes_are_told(words, told, runs, capsys):
    assert run_command(["compare", *words, "--runs", str(runs)]) == 2
    assert told in capsys.readouterr().err


def test_the_table_for_people_has_intervals(runs, capsys):
    assert run_command(["compare", "ctl", "--runs", str(runs)]) == 0
    out = capsys.readouterr().out
    assert "no_learning" in out
    assert ".." in out
    assert "3 replicates in an arm" in out
    assert "left out (-) for fewer than 8 replicates." in out
    assert "arm's median (mean)" in out
    assert "take-off (fewer than 1 % wrong alleles): main against no_learning, lifetime.trials = 10" in out


def test_effect_sizes_keep_their_interval_where_some_resamples_do_not_vary():
    """Of 8 that take two values each, one resample in some two thousand holds one value on either side."""
    found = effect("innate", "a", "b", [3.0] * 5 + [6.0] * 3, [1.0] * 5 + [2.0] * 3)
    assert math.isfinite(found.size)
    low, high = found.size_interval
    assert 0.0 < low < found.size < high < math.inf


def test_no_number_is_cut_in_a_narrow_terminal(runs, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # which makes it a terminal
    monkeypatch.setenv("COLUMNS", "80")
    assert run_command(["compare", "ctl", "--runs", str(runs)]) == 0
    out = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert "main against no_learning, lifetime.trials = 10" in out
    assert "learning_gain" in out
