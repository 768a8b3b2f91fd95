"""The optimum of few pulls of many arms, against two arms worked out otherwise and against every history."""

from __future__ import annotations

import pytest

from baldwin.neural.theory.many_arms import optimal_return
from baldwin.neural.theory.two_arms import bayes_optimal, expected_scores


@pytest.mark.parametrize(("arms", "total"), [(5, 6.660), (10, 6.714), (50, 6.714)])
def test_ten_pulls_of_an_independent_program(arms: int, total: float) -> None:
    """The setting of Duan et al. (2016), table 1; the optimum by an independent program."""
    assert optimal_return(arms, 10) == pytest.approx(total, abs=0.0005)


@pytest.mark.parametrize("trials", [1, 2, 9, 20])
def test_two_arms_are_those_of_the_other_theory(trials: int) -> None:
    scores = expected_scores([bayes_optimal("independent", trials)], ["independent"], trials)
    assert optimal_return(2, trials) == pytest.approx(trials * 2.0 / 3.0 + scores.sum(), abs=1e-9)


def every_history(arms: int, trials: int) -> float:
    """Return the optimum by following every history, arms told apart."""

    def value(won: tuple[int, ...], lost: tuple[int, ...], left: int) -> float:
        if left == 0:
            return 0.0
        found = []
        for arm in range(arms):
            p = (won[arm] + 1) / (won[arm] + lost[arm] + 2)
            more = tuple(n + (i == arm) for i, n in enumerate(won))
            less = tuple(n + (i == arm) for i, n in enumerate(lost))
            found.append(p * (1.0 + value(more, lost, left - 1)) + (1.0 - p) * value(won, less, left - 1))
        return max(found)

    return value((0,) * arms, (0,) * arms, trials)


@pytest.mark.parametrize(("arms", "trials"), [(1, 4), (3, 4), (4, 3)])
def test_arms_need_not_be_told_apart(arms: int, trials: int) -> None:
    assert optimal_return(arms, trials) == pytest.approx(every_history(arms, trials), abs=1e-12)


def test_arms_that_cannot_be_reached_are_worth_nothing() -> None:
    assert optimal_return(7, 6) == optimal_return(6, 6) > optimal_return(5, 6)
