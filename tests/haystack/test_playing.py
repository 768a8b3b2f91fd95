"""The needle that a page simulates is the readable reference, bit for bit, in a JavaScript engine without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from baldwin.haystack.ability import worth_of
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.model import model_of
from baldwin.haystack.playing import settings_of, simulation
from baldwin.haystack.reference import needle as reference
from baldwin.haystack.theory import overlay
from baldwin.playing import simulation_of

SMALL = {"population": {"size": 48, "replicates": 1, "generations": 6, "seed": 4_000_000_000}}
WORLDS: dict[str, dict[str, Any]] = {
    "hinton-nowlan": {"task": {"kind": "needle", "loci": 6}, "lifetime": {"kind": "literal", "trials": 40}},
    "mutation and a moving target": {
        "task": {"kind": "needle", "loci": 9, "move_every": 2},
        "lifetime": {"kind": "literal", "trials": 300},
        "strategy": {"mutation_rate": 0.05, "crossover": "uniform"},
        "fitness": {"kind": "time_remaining", "convention": "C", "scale": 100.0},
    },
    "clones, nothing wrong at first": {
        "task": {"kind": "needle", "loci": 24},
        "encoding": {"kind": "ternary", "correct": 0.7, "wrong": 0.0, "plastic": 0.3},
        "lifetime": {"kind": "literal", "trials": 70},
        "strategy": {"crossover": "none", "mutation_rate": 0.01},
        "fitness": {"kind": "all_or_none", "bonus": 3.0},
    },
    "no learning": {
        "task": {"kind": "needle", "loci": 3},
        "encoding": {"kind": "binary"},
        "lifetime": {"kind": "none"},
        "strategy": {"mutation_rate": 0.1, "cuts": "any"},
    },
    "the innate is no success": {
        "task": {"kind": "needle", "loci": 4},
        "lifetime": {"kind": "literal", "trials": 9},
        "strategy": {"cuts": "fixed", "cut": 2},
        "fitness": {"kind": "time_remaining", "convention": "B", "credit_innate": False},
    },
}
PROGRAM = """
const needle = require(process.argv[1]);
const [settings, generations] = JSON.parse(process.argv[2]);
const model = needle.model(settings), seen = [];
let population = needle.founders(model);
for (let g = 0; ; g += 1) {
  const { correct, plastic, excess, found } = population;
  seen.push({ correct: [...correct], plastic: [...plastic], excess: [...excess], found });
  if (g === generations) break;
  population = needle.next(population, model);
}
console.log(JSON.stringify(seen));
"""


def definition_of(world: dict[str, Any]) -> HaystackDefinition:
    return HaystackDefinition.model_validate({"name": "x", **SMALL, **world})


def bits(genome: list[int], allele: int) -> int:
    return sum(1 << locus for locus, one in enumerate(genome) if one == allele)


@pytest.mark.parametrize("name", WORLDS)
def test_a_page_computes_what_the_reference_does(name: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no JavaScript engine")
    definition = definition_of(WORLDS[name])
    script = files("baldwin.haystack") / "assets" / "needle.js"
    given = json.dumps([settings_of(definition), 6])
    answer = subprocess.run([node, "-e", PROGRAM, str(script), given], capture_output=True, text=True, check=True)
    m = model_of(definition, tables=False)
    population = reference.founders(0, m)
    for born, shown in enumerate(json.loads(answer.stdout)):
        if born:
            moves = bool(definition.task.move_every) and born % definition.task.move_every == 0  # type: ignore[attr-defined]
            population = reference.generation(population, 0, born, m, moves=moves)
        for allele, key in ((reference.CORRECT, "correct"), (reference.PLASTIC, "plastic")):
            assert shown[key] == [bits(one.genome, allele) for one in population], (born, key)
        assert shown["excess"] == [one.excess for one in population], born
        worth, able = worth_of(definition), [reference.WRONG not in one.genome for one in population]
        q = [one.genome.count(reference.PLASTIC) for one in population]
        innate = np.mean([worth.innate[0 if can else 1, n] for can, n in zip(able, q, strict=True)])
        assert shown["found"]["innate"] == pytest.approx(innate, rel=1e-12)
        learned = m.floor + m.unit * np.mean([one.excess for one in population])
        assert shown["found"]["learned"] == pytest.approx(learned, rel=1e-12)


TIMED = {"kind": "time_remaining"}
FORESEE = """
const needle = require(process.argv[1]), theory = require(process.argv[2]);
console.log(JSON.stringify(theory.expected(needle.model(JSON.parse(process.argv[3])), 30)));
"""


@pytest.mark.parametrize("crossover", ["uniform", "none", "one_point"])
@pytest.mark.parametrize(
    "world",
    [
        {"lifetime": {"kind": "literal", "trials": 40}},
        {"fitness": {"kind": "all_or_none", "bonus": 3.0}, "lifetime": {"kind": "literal", "trials": 70}},
        {"lifetime": {"kind": "none"}},
        {"lifetime": {"kind": "literal", "trials": 9}, "fitness": {**TIMED, "convention": "B", "credit_innate": False}},
        {"lifetime": {"kind": "literal", "trials": 9}, "fitness": {**TIMED, "convention": "C", "scale": 100.0}},
    ],
)
def test_a_page_expects_what_theory_does(world: dict[str, Any], crossover: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no JavaScript engine")
    task, encoding = {"kind": "needle", "loci": 9}, {"kind": "ternary", "correct": 0.3, "wrong": 0.3, "plastic": 0.4}
    definition = definition_of({"task": task, "encoding": encoding, "strategy": {"crossover": crossover}, **world})
    assets = files("baldwin.haystack") / "assets"
    scripts = [str(assets / name) for name in ("needle.js", "needle_theory.js")]
    given = json.dumps(settings_of(definition))
    answer = subprocess.run([node, "-e", FORESEE, *scripts, given], capture_output=True, text=True, check=True)
    exact = overlay(definition, 30)
    assert exact is not None
    rows = json.loads(answer.stdout)
    for name, curve in {
        "correct": "correct",
        "plastic": "plastic",
        "wrong": "wrong",
        "learned": "mean_fitness",
    }.items():
        np.testing.assert_allclose([row[name] for row in rows], getattr(exact.trajectory, curve), rtol=1e-9, atol=1e-12)


def test_a_page_simulates_needles_that_its_scripts_know() -> None:
    needle = definition_of(WORLDS["hinton-nowlan"])
    known = simulation_of(needle)
    assert known is not None
    assert (known.settings["size"], known.settings["trials"], known.settings["loci"]) == (48, 40, 6)
    others: list[dict[str, Any]] = [
        {"inheritance": {"kind": "lamarckian"}},
        {"lifetime": {"kind": "literal", "hit_probability": 0.6}},
        {"strategy": {"selection": "tournament"}},
        {"task": {"kind": "nk"}, "encoding": {"kind": "flagged"}, "lifetime": {"kind": "hill_climb"}},
    ]
    for other in others:
        assert simulation(HaystackDefinition.model_validate({"name": "x", **SMALL, **other})) is None, other
