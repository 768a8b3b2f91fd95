"""Who came to a criterion, and how soon: Kaplan-Meier by a textbook's table, Wilson's interval in closed form."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from baldwin.comparison import outcome
from baldwin.definition import load
from baldwin.medians import median, median_interval
from baldwin.presentation import Criterion, presentation_of
from baldwin.reaching import Waits, as_columns, criteria_of, from_columns, in_words, waits, wilson

GONE = Criterion("take_off", "few wrong alleles", "wrong", 0.01, below=True)

# Weeks of remission, with ties, and + for those still in it: Freireich et al. (1963), Blood 21:699; the table by which
# textbooks teach Kaplan-Meier (Collett 2015, for one).
DRUG = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
DRUG_SHARES = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def watched(text: str) -> Waits:
    times = text.split()
    ended = np.array([not one.endswith("+") for one in times])
    return Waits(GONE, np.array([float(one.rstrip("+")) for one in times]), ended)


def closed_form(count: int, of: int, z: float = 1.959963985) -> tuple[float, float]:
    share = count / of
    centre, half = share + z**2 / (2 * of), z * math.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return (centre - half) / (1 + z**2 / of), (centre + half) / (1 + z**2 / of)


def test_waits_of_a_textbook() -> None:
    """Medians 23 and 8 weeks; log-rank chi square 16.79 on one degree of freedom, p = 0.00004."""
    drug, placebo = watched(DRUG), watched(PLACEBO)
    for week, share in DRUG_SHARES.items():
        assert 1.0 - drug.share(week)[0] == pytest.approx(share, abs=6e-4)
    assert (drug.median, placebo.median) == (23.0, 8.0)
    assert drug.median_interval == (13.0, math.inf)
    assert placebo.median_interval == (4.0, 11.0)
    assert (drug.count, drug.replicates) == (9, 21)
    found = outcome("take_off", "drug", "placebo", drug, placebo)
    assert found.p == pytest.approx(4.2e-5, rel=0.02)
    assert found.row()["median_wait_high_arm"] is None
    assert "median wait 23 generations (13 or more), the others counted as still waiting" in str(drug)
    assert str(placebo).startswith("21 of 21 replicates (100 %, 95 % interval 85 to 100 %); median wait 8 generations")


def test_those_that_were_lost_sight_of_are_neither_left_out_nor_counted_as_having_come() -> None:
    """Of 2, 4+, 6, 8+: a quarter by 2, then half of three quarters of those left by 6; 3 of 8 still wait."""
    found = watched("2 4+ 6 8+")
    assert [found.share(t)[0] for t in (1, 2, 5, 6, 8)] == pytest.approx([0.0, 0.25, 0.25, 0.625, 0.625])
    assert found.median == 6.0
    assert found.median != np.median([2.0, 6.0])  # of those that came
    assert watched("2 6 8").median == 6.0
    assert watched("2 9+ 9+").median == math.inf
    assert "median wait beyond 9 generations" in str(watched("2 9+ 9+"))
    assert str(watched("0+ 0+")).endswith("none watched for longer than its founders")


@pytest.mark.parametrize(("count", "of"), [(0, 1), (0, 8), (3, 8), (8, 8), (19, 20), (200, 400)])
def test_a_share_has_wilsons_interval_while_all_others_are_watched(count: int, of: int) -> None:
    times = np.where(np.arange(of) < count, 5.0, 9.0)
    share, low, high = Waits(GONE, times, np.arange(of) < count).share()
    assert (share, low, high) == pytest.approx((count / of, *closed_form(count, of)), abs=1e-6)
    assert (low, high) == wilson(count, of)


def test_intervals_are_shares_and_hold_their_share_and_grow() -> None:
    draw = np.random.default_rng(5)
    for _ in range(20):
        found = Waits(GONE, draw.integers(0, 12, 15).astype(float), draw.random(15) < 0.6)
        shares = np.array([found.share(t) for t in range(13)])
        assert ((shares >= 0.0) & (shares <= 1.0)).all()
        assert (np.diff(shares[:, 0]) >= -1e-12).all()
        assert ((shares[:, 1] <= shares[:, 0] + 1e-12) & (shares[:, 0] <= shares[:, 2] + 1e-12)).all()
        least, most = found.median_interval
        assert least <= found.median <= most


def test_a_difference_of_shares_by_hand() -> None:
    """Newcombe (1998), table II, example (a), method 10: 56 of 70 less 48 of 80 is 0.2, 0.0524 to 0.3339."""
    sides = [Waits(GONE, np.where(np.arange(n) < x, 1.0, 2.0), np.arange(n) < x) for x, n in ((56, 70), (48, 80))]
    found = outcome("take_off", "a", "b", *sides)
    assert (found.difference, *found.interval) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert math.isnan(outcome("take_off", "a", "b", *(watched("3+ 3+") for _ in "ab")).p)
    assert outcome("take_off", "a", "b", *(watched("3+ 3+") for _ in "ab")).row()["p_log_rank"] is None


def table(**columns: Any) -> dict[str, Any]:
    return {name: np.asarray(values) for name, values in columns.items()}


def test_waits_are_told_from_the_tables_of_a_run() -> None:
    """Of a needle population: replicate 0 takes off in 1 and falls back, 1 never, 2 in 2; 3 is fixed after 1."""
    definition = load("hinton-nowlan", ["population.replicates=4", "population.stop=fixed"])
    generations = table(
        generation=[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3],
        replicate=[0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 0, 1, 2],
        wrong=[0.2, 0.2, 0.2, 0.2, 0.009, 0.2, 0.2, 0.3, 0.4, 0.01, 0.0, 0.4, 0.2, 0.0],
        assimilated=[0] * 11 + [499, 500, 1000],
    )
    found = waits(definition, generations, {})
    assert found["take_off"].times.tolist() == [1.0, 3.0, 2.0, 3.0]  # who is fixed stays as it is, to the end
    assert found["take_off"].happened.tolist() == [True, False, True, False]
    assert found["takeover"].happened.tolist() == [False, True, True, False]
    again = from_columns(as_columns(found), criteria_of(definition))
    assert {name: one.row() for name, one in again.items()} == {name: one.row() for name, one in found.items()}
    assert in_words(found)[0] == (
        "Take-off (fewer than 1 % wrong alleles): 2 of 4 replicates (50 %, 95 % interval 15 to 85 %); median wait 2 "
        "generations (1 or more), the others counted as still waiting."
    )


@pytest.mark.parametrize("field", ["lifetime.trials", "fitness.bonus"])
def test_criteria_of_a_needle_hold_in_whatever_world_it_is_sought(field: str) -> None:
    schedule = f'schedule=[{{kind="step", field="{field}", at=2, value=40}}]'
    definition = load("hinton-nowlan", ["population.replicates=2", schedule])
    assert list(criteria_of(definition)) == list(criteria_of(load("hinton-nowlan")))
    counts = {"wrong": [0.2, 0.2, 0.2, 0.2, 0.2, 0.0], "assimilated": [0, 0, 0, 0, 0, 600]}
    generations = table(generation=[1, 1, 2, 2, 3, 3], replicate=[0, 1] * 3, **counts)
    found = waits(definition, generations, {})
    for name in ("take_off", "takeover"):
        assert (found[name].times.tolist(), found[name].happened.tolist()) == ([3.0, 3.0], [False, True])


@pytest.mark.parametrize(("better", "reached"), [("higher", [2.0, 1.0]), ("lower", [1.0, 2.0])])
def test_the_target_of_a_stop_rule_is_a_criterion_that_the_value_itself_meets(
    better: str, reached: list[float]
) -> None:
    """Replicates have 0.2 and 0.4 in generation 1, of which one lies beyond 0.3, and both 0.3 itself in 2."""
    rule = ["population.replicates=2", "stop.of=wrong", "stop.target=0.3", f"stop.better={better}"]
    founders = [0.1, 0.2] if better == "higher" else [0.5, 0.6]
    generations = table(generation=[0, 0, 1, 1, 2, 2], replicate=[0, 1] * 3, wrong=[*founders, 0.2, 0.4, 0.3, 0.3])
    found = waits(load("hinton-nowlan", rule), generations, {})["target"]
    assert (found.times.tolist(), found.count) == (reached, 2)
    assert found.criterion.words == f"wrong {'>=' if better == 'higher' else '<='} 0.3"


def test_who_died_out_never_takes_off_and_is_watched_to_the_end() -> None:
    """Replicate 0 dies out in 1 before it took off; 1 takes off in 2, and dies out in 3; 2 lives on."""
    definition = load("hinton-nowlan", ["population.replicates=3", "survival.threshold=0.0"])
    generations = table(
        generation=[0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4],
        replicate=[0, 1, 2, 0, 1, 2, 1, 2, 1, 2, 2],
        wrong=[0.2] * 6 + [0.0, 0.2, 0.0, 0.2, 0.2],
        assimilated=[0] * 11,
        survivors=[9, 9, 9, 0, 9, 9, 9, 9, 0, 9, 9],
    )
    found = waits(definition, generations, {})
    assert found["take_off"].times.tolist() == [4.0, 2.0, 4.0]
    assert found["take_off"].happened.tolist() == [False, True, False]
    assert found["extinction"].times.tolist() == [1.0, 3.0, 4.0]
    assert found["extinction"].happened.tolist() == [True, True, False]


def test_assimilation_is_waited_for_from_the_reference_on() -> None:
    """Learned ability is up at 10; innate ability reaches it at 30 in replicate 0, not by 40 in 1; 2 never learned."""
    steps = np.arange(0, 50, 10)
    assays = table(
        generation=np.tile(steps, 3),
        replicate=np.repeat([0, 1, 2], 5),
        innate=[0, 0, 0.5, 1, 1, 0, 0, 0, 0.2, 0.3, *[0.5] * 5],
        learned=[0, 1, 1, 1, 1, 0, 1, 1, 1, 1, *[0.5] * 5],
    )
    generations = table(generation=np.tile(steps, 3), replicate=np.repeat([0, 1, 2], 5))
    found = waits(load("sinusoid"), generations, assays)["assimilation"]
    assert found.times[:2].tolist() == [20.0, 30.0]
    assert math.isnan(found.times[2])
    assert (found.count, found.replicates) == (1, 2)
    assert str(found).endswith("undefined in 1 more")


def test_networks_take_off_half_way_from_chance_to_the_best() -> None:
    presentation = presentation_of(load("bandit"))
    learned, innate = presentation.criteria
    best, chance = (float(presentation.reference_policies()[i].scores[-1]) for i in (0, -1))  # regrets, lower is better
    assert (learned.name, innate.name) == ("take_off", "takeover")
    assert presentation.error
    assert best < -learned.value < chance
    assert learned.holds({"learned": [learned.value - 1e-9, learned.value]}).tolist() == [False, True]


def test_a_median_counts_what_never_came() -> None:
    assert median([1.0, 3.0, math.inf, math.inf, math.nan]) == 3.0
    assert median([1.0, math.inf, math.inf]) == math.inf
    assert median([1.0, 2.0]) == 1.5
    assert math.isnan(median([math.nan]))


def test_the_interval_of_a_median_by_its_table() -> None:
    """Two-sided 95 % ranks of a sample, as in tables of the sign test: 1 and 6 of 6, 2 and 9 of 10, 6 and 15 of 20."""
    ranks = {6: (1, 6), 8: (1, 8), 9: (2, 8), 10: (2, 9), 15: (4, 12), 20: (6, 15)}
    assert {n: median_interval(np.arange(1.0, n + 1.0)) for n in ranks} == ranks
    assert median_interval([3.0, 1.0, 2.0]) == (1.0, 3.0)  # few: the range
