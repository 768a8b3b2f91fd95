"""Every field is explained, from the models alone: what it must be, its default and its meaning."""

from __future__ import annotations

import json

import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import from_toml
from baldwin.definition.discovery import wings
from baldwin.definition.explained import explained, fields_of
from baldwin.definition.kinds import every_kind


def test_a_field_has_value_default_rule_and_meaning() -> None:
    tables = {table.name: table for table in explained(baldwin.load("bandit", ["population.size=8"]))}
    size, generations = tables["population"].fields[:2]
    assert (size.name, size.value, size.default, size.rule) == ("size", "8", "64", "an integer >= 1")
    assert size.meaning == "individuals per replicate (P)"
    assert size.changed
    assert generations.name == "generations"
    kind = tables["lifetime"].fields[0]
    assert kind.name == "kind"
    assert kind.rule.startswith('one of "gradient", ')  # the default first
    assert (kind.value, kind.default) == ('"recurrent"', '"gradient"')
    assert tables[""].fields[0].name == "schema"  # as files have it


def test_tables_within_tables_and_in_lists() -> None:
    names = [table.name for table in explained(baldwin.load("associative-memory"))]
    assert names.index("lifetime.rule") == names.index("lifetime") + 1
    assert "schedule 1" in [table.name for table in explained(baldwin.load("seasons"))]


def test_no_field_is_without_a_meaning() -> None:
    """Of any table, of any kind: whoever adds a field says what it means."""
    for wing in wings():
        models = [model for kinds in every_kind(wing.definition).values() for model in kinds.values()]
        tables = [type(one) for _, one in from_toml(f'name = "a"\n[task]\nkind = "{wing.tasks[0]}"\n', "a") if one]
        for model in (wing.definition, *models, *(one for one in tables if hasattr(one, "model_fields"))):
            silent = [one.name for one in fields_of(model) if not one.meaning and one.name != "kind"]
            assert not silent, model


def test_check_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["check", "hinton-nowlan", "--set", "lifetime.trials=300", "--explain"]) == 0
    text = capsys.readouterr().out
    line = next(one for one in text.splitlines() if one.startswith("trials *"))
    assert line.split()[2:4] == ["300", "1000"]
    assert "guesses in one lifetime (G)" in line
    assert run_command(["check", "hinton-nowlan", "--explain", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["fields"]
    assert {"table": "lifetime", "field": "trials"}.items() <= next(r for r in rows if r["field"] == "trials").items()
