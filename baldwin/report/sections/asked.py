"""What was asked: the definition of each run, and where its numbers come from."""

from __future__ import annotations

from typing import Any

from baldwin.definition.canonical import tables_of
from baldwin.listing import described
from baldwin.report.arms import ReportedRuns
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.store import Run
from baldwin.store.reading import Entry

__all__ = ["asked", "facts", "facts_of", "flat", "references"]


def asked(arms: ReportedRuns) -> Html:
    """Return the definitions side by side, then provenance."""
    flats = [flat(arm.run) for arm in arms]
    keys = list(dict.fromkeys(key for one in flats for key in one))
    if len(arms) == 1:
        table = _grouped(flats[0])
    else:
        differ = [key for key in keys if len({one.get(key, "–") for one in flats}) > 1]
        names = ["field", *(arm.label for arm in arms)]
        differences = [[key, *(one.get(key, "–") for one in flats)] for key in differ]
        shared = {key: flats[0][key] for key in keys if key not in differ}
        table = join(
            text_table("Where the arms differ", names, differences, numbers=99) if differences else "",
            tag("p", "What they share:"),
            _grouped(shared),
        )
    return join(
        tag(
            "details",
            tag("summary", "The definition in full, every default written out"),
            table,
            class_="numbers",
            open=True,
        ),
        references(arms),
        tag("h3", "Provenance"),
        (_origin(arm.run, arm.label if len(arms) > 1 else "") for arm in arms),
    )


def _grouped(fields: dict[str, str]) -> Html:
    """Return a small table for each table of a definition, side by side where there is room."""
    groups: dict[str, list[list[str]]] = {}
    for key, value in fields.items():
        table, _, field = key.rpartition(".")
        groups.setdefault(table, []).append([field, value])
    tables = (
        text_table(f"[{name}]" if name else "", ["field", "value"], rows, numbers=9) for name, rows in groups.items()
    )
    return tag("div", tables, class_="groups")


def flat(run: Run) -> dict[str, str]:
    """Return the fields of a definition by `table.field`, as text."""
    return {
        f"{path}.{field}": str(one) if field == "seed" else _text(one)
        for path, table in tables_of(run.definition)
        for field, one in table.items()
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def references(arms: ReportedRuns) -> Html:
    """Return the references that the definitions name."""
    found = dict.fromkeys(str(one) for arm in arms for one in getattr(arm.run.definition, "references", ()))
    return join(tag("h3", "References"), tag("ul", (tag("li", one) for one in found))) if found else Html()


def _origin(run: Run, heading: str) -> Html:
    return join(tag("h4", heading) if heading else "", facts(facts_of(run)))


def facts_of(run: Entry) -> list[tuple[str, str]]:
    """Return what `run.json` says of the origin of a run, or of tested claims."""
    info = run.info
    scheme = info.get("random_scheme", "")  # claims that evolve nothing have none
    where = info.get("platform", {})
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in info.get("counts", {}).items())
    found = {
        "run": f"{run.name}/{run.id}",
        **described(run),
        "asked for": " ".join([str(info.get("source", "")), *(f"--set {one}" for one in info.get("overrides", []))]),
        "status": _status(run),
        "begun": f"{info.get('created', '?')}, {float(info.get('elapsed', 0.0)):.3g} s of work",
        "resumed": ", ".join(str(one.get("at")) for one in info.get("resumed") or ()),
        "counted": counts,
        "baldwin": str(info.get("baldwin", "?")) + (f", random scheme {scheme}" if scheme else ""),
        "python": f"{info.get('python', '?')} on {where.get('system', '?')} {where.get('machine', '?')}",
        "packages": ", ".join(f"{name} {version}" for name, version in info.get("packages", {}).items()),
    }
    return [(name, value) for name, value in found.items() if value.strip()]


def _status(run: Entry) -> str:
    if not isinstance(run, Run):
        return run.status
    return f"{run.status}, generation {max(run.generation, 0):,} of {run.info['generations']:,}"


def facts(pairs: list[tuple[str, str]]) -> Html:
    """Return names and values as a list."""
    return tag("dl", (join(tag("dt", name), tag("dd", value)) for name, value in pairs), class_="facts")
