"""What claims on Hinton and Nowlan measure, of trajectories that were written down by hand.

A column is a ramp: in generation g replicate r has (1000 r + g) / 100,000, so that every cell says where it is.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from baldwin.claims.ladder import find_ladder
from baldwin.claims.populations import Trajectories
from baldwin.claims.quantity import Measurement, share_error
from baldwin.endings import Endings

CLAIMS = {claim.id: claim for claim in find_ladder("hinton-nowlan").claims}
ERROR = 0.01 / math.sqrt(3.0)  # of the mean of three replicates a hundredth apart


def ramp(generations: int, more: float = 0.0, replicates: int = 3) -> Any:
    return (1000.0 * np.arange(replicates)[:, None] + np.arange(generations + 1)) / 1e5 + more


def middle(generation: int, more: float = 0.0) -> Any:
    """Return value and standard error of the mean of a ramp in one generation."""
    return pytest.approx((0.01 + generation / 1e5 + more, ERROR))


def trajectories(size: int = 100, stopped: Any = (0, 0, 0), **columns: Any) -> Trajectories:
    ends = Endings(np.arange(len(stopped)), np.asarray(stopped), ("",) * len(stopped))
    return Trajectories(size, 20, {name: np.asarray(one) for name, one in columns.items()}, ends)


def measured(id_: str, *runs: Trajectories) -> dict[str, tuple[float, float | None]]:
    found: dict[str, Measurement] = dict(CLAIMS[id_].measure(*runs))
    return {name: (one.value, one.standard_error) for name, one in found.items()}


def events(*first: int | None, generations: int = 100, before: float = 1.0, after: float = 0.0) -> Any:
    """Return a column that is `before`, and from each replicate's generation on `after`; never where it has none."""
    now = np.arange(generations + 1)
    return np.stack([np.where(now >= (np.inf if one is None else one), after, before) for one in first])


def test_shares_in_single_generations() -> None:
    found = measured("R06", trajectories(plastic=ramp(60)))
    assert found == {str(when): middle(when) for when in (10, 20, 30, 50)}
    found = measured("R07", trajectories(plastic=ramp(1000)))
    assert found == {str(when): middle(when) for when in (100, 200, 500, 1000)}
    assert measured("R08", trajectories(plastic=ramp(60)))["one run"] == pytest.approx((0.0105, 0.01))
    found = measured("R11", trajectories(correct=ramp(50, 0.5), wrong=ramp(50, 0.25)))
    assert all(found[f"correct {when}"] == middle(when, 0.5) for when in (10, 20, 50))
    assert all(found[f"wrong {when}"] == middle(when, 0.25) for when in (10, 20, 50))


def test_when_wrong_alleles_vanish() -> None:
    """They fall below 1 % in generations 9, 10 and 20, and are gone in 11, 30 and never."""
    wrong = np.minimum(events(9, 10, 20, after=0.0099), events(11, 30, None))
    wrong[2, 21:] = 0.0099
    found = measured("R05", trajectories(wrong=wrong))
    assert (found["few"][0], found["none"][0]) == (10.0, 30.0)
    found = measured("R04", trajectories(wrong=wrong))
    assert found["free"] == pytest.approx((2.0 / 3.0, share_error(2, 3)))
    assert found["wrong"][0] == pytest.approx(0.0099 / 3.0)
    found = measured("R34", trajectories(wrong=wrong, plastic=ramp(99)))
    assert (found["few"][0], found["none"][0]) == (10.0, 30.0)
    assert all(found[str(when)] == middle(when) for when in (4, 9, 14, 19, 24, 49, 99))


def test_what_is_above_what() -> None:
    found = measured("R10", trajectories(plastic=ramp(50, 0.5)), trajectories(plastic=ramp(50, 0.25)))
    assert found["excess"] == pytest.approx((0.25, 0.0))
    arms = [trajectories(plastic=ramp(50, more)) for more in (0.1, 0.4, 0.2)]
    found = measured("R33", *arms)
    assert (found["B"][0], found["C"][0]) == pytest.approx((0.3, 0.1))
    found = measured("R23", *(trajectories(plastic=ramp(50, more)) for more in (0.1, 0.2, 0.4)))
    assert (found["1000"], found["3000"], found["10000"]) == (middle(50, 0.1), middle(50, 0.2), middle(50, 0.4))
    assert found["step"] == pytest.approx((0.1, math.sqrt(2.0) * ERROR))
    found = measured("R26", *(trajectories(plastic=ramp(300, more)) for more in (0.3, 0.1, 0.6)))
    assert (found["0.0"], found["0.05"], found["0.2"]) == (middle(300, 0.3), middle(300, 0.1), middle(300, 0.6))
    assert (found["free"][0], found["high"][0]) == pytest.approx((0.2, 0.5))


def test_means_over_the_last_generations() -> None:
    found = measured("R27", *(trajectories(plastic=ramp(1500, more)) for more in (0.1, 0.2, 0.4)))
    assert found["1e-3"] == middle(1350, 0.1)
    assert found["5e-3"] == middle(1350, 0.2)
    assert found["step"][0] == pytest.approx(0.1)
    moving = [
        trajectories(plastic=ramp(500, more), fitness_mean=ramp(500, 2.0 * more)) for more in (0.1, 0.2, 0.3, 0.4)
    ]
    found = measured("R29", *moving)
    assert found["plastic 20"] == middle(350, 0.2)
    assert found["fitness_mean 5"] == middle(350, 0.6)


def test_what_stays_plastic_in_the_end() -> None:
    found = measured("R09", trajectories(plastic=ramp(999, 0.04)))
    assert (found["199"], found["999"]) == (middle(199, 0.04), middle(999, 0.04))
    assert found["least"] == (pytest.approx(0.04999), None)
    wrong = events(3, None, 7, generations=50)
    found = measured("R21", trajectories(plastic=ramp(50), wrong=wrong, stopped=(50, 50, 50)))
    assert found["plastic"] == pytest.approx((20.0 * 0.0105, 20.0 * 0.01))  # of replicates 0 and 2, a loci of 20
    sizes = [trajectories(size, plastic=ramp(1000, more)) for size, more in ((200, 0.3), (1000, 0.2), (5000, 0.08))]
    found = measured("R19", *sizes)
    assert found["N = 200"] == middle(1000, 0.3)
    assert found["N = 5000"] == middle(1000, 0.08)
    assert found["infinite"] == (pytest.approx(0.0168, abs=5e-5), None)
    assert found["step"][0] == pytest.approx(0.1 - found["infinite"][0])  # 0.0168, 0.1, 0.22, 0.32
    assert set(found) == {"N = 200", "N = 5000", "infinite", "step"}


def test_how_often_it_takes_off() -> None:
    """By generation 60: purged in 60, in 61, and never; clones have 100 generations."""
    at = [events(*firsts, before=0.01, after=0.0099) for firsts in ((60, 61, None), (60, 60, 61), (60, 1, 2))]
    found = measured("R18", *(trajectories(wrong=wrong) for wrong in at))
    assert [found[name][0] for name in ("50", "100", "200")] == pytest.approx([1.0 / 3.0, 2.0 / 3.0, 1.0])
    assert found["step"][0] == pytest.approx(1.0 / 3.0)
    assert [measured("R22", *(trajectories(wrong=wrong) for wrong in at[:2]))[name][0] for name in ("50", "100")] == (
        pytest.approx([1.0 / 3.0, 2.0 / 3.0])
    )
    assert measured("R25", *(trajectories(wrong=wrong) for wrong in at))["19"][0] == 1.0
    found = measured("R17", trajectories(wrong=events(100, None, 99, before=0.01, after=0.0), plastic=ramp(100)))
    assert found["purged"] == pytest.approx((2.0 / 3.0, share_error(2, 3)))
    assert found["plastic"] == pytest.approx((0.011, 0.01))  # of replicates 0 and 2


def test_who_is_taken_over_by_the_target() -> None:
    """The target is half of 100 genomes from generation 50, from 51 on, and never; it appears in two."""
    assimilated = events(50, 51, None, before=3.0, after=50.0)
    assimilated[2] = 0.0
    run = trajectories(assimilated=assimilated)
    assert measured("R13", run)["ever"] == pytest.approx((2.0 / 3.0, share_error(2, 3)))
    assert measured("R13", run)["soon"] == pytest.approx((1.0 / 3.0, share_error(1, 3)))
    assert measured("R16", run)["ever"][0] == pytest.approx(2.0 / 3.0)
    lost = trajectories(assimilated=np.where(np.arange(3)[:, None] == 0, assimilated, 49.0 * (assimilated > 0.0)))
    found = measured("R15", run, lost)  # 2 of 2 that appear, 1 of 2
    assert found["excess"] == pytest.approx((0.5, math.hypot(share_error(2, 2), share_error(1, 2))))
    sizes = [trajectories(size, assimilated=assimilated * size / 100.0) for size in (200, 1000, 2000)]
    found = measured("R14", *sizes)
    assert (found["N = 2000"][0], found["step"][0]) == pytest.approx((2.0 / 3.0, 0.0))
    learners = trajectories(wrong=events(9, 100, 3))
    assert measured("R32", learners, lost)["lead"][0] == pytest.approx(1.0 - 1.0 / 3.0)


def test_who_ends_all_innate() -> None:
    innate = [
        trajectories(assimilated=events(*firsts, before=99.0, after=100.0)) for firsts in ((100, 3, 4), (9, None, None))
    ]
    assert measured("R24", *innate)["excess"][0] == pytest.approx(2.0 / 3.0)
    assert measured("R28", trajectories(assimilated=events(20, 21, 3, before=99.0, after=100.0)))["innate"][0] == (
        pytest.approx(2.0 / 3.0)
    )
    budget = np.stack([np.interp(np.arange(601), (0, 100, 600), (1.0, top, 2.0)) for top in (3.0, 5.0, 9.0)])
    found = measured("R30", trajectories(budget_mean=budget))
    assert (found["rise"][0], found["fall"][0]) == pytest.approx((4.0, 3.0))


def test_founders_are_counted_and_their_errors_are_those_of_theory() -> None:
    columns = {"correct": [[0.2], [0.3]], "plastic": [[0.5], [0.6]], "competent": [[0], [4]], "successes": [[0], [0]]}
    found = measured("R03", trajectories(1000, **columns, fitness_mean=[[1.0], [1.02]]))
    assert [
        found[name][0] for name in ("correct", "plastic", "competent", "any competent", "any success", "fitness")
    ] == (pytest.approx([0.25, 0.55, 2.0, 0.5, 0.0, 1.01]))
    p = 0.75**20
    assert found["correct"][1] == pytest.approx(math.sqrt(0.25 * 0.75 / (2 * 1000 * 20)))
    assert found["competent"][1] == pytest.approx(1000.0 * math.sqrt(p * (1.0 - p) / 2000.0))
    some = 1.0 - (1.0 - p) ** 1000
    assert found["any competent"][1] == pytest.approx(math.sqrt(some * (1.0 - some) / 2.0))


def test_drawn_trials_are_worth_what_is_left_of_the_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    """By convention A success on trials 1, 2 and 1000 leaves 999, 998 and none; so does none at all, 1001."""
    drawn = np.array([[1, 2, 1000, 1001]])
    monkeypatch.setattr("baldwin.haystack.single_lives.first_successes", lambda definition: drawn)
    found = measured("R02")
    assert found["p"] == (pytest.approx(1.0), None)
    worth = 1.0 + 0.019 * np.array([999.0, 998.0, 0.0, 0.0])
    for learner in ("literal", "geometric"):
        assert found[f"{learner} 8"] == pytest.approx((worth.mean(), worth.std(ddof=1) / 2.0))
