"""What a study asked: what varies, what is the same in all cells, arms, and the population behind them in full."""

from __future__ import annotations

from typing import Any

from baldwin.definition import look_at
from baldwin.errors import DefinitionError, RunError
from baldwin.listing import described
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.report.sections.asked import facts
from baldwin.store.extents import damage
from baldwin.study import Study
from baldwin.study.axes import override, written
from baldwin.study.spec import BASE, MAIN, flat

__all__ = ["asked"]

TEXT = 9  # no column of numbers
USUAL = {"search.kind": "grid", "budget.kind": "none"}


def asked(study: Study) -> Html:
    """Return what the study's file says, and where its numbers come from."""
    document = study.document
    varies = [[name, _values(values)] for name, values in document.get("vary", {}).items()]
    same = [[name, _told(value)] for name, value in flat(document.get("set", {}))]
    arms = [
        [
            str(arm["name"]),
            word.removesuffix("s"),
            ", ".join(f"{name} = {_told(value)}" for name, value in sorted(_fields(arm))),
        ]
        for word in ("arms", "controls")
        for arm in document.get(word, ())
    ]
    how = _how(document)
    return join(
        text_table("What varies", ["field", "values"], varies, numbers=TEXT) if varies else "",
        text_table("What is set in all cells", ["field", "value"], same, numbers=TEXT) if same else "",
        text_table("Arms", ["arm", "as", "differs in"], [[MAIN, "the population itself", ""], *arms], numbers=TEXT)
        if arms
        else "",
        text_table("How cells are chosen", ["field", "value"], how, numbers=TEXT) if how else "",
        _population(study),
        tag("h3", "Provenance"),
        facts([(name, value) for name, value in _origin(study).items() if value.strip()]),
    )


def _values(values: Any) -> str:
    return ", ".join(map(_told, values)) if isinstance(values, list) else _told(values)


def _told(value: Any) -> str:
    return value if isinstance(value, str) else written(value)


def _fields(arm: dict[str, Any]) -> list[tuple[str, Any]]:
    return flat({name: value for name, value in arm.items() if name != "name"})


def _how(document: dict[str, Any]) -> list[list[str]]:
    """Return constraints, and search and budget where they are not the usual ones."""
    rows = [["constraint", str(rule)] for rule in document.get("constraints", ())]
    for name in ("search", "budget"):
        found = flat({name: document.get(name, {})})
        if dict(found).get(f"{name}.kind", USUAL[f"{name}.kind"]) != USUAL[f"{name}.kind"]:
            rows += [[field, _told(value)] for field, value in found]
    return rows


def _population(study: Study) -> Html:
    """Return the population's file as it was given, and all fields that cells begin from."""
    if found := damage(study.path, study.info, BASE, exact=True):
        raise RunError(f"{study.path / BASE}: damaged, {found}. Ask for the study again, as then; its runs are kept.")
    text = (study.path / BASE).read_text(encoding="utf-8")
    fixed = [override(name, value, "[set]") for name, value in flat(study.document.get("set", {}))]
    try:
        whole = look_at(study.path / BASE, {}, fixed).model_dump(mode="json", by_alias=True)
    except DefinitionError:  # of another version; the file says what it said then
        whole = {}
    groups = (
        text_table(
            f"[{name}]", ["field", "value"], [[field, _told(value)] for field, value in flat(table)], numbers=TEXT
        )
        for name, table in whole.items()
        if isinstance(table, dict)
    )
    return join(
        tag(
            "details",
            tag("summary", f"The population as it was given, {BASE}"),
            tag("pre", tag("code", text, id="base-file")),
            open=True,
        ),
        tag(
            "details",
            tag("summary", "The same with what is set in all cells, every default written out"),
            tag("div", groups, class_="groups"),
            class_="numbers",
        )
        if whole
        else "",
    )


def _origin(study: Study) -> dict[str, str]:
    info = study.info
    where = info.get("platform", {})
    counts = ", ".join(f"{count:,} {name}" for name, count in info.get("counts", {}).items())
    return {
        "study": f"{study.name}/{study.id}",
        **described(study),
        "asked for": str(info.get("source", "")),
        "status": f"{study.status}; {counts}",
        "begun": f"{info.get('created', '?')}, {float(info.get('elapsed', 0.0)):.3g} s of work",
        "baldwin": str(info.get("baldwin", "?")),
        "python": f"{info.get('python', '?')} on {where.get('system', '?')} {where.get('machine', '?')}",
        "packages": ", ".join(f"{name} {version}" for name, version in info.get("packages", {}).items()),
    }
