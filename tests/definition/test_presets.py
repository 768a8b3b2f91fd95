"""The presets: each is legal, documented and known to the JSON Schema."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from baldwin.definition import fits, load, presets, refuse_if_too_large, schema, wing_of, wings
from baldwin.errors import DefinitionError

POPULATIONS = Path(__file__).parents[2] / "populations"
each_preset = pytest.mark.parametrize("path", presets().values(), ids=presets())


@cache
def validator() -> Any:
    """Return a validator of the schema, which is made and read once."""
    return jsonschema.Draft202012Validator(schema())


@each_preset
def test_preset(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    definition = load(path)
    assert lines[0] == "#:schema ./population.schema.json"
    story = [line for line in lines[1:] if line.startswith("# ")]
    assert 1 <= len(story) <= 6
    assert definition.name == path.stem
    assert definition.title
    assert definition.references
    refuse_if_too_large(definition)
    cores = 2 if wing_of(definition).name == "neural" else 1  # networks share the cores of a small machine
    assert wing_of(definition).estimate(definition).seconds / cores < 60
    validator().validate(tomllib.loads(path.read_text(encoding="utf-8")))


def test_presets_use_geometric_learners_but_for_the_original_and_where_there_is_no_such_law():
    literal = [name for name, path in presets().items() if getattr(load(path).lifetime, "kind", "") == "literal"]
    assert sorted(literal) == ["graded-needle", "hinton-nowlan"]


def test_readme_names_every_preset():
    text = (POPULATIONS / "README.md").read_text(encoding="utf-8")
    for name, path in presets().items():
        assert f"| `{name}` | {load(path).title} |" in text


def test_committed_schema_is_current():
    """If not: baldwin schema > populations/population.schema.json"""
    assert json.loads((POPULATIONS / "population.schema.json").read_text(encoding="utf-8")) == schema()


def test_schema_is_a_schema_and_refuses_what_loading_refuses():
    jsonschema.Draft202012Validator.check_schema(validator().schema)
    assert validator().is_valid({"name": "x", "lifetime": {"trials": 5}})
    assert not validator().is_valid({"name": "x", "lifetime": {"kind": "geometric", "trails": 5}})
    assert not validator().is_valid({"name": "x", "population": {"size": 1}})
    assert validator().is_valid({"name": "x", "task": {"kind": "mine.py:Mine", "any": 1}})
    assert not validator().is_valid({"population": {"size": 100}})


def test_wings_are_found():
    assert [wing.name for wing in wings()][:1] == ["haystack"]
    assert wing_of(load("nk-landscape")).name == "haystack"


def test_too_large_is_refused(monkeypatch):
    definition = load("hinton-nowlan", ["population.size=1_000_000_000"])
    monkeypatch.setattr(fits, "available_memory", lambda: 8_000_000_000)
    with pytest.raises(
        DefinitionError, match=r"size = 1000000000 with replicates = 8: needs .* GB .* 8 GB free"
    ) as caught:
        refuse_if_too_large(definition)
    fitting = int(str(caught.value).split("Set size to ")[1].split()[0])
    refuse_if_too_large(load("hinton-nowlan", [f"population.size={fitting}"]))
    monkeypatch.setattr(fits, "available_memory", lambda: None)
    refuse_if_too_large(definition)


def test_container_limit_counts(monkeypatch, tmp_path):
    for name, text in {
        "memory.max": "5000\n",
        "memory.current": "3000\n",
        "memory.stat": "anon 1\ninactive_file 500\n",
    }.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(fits, "_CGROUP", tmp_path)
    assert fits.available_memory() == 2500
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:      7 kB\n")
    monkeypatch.setattr(fits, "_MEMINFO", tmp_path / "meminfo")
    assert fits.available_memory() == 7 * 1024
