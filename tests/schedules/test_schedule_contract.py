"""Every kind of schedule: what it says of a generation, and that both wings take it as it is."""

from __future__ import annotations

from inspect import getdoc
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import DefinitionError
from baldwin.haystack.engine import HaystackEngine
from baldwin.neural.evolution.changing import Changing, numbers_in
from baldwin.neural.traced import numbers_of
from baldwin.schedules.chance import BLOCK, Chance
from baldwin.schedules.schedule import SCHEDULES, Schedule
from baldwin.schedules.step import Step
from baldwin.schedules.world import recurs
from baldwin.store.provenance import own_files, run_id

KINDS = SCHEDULES.kinds()
OWN = '''
from typing import Annotated, Any
from pydantic import Field
from baldwin.schedules.schedule import Schedule, ScheduledField


class Blink(Schedule):
    """Every other generation, a number is doubled."""

    field: ScheduledField

    def values(self):
        return {}

    def value_at(self, generation, before, chance):
        return 2.0 * before if generation % 2 == 1 else before

    @classmethod
    def tiny(cls):
        return cls(field="fitness.bonus")
'''


@pytest.fixture(params=KINDS)
def schedule(request: pytest.FixtureRequest) -> Any:
    return KINDS[request.param].tiny()


def test_it_says_what_it_is(schedule: Schedule) -> None:
    assert (getdoc(type(schedule)) or "").partition("\n")[0].endswith(".")
    assert schedule.kind in KINDS
    assert schedule.path == tuple(schedule.field.split("."))
    assert {name.partition(".")[0] for name in schedule.values()} <= set(type(schedule).model_fields)


def test_a_value_depends_on_generation_and_chance_alone(schedule: Schedule) -> None:
    """Not on what was asked before, nor on the order; in a block of generations far away too."""
    there = [*range(20), BLOCK - 1, BLOCK, 3 * BLOCK + 5]
    chance = Chance(7, 0, "here")
    forwards = [schedule.value_at(g, 0.125, chance) for g in there]
    again = type(schedule).model_validate(schedule.model_dump())
    backwards = [again.value_at(g, 0.125, Chance(7, 0, "here")) for g in reversed(there)][::-1]
    assert forwards == backwards
    others = [schedule.value_at(g, 0.125, Chance(7, 1, "here")) for g in there]
    assert (others != forwards) == schedule.by_replicate


def test_values_stay_within_those_that_are_checked(schedule: Schedule) -> None:
    checked: Any = (0.125, *schedule.values().values())
    found: Any = [schedule.value_at(g, 0.125, Chance(1, 2, "bounds")) for g in range(200)]
    assert min(checked) <= min(found)
    assert max(found) <= max(checked)
    assert len(set(found)) > 1


def test_it_is_kept_in_the_canonical_form_of_both_wings(schedule: Schedule) -> None:
    for preset, field in (("hinton-nowlan", "fitness.bonus"), ("sinusoid", "task.amplitude_low")):
        one = load(preset)
        changed = one.model_copy(update={"schedule": (schedule.model_copy(update={"field": field}),)})
        text = to_toml(changed)
        assert f'[[schedule]]\nkind = "{schedule.kind}"\nfield = "{field}"\n' in text
        assert from_toml(text, "canonical") == changed
        assert run_id(changed) != run_id(one)
        assert "schedule" not in to_toml(one)


def test_compiled_code_sees_the_definition_of_each_generation(schedule: Schedule) -> None:
    """The numbers of a call of many generations are, one by one, those of the definition there: to the bit."""
    one: Any = load("sinusoid").model_copy(
        update={"schedule": (schedule, Step(field="task.amplitude_high", at=3, value=2.0))}
    )
    still = one.model_copy(update={"schedule": ()})
    for replicate in (0, 1):
        over = Changing(one).over(numbers_of(still), 2, 8, replicate)
        place = jax.jit(lambda numbers, i: numbers_in(one, numbers, i))
        for i in range(8):
            host, compiled = numbers_of(one.at(2 + i, replicate)), place(over, i)
            assert jax.tree.structure(compiled) == jax.tree.structure(host)
            for a, b in zip(jax.tree.leaves(compiled), jax.tree.leaves(host), strict=True):
                assert a == np.float32(b)


def test_a_place_in_a_list_may_change() -> None:
    plain: Any = load("linear-life")
    one: Any = load("linear-life", [f"task.means={[0.5] * len(plain.task.scales)}"])
    changed = one.model_copy(update={"schedule": (Step(field="task.means.1", at=1, value=3.0),)})
    assert changed.at(1).task.means == (0.5, 3.0, *one.task.means[2:])
    assert changed.at(0).task.means == one.task.means
    assert from_toml(to_toml(changed), "list") == changed


def test_events_come_in_multiples_of_their_period() -> None:
    assert np.flatnonzero(recurs(3, np.arange(10))).tolist() == [3, 6, 9]
    assert not recurs(0, np.arange(10)).any()
    assert not recurs(1, 0)


def test_a_users_own_schedule_is_a_file_beside_the_definition(tmp_path: Path) -> None:
    (tmp_path / "my_schedule.py").write_text(OWN)
    file = tmp_path / "mine.toml"
    table = '[[schedule]]\nkind = "my_schedule.py:Blink"\nfield = "fitness.bonus"\n'
    file.write_text(f'name = "mine"\n[population]\nsize = 30\ngenerations = 2\nreplicates = 1\n{table}')
    one: Any = load(file)
    assert [one.at(g).fitness.bonus for g in range(3)] == [19.0, 38.0, 19.0]
    assert own_files(one) == {"my_schedule.py": OWN.encode()}
    engine = HaystackEngine(one)
    _, record = engine.advance(engine.found()[0], 2)
    assert record.generations["fitness_max"].max() <= 39.0
    file.write_text(file.read_text().replace("Blink", "Blnk"))
    with pytest.raises(DefinitionError, match=r"mine\.toml:7: \[\[schedule\]\] kind = .*Did you mean \"Blink\"\?"):
        load(file)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("task.shots", "3", "or how large arrays are. Allowed here: task.amplitude_low,"),
        ("lifetime.initial_rate", "0.5", "says what genes mean, or how large arrays are"),
        ("strategy.sigma", "0.1", "is no part of the world. Use what the strategy offers, such as sigma_final"),
        ("sampling.lives", "3", "says how large arrays are"),
        ("fitness.step_cost", "-1.0", "fitness.step_cost must be a number >= 0"),
        ("fitness.step_cost", '"much"', "fitness.step_cost is a number"),
        ("inheritance.fraction", "0.5", "Lamarckian"),
        ("fitness.statistic", '"man"', 'Did you mean "mean"?'),
        ("task.kind", '"bandit"', "or how large arrays are"),
    ],
)
def test_what_cannot_change_in_the_neural_wing_is_refused(field: str, value: str, says: str) -> None:
    table = f'[[schedule]]\nkind = "step"\nfield = "{field}"\nat = 3\nvalue = {value}\n'
    with pytest.raises(DefinitionError) as caught:
        from_toml(f'name = "x"\n[task]\nkind = "sinusoid"\n{table}', "x.toml")
    (problem,) = caught.value.problems
    assert says.lower() in problem.lower()
