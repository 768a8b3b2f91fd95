"""What was changed in a definition, against the preset of its name, or against what its task begins with."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from baldwin.definition.base import Definition
from baldwin.definition.canonical import tables_of
from baldwin.definition.sources import presets
from baldwin.definition.table import Table
from baldwin.errors import DefinitionError

__all__ = ["CIRCUMSTANCES", "changes"]

CIRCUMSTANCES = ("population.generations", "population.replicates", "population.seed", "assays.every")
"""Fields that are no part of the model, and are named last."""

_Fields = dict[str, Any]


def changes(definition: Definition) -> dict[str, Any]:
    """Return in which fields a definition differs from the preset of its name; without one, from defaults.

    Returns:
        `of`: the preset; empty where the defaults of the task stand for one, and the kind of task is named besides.
        `fields`: `table.field` -> its value as JSON has it, in the order of the file, circumstances such as the seed
        last; None for a field, or the kind of a table, that the preset has and the definition has not.

        A table of another kind than in the preset is compared with the defaults of its kind.
    """
    preset = definition.name.replace("_", "-")
    known = preset in presets()
    reference = _preset(preset) if known else _defaults(type(definition), _task(definition))
    here, there = dict(tables_of(definition)), dict(tables_of(reference))
    found: _Fields = {} if known else {"task.kind": _task(definition)}
    for place, fields in here.items():
        same = place in there and fields.get("kind") == there[place].get("kind")
        before = there[place] if same else _own_defaults(definition, place)
        found |= {
            f"{place}.{name}": value for name, value in fields.items() if name not in before or before[name] != value
        }
        found |= {f"{place}.{name}": None for name in before if same and name not in fields}
    gone = [place for place in there if place not in here and place.rpartition(".")[0] in ("", *here)]
    found |= {f"{place}.kind" if "kind" in there[place] else place: None for place in gone}
    late = {name: found.pop(name) for name in CIRCUMSTANCES if name in found}
    return {"of": preset if known else "", "fields": json.loads(json.dumps({**found, **late}))}


def _task(definition: Definition) -> str:
    return str(getattr(getattr(definition, "task", None), "kind", ""))


@cache
def _preset(name: str) -> Definition:
    from baldwin.definition.loading import load  # which those who only look at a run need not wait for

    return load(name)


@cache
def _defaults(model: type[Definition], task: str) -> Definition:
    """Return what a file that names the task alone stands for; where that is not enough, the wing's defaults."""
    from baldwin.definition.loading import from_toml

    try:
        return from_toml(f'name = "defaults"\n[task]\nkind = {json.dumps(task)}\n', "defaults", policy="look")
    except DefinitionError:
        return model(name="defaults")


def _own_defaults(definition: Definition, place: str) -> _Fields:
    """Return field -> default of the kind of table that a definition has at a place; none of one in a list."""
    table: Any = definition
    for name in place.split("."):
        table = getattr(table, name, None)
    if not isinstance(table, Table):
        return {}
    fields = {name: field.get_default(call_default_factory=True) for name, field in type(table).model_fields.items()}
    as_json = json.dumps({name: value for name, value in fields.items() if name != "kind"}, default=str)
    return dict(json.loads(as_json))
