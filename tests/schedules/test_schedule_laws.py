"""What each kind says, against closed forms; chance against its law; and how schedules of one field compose."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import DefinitionError
from baldwin.schedules.chance import Chance
from baldwin.schedules.cycle import Cycle
from baldwin.schedules.drift import Drift
from baldwin.schedules.events import Events
from baldwin.schedules.ramp import Ramp
from baldwin.schedules.schedule import Schedule
from baldwin.schedules.step import Step
from baldwin.schedules.switches import Switches
from baldwin.schedules.turns import Turns
from baldwin.schedules.world import extremes

FIELD = "fitness.bonus"
CHANCE = Chance(11, 0, "laws")
TEXT = """name = "changing"
[population]
size = 40
generations = 9
replicates = 3
seed = 5
[lifetime]
kind = "geometric"
trials = 20
"""


def over(one: Schedule, last: int, before: Any = 0.0, chance: Chance = CHANCE) -> list[Any]:
    return [one.value_at(g, before, chance) for g in range(last + 1)]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Ramp(field=FIELD, begin=1, end=5, initial=2.0, value=4.0), [9.0, 2.0, 2.5, 3.0, 3.5, 4.0, 4.0]),
        (Ramp(field=FIELD, begin=1, end=5, value=1.0), [9.0, 9.0, 7.0, 5.0, 3.0, 1.0, 1.0]),
        (Cycle(field=FIELD, period=4, low=1.0, high=3.0, begin=1), [9.0, 2.0, 3.0, 2.0, 1.0, 2.0]),
        (Cycle(field=FIELD, period=8, low=0.0, high=4.0, wave="triangle"), [2.0, 3.0, 4.0, 3.0, 2.0, 1.0, 0.0, 1.0]),
        (Cycle(field=FIELD, period=5, low=0.0, high=1.0, wave="square"), [1.0, 1.0, 1.0, 0.0, 0.0, 1.0]),
        (Cycle(field=FIELD, period=4, low=0.0, high=1.0, wave="square", phase=0.5), [0.0, 0.0, 1.0, 1.0, 0.0]),
        (Turns(field=FIELD, listed=(1.0, 2.0, 3.0), length=2, begin=1), [9.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 1.0]),
        (Events(field=FIELD, events=((1, 4.0), (3, 2.0))), [9.0, 4.0, 4.0, 2.0, 2.0]),
        (Step(field=FIELD, at=2, value=1.0), [9.0, 9.0, 1.0]),
        (Switches(field=FIELD, listed=(1.0, 2.0), rate=1.0, begin=2), [9.0, 9.0, 1.0, 2.0, 1.0, 2.0]),
        (Drift(field=FIELD, sd=0.0, low=0.0, high=5.0, begin=2), [9.0, 9.0, 1.0, 1.0]),  # 9 reflected twice
    ],
)
def test_closed_forms(one: Schedule, expected: list[float]) -> None:
    assert over(one, len(expected) - 1, 9.0) == pytest.approx(expected)


def test_switches_come_at_their_rate_and_leave_no_value_out() -> None:
    one = Switches(field=FIELD, listed=("a", "b", "c"), rate=0.2)
    values = over(one, 5000)
    switched = np.array([a != b for a, b in itertools.pairwise(values)])
    assert abs(switched.mean() - 0.2) < 4 * math.sqrt(0.2 * 0.8 / 5000)
    to = [(a, b) for a, b in itertools.pairwise(values) if a != b]
    for pair in (("a", "b"), ("a", "c"), ("c", "a")):
        share = sum(one == pair for one in to) / sum(one[0] == pair[0] for one in to)
        assert abs(share - 0.5) < 4 * math.sqrt(0.25 / (len(to) / 3))
    gaps = np.diff(np.flatnonzero(switched))
    assert abs(np.mean(gaps == 1) - 0.2) < 4 * math.sqrt(0.16 / gaps.size)  # no memory


def test_drift_walks_by_its_step_and_is_reflected() -> None:
    far = Drift(field=FIELD, sd=0.3, low=-1e6, high=1e6)
    steps = np.diff(over(far, 5000, 1.0))
    assert over(far, 0, 1.0) == [1.0]
    assert abs(steps.std() - 0.3) < 4 * 0.3 / math.sqrt(2 * 5000)
    assert abs(steps.mean()) < 4 * 0.3 / math.sqrt(5000)
    assert abs(np.corrcoef(steps[1:], steps[:-1])[0, 1]) < 4 / math.sqrt(5000)
    near = Drift(field=FIELD, sd=0.3, low=0.0, high=1.5)
    walk = np.array(over(near, 5000, 1.0))
    for free, value in zip(over(far, 300, 1.0), walk, strict=False):  # the same steps, thrown back at each bound
        while not 0.0 <= free <= 1.5:
            free = -free if free < 0.0 else 3.0 - free
        assert value == pytest.approx(free, abs=1e-9)
    counts, _ = np.histogram(walk[::20], bins=5, range=(0.0, 1.5))  # evenly, as a reflected walk spends its time
    assert abs(counts - 50).max() < 4 * math.sqrt(50)


def definition(tables: str, **fields: str) -> Any:
    return from_toml(TEXT + tables, "changing.toml", [f"{name}={value}" for name, value in fields.items()])


def test_later_ones_come_after_and_can_add_or_multiply() -> None:
    one = definition(
        '[[schedule]]\nkind = "ramp"\nfield = "fitness.bonus"\nbegin = 0\nend = 4\ninitial = 0\nvalue = 8\n'
        '[[schedule]]\nkind = "turns"\neffect = "add"\nfield = "fitness.bonus"\nlisted = [1, 0]\nlength = 1\n'
        '[[schedule]]\nkind = "step"\neffect = "multiply"\nfield = "fitness.bonus"\nat = 3\nvalue = 10\n'
        '[[schedule]]\nkind = "step"\nfield = "fitness.bonus"\nat = 6\nvalue = 5\n'
    )
    assert [one.at(g).fitness.bonus for g in range(8)] == [1.0, 2.0, 5.0, 60.0, 90.0, 80.0, 5.0, 5.0]
    assert from_toml(to_toml(one), "canonical") == one
    assert sorted({world.fitness.bonus for world in extremes(one)})[-1] == 200.0  # (19 + 1) * 10, at most


def test_what_adds_is_checked_with_what_it_is_added_to() -> None:
    with pytest.raises(DefinitionError) as caught:
        definition('[[schedule]]\nkind = "step"\neffect = "add"\nfield = "fitness.bonus"\nat = 3\nvalue = -20.0\n')
    (problem,) = caught.value.problems
    assert "changing.toml:15: [[schedule]] value = -20.0: makes fitness.bonus -1.0; fitness.bonus must be" in problem


def test_fields_of_whole_numbers_get_the_nearest_one() -> None:
    one = definition('[[schedule]]\nkind = "ramp"\nfield = "lifetime.trials"\nbegin = 0\nend = 8\nvalue = 23\n')
    assert [one.at(g).lifetime.trials for g in range(9)] == [20, 20, 21, 21, 22, 22, 22, 23, 23]
    assert all(type(one.at(g).lifetime.trials) is int for g in range(9))


def test_streams_belong_to_the_schedule_and_the_replicate() -> None:
    switches = '[[schedule]]\nkind = "switches"\nfield = "{}"\nlisted = [{}]\nrate = 0.5\n{}'
    bonus, cost = switches.format(FIELD, "1, 2", ""), switches.format("fitness.trial_cost", "0.1, 0.2", "")

    def course(one: Any, replicate: int = 0, field: str = "bonus") -> list[int]:
        values = [getattr(one.at(g, replicate).fitness, field) for g in range(60)]
        return [int(value != values[0]) for value in values]

    alone, both = definition(bonus), definition(cost + bonus)
    assert course(alone) == course(both)  # whatever else there is
    assert course(alone) == course(definition(bonus, **{"population.replicates": "9", "population.generations": "70"}))
    assert course(alone) != course(alone, 1)
    assert course(alone) != course(definition(bonus, **{"population.seed": "6"}))
    assert course(both) != course(both, field="trial_cost")
    tenfold = switches.format(FIELD, "1, 10", 'effect = "multiply"\n')
    twice = definition(bonus + tenfold)  # two of one kind and field: each with a stream of its own
    assert {twice.at(g).fitness.bonus for g in range(60)} == {1.0, 2.0, 10.0, 20.0}
    shared = definition(switches.format(FIELD, "1, 2", "shared = true\n"))
    assert course(shared) == course(shared, 1)
    assert (alone.by_replicate, shared.by_replicate) == (True, False)
    history = 'history = "weather"\n'
    together = definition(
        switches.format(FIELD, "1, 2", history) + switches.format("fitness.trial_cost", "0.1, 0.2", history)
    )
    assert course(together, 2) == course(together, 2, "trial_cost")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('kind = "ramp"\nfield = "fitness.bonus"\nbegin = 5\nend = 5\nvalue = 2', 'kind = "step" with at = 5'),
        ('kind = "cycle"\nfield = "fitness.bonus"\nperiod = 9\nlow = 5\nhigh = 2', "must not be above high = 2"),
        ('kind = "cycle"\nfield = "fitness.bonus"\nperiod = 0.5\nlow = 1\nhigh = 2', "must be a number >= 1"),
        ('kind = "drift"\nfield = "fitness.bonus"\nsd = 1\nlow = 2\nhigh = 2', "must be below high = 2"),
        ('kind = "drift"\nfield = "fitness.bonus"\nsd = 1\nlow = -1\nhigh = 2', "fitness.bonus must be a number >= 0"),
        ('kind = "events"\nfield = "fitness.bonus"\nevents = [[5, 1.0], [5, 2.0]]', "each must be later than the one"),
        (
            'kind = "drift"\nfield = "fitness.bonus"\nsd = 1\nlow = 2\nhigh = 9',
            "must not be below 19.0, where the walk",
        ),
        (
            'kind = "drift"\neffect = "add"\nfield = "fitness.bonus"\nsd = 1\nlow = 2\nhigh = 9',
            "low = 2.0: must not be above 0.0, where the walk begins. Widen the bounds, or set initial",
        ),
        (
            'kind = "switches"\nfield = "fitness.bonus"\nlisted = [5]\nrate = 0.5',
            "listed = [5]: must be a list of at least 2",
        ),
        (
            'kind = "switches"\nfield = "fitness.bonus"\nlisted = [5.0, "x"]\nrate = 0.5',
            '[[schedule]] listed = [5.0, "x"]: number 2, "x": fitness.bonus is a number.',
        ),
        (
            'kind = "events"\nfield = "fitness.bonus"\nevents = [[5, 1.0], [6, -2.0]]',
            "[[schedule]] events = [[5, 1.0], [6, -2.0]]: number 2, [6, -2.0]: fitness.bonus must be a number >= 0",
        ),
        (
            'kind = "events"\nfield = "fitness.bonus"\nevents = [[5, 1.0], [6.5, 2.0]]',
            "; number 2, [6.5, 2.0], is not one",
        ),
        ('kind = "switches"\nfield = "fitness.convention"\nlisted = ["A", "D"]\nrate = 0.5', 'one of "A", "B", "C"'),
        ('kind = "step"\neffect = "add"\nfield = "fitness.convention"\nat = 1\nvalue = "B"', "Leave the effect out"),
        ('kind = "turns"\nfield = "fitness.bonus"\nlisted = [1, "2"]\nlength = 2', "fitness.bonus is a number"),
        ('kind = "step"\nfield = "lifetime.kind"\nat = 1\nvalue = "none"', "has fields of its own"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(table: str, says: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        definition(f"[[schedule]]\n{table}\n")
    (problem,) = caught.value.problems
    assert says in problem
    assert problem.startswith("changing.toml:")


def test_own_places_of_a_list_have_the_fields_type() -> None:
    one: Any = definition('[[schedule]]\nkind = "events"\nfield = "fitness.bonus"\nevents = [[2, 1], [4, 3]]\n')
    assert one.schedule[0].events == ((2, 1.0), (4, 3.0))
    assert load("hinton-nowlan").by_replicate is False


def test_an_effect_on_a_whole_number_may_leave_the_whole_numbers() -> None:
    one = definition(
        '[[schedule]]\nkind = "step"\nfield = "lifetime.trials"\nat = 1\nvalue = 0.33\neffect = "multiply"\n'
    )
    assert [one.at(g).lifetime.trials for g in (0, 1)] == [20, 7]  # 6.6
    with pytest.raises(DefinitionError, match=r"makes lifetime\.trials 0; lifetime\.trials must be an integer >= 1"):
        definition(
            '[[schedule]]\nkind = "step"\nfield = "lifetime.trials"\nat = 1\nvalue = 0.01\neffect = "multiply"\n'
        )
