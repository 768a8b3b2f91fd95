"""Foraging: all plans against all courses of meanings in short lives, and what can be told with a pencil."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest

from baldwin.neural.theory.foraging import World, optimal, tasting

Course = tuple[tuple[bool, ...], ...]  # trial -> look -> whether it is nutritious

WORLDS = [
    World(2, 4, 1.0, 1.0, 0.0, together=True),
    World(3, 4, 1.0, 2.5, 0.2, together=True),
    World(1, 5, 2.0, 3.0, 0.3, together=True),
    World(2, 4, 1.0, 1.0, 0.0, together=False),
    World(2, 4, 1.0, 1.6, 0.1, together=False),
    World(2, 3, 1.0, 0.4, 0.6, together=False),
]


def courses(world: World) -> dict[Course, float]:
    """Return all courses of all meanings, and the chance of each."""
    units = 1 if world.together else world.types
    found: dict[Course, float] = {}
    for start in itertools.product((False, True), repeat=units):
        for flips in itertools.product(itertools.product((False, True), repeat=units), repeat=world.trials - 1):
            now, course, chance = list(start), [], 0.5**units
            for trial in range(world.trials):
                if trial:
                    now = [a != b for a, b in zip(now, flips[trial - 1], strict=True)]
                    chance *= float(np.prod([world.flip if one else 1.0 - world.flip for one in flips[trial - 1]]))
                own = [now[0] == (look % 2 == 0) for look in range(world.types)] if world.together else now
                course.append(tuple(own))
            found[tuple(course)] = found.get(tuple(course), 0.0) + chance
    assert sum(found.values()) == pytest.approx(1.0)
    return {course: chance for course, chance in found.items() if chance > 0.0}


def most_that_can_be_earned(world: World) -> float:
    """Return what the best plan earns in a life: to eat or to leave, after every history."""
    chances = courses(world)

    @cache
    def worth(fits: frozenset[Course], trial: int) -> float:
        if trial == world.trials or not fits:
            return 0.0
        total = 0.0
        for look in range(world.types):
            good = frozenset(one for one in fits if one[trial][look])
            eat = world.nutrition * sum(chances[one] for one in good)
            eat -= world.poison * sum(chances[one] for one in fits - good)
            eat += worth(good, trial + 1) + worth(fits - good, trial + 1)
            total += max(eat, worth(fits, trial + 1)) / world.types
        return total

    return worth(frozenset(chances), 0)


@pytest.mark.parametrize("world", WORLDS)
def test_the_optimum_is_the_best_of_all_plans(world: World) -> None:
    assert optimal(world).scores(world).sum() == pytest.approx(most_that_can_be_earned(world), abs=1e-12)


@pytest.mark.parametrize("world", WORLDS)
def test_tasting_over_all_courses(world: World) -> None:
    good, bad = np.zeros(world.trials), np.zeros(world.trials)
    for course, chance in courses(world).items():
        for types in itertools.product(range(world.types), repeat=world.trials):
            last: dict[int, bool] = {}
            for trial, look in enumerate(types):
                if last.get(look, True):
                    last[look] = course[trial][look]
                    (good if last[look] else bad)[trial] += chance / world.types**world.trials
    found = tasting(world)
    np.testing.assert_allclose(found.good, good, atol=1e-12)
    np.testing.assert_allclose(found.bad, bad, atol=1e-12)


@pytest.mark.parametrize("types", [2, 6])
def test_one_bite_tells_it_all(types: int) -> None:
    """Half of the objects are nutritious: half a reward each from the second on, and half a poisonous bite a life."""
    found = optimal(World(types, 10, 1.0, 1.0, 0.0, together=True))
    np.testing.assert_allclose(found.good, 0.5)
    np.testing.assert_allclose(found.bad, [0.5] + [0.0] * 9, atol=1e-12)


def test_meanings_of_their_own_cost_a_bite_each() -> None:
    """One poisonous bite for every type that is poison and was met: 4 / 2 (1 - (3/4)^T), but for the last trial."""
    world = World(4, 12, 1.0, 1.0, 0.0, together=False)
    first = 1.0 / 4 * 0.75 ** np.arange(12) * 4
    np.testing.assert_allclose(optimal(world).bad[:-1], 0.5 * first[:-1])
    np.testing.assert_allclose(tasting(world).bad, 0.5 * first)
    assert optimal(world).scores(world).sum() == pytest.approx(tasting(world).scores(world).sum())


def test_too_dear_a_bite_is_never_taken() -> None:
    """A bite costs (poison - 1) / 2 and earns 1/2 in each later trial: it pays at last as long as poison < T."""
    for trials, poison, eats in ((6, 5.9, True), (6, 6.1, False)):
        found = optimal(World(2, trials, 1.0, poison, 0.0, together=True))
        assert (found.bad[0] > 0.0) == eats
        assert (found.good.sum() > 0.0) == eats
