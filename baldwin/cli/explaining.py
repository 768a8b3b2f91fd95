"""How `baldwin check --explain` prints a population: each field with its value, its default, its range and meaning."""

from __future__ import annotations

from typing import Any

from baldwin.cli.printing import console, plain_table
from baldwin.definition.base import Definition
from baldwin.definition.explained import ExplainedTable, explained, usual_of

__all__ = ["explained_rows", "print_explained"]

WIDTHS = {"field": 16, "value": 18, "default": 14, "must be": 30, "meaning": 70}  # characters, where there is room
LEGEND = "* is not the default. Change a field for one run with --set table.field=value, or in your file."


def explained_rows(definition: Definition) -> list[dict[str, Any]]:
    """Return a row for each field, for programs; values are written as in TOML."""
    return [
        {
            "table": table.name,
            "field": one.name,
            "value": one.value,
            "default": one.default,
            "rule": one.rule,
            "meaning": one.meaning,
        }
        for table in explained(definition)
        for one in table.fields
    ]


def print_explained(definition: Definition) -> None:
    """Print the tables of a definition one after another, with every field explained."""
    from rich.text import Text

    out = console()
    out.print(Text(LEGEND))
    for table in explained(definition):
        heading = f"\n[{table.name}]" if table.name else "\n(outside tables)"
        out.print(Text(heading, style="bold"), Text(_opening(table)), soft_wrap=True)
        shown = plain_table()
        for name, width in WIDTHS.items():
            shown.add_column(name, overflow="fold", min_width=8, max_width=width)
        for one in table.fields:
            name = f"{one.name} *" if one.changed and one.default else one.name
            shown.add_row(*map(Text, (name, one.value, one.default, one.rule, one.meaning)))
        if table.fields:
            out.print(shown)
    task = getattr(definition, "task", None)
    if task is not None and task.usual:
        usual = (
            f'\nA file with task.kind = "{task.kind}" that names no kind of [lifetime] has, unless it says otherwise: '
        )
        out.print(Text(f"{usual}{usual_of(task)}."), soft_wrap=True)


def _opening(table: ExplainedTable) -> str:
    """Return the first line of what a table is."""
    return f" {table.meaning.partition(chr(10))[0]}"
