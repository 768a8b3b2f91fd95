"""What was changed in a definition: against the preset of its name, or against what its task begins with."""

from __future__ import annotations

import pytest

from baldwin.definition import from_toml, load
from baldwin.definition.changes import changes

OWN = 'name = "mine"\n[population]\nsize = 50\n[task]\nkind = "needle"\nloci = 8\n'


@pytest.mark.parametrize("preset", ["hinton-nowlan", "bandit", "seasons"])
def test_a_preset_as_it_is_has_no_changes(preset: str) -> None:
    assert changes(load(preset)) == {"of": preset, "fields": {}}


@pytest.mark.parametrize(
    ("preset", "overrides", "fields"),
    [
        ("hinton-nowlan", ["population.seed=3", "lifetime.trials=300"], {"lifetime.trials": 300, "population.seed": 3}),
        ("hinton-nowlan", ["lifetime.trials=1000"], {}),  # what it is anyway
        ("hinton-nowlan", ["lifetime.kind=none"], {"lifetime.kind": "none"}),
        (
            "hinton-nowlan",
            ["encoding.plastic=0.4", "encoding.wrong=0.35"],
            {"encoding.wrong": 0.35, "encoding.plastic": 0.4},
        ),
        ("lamarck", ["inheritance.kind=baldwinian"], {"inheritance.kind": "baldwinian"}),
        ("sinusoid", ["network.hidden=[7]"], {"network.hidden": [7]}),
    ],
)
def test_changes_of_a_preset(preset: str, overrides: list[str], fields: dict[str, object]) -> None:
    found = changes(load(preset, overrides))
    assert found == {"of": preset, "fields": fields}
    assert list(found["fields"]) == list(fields)  # the model first, circumstances last


def test_without_a_preset_of_its_name_a_file_is_compared_with_defaults() -> None:
    assert changes(from_toml(OWN, "mine.toml")) == {
        "of": "",
        "fields": {"task.kind": "needle", "task.loci": 8, "population.size": 50},
    }


def test_what_a_preset_has_and_a_definition_of_its_name_has_not() -> None:
    found = changes(from_toml(OWN.replace("mine", "seasons"), "mine.toml"))
    assert found["of"] == "seasons"
    assert found["fields"]["schedule 1.kind"] is None
    assert found["fields"]["task.loci"] == 8
