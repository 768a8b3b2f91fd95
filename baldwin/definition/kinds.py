"""Tables that come in kinds, such as `[lifetime] kind = "geometric"`, alone or in a list, `[[schedule]]`.

The kinds of a table are a union that its model spells out, or a family found in a folder (`families`). A kind may have
tables of its own that come in kinds, such as `[lifetime.rule]`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import GenericAlias
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from baldwin.definition.families import Family, Own

__all__ = [
    "drop_old_fields",
    "every_kind",
    "families_of",
    "fill_kinds",
    "kind_names",
    "kinds_of",
    "names_file",
    "tables_of",
    "whole",
]


def names_file(kind: object) -> bool:
    """Return whether `kind` is meant as a class in a file of the user's own, such as `my_task.py:MyTask`."""
    return isinstance(kind, str) and (".py:" in kind or kind.endswith(".py"))


def families_of(definition: type[BaseModel]) -> dict[str, Family]:
    """Return table -> family of the tables whose kinds are found in a folder."""
    return dict(_families(definition))


@cache
def _families(definition: type[BaseModel]) -> tuple[tuple[str, Family], ...]:
    found = {table: _family(field) for table, field in definition.model_fields.items()}
    return tuple((table, family) for table, family in found.items() if family is not None)


def kind_names(definition: type[BaseModel], table: str) -> tuple[str, ...]:
    """Return the kinds of a table, the default first; empty if it has none. Imports no kind."""
    field = definition.model_fields.get(table)
    if field is None:
        return ()
    family = _family(field)
    names = family.names() if family is not None else tuple(_spelt_out(field))
    default = getattr(field.default, "kind", None)
    return tuple(sorted(names, key=lambda name: name != default))


def kinds_of(definition: type[BaseModel], table: str) -> dict[str, type[BaseModel]]:
    """Return kind -> model of a table, the default kind first; empty if the table has no kinds."""
    field = definition.model_fields.get(table)
    if field is None:
        return {}
    family = _family(field)
    models: Mapping[str, type[BaseModel]] = family.kinds() if family is not None else _spelt_out(field)
    return {name: models[name] for name in kind_names(definition, table)}


def every_kind(definition: type[BaseModel]) -> dict[str, dict[str, type[BaseModel]]]:
    """Return table -> kind -> model of all tables that come in kinds, those within a kind as `lifetime.rule`."""
    found: dict[str, dict[str, type[BaseModel]]] = {}
    for table in definition.model_fields:
        if kinds := kinds_of(definition, table):
            found[table] = kinds
            for kind in kinds.values():
                found |= {f"{table}.{name}": inner for name, inner in every_kind(kind).items()}
    return found


@cache
def whole(
    definition: type[BaseModel], own: tuple[tuple[tuple[str, str], type[BaseModel]], ...] = ()
) -> type[BaseModel]:
    """Return a model like `definition` whose tables spell out every kind, as its JSON Schema then does.

    Args:      own: (table, kind), class of the user's own kinds; see `families.Own`.
    """
    fields: dict[str, Any] = {}
    for table, family in families_of(definition).items():
        field = definition.model_fields[table]
        extra = [kind for (place, _), kind in own if place == table]
        spelt_out = [whole(kind, own) for kind in (*family.kinds().values(), *extra)]
        all_: Any = Union[(*spelt_out,)]
        union: Any = Annotated[all_, Field(discriminator="kind")]
        if get_origin(field.annotation) is tuple:
            listed = Field(field.default, strict=False, description=field.description)
            fields[table] = (GenericAlias(tuple, (union, ...)), listed)
        else:
            fields[table] = (union, field.default)
    if not fields:
        return definition
    return create_model(definition.__name__, __base__=definition, __doc__=definition.__doc__, **fields)


def fill_kinds(definition: type[BaseModel], document: Mapping[str, Any], own: Own) -> None:
    """Write the default kind into every table of `document` that names none and whose table has a default."""
    for name, field in definition.model_fields.items():
        default = getattr(field.default, "kind", None)
        for table in tables_of(document, name) if default is not None and kind_names(definition, name) else ():
            table.setdefault("kind", default)
            if (kind := _kind(definition, name, table["kind"], own)) is not None:
                fill_kinds(kind, table, own)


def drop_old_fields(
    definition: type[BaseModel],
    document: Mapping[str, Any],
    merged: Mapping[str, Any],
    set_paths: Collection[tuple[str, ...]],
    own: Own,
    above: tuple[str, ...] = (),
) -> None:
    """Where an override changed a table's kind, drop the file's fields that only the old kind has.

    Fields of both kinds stay (trials, for one), and so does what an override set, to be checked like the rest. `own`
    has the user's kinds that either of them names; `above` is where the tables lie.
    """
    for table in definition.model_fields:
        before, after = document.get(table), merged.get(table)
        here = (*above, table)
        if not isinstance(before, dict) or not isinstance(after, dict) or here in set_paths:
            continue
        old, new = (_kind(definition, table, one.get("kind"), own) for one in (before, after))
        if old is None or new is None:
            continue
        drop_old_fields(new, before, after, set_paths, own, here)
        for name in set(old.model_fields) - set(new.model_fields):
            if not any(path[: len(here) + 1] == (*here, name) for path in set_paths):
                after.pop(name, None)


def tables_of(document: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Yield the table of a name, or each of its list of tables."""
    value = document.get(name)
    yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))


def _kind(definition: type[BaseModel], table: str, kind: object, own: Own) -> type[BaseModel] | None:
    field = definition.model_fields[table]
    if (family := _family(field)) is not None:
        return family.find(kind, own)
    return _spelt_out(field).get(kind) if isinstance(kind, str) else None


def _family(field: FieldInfo) -> Family | None:
    """Return the family of a table, or of the tables in a list."""
    found: list[Any] = [*field.metadata]
    if get_origin(field.annotation) is tuple:
        found += [one for item in get_args(field.annotation) for one in getattr(item, "__metadata__", ())]
    return next((one for one in found if isinstance(one, Family)), None)


def _spelt_out(field: FieldInfo) -> dict[str, type[BaseModel]]:
    """Return kind -> model of a union."""
    if field.discriminator != "kind":
        return {}
    alone = (field.annotation,) if isinstance(field.annotation, type) else ()  # a union of one kind
    return {model.model_fields["kind"].default: model for model in get_args(field.annotation) or alone}
