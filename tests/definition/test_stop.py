"""The table [stop]: left out where it says nothing, checked against the columns that a run will have."""

from __future__ import annotations

import pytest

from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import DefinitionError
from baldwin.store.provenance import run_id


@pytest.mark.parametrize("population", ["hinton-nowlan", "sinusoid"])
def test_without_rules_a_definition_is_what_it_was(population: str) -> None:
    plain = load(population)
    assert "[stop]" not in to_toml(plain)
    assert not plain.stop.given
    ruled = load(population, ["stop.target=3"])
    assert ruled.stop.of == "fitness_mean"
    assert run_id(ruled) != run_id(plain)


def test_rules_come_back_from_their_canonical_form() -> None:
    text = 'name = "n"\n[stop]\nof = "plastic"\nbetter = "lower"\ntarget = 0.1\nplateau = 30\ntolerance = 0.01\n'
    definition = from_toml(text, "n.toml")
    assert (definition.stop.wanted, definition.stop.patience) == (
        "plastic <= 0.1",
        "no better plastic by more than 0.01 for 30 generations",
    )
    assert from_toml(to_toml(definition), "again") == definition


@pytest.mark.parametrize(
    ("population", "changes", "problem"),
    [
        ("hinton-nowlan", ["stop.of=learned"], "[stop] says not when: set stop.target, stop.plateau or both, or leave"),
        (
            "hinton-nowlan",
            ["stop.target=1", "stop.tolerance=0.1"],
            "[stop] tolerance is that of plateau: set stop.plat",
        ),
        ("hinton-nowlan", ["stop.plateau=0"], "[stop] plateau = 0: must be an integer >= 1"),
        (
            "hinton-nowlan",
            ["stop.target=1", "stop.of=leaned"],
            '[stop] of = "leaned": no number that such a run records of each generation or assay. Did you mean "learn',
        ),
        ("hinton-nowlan", ["stop.target=1", "stop.of=plastic_loci"], '[stop] of = "plastic_loci": no number that'),
        ("nk-landscape", ["stop.target=1", "stop.of=competent"], '[stop] of = "competent": no number that'),
        (
            "hinton-nowlan",
            ["stop.target=1", "stop.of=innate", "assays.every=0"],
            '[stop] of = "innate": assays are switched off. Set assays.every, to 1 for one in each generation.',
        ),
        ("sinusoid", ["stop.target=1", "stop.of=plastic"], '[stop] of = "plastic": no number that such a run'),
        ("sinusoid", ["stop.target=1", "stop.of=risky"], '[stop] of = "risky": no number that such a run records'),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(population: str, changes: list[str], problem: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(population, changes)
    assert problem in str(caught.value)


def test_what_a_task_reports_can_be_followed() -> None:
    assert load("nature-nurture", ["stop.target=0.5", "stop.of=risky"]).stop.wanted == "risky >= 0.5"
