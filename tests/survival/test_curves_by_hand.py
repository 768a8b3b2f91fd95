"""Kaplan-Meier, log-rank and the ends of replicates, against tables worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.definition.base import Definition
from baldwin.definition.founders import Founders
from baldwin.definition.stop import Stop
from baldwin.endings import endings
from baldwin.engine import Columns
from baldwin.founding import state_file
from baldwin.reaching import wilson
from baldwin.stop_rules import Course, courses_as_arrays
from baldwin.survival import log_rank, survival_curve

# Six replicates: two die out in generation 3, one in 5; one is censored in 5 and two in 10.
TIMES, DIED = [3, 5, 3, 10, 5, 10], [True, True, True, False, False, False]


def test_the_curve_is_kaplan_and_meiers() -> None:
    """After 3: 4/6. In 5 four are at risk, of whom one dies: 4/6 x 3/4. Who is censored in 5 was at risk there."""
    found = survival_curve(TIMES, DIED)
    assert found.steps.tolist() == [0, 3, 5, 10]
    np.testing.assert_allclose(found.share, [1, 2 / 3, 1 / 2, 1 / 2])
    assert (found.replicates, found.extinct, found.median) == (6, 3, 5.0)
    assert found.at(4)[0] == pytest.approx(2 / 3)
    assert found.at(2)[0] == 1.0


def test_the_interval_is_greenwoods_on_the_scale_of_log_minus_log() -> None:
    found = survival_curve(TIMES, DIED)
    variance = 2 / (6 * 4) + 1 / (4 * 3)  # of log S, by Greenwood
    half = 1.959964 * math.sqrt(variance) / abs(math.log(0.5))
    np.testing.assert_allclose([found.low[2], found.high[2]], [0.5 ** math.exp(half), 0.5 ** math.exp(-half)], 1e-5)


def test_where_all_or_none_live_on_the_interval_is_wilsons() -> None:
    """20 of 20: the lower end is n / (n + z^2) = .839; 0 of 20: the upper one is the rest."""
    least = 20 / (20 + 1.959964**2)
    whole, none = survival_curve([50] * 20, [False] * 20), survival_curve([7] * 20, [True] * 20)
    np.testing.assert_allclose(whole.at(50), [1.0, least, 1.0], rtol=1e-5)
    np.testing.assert_allclose(none.at(7), [0.0, 0.0, 1.0 - least], rtol=1e-5, atol=1e-12)
    assert math.isinf(whole.median)
    assert none.at(6)[0] == 1.0


def test_a_population_that_dies_out_as_founders_never_has_a_share_of_one() -> None:
    found = survival_curve([0, 4], [True, False])
    assert found.steps.tolist() == [0, 4]
    np.testing.assert_allclose(found.share, [0.5, 0.5])


def test_log_rank_by_hand() -> None:
    """Arms (1, 3) and (2, 4+). At risk of the first, expected deaths: 2/4 in 1, 1/3 in 2, 1/2 in 3: 4/3 of 2 seen.

    Hypergeometric variances 1/4 + 2/9 + 1/4 = 13/18, so that Z = (2 - 4/3) / sqrt(13/18).
    """
    found = log_rank([1, 3], [True, True], [2, 4], [True, False])
    assert found.statistic == pytest.approx((2 - 4 / 3) / math.sqrt(13 / 18))
    assert found.p == pytest.approx(math.erfc(found.statistic / math.sqrt(2)))


def test_arms_in_which_nobody_dies_cannot_be_told_apart() -> None:
    assert math.isnan(log_rank([9, 9], [False, False], [9, 9], [False, False]).p)


def population(*overrides: str) -> Definition:
    text = 'name = "some"\n[population]\nreplicates = 3\ngenerations = 4\nsize = 4\n[task]\nkind = "sinusoid"\n'
    return from_toml(text, "some.toml", ['strategy.kind="truncation"', "survival.threshold=0.0", *overrides])


def table(survivors: list[list[int]]) -> Columns:
    """Return the rows of replicates that have so many survivors in generations 0, 1, .."""
    longest = max(map(len, survivors))
    rows = [(g, r, own[g]) for g in range(longest) for r, own in enumerate(survivors) if g < len(own)]
    columns = zip(*rows, strict=True)
    return dict(zip(("generation", "replicate", "survivors"), map(np.array, columns), strict=True))


def test_how_replicates_ended_is_told_from_the_tables() -> None:
    whole = table([[4, 2, 1, 3, 1], [4, 0], [4, 2, 2, 2, 0]])
    found = endings(population(), whole, complete=True)
    assert found.generation.tolist() == [4, 1, 4]
    assert found.reason == ("", "extinct", "extinct")
    np.testing.assert_allclose(found.survival.share, [1, 2 / 3, 1 / 3])  # after 0, 1 and 4


def test_a_branch_lacks_the_replicates_that_its_parent_had_ended() -> None:
    """Replicate 0 had; 1 dies out in 5. What ended 2 its parent's state tells: no better value since generation 3."""
    begun = state_file(
        population("stop.plateau=4"), courses_as_arrays([Course(9.0, 0), Course(9.0, 4), Course(9.0, 3)])
    )
    known = Founders(who="state", file="state.safetensors").known(begun)
    branch = population("stop.plateau=4", "population.generations=9").model_copy(update={"founders": known})
    rows = {"generation": [5, 5, 6, 7], "replicate": [1, 2, 2, 2], "survivors": [0, 4, 4, 4], "fitness_mean": [1.0] * 4}
    found = endings(branch, {name: np.array(values) for name, values in rows.items()}, complete=True)
    assert found.replicate.tolist() == [1, 2]
    assert found.generation.tolist() == [5, 7]
    assert found.reason == ("extinct", "plateau")
    aimed = branch.model_copy(update={"stop": Stop(target=1.0)})
    rows["fitness_mean"] = [0.0, 0.0, 0.0, 1.0]
    found = endings(aimed, {name: np.array(values) for name, values in rows.items()}, complete=True)
    assert found.reason == ("extinct", "target")


def test_up_to_a_generation_those_that_die_out_later_live_on() -> None:
    whole = table([[4, 2, 1, 3, 1], [4, 0], [4, 2, 2, 2, 0]])
    found = endings(population(), whole, complete=True, until=3)
    assert found.generation.tolist() == [3, 1, 3]
    assert found.reason == ("", "extinct", "")


@pytest.mark.parametrize("complete", [True, False])
def test_a_run_that_still_goes_on_has_ended_nobody_who_is_there(complete: bool) -> None:
    """Rows up to generation 2 of 4: whoever has one goes on, unless nothing is left to compute."""
    fixed = table([[4, 4, 4], [4, 4], [4, 4, 4]])
    del fixed["survivors"]
    definition = from_toml('name = "some"\n[population]\ngenerations = 4\nstop = "fixed"', "some.toml")
    found = endings(definition, fixed, complete=complete)
    assert found.reason == (("fixed",) * 3 if complete else ("", "fixed", ""))
    assert not found.extinct.any()


def test_who_lives_in_the_last_generation_that_is_looked_at_has_not_ended() -> None:
    """Whether that is the last of all, or an earlier one: who is fixed ended before it."""
    rows = table([[4] * 5, [4, 4], [4] * 4])
    del rows["survivors"]
    definition = from_toml('name = "some"\n[population]\ngenerations = 4\nstop = "fixed"', "some.toml")
    assert endings(definition, rows, complete=True).reason == ("", "fixed", "fixed")
    assert endings(definition, rows, complete=True, until=3).reason == ("", "fixed", "")
    assert endings(definition, rows, complete=True, until=1).reason == ("", "", "")


def test_survivors_too_few_for_a_child_are_the_last() -> None:
    """Half a child each: two survivors have one child, and a single one has none."""
    found = endings(population("survival.offspring=0.5"), table([[4, 2, 2], [4, 1], [4, 2, 1]]), complete=False)
    assert found.reason == ("", "extinct", "extinct")


def test_of_those_that_were_lost_sight_of_nothing_is_known_where_all_others_died_out() -> None:
    """One is last seen in 1, and two die out in 2 and 4: of two, none lives on."""
    found = survival_curve([1, 2, 4], [False, True, True])
    assert found.at(4)[0] == 0.0
    assert found.at(4)[1:] == pytest.approx(wilson(0, 2))
