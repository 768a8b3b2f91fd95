"""Tables that come in kinds, such as `[lifetime] kind = "geometric"`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, get_args

from pydantic import BaseModel

__all__ = ["drop_old_fields", "fill_kinds", "kinds_of", "names_file"]


def kinds_of(definition: type[BaseModel], table: str) -> dict[str, type[BaseModel]]:
    """Return kind -> model of a table, the default kind first; empty if the table has no kinds."""
    field = definition.model_fields.get(table)
    if field is None or field.discriminator != "kind":
        return {}
    alone = (field.annotation,) if isinstance(field.annotation, type) else ()  # a family of one kind
    models = {model.model_fields["kind"].default: model for model in get_args(field.annotation) or alone}
    default = getattr(field.default, "kind", None)
    return dict(sorted(models.items(), key=lambda item: item[0] != default))


def names_file(kind: object) -> bool:
    """Return whether `kind` is meant as a class in a file of the user's own, such as `my_task.py:MyTask`."""
    return isinstance(kind, str) and (".py:" in kind or kind.endswith(".py"))


def fill_kinds(definition: type[BaseModel], document: dict[str, Any]) -> None:
    """Write the default kind into every table of `document` that names none."""
    for table, kinds in _tables_with_kinds(definition, document):
        document[table].setdefault("kind", next(iter(kinds)))


def drop_old_fields(
    definition: type[BaseModel],
    document: Mapping[str, Any],
    merged: dict[str, Any],
    set_paths: Collection[tuple[str, ...]],
    *,
    before: type[BaseModel],
) -> None:
    """Where an override changed a table's kind, drop the file's fields that only the old kind has.

    Fields of both kinds stay (trials, for one), and so does what an override set, to be checked like the rest.
    `before` is the model of `document`, which knows the old kind where that is a file of the user's own.
    """
    for table, kinds in _tables_with_kinds(definition, merged):
        table_before = document.get(table)
        if not isinstance(table_before, dict) or (table,) in set_paths:
            continue
        old, new = _model(kinds_of(before, table), table_before.get("kind")), _model(kinds, merged[table].get("kind"))
        if old is None or new is None or old is new:
            continue
        for name in set(old.model_fields) - set(new.model_fields):
            if not any(path[:2] == (table, name) for path in set_paths):
                merged[table].pop(name, None)


def _tables_with_kinds(
    definition: type[BaseModel], document: Mapping[str, Any]
) -> list[tuple[str, dict[str, type[BaseModel]]]]:
    pairs = [(table, kinds_of(definition, table)) for table in definition.model_fields]
    return [(table, kinds) for table, kinds in pairs if kinds and isinstance(document.get(table), dict)]


def _model(kinds: Mapping[str, type[BaseModel]], kind: object) -> type[BaseModel] | None:
    return kinds.get(kind) if isinstance(kind, str) else None
