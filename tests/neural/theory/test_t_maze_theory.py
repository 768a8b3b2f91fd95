"""T-mazes: every course of the rich arm, weighed by its chance, against recursions; numbers measured elsewhere."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest

from baldwin.neural.theory.t_maze import (
    Law,
    hazards,
    observe_and_choose,
    rich_arms,
    search,
    searching,
    since_switch,
    two_arms_known_law,
    windows,
)

LAWS = [
    Law(2, 6, 1, 3, False, 0.0),
    Law(2, 9, 2, 2, True, 0.4),
    Law(4, 5, 0, 2, False, 0.0),
    Law(4, 8, 2, 2, True, 0.3),
]


def courses(law: Law) -> dict[tuple[int, ...], float]:
    """Return each course of the rich arm, and its chance."""
    found: dict[tuple[int, ...], float] = {}
    numbers = range(law.fewest, law.most + 1)
    for number in numbers:
        if law.spread:
            ranges = [range(first, last + 1) for first, last in windows(law.trials, number, law.jitter)]
            times = list(itertools.product(*ranges))
        else:
            times = list(itertools.combinations(range(1, law.trials), number))
        ways = list(itertools.product(range(1, law.arms), repeat=number))
        for start, when, moves in itertools.product(range(law.arms), times, ways):
            arms = [start] * law.trials
            for trip, move in zip(when, moves, strict=True):
                arms[trip:] = [(arms[trip] + move) % law.arms] * (law.trials - trip)
            chance = 1.0 / (len(numbers) * law.arms * len(times) * len(ways))
            found[tuple(arms)] = found.get(tuple(arms), 0.0) + chance
    assert sum(found.values()) == pytest.approx(1.0)
    return found


def most_that_can_be_found(law: Law) -> float:
    """Return how many trips of the best of all plans go to the rich arm: every choice after every history."""
    chances = courses(law)

    @cache
    def worth(fits: frozenset[tuple[int, ...]], trip: int) -> float:
        if trip == law.trials or not fits:
            return 0.0
        values = []
        for arm in range(law.arms) if trip else [0]:  # all are alike at first
            rich = frozenset(one for one in fits if one[trip] == arm)
            values.append(sum(chances[one] for one in rich) + worth(rich, trip + 1) + worth(fits - rich, trip + 1))
        return max(values)

    return worth(frozenset(chances), 0)


@pytest.mark.parametrize("visited", [None, 2])
@pytest.mark.parametrize("law", LAWS)
def test_systematic_search_over_every_course(law: Law, visited: int | None) -> None:
    found = np.zeros(law.trials)
    for course, chance in courses(law).items():
        arm = 0
        for trip, rich in enumerate(course):
            found[trip] += chance * (arm == rich)
            arm = arm if arm == rich else (arm + 1) % (visited or law.arms)
    np.testing.assert_allclose(searching(law, visited), found, rtol=1e-12)


@pytest.mark.parametrize("law", LAWS[:2])
def test_with_two_arms_the_likelier_is_the_best_of_all_plans(law: Law) -> None:
    exact = two_arms_known_law(law)
    assert exact is not None
    assert exact.sum() == pytest.approx(most_that_can_be_found(law), rel=1e-12)
    rich, chosen = observe_and_choose(law)
    share = (rich == chosen).mean(axis=0)
    np.testing.assert_allclose(share, exact, atol=4.5 * 0.5 / np.sqrt(len(rich)))


@pytest.mark.parametrize("law", LAWS)
def test_the_filter_chooses_what_is_likeliest_of_the_courses_that_are_left(law: Law) -> None:
    rich, chosen = observe_and_choose(law)
    every = courses(law)
    for life in range(40):
        left = every
        for trip, (arm, here) in enumerate(zip(chosen[life], rich[life], strict=True)):
            likely = np.zeros(law.arms)
            for course, chance in left.items():
                likely[course[trip]] += chance
            assert likely[arm] >= (1.0 - 1e-9) * likely.max()
            left = {course: chance for course, chance in left.items() if (course[trip] == arm) == (here == arm)}


@pytest.mark.parametrize("law", LAWS[2:])
def test_with_four_arms_the_filter_is_as_good_as_the_best_plan(law: Law) -> None:
    """In mazes that are small enough to try all plans."""
    rich, chosen = observe_and_choose(law)
    found = (rich == chosen).sum(axis=1)
    error = found.std() / np.sqrt(len(rich))
    best = most_that_can_be_found(law)
    assert abs(found.mean() - best) < 4.0 * error
    assert best >= searching(law).sum() - 1e-12


@pytest.mark.parametrize(
    ("arms", "trials", "switches", "expected"),
    [(2, 100, 1, 0.988), (2, 100, 4, 0.964), (4, 160, 7, 0.9225), (4, 40, 3, 0.85), (4, 90, 2, 1 - 0.8 * 5.5 / 90)],
)
def test_published_formulas_hold_where_switches_do_not_overlap(
    arms: int, trials: int, switches: int, expected: float
) -> None:
    """(T - .8 m) / T, with m = .5 + S misses in a single maze and 1.5 + 2 S in a double one."""
    found = searching(Law(arms, trials, switches, switches, True, 0.1))
    assert 0.2 + 0.8 * found.mean() == pytest.approx(expected)


def test_switches_that_overlap_cost_less() -> None:
    """Measured by a program of its own: .9759 over one to four switches in 100 trips, .9245 of 160 with seven."""
    assert 0.2 + 0.8 * searching(Law(2, 100, 1, 4, False, 0.0)).mean() == pytest.approx(0.9759, abs=2e-4)
    assert 0.9225 < 0.2 + 0.8 * searching(Law(4, 160, 7, 7, False, 0.0)).mean() < 0.9275


def test_windows_are_the_published_ten_per_cent() -> None:
    assert windows(160, 7, 0.1) == [(20 * j - 2, 20 * j + 2) for j in range(1, 8)]
    assert windows(10, 2, 0.0) == [(3, 3), (7, 7)]  # the trips nearest to 10/3 and 20/3
    np.testing.assert_allclose(hazards(Law(2, 10, 2, 2, True, 0.3), 2)[:5, 0], [0.0, 0.0, 0.0, 0.5, 1.0])


@pytest.mark.parametrize("law", LAWS)
def test_lives_follow_the_law(law: Law) -> None:
    lives = 4000
    rich = rich_arms(law, lives)
    known = courses(law)
    counted: dict[tuple[int, ...], int] = {}
    for course in map(tuple, rich.tolist()):
        counted[course] = counted.get(course, 0) + 1
    assert set(counted) <= set(known)
    for course, chance in known.items():
        slack = 5.0 * np.sqrt(lives * chance) + 1.0
        assert abs(counted.get(course, 0) - lives * chance) < slack
    hits = (search(rich, law.arms) == rich).mean(axis=0)
    np.testing.assert_allclose(hits, searching(law), atol=4.5 * 0.5 / np.sqrt(lives))


def test_trips_after_a_switch_by_hand() -> None:
    """Of the first life the trips 2 and on, of the second 1, 2 and, anew, 3 and 4 count."""
    rich = np.array([[0, 0, 1, 1, 1], [0, 1, 1, 0, 0]])
    correct = np.array([[1, 1, 0, 1, 1], [0, 1, 1, 0, 1]])
    found = since_switch(correct, rich)
    np.testing.assert_allclose(found[:3], [1 / 3, 1.0, 1.0])
    assert np.isnan(found[3:]).all()
