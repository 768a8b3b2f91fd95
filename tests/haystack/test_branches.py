"""Branches: populations that go on with the state of another run, to the byte where nothing was changed."""

from __future__ import annotations

import shutil
from typing import Any

import numpy as np
import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import from_toml
from baldwin.engine import adopt
from baldwin.errors import DefinitionError
from baldwin.founding import state_file
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.records import joined
from baldwin.store import open_run

AT, LAST = 4, 9
BASE = [
    "population.size=12",
    "population.replicates=3",
    f"population.generations={LAST}",
    "strategy.mutation_rate=0.05",
]
KINDS = {  # one for each memory layout
    "packed": ["task.loci=5", "lifetime.trials=20", "task.move_every=3"],
    "wide": ["task.loci=5", "lifetime.trials=8", "budget.evolvable=true", "budget.levels=3"],
    "nk": [
        *("task.kind=nk", "task.loci=7", "task.epistasis=2", "encoding.kind=flagged"),
        *("lifetime.kind=hill_climb", "lifetime.trials=9", "fitness.kind=lifetime_mean"),
    ],
}
STEP = '[[schedule]]\nkind = "step"\nfield = "{}"\nat = {}\nvalue = {}\n'


def population(*overrides: str, text: str = "", folder: Any = None) -> Any:
    return from_toml(f'name = "small"\n{text}', "small.toml", [*BASE, *overrides], folder=folder)


def evolved(definition: Any, *chunks: int) -> tuple[Any, Any]:
    """The state in the end, as it is saved, and the rows of a population; of a branch, from its state on."""
    engine = HaystackEngine(definition)
    if (given := definition.founders.state) is None:
        state, record = engine.found()
        records = [record]
    else:
        state, records = adopt(engine, given.copied()), []
    for count in chunks:
        state, record = engine.advance(state, count)
        records.append(record)
    return {name: values.copy() for name, values in engine.save(state).items()}, joined(records)


def branch(parent: Any, folder: Any, *overrides: str) -> Any:
    """The definition of a branch that goes on with the state of `parent` in generation AT."""
    arrays, _ = evolved(parent, AT)
    (folder / "state.safetensors").write_bytes(state_file(parent, arrays, generation=AT))
    text = '[founders]\nwho = "state"\nfile = "state.safetensors"\n'
    return population(*overrides, text=text, folder=folder)


def same(first: Any, second: Any, since: int = 0) -> None:
    assert list(first) == list(second)
    kept = second["generation"] >= since
    for name, values in first.items():
        np.testing.assert_array_equal(values, second[name][kept], err_msg=name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_branch_that_changes_nothing_is_its_parent_going_on(kind, tmp_path):
    whole, rows = evolved(population(*KINDS[kind]), LAST)
    shorter = population(*KINDS[kind], f"population.generations={AT}")
    made = branch(shorter, tmp_path, *KINDS[kind])
    assert made.first_generation == AT + 1
    for chunks in ((LAST - AT,), (1, 3, 1)):
        state, found = evolved(made, *chunks)
        same(found.generations, rows.generations, AT + 1)
        same(found.assays, rows.assays, AT + 1)
        assert {name: values.tobytes() for name, values in state.items()} == {
            name: values.tobytes() for name, values in whole.items()
        }


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("fitness.bonus", 190.0, "packed"),
        ("lifetime.trials", 3, "packed"),
        ("strategy.mutation_rate", 0.3, "packed"),
        ("task.move_every", 1, "packed"),
        ("fitness.plasticity_cost", 0.2, "packed"),  # which the packed kernel cannot count: genomes change their layout
        ("fitness.trial_cost", 0.01, "wide"),
        ("lifetime.trials", 2, "nk"),
    ],
)
def test_a_branch_that_changes_a_field_is_a_world_that_changed_then(field, value, kind, tmp_path):
    """As a schedule has it: parents are still drawn by what they were worth where they lived."""
    changing = population(*KINDS[kind], text=STEP.format(field, AT + 1, value))
    whole, rows = evolved(changing, LAST)
    state, found = evolved(branch(population(*KINDS[kind]), tmp_path, *KINDS[kind], f"{field}={value}"), LAST - AT)
    same(found.generations, rows.generations, AT + 1)
    assert state["genomes"].tobytes() == whole["genomes"].tobytes()
    _, still = evolved(population(*KINDS[kind]), LAST)
    late = still.generations["generation"] > AT
    assert not np.array_equal(found.generations["fitness_mean"], still.generations["fitness_mean"][late])


def test_a_schedule_of_a_branch_counts_from_the_founders_of_its_parent(tmp_path):
    text = STEP.format("fitness.bonus", AT + 3, 100.0)
    whole, rows = evolved(population(*KINDS["packed"], text=text), LAST)
    parent = population(*KINDS["packed"], text=text)
    arrays, _ = evolved(parent, AT)
    (tmp_path / "state.safetensors").write_bytes(state_file(parent, arrays, generation=AT))
    given = '[founders]\nwho = "state"\nfile = "state.safetensors"\n'
    state, found = evolved(population(*KINDS["packed"], text=given + text, folder=tmp_path), LAST - AT)
    same(found.generations, rows.generations, AT + 1)
    assert state["genomes"].tobytes() == whole["genomes"].tobytes()


def test_a_branch_that_is_computed_again_knows_the_world_of_its_parent(tmp_path):
    """Which is in the file of the state: there a price was paid, so that genomes lie otherwise in memory."""
    runs = tmp_path / "runs"
    fields = [*BASE[:2], "task.loci=5", "lifetime.trials=20"]
    priced = [*fields, "fitness.plasticity_cost=0.1", f"population.generations={AT}"]
    parent = baldwin.run("hinton-nowlan", priced, runs=runs, progress=False)
    asked = [*fields, f"population.generations={LAST}", f"founders.run={parent.id}", "founders.who=state"]
    branched = baldwin.run("hinton-nowlan", asked, runs=runs, progress=False)
    rows = {name: values.tolist() for name, values in branched.generations.items()}
    shutil.rmtree(parent.path)
    shutil.rmtree(branched.path / "checkpoints")
    (branched.path / "generations.jsonl").write_bytes(b"")  # so that it begins again from its own folder
    assert run_command(["resume", str(branched.path), "--quiet"]) == 0
    again = open_run(branched.path)
    assert {name: values.tolist() for name, values in again.generations.items()} == rows


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["population.size=14"], "[population] size = 14: was 12 in the run"),
        (["population.replicates=2"], "[population] replicates = 2: was 3 in the run"),
        (["task.loci=6"], "[task] loci = 6: was 5 in the run"),
        (["encoding.kind=binary"], '[encoding] kind = "binary": was "ternary" in the run'),
        (["budget.evolvable=true", "budget.levels=1"], "[budget] evolvable = true: was False in the run"),
        ([f"population.generations={AT}"], f"[population] generations = {AT}: must be more than {AT}, the generation"),
        (
            ["founders.generation=3"],
            f"[founders] generation = 3: the state in state.safetensors is of generation {AT}.",
        ),
        (["founders.who=population"], 'holds the whole state of a run. Set founders.who to "state"'),
    ],
)
def test_what_the_state_depends_on_is_refused_in_a_line(overrides, said, tmp_path):
    still = ["lifetime.kind=none", "fitness.kind=all_or_none"] if "encoding.kind=binary" in overrides else []
    same_task = ["task.loci=5", *(still or ["lifetime.trials=2"])]
    with pytest.raises(DefinitionError) as caught:
        branch(population(*same_task), tmp_path, *same_task, *overrides)
    (line,) = caught.value.problems
    assert said in line
