"""Worlds that change over generations: when a change comes, what it leaves alone, and what cannot change."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import DefinitionError
from baldwin.haystack.ability import worth_of
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.worlds import Worlds

AT, LAST = 3, 6
TEXT = """\
name = "changing"
[population]
size = 40
generations = 6
replicates = 2
[task]
kind = "needle"
loci = 3
[lifetime]
kind = "geometric"
trials = 20
"""


def definition(*steps: tuple[str, int, float], text: str = TEXT) -> Any:
    tables = "".join(f'[[schedule]]\nkind = "step"\nfield = "{f}"\nat = {at}\nvalue = {v}\n' for f, at, v in steps)
    return from_toml(text + tables, "changing.toml")


def rows(one: Any, *chunks: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    engine = HaystackEngine(one)
    state, record = engine.found()
    records = [record]
    for count in chunks or (LAST,):
        state, record = engine.advance(state, count)
        records.append(record)
        state = engine.restore(engine.save(state))
    tables = [[one.generations for one in records], [one.assays for one in records]]
    first, second = ({name: np.concatenate([one[name] for one in parts]) for name in parts[0]} for parts in tables)
    return first, second


def test_a_step_is_in_force_in_the_very_generation_that_it_names() -> None:
    """Fitness of generation AT is worth the new bonus, to the individual; the generation before the old one."""
    table, assays = rows(definition(("fitness.bonus", AT, 100.0)))
    plain, _ = rows(definition())
    before = table["generation"] < AT
    for name, values in table.items():
        np.testing.assert_array_equal(values[before], plain[name][before], err_msg=name)
    there = table["generation"] == AT
    ratio = (table["fitness_mean"][there] - 1.0) / (plain["fitness_mean"][there] - 1.0)
    np.testing.assert_allclose(ratio, 100.0 / 19.0)  # parents are drawn by what they were worth where they lived
    changed = definition(("fitness.bonus", AT, 100.0))
    for generation, learned, loci in zip(assays["generation"], assays["learned"], assays["plastic_loci"], strict=True):
        worth = worth_of(changed.at(int(generation)))
        competent = float((loci * worth.learned[0]).sum())
        assert learned == pytest.approx((competent + 40 - loci.sum()) / 40)


def test_mutation_acts_on_births_of_the_generation_that_a_step_names() -> None:
    fixed = TEXT + '[encoding]\nkind = "ternary"\ncorrect = 1.0\nwrong = 0.0\nplastic = 0.0\n'
    table, _ = rows(definition(("strategy.mutation_rate", AT, 1.0), text=fixed))
    correct = table["correct"].reshape(-1, 2).mean(axis=1)
    assert list(correct[:AT]) == [1.0] * AT
    assert correct[AT] == 0.0


def test_the_target_begins_to_move_when_it_is_told_to() -> None:
    fixed = TEXT + '[encoding]\nkind = "ternary"\ncorrect = 1.0\nwrong = 0.0\nplastic = 0.0\n'
    table, _ = rows(definition(("task.move_every", 4, 2), text=fixed))
    correct = table["correct"].reshape(-1, 2).mean(axis=1)
    assert list(correct[:4]) == [1.0] * 4
    assert correct[4] == pytest.approx(2 / 3)


@pytest.mark.parametrize("chunks", [(1,) * LAST, (2, 1, 3), (3, 3)])
def test_chunks_and_checkpoints_change_nothing(chunks: tuple[int, ...]) -> None:
    costs = ("fitness.bonus", AT, 2.0), ("fitness.bonus", 5, 50.0)
    one = definition(*costs, ("task.move_every", 2, 2), ("lifetime.trials", 4, 7))
    for whole, parts in zip(rows(one), rows(one, *chunks), strict=True):
        for name, values in whole.items():
            np.testing.assert_array_equal(values, parts[name], err_msg=name)


def test_a_step_after_the_end_changes_nothing() -> None:
    for one, other in zip(rows(definition()), rows(definition(("fitness.bonus", LAST + 1, 5.0))), strict=True):
        for name, values in one.items():
            np.testing.assert_array_equal(values, other[name], err_msg=name)


def test_no_replicate_is_fixed_for_good_while_mutation_is_to_come() -> None:
    fixed = TEXT.replace("replicates = 2", 'replicates = 2\nstop = "fixed"')
    fixed += '[encoding]\nkind = "ternary"\ncorrect = 1.0\nwrong = 0.0\nplastic = 0.0\n'
    assert len(rows(definition(text=fixed))[0]["generation"]) == 2
    assert len(rows(definition(("strategy.mutation_rate", AT, 0.5), text=fixed))[0]["generation"]) == 2 * (LAST + 1)


def test_no_replicate_is_fixed_for_good_while_writing_back_is_to_come() -> None:
    """All loci of all are plastic, which stays so until what was learned is written back."""
    plastic = TEXT.replace("replicates = 2", 'replicates = 2\nstop = "fixed"')
    plastic += '[encoding]\nkind = "ternary"\ncorrect = 0.0\nwrong = 0.0\nplastic = 1.0\n'
    plastic += '[inheritance]\nkind = "lamarckian"\nfraction = 0.0\n'
    assert rows(definition(text=plastic))[0]["generation"].max() == 0
    table, _ = rows(definition(("inheritance.fraction", AT, 0.5), text=plastic))
    assert table["generation"].max() > AT
    assert table["plastic"][-1] < 1.0 == table["plastic"][2 * AT]


def test_parents_survive_by_the_threshold_under_which_they_lived() -> None:
    """A threshold that nobody reaches from generation AT on: all of AT are born still, and none of them survives."""
    table, _ = rows(definition(("survival.threshold", AT, 1e6), text=TEXT + "[survival]\nthreshold = 0.0\n"))
    assert table["generation"].tolist() == [g for g in range(AT + 1) for _ in range(2)]
    assert (table["living"] == 40).all()
    assert (table["survivors"] == np.where(table["generation"] < AT, 40, 0)).all()


def test_a_branch_reads_its_parents_lives_in_the_world_where_they_lived() -> None:
    """Saved in AT - 1, the last generation in which a trial left over is worth 19 / 20, and not 100 / 20."""
    parent = definition(("fitness.bonus", AT, 100.0))
    branch: Any = SimpleNamespace(founders=SimpleNamespace(parent=parent), first_generation=AT)
    assert Worlds(branch)._scale_of_parents(AT, 0)[1] == pytest.approx(19.0 / 20.0)


def test_canonical_form_keeps_schedules_and_whole_numbers_are_no_other_definition() -> None:
    one = definition(("fitness.bonus", 3, 5), ("lifetime.trials", 4, 7))
    floats = definition(("fitness.bonus", 3, 5.0), ("lifetime.trials", 4, 7))
    assert from_toml(to_toml(one), "canonical") == one == floats
    assert to_toml(one) == to_toml(floats)
    assert one.at(3).fitness.bonus == 5.0
    assert one.at(2).fitness.bonus == 19.0
    assert (one.at(4).lifetime.trials, one.at(4).schedule) == (7, ())


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (("fitness.bonos", 3, 5.0), 'field = "fitness.bonos": there is no such field. Did you mean fitness.bonus?'),
        (("task.loci", 3, 5), "says what a genome means, or is a landscape of its own. Allowed here: task.move_every,"),
        (("fitness.bonus", 3, -1.0), "value = -1.0: fitness.bonus must be a number >= 0"),
        (("lifetime.trials", 3, 2.5), "value = 2.5: lifetime.trials must be an integer"),
        (("inheritance.fraction", 3, 0.5), "value = 0.5: inheritance.fraction only Lamarckian inheritance writes back"),
        (("encoding.correct", 3, 0.5), "only founders are drawn by it"),
    ],
)
def test_errors_name_the_line_of_the_step(step: tuple[str, int, float], says: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        definition(("fitness.bonus", 1, 3.0), step)
    (problem,) = caught.value.problems
    line = 21 if says.startswith("value") else 19
    assert problem.startswith(f"changing.toml:{line}: [[schedule]] number 2: ")
    assert says in problem


def table(kind: str, field: str, *lines: str) -> str:
    return "\n".join(["[[schedule]]", f'kind = "{kind}"', f'field = "{field}"', *lines, ""])


RANDOM = (
    table("switches", "fitness.bonus", "listed = [19.0, 2.0]", "rate = 0.4"),
    table("drift", "strategy.mutation_rate", "sd = 0.05", "low = 0.0", "high = 0.2"),
    table("switches", "fitness.convention", 'listed = ["A", "B", "C"]', "rate = 0.5"),
)


@pytest.mark.parametrize("selfing", ["true", "false"])
def test_random_worlds_are_each_replicates_own_whatever_the_chunks(selfing: str) -> None:
    """A replicate among several evolves as it does where all others live in its worlds; in both kernels."""
    text = TEXT.replace("replicates = 2", "replicates = 3") + f"[strategy]\nselfing = {selfing}\n" + "".join(RANDOM)
    one = from_toml(text, "random.toml")
    whole = rows(one)
    for chunks in ((1,) * LAST, (2, 1, 3)):
        for expected, found in zip(whole, rows(one, *chunks), strict=True):
            for name, values in expected.items():
                np.testing.assert_array_equal(values, found[name], err_msg=name)
    for name, values in whole[0].items():
        assert len(values) == 3 * (LAST + 1), name
    np.testing.assert_array_equal(whole[0]["replicate"], np.tile(np.arange(3), LAST + 1))
    for replicate in range(3):
        there = [one.at(g, replicate) for g in range(LAST + 1)]
        events = {
            "fitness.bonus": [d.fitness.bonus for d in there],
            "strategy.mutation_rate": [d.strategy.mutation_rate for d in there],
            "fitness.convention": [f'"{d.fitness.convention}"' for d in there],
        }
        tables = (
            table("events", field, f"events = [{', '.join(f'[{g}, {value}]' for g, value in enumerate(values))}]")
            for field, values in events.items()
        )
        told = rows(from_toml(text.partition("[[schedule]]")[0] + "".join(tables), "told.toml"))
        for expected, found in zip(told, whole, strict=True):
            own = found["replicate"] == replicate
            for name, values in expected.items():
                np.testing.assert_array_equal(values[expected["replicate"] == replicate], found[name][own], name)


def test_a_longer_run_sees_the_same_worlds() -> None:
    one = from_toml(TEXT + "".join(RANDOM), "random.toml")
    longer = from_toml(TEXT.replace("generations = 6", "generations = 2000") + "".join(RANDOM), "random.toml")
    for generation in range(LAST + 1):
        assert longer.at(generation, 1).fitness == one.at(generation, 1).fitness


def test_a_choice_changes_what_a_trial_is_worth_in_its_generation() -> None:
    """Under convention C a genome without plastic loci is worth the whole bonus: 20, and 19.05 under A."""
    fixed = TEXT + '[encoding]\nkind = "ternary"\ncorrect = 1.0\nwrong = 0.0\nplastic = 0.0\n'
    changed = from_toml(fixed + table("step", "fitness.convention", "at = 3", 'value = "C"'), "choice.toml")
    found, _ = rows(changed)
    np.testing.assert_allclose(found["fitness_mean"].reshape(-1, 2).mean(axis=1), [19.05] * 3 + [20.0] * 4)


@pytest.mark.guards("world_innate", "world_learned")
def test_assays_measure_in_a_named_world_besides_and_change_nothing_else() -> None:
    step = ("fitness.bonus", AT, 100.0)
    plain, usual = rows(definition(step))
    for world, same in ((0, slice(0, 2 * AT)), (LAST, slice(2 * AT, None))):
        found, assays = rows(definition(step, text=TEXT + f"[assays]\nworld = {world}\n"))
        for name, values in plain.items():
            np.testing.assert_array_equal(values, found[name], err_msg=name)
        for name, there in (("innate", "world_innate"), ("learned", "world_learned")):
            np.testing.assert_array_equal(assays[there][same], usual[name][same])
            assert (assays[there] != usual[name]).sum() in (2 * AT, 2 * (LAST + 1 - AT))
    random: Any = from_toml(TEXT + f"[assays]\nworld = {LAST}\n" + "".join(RANDOM), "random.toml")
    assert random.at(LAST, 0).fitness != random.at(LAST, 1).fitness
    _, assays = rows(random)
    for name in ("innate", "learned"):  # to each replicate its own
        np.testing.assert_array_equal(assays[f"world_{name}"][-2:], assays[name][-2:])
    with pytest.raises(DefinitionError, match=r"\[assays\] world = 3: the world never changes"):
        definition(text=TEXT + "[assays]\nworld = 3\n")


APART = {
    "switches": '{kind="switches",field="fitness.bonus",listed=[2.0,19.0],rate=0.3}',
    "drift": '{kind="drift",field="fitness.bonus",sd=1.0,low=1.0,high=19.0}',
}


@pytest.mark.parametrize("kind", APART)
def test_replicates_in_worlds_of_their_own_evolve_alike_together_and_one_by_one(kind: str) -> None:
    """Those whose worlds are alike for now share a call of the kernel: it changes nothing in any of them."""
    sizes = (
        "population.size=40",
        "population.replicates=3",
        "population.generations=8",
        "assays.world=5",
        "task.loci=5",
    )
    definition = load("hinton-nowlan", [*sizes, "lifetime.trials=30", f"schedule=[{APART[kind]}]"])
    assert isinstance(definition, HaystackDefinition)
    together, alone = (HaystackEngine(definition) for _ in range(2))
    state, first = together.found()
    _, rest = together.advance(state, 8)
    for replicate in range(3):
        state, began = alone.found()
        state.alive = np.arange(3) == replicate
        _, went_on = alone.advance(state, 8)
        for one, other in ((first, began), (rest, went_on)):
            for name in ("generations", "assays"):
                found, expected = getattr(one, name), getattr(other, name)
                for column in found:
                    rows, own = found["replicate"] == replicate, expected["replicate"] == replicate
                    np.testing.assert_array_equal(found[column][rows], expected[column][own], column)
