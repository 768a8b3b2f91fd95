"""Every column that is recorded: what it means, by which formula, and which file computes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baldwin.assimilation import MEANINGS
from baldwin.comparison.effects import COLUMNS
from baldwin.definition.discovery import wings
from baldwin.definition.kinds import kinds_of
from baldwin.manual.topic import Section, cell, table

__all__ = ["column_sections"]


def column_sections() -> Iterator[Section]:
    """Yield a section for each wing, one for what is worked out of its columns, and one for each task's own."""
    yield Section(
        "",
        "`baldwin show RUN` prints them and `baldwin export RUN` writes them; in Python they are `run.assays`, say.",
    )
    for wing in wings():
        own = {name for kind in kinds_of(wing.definition, "task").values() for name in getattr(kind, "columns", {})}
        known = {name: meaning for name, meaning in wing.columns.items() if name not in own}
        yield _section(f"Columns of {wing.name} populations", known, wing.sources())
    yield _section("Worked out of them", MEANINGS, dict.fromkeys(MEANINGS, "assimilation.py"))
    yield _section("Columns of comparisons", COLUMNS, dict.fromkeys(COLUMNS, "comparison/effects.py"))
    for wing in wings():
        for kind, model in kinds_of(wing.definition, "task").items():
            if columns := getattr(model, "columns", None):
                source = f"{model.__module__.removeprefix('baldwin.').replace('.', '/')}.py"
                meanings = {name: column.meaning for name, column in columns.items()}
                yield _section(f'Columns of task "{kind}"', meanings, dict.fromkeys(meanings, source))


def _section(title: str, meanings: Mapping[str, str], sources: Mapping[str, str]) -> Section:
    rows = [
        [f"`{name}`", cell(meaning), f"`{sources[name]}`" if name in sources else ""]
        for name, meaning in meanings.items()
    ]
    entries = {
        name: f"`{name}` ({title[0].lower()}{title[1:]}): {cell(meaning)}." for name, meaning in meanings.items()
    }
    return Section(title, table(["column", "meaning and formula", "computed in"], rows), entries=entries)
