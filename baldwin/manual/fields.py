"""The reference of fields: every table of every wing, every kind, and the files of studies; read from the models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from inspect import getdoc
from typing import Any

from pydantic import BaseModel

from baldwin.definition.base import Definition
from baldwin.definition.discovery import Wing, wings
from baldwin.definition.explained import ExplainedField, either, explained, fields_of, usual_of
from baldwin.definition.kinds import every_kind, kind_names, kinds_of
from baldwin.definition.loading import from_toml
from baldwin.manual.topic import Section, Topic, cell, code, prose, table

__all__ = ["field_topics", "fields_table"]

GROUP = "Fields of files"


def field_topics() -> Iterator[Topic]:
    """Yield the topics: tables of each wing that have no kinds, then a topic for each table that comes in kinds."""
    for wing in wings():
        name, title = f"{wing.name}-population", f"Population files: {wing.name}"
        yield Topic(name, title, f"tables and fields of a {wing.name} population", GROUP, partial(_plain, wing))
        for place in wing.definition.model_fields:
            if kinds := kind_names(wing.definition, place):
                summary = f"{', '.join(kinds[:4])}{', ...' if len(kinds) > 4 else ''}"
                title = f"[{place}] of a {wing.name} population"
                yield Topic(_topic(wing, place), title, summary, GROUP, partial(_kinds, wing, place))
    yield Topic("study-file", "Study files", "tables and fields of a study", GROUP, _study)
    yield Topic("probe-fields", "Probes", "analyses of what evolved, and their fields", GROUP, _probes)


def fields_table(fields: Sequence[ExplainedField]) -> str:
    """Return fields as a table."""
    rows = [
        [
            f"`{one.name}`",
            code(one.default) if one.default else "must be given",
            cell(one.rule),
            cell(one.meaning),
        ]
        for one in fields
    ]
    return table(["field", "default", "must be", "meaning"], rows)


def _entries(place: str, fields: Sequence[ExplainedField], of: str) -> dict[str, str]:
    """Return what can be asked for alone: `table.field`."""
    above = f"{place}." if place else ""
    return {
        f"{above}{one.name}": f"`{above}{one.name}`{of}: {cell(one.rule)}"
        f"{f'; default `{one.default}`' if one.default else ''}. {cell(one.meaning)}."
        for one in fields
    }


def _default(wing: Wing) -> Definition:
    """Return a definition of a wing that says no more than its task."""
    return from_toml(f'name = "a"\n[task]\nkind = "{wing.tasks[0]}"\n', "a")


def _plain(wing: Wing) -> Iterator[Section]:
    yield Section("", prose(getdoc(__import__(wing.definition.__module__, fromlist=["_"])) or ""))
    kinds = every_kind(wing.definition)
    for one in explained(_default(wing)):
        if one.name.split(" ")[0] in kinds:
            continue
        title = f"[{one.name}]" if one.name else "Outside tables"
        yield Section(
            title,
            f"{prose(one.meaning)}\n\n{fields_table(one.fields)}",
            (one.name,) if one.name else (),
            _entries(one.name, one.fields, f" of a {wing.name} population"),
        )
    rows = [
        [f"[`[{place}]`](#{_topic(wing, place)})", ", ".join(f"`{kind}`" for kind in known)]
        for place, known in kinds.items()
        if "." not in place
    ]
    yield Section("Tables that come in kinds", table(["table", "kinds, the default first"], rows))


def _topic(wing: Wing, place: str) -> str:
    return f"{wing.name}-{place}"


def _kinds(wing: Wing, place: str) -> Iterator[Section]:
    """Yield the kinds of a table, then those of the tables within them, unless they are the same."""
    kinds = kinds_of(wing.definition, place)
    opening = (
        f"The field `kind` says which: {cell(either(list(kinds)))}; or it names a class in a file of your own beside "
        'the definition, `kind = "my_file.py:MyClass"`.'
    )
    yield Section("", opening if len(kinds) > 1 else "", (place,))
    for kind, model in kinds.items():
        yield _kind(place, kind, model)
    inner = {name: known for model in kinds.values() for name, known in every_kind(model).items()}
    for name, known in inner.items():
        repeated = "." in name or known.items() <= kinds.items()  # lives within lives, and their rules
        for kind, model in known.items() if not repeated else ():
            yield _kind(f"{place}.{name}", kind, model)


def _kind(place: str, kind: str, model: type[BaseModel]) -> Section:
    fields = [one for one in fields_of(model) if one.name != "kind"]
    parts = [prose(getdoc(model) or "")]
    if getattr(model, "usual", None):
        usual = "A file that names this task and no kind of `[lifetime]` has, unless it says otherwise: "
        parts.append(f"{usual}`{usual_of(model)}`.")
    if fields:
        parts.append(fields_table(fields))
    if columns := getattr(model, "columns", None):
        rows = [[f"`{name}`", cell(column.meaning)] for name, column in columns.items()]
        parts += ["Columns of its own:", table(["column", "meaning"], rows)]
    parts.append(f"Source: `{_source(model)}`.")
    entries = _entries(place, fields, f' (kind "{kind}")')
    return Section(f'{place}: "{kind}"', "\n\n".join(filter(None, parts)), (kind, f"{place}.{kind}"), entries)


def _source(model: Any) -> str:
    return f"{model.__module__.replace('.', '/')}.py"


def _study() -> Iterator[Section]:
    from baldwin.study.spec import CellBudget, Document, Search

    for title, place, model in (
        ("Outside tables", "", Document),
        ("[search]", "search", Search),
        ("[budget]", "budget", CellBudget),
    ):
        known = fields_of(model)
        yield Section(
            title,
            f"{prose(getdoc(model) or '')}\n\n{fields_table(known)}",
            entries=_entries(place, known, " of a study"),
        )


def _probes() -> Iterator[Section]:
    from baldwin.probes.catalogue import FAMILY

    yield Section(
        "", "`baldwin probe RUN KIND --set field=value` lives the lives of what evolved again, and analyses them."
    )
    for kind, model in FAMILY.kinds().items():
        yield _kind("probe", kind, model)
