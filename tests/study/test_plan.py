"""From a study to its cells."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from baldwin.definition import load
from baldwin.errors import DefinitionError
from baldwin.store import run_id
from baldwin.study.cells import Plan
from baldwin.study.plan import plan
from baldwin.study.proposals import Options, ask
from baldwin.study.schema import schema
from baldwin.study.spec import BASE, STUDY, to_toml

POPULATION = "hinton-nowlan"


def planned(source: str = POPULATION, **options) -> Plan:
    return plan(ask(source, Options(**options)))


def problems(source: str = POPULATION, **options) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        planned(source, **options)
    return str(caught.value).splitlines()


def test_a_cell_is_the_run_that_a_plain_command_makes():
    made = planned(vary=["lifetime.trials=10,20"], set=["population.replicates=2"])
    plain = load(POPULATION, ["population.replicates=2", "lifetime.trials=20"])
    assert made.cells[1].run == f"hinton_nowlan/{run_id(plain)}"
    assert [cell.values for cell in made.cells] == [{"lifetime.trials": 10}, {"lifetime.trials": 20}]
    assert made.name == "hinton_nowlan_sweep"


def test_a_grid_has_all_combinations():
    made = planned(vary=["lifetime.trials=10,20,30", "population.size=64,128"])
    assert [tuple(cell.values.values()) for cell in made.cells] == [
        (trials, size) for trials in (10, 20, 30) for size in (64, 128)
    ]
    assert [cell.index for cell in made.cells] == list(range(6))


def test_without_axes_a_study_has_its_arms():
    made = planned(controls=["no_learning:lifetime.kind=none"])
    assert [(cell.arm, cell.values) for cell in made.cells] == [("main", {}), ("no_learning", {})]


def test_a_field_that_an_arm_lacks_does_not_vary_there():
    made = planned(
        vary=["lifetime.trials=10,20", "population.size=64,128"],
        controls=["none:lifetime.kind=none", "few:lifetime.trials=3"],
    )
    by_arm = {arm: [cell.values for cell in made.cells if cell.arm == arm] for arm in ("main", "none", "few")}
    sizes = [{"population.size": 64}, {"population.size": 128}]
    assert by_arm["none"] == by_arm["few"] == sizes
    assert len(by_arm["main"]) == 4
    assert made.repeated == 4


def test_a_misspelt_field_is_told_though_an_arm_has_none_like_it():
    assert problems(vary=["lifetime.trails=10,20"], controls=["none:lifetime.kind=none"]) == [
        "--vary: [lifetime] trails = 10: no such field. Did you mean trials? Allowed: kind, trials, hit_probability.",
    ]


def test_constraints_leave_cells_out():
    made = planned(
        vary=["lifetime.trials=10,20", "population.size=64,128"],
        constraints=["population.size * lifetime.trials <= 1280", 'lifetime.kind == "literal"'],
    )
    assert [tuple(cell.values.values()) for cell in made.cells] == [(10, 64), (10, 128), (20, 64)]
    assert made.left_out == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"constraints": ["population.sizes < 3"]}, "--require population.sizes < 3: no cell has these fields. "),
        ({"constraints": ["population.size < 3"]}, "--require: leaves no cell. "),
        ({"constraints": ["lifetime.kind < 3"]}, "--require lifetime.kind < 3: lifetime.kind is no number."),
        ({"vary": ["population.size=64..128"]}, "--vary population.size = 64..128: a range can only be drawn from."),
        ({"search": {"kind": "sobol"}}, "--search sobol: needs a number of points."),
        ({"search": {"kind": "sobl", "cells": 3}}, "--search sobl: no such search. Did you mean sobol?"),
        ({"search": {"cells": 3}}, "--cells 3: a grid has as many cells as combinations."),
        ({"search": {"cells": "x", "kind": "random"}}, '--cells: cells = "x": must be an integer'),
        ({"vary": ["population.size=1,2"] * 2}, "--vary population.size: given twice."),
        ({"budget": "evaluations=100"}, "--budget evaluations=100: too small, one generation of a replicate takes "),
        ({"budget": "evals=100"}, "--budget evals=100: must be kind=amount, such as evaluations=1e6. Did you mean "),
        ({"budget": "evaluations"}, "--budget evaluations: must be kind=amount"),
        ({"name": "hinton_nowlan"}, "--name hinton_nowlan: the population has this name."),
        ({"name": "Hinton Nowlan"}, "--name Hinton Nowlan: must be lower-case letters, digits and underscores"),
        ({"arms": ["x"]}, "--arm x: must be NAME:table.field=value"),
        ({"arms": ["main:task.loci=3"]}, "--arm main: needs a name of its own"),
        ({"arms": ["X:task.loci=3"]}, "--arm X: needs a name, such as no_learning"),
        ({"arms": ["x:task.loci=3", "x:task.loci=4"]}, "--arm x: another arm has this name."),
        ({"arms": ['x:lifetime={kind="none"}']}, "--arm x: sets a whole table."),
        ({"arms": ["x:task.lociii=3"]}, "--arm: [task] lociii = 3: no such field. Did you mean loci?"),
        ({"set": ['lifetime={kind="none"}']}, '--set: lifetime={kind="none"}: sets a whole table.'),
        ({"set": ["population.size=1"]}, "--set: [population] size = 1: must be an integer >= 2"),
        ({"vary": ["population.size=10_000_000_000"]}, "--vary: [population] size = 10000000000: must be an integer"),
        ({"vary": ["population.size=2_000_000_000"]}, "hinton_nowlan: [population] size = 2000000000 with replicates"),
    ],
)
def test_mistakes(options, message):
    assert problems(**options)[0].startswith(message)


def test_all_mistakes_of_all_cells_are_told_at_once():
    found = problems(vary=["population.size=0,1,64", "lifetime.trials=0,10,x"], arms=["y:task.kid=3"])
    allowed = "kind, loci, move_every, flip_rate"
    assert found == [f"--arm: [task] kid = 3: no such field. Did you mean kind? Allowed: {allowed}."]
    found = problems(vary=["population.size=0,1,64", "lifetime.trials=0,10,x"])
    assert len(found) == 4


def test_many_mistakes_are_cut():
    found = problems(vary=["population.size=-100:1:1"])
    assert len(found) == 21
    assert found[-1] == "... and 82 more."


@pytest.mark.parametrize("kind", ["random", "sobol"])
def test_drawn_points(kind):
    options = {"vary": ["lifetime.trials=1..1000:log", "fitness.bonus=1.0..30.0", "population.size=64,128"]}
    made = planned(**options, search={"kind": kind, "cells": 8})
    assert len(made.cells) == 8
    again = planned(**options, search={"kind": kind, "cells": 8})
    assert [cell.run for cell in again.cells] == [cell.run for cell in made.cells]
    assert again.id == made.id
    other = planned(**options, search={"kind": kind, "cells": 8, "seed": 1})
    assert {cell.run for cell in other.cells}.isdisjoint(cell.run for cell in made.cells)
    more = planned(**options, search={"kind": kind, "cells": 16})
    assert [cell.run for cell in more.cells[:8]] == [cell.run for cell in made.cells]  # so that 8 are done already


def test_sobol_fills_space_more_evenly_than_chance():
    made = planned(vary=["fitness.bonus=0.0..16.0"], search={"kind": "sobol", "cells": 16})
    assert sorted(int(cell.values["fitness.bonus"]) for cell in made.cells) == list(range(16))


def test_drawn_points_keep_to_constraints():
    rule = "lifetime.trials <= population.size"
    made = planned(
        vary=["lifetime.trials=1..100", "population.size=2..100"],
        constraints=[rule],
        search={"kind": "random", "cells": 20},
    )
    assert len(made.cells) == 20
    assert all(cell.values["lifetime.trials"] <= cell.values["population.size"] for cell in made.cells)


STUDY_FILE = """
schema = 1
name = "mine"
title = "Mine"
population = "needles.toml"
constraints = ["population.size <= 128"]
[set]
population.replicates = 2
fitness.bonus = 10.0
[vary]
lifetime.trials = [10, 20]
population.size = "64:192:64"
[[arms]]
name = "cheap"
fitness.bonus = 2.0
[[controls]]
name = "no_learning"
lifetime.kind = "none"
[budget]
kind = "evaluations"
amount = 10_000
"""

POPULATION_FILE = """
name = "needles"
[population]
generations = 10
[task]
kind = "needle"
loci = 10
"""


@pytest.fixture
def study_file(tmp_path: Path) -> Path:
    (tmp_path / "needles.toml").write_text(POPULATION_FILE)
    (tmp_path / "mine.toml").write_text(STUDY_FILE)
    return tmp_path / "mine.toml"


def test_a_study_file(study_file):
    made = planned(str(study_file))
    assert (made.name, made.spec.title) == ("mine", "Mine")
    assert {cell.definition.name for cell in made.cells} == {"needles"}
    assert {cell.definition.population.replicates for cell in made.cells} == {2}
    assert {(cell.arm, cell.definition.fitness.bonus) for cell in made.cells} == {
        ("main", 10.0),
        ("cheap", 2.0),
        ("no_learning", 10.0),
    }
    assert len(made.cells) == 4 + 4 + 2
    assert {cell.values["population.size"] for cell in made.cells} == {64, 128}


def test_options_add_to_a_study_file(study_file):
    made = planned(str(study_file), vary=["lifetime.trials=5"], set=["population.seed=3"], budget="generations=4")
    assert {cell.values.get("lifetime.trials") for cell in made.cells} == {5, None}
    assert {cell.definition.population.seed for cell in made.cells} == {3}
    assert {cell.definition.population.generations for cell in made.cells} == {4}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"vary": ["fitness.bonus=1.0..30.0"], "search": {"kind": "sobol", "cells": 4}},
        {"vary": ["fitness.bonus=1.0..30.0:log"], "search": {"kind": "tpe", "cells": 4, "objective": "innate"}},
        {"budget": "seconds=3"},
        {"arms": ["small:task.loci=8"], "controls": ["other:lifetime.kind=expected,population.size=100"]},
        {"set": ["strategy.crossover=uniform", "population.seed=007"]},
    ],
)
def test_the_file_that_a_study_keeps_is_the_same_study(study_file, tmp_path, options):
    made = planned(str(study_file), **options)
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / BASE).write_text(POPULATION_FILE)
    (folder / STUDY).write_text(to_toml(made.spec))
    again = planned(str(folder / STUDY))
    assert (again.name, again.id) == (made.name, made.id)
    assert [cell.row() for cell in again.cells] == [cell.row() for cell in made.cells]


def test_mistakes_in_a_study_file_name_their_lines(study_file):
    text = STUDY_FILE.replace('kind = "evaluations"', 'kind = "evaluation"').replace("schema = 1", "schema = 2")
    study_file.write_text(text + "extra = 3\n[searching]\n")
    found = problems(str(study_file))
    assert [line.removeprefix(f"{study_file}:").split(":")[0] for line in found] == ["2", "20", "22", "23"]
    text = STUDY_FILE.replace('"64:192:64"', '"64:192:0"').replace('name = "cheap"', "").replace("<= 128", "<=")
    study_file.write_text(text)
    found = problems(str(study_file))
    assert [line.removeprefix(f"{study_file}:").split(":")[0] for line in found] == ["12", "13", "6"]
    study_file.write_text(STUDY_FILE.replace('"64:192:64"', "[1, 64]").replace("bonus = 10.0", "bonus = -1.0"))
    (found,) = problems(str(study_file))
    assert found.startswith(f"{study_file}:7: [set]: [fitness] bonus = -1.0: must be a number >= 0 (")


def test_a_population_that_is_not_there(study_file):
    study_file.write_text(STUDY_FILE.replace("needles.toml", "needless.toml"))
    assert problems(str(study_file)) == [
        f"{study_file}:5: {study_file.parent / 'needless.toml'}: no such file. "
        f"Did you mean {study_file.parent / 'needles.toml'}?"
    ]


@pytest.mark.parametrize(
    ("budget", "generations"),
    [("generations=7", 7), ("evaluations=1000", 9), ("evaluations=1099", 9), ("evaluations=100", 0)],
)
def test_budgets_are_generations(budget, generations):
    made = planned(set=["population.size=100"], budget=budget)
    assert made.cells[0].definition.population.generations == generations
    assert made.cells[0].limit is None


def test_budgets_that_only_the_run_can_tell():
    made = planned(budget="lifetime_steps=1e6")
    assert made.cells[0].limit is not None
    assert (
        made.cells[0].definition.population.generations == 999
    )  # 1000 lives of a step at least: the limit comes first
    assert planned(budget="seconds=2").cells[0].limit is not None
    assert problems(budget="lifetime_steps=500") == [
        "--budget lifetime_steps=500: too small, one generation of a replicate takes at least 1,000 lifetime steps."
    ]


@pytest.mark.parametrize(
    "budget", ["seconds=0", "evaluations=-3", "lifetime_steps=0", "generations=1.5", "seconds=nan"]
)
def test_budgets_that_mean_nothing(budget):
    (told,) = problems(budget=budget)
    assert told.startswith(("--budget", "population: [budget]"))
    assert "must be" in told


def test_an_adaptive_search_is_held_to_its_constraints_before_it_begins():
    tpe = {"vary": ["lifetime.trials=1..100"], "search": {"kind": "tpe", "cells": 4}}
    assert problems(**tpe, constraints=["lifetime.foo <= 5"]) == [
        "--require lifetime.foo <= 5: no cell has these fields. Correct their names."
    ]
    assert problems(**tpe, constraints=["lifetime.trials > 100"]) == [
        "--require: leaves no cell. Loosen the constraints."
    ]
    assert planned(**tpe, constraints=["lifetime.trials > 90"]).cells == []  # some points will be allowed
    tpe["search"] = {**tpe["search"], "objective": "learnt"}
    assert problems(**tpe)[0].startswith("--objective learnt: no such column. Did you mean learned?")


def test_what_is_set_and_varied_or_never_read_is_told():
    twice = {"set": ["population.size=50"], "vary": ["population.size=64,128"]}
    assert problems(**twice) == ["--set population.size=50: varies already (--vary). Leave one of them out."]
    assert problems(vary=["population.size=64,128"], search={"seed": 3}) == [
        "--search-seed 3: a grid draws nothing. Leave it out."
    ]


def test_the_same_cost_for_every_size():
    made = planned("sinusoid", vary=["population.size=64,128", "lifetime.steps=1,2"], budget="lifetime_steps=1e6")
    spent = {
        (cell.definition.population.generations + 1)
        * cell.definition.population.size
        * 8
        * cell.definition.lifetime.steps
        for cell in made.cells
    }
    assert max(spent) <= 1e6
    assert min(spent) > 1e6 - 128 * 8 * 2


def test_an_arm_that_spends_none_of_a_budget_is_told():
    arms = {"controls": ["darwin:inheritance.kind=darwinian"], "budget": "lifetime_steps=1e6"}
    assert planned("sinusoid", **arms).notes == [
        "Arm darwin spends no lifetime steps: its cells run all of their generations."
    ]
    assert planned("sinusoid", **arms | {"budget": "evaluations=1e6"}).notes == []


SHIPPED = sorted((Path(__file__).parents[2] / "populations" / "studies").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_study_can_be_planned(path, monkeypatch):
    """Founders that a study takes from another run need not be there for that."""
    monkeypatch.setattr("baldwin.founding.founded", lambda definition, runs, **_: definition)
    made = planned(str(path))
    assert made.name == path.stem
    assert made.spec.title
    assert {cell.arm for cell in made.cells} == {"main", *(arm.name for arm in made.spec.arms)}
    assert path.read_text(encoding="utf-8").startswith("#:schema ./study.schema.json\n")
    jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema())


def test_the_schema_of_studies_is_current_and_refuses_what_planning_refuses():
    """If not: baldwin schema study > populations/studies/study.schema.json"""
    committed = SHIPPED[0].with_name("study.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == schema()
    validator = jsonschema.Draft202012Validator(schema())
    fine = {"population": "hinton-nowlan", "vary": {"lifetime": {"trials": "1:9:2"}}}
    assert validator.is_valid(fine)
    for wrong in (
        {"search": {"kind": "grids"}},
        {"budget": {"kind": "lives"}},
        {"controls": [{"lifetime": {"kind": "none"}}]},
        {"varied": {}},
        {"population": 3},
    ):
        assert not validator.is_valid(fine | wrong), wrong


OWN = '''
from baldwin.neural.tasks.sinusoid import Sinusoid


class Waves(Sinusoid):
    """Sine waves, once more."""


class Tides(Waves):
    """And again."""
'''


def test_the_users_own_files_are_kept_with_the_study(tmp_path):
    from baldwin.study.journal import StudyJournal

    (tmp_path / "waves.py").write_text(OWN)
    population = tmp_path / "mine.toml"
    population.write_text('name = "mine"\n[task]\nkind = "waves.py:Waves"\n')
    made = planned(str(population), vary=["task.kind=waves.py:Waves,waves.py:Tides", "lifetime.steps=1,2"])
    assert len(made.cells) == 4
    with StudyJournal(tmp_path / "runs", made) as journal:
        assert (journal.path / "waves.py").read_text() == OWN
    again = planned(str(journal.path / STUDY))
    assert again.id == made.id
