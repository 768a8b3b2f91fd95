"""The recorded tables, to look at elsewhere."""

from __future__ import annotations

from baldwin.report.arms import ReportedRuns, thinned
from baldwin.report.markup import Html, join, tag
from baldwin.report.payload import Table, dumps, whole_table

__all__ = ["data", "tables_of"]

ROOM = 1_800_000  # characters of all tables of a page
FEWEST = 20  # generations that a thinned table keeps at least


def tables_of(arms: ReportedRuns, share: float = 1.0) -> tuple[dict[str, Table], list[str]]:
    """Return the recorded tables by name, thinned to a share of the usual room, and what to say of those that are."""
    tables: dict[str, Table] = {}
    notes: list[str] = []
    if not share:
        return tables, ["none fits beside the figures"]
    names = {"generations": "generations", "assays": "assays"}
    room = int(share * ROOM) // (len(arms) * len(names))
    for arm in arms:
        for name in names:
            columns = getattr(arm.run, name)
            if not columns:
                continue
            title = f"{arm.run.name}-{arm.run.id}-{name}"
            every = sorted({int(g) for g in columns["generation"]})
            last, names_alone = (len(dumps(whole_table(columns, kept))) for kept in (every[-1:], []))
            size = (last - names_alone) * len(every)
            most = max(FEWEST, room * len(every) // max(size, 1))
            keep = [every[i] for i in thinned(len(every), most)]
            tables[title] = whole_table(columns, keep)
            if len(keep) < len(every):
                notes.append(f"{title}: {len(keep):,} of {len(every):,} generations, evenly spread")
    return tables, notes


def data(
    tables: dict[str, Table], notes: list[str], rows: str = "One row per generation and replicate, as recorded."
) -> Html:
    """Return a button for each table."""
    buttons = (
        tag("button", f"{name}.csv ({len(next(iter(table.values()))):,} rows)", type="button", data_csv=name)
        for name, table in tables.items()
    )
    return join(
        tag("p", rows),
        tag(
            "p",
            "Thinned to keep this file small: ",
            "; ".join(notes),
            ". The run itself has all: ",
            tag("code", "baldwin export RUN"),
            ".",
            class_="note",
        )
        if notes
        else "",
        tag("p", buttons, class_="tools script-only"),
        tag("noscript", tag("p", "Saving tables takes JavaScript, which is switched off.")),
    )
