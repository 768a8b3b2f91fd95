"""What TAB offers that no script can know when it is made: presets, runs, studies, fields, figures, ladders, probes.

Each function is the `completer` of an argument (cyclopts calls it through `baldwin __complete`); nothing here reads a
table, runs a file of the user's own, or loads a compiler. What cannot be found is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baldwin.definition import presets, studies

if TYPE_CHECKING:
    from cyclopts.completion._engine import CompletionContext
    from pydantic import BaseModel

__all__ = [
    "benches",
    "claims",
    "columns",
    "executors",
    "fields",
    "figures",
    "formats",
    "help_topics",
    "ladders",
    "populations",
    "probes",
    "runs",
    "searches",
    "swept",
    "tasks",
    "trackers",
    "varied",
]


def populations(context: CompletionContext) -> list[str]:
    """Return the presets, and the TOML files where the word points to."""
    return [*presets(), *_files(context.incomplete, ".toml")]


def swept(context: CompletionContext) -> list[str]:
    """Return the studies that ship, and whatever a study can be of."""
    return [*studies(), *populations(context)]


def runs(context: CompletionContext) -> list[str]:
    """Return names, `name/id`, and paths of what the folder of runs holds."""
    folder = _folder(context)
    found = [path for path in sorted(folder.glob("*/*/")) if (path / "run.json").is_file()]
    names = dict.fromkeys(path.parent.name for path in found)
    within = [f"{path.parent.name}/{path.name}" for path in found]
    paths = [str(path) for path in found] if context.incomplete.startswith(("/", ".", f"{folder}/")) else []
    return [*names, *(name.replace("_", "-") for name in names if "_" in name), *within, *paths]


def fields(context: CompletionContext) -> list[str] | dict[str, str]:
    """Return `table.field=` of the population that the line names, each with its value there; else of all wings.

    Behind `table.field=` come the values that the field can have, where they can be listed.
    """
    name, equals, _ = context.incomplete.partition("=")
    tables = _tables(context)
    if equals:
        return [f"{name}={value}" for value in _values(tables, tuple(name.split(".")))]
    return {f"{field}=": value for field, value in _flat(tables)}


def varied(context: CompletionContext) -> list[str] | dict[str, str]:
    """Return the same, with commas behind values that stand already."""
    head, comma, last = context.incomplete.rpartition(",")
    if not comma:
        return fields(context)
    name = head.partition("=")[0]
    return [f"{head},{value}" for value in _values(_tables(context), tuple(name.split("."))) if value.startswith(last)]


def help_topics(context: CompletionContext) -> list[str]:
    """Return the topics of the manual."""
    from baldwin.cli import app
    from baldwin.manual.catalogue import Manual

    return list(Manual(app).topics)


def figures(context: CompletionContext) -> list[str]:
    """Return the figures of runs and of studies; after a comma one more."""
    from baldwin.plots.catalogue import figures as of_runs
    from baldwin.plots.studies.catalogue import figures as of_studies

    return _one_more(context, [*of_runs(), *of_studies()])


def formats(context: CompletionContext) -> list[str]:
    """Return the formats of figures; after a comma one more."""
    from baldwin.plots.saving import FORMATS, MOVING

    return _one_more(context, [*FORMATS, *MOVING])


def ladders(context: CompletionContext) -> list[str]:
    """Return the published results that can be tested, and Python files."""
    from baldwin.claims.ladder import ladders as known

    return [*known(), *_files(context.incomplete, ".py")]


def claims(context: CompletionContext) -> list[str]:
    """Return the claims of the published result on the line, or of all."""
    from baldwin.claims.ladder import ladders as known

    named, found = context.get("ladder"), known()
    chosen = [found[named.raw]] if named is not None and named.raw in found else found.values()
    return [claim.id for ladder in chosen for claim in ladder.claims]


def benches(context: CompletionContext) -> list[str]:
    """Return what can be measured."""
    del context
    from baldwin.definition.discovery import wings

    return ["study", *(name for wing in wings() for name in wing.benches)]


def columns(context: CompletionContext) -> list[str]:
    """Return the columns that runs record."""
    del context
    from baldwin.assimilation import MEANINGS
    from baldwin.definition.discovery import wings

    return list(dict.fromkeys([*MEANINGS, *(name for wing in wings() for name in wing.columns)]))


def probes(context: CompletionContext) -> list[str]:
    """Return the kinds of probe."""
    del context
    from baldwin.probes import probes as known

    return list(known())


def tasks(context: CompletionContext) -> list[str]:
    """Return the tasks that have reference policies, and the populations."""
    from baldwin.definition.discovery import wings
    from baldwin.replaying import replaying_of

    found = [task for wing in wings() if (replaying := replaying_of(wing)) is not None for task in replaying.tasks()]
    return [*found, *populations(context)]


def executors(context: CompletionContext) -> list[str]:
    """Return the executors of studies."""
    del context
    from baldwin.study.executors import kinds

    return list(kinds())


def searches(context: CompletionContext) -> list[str]:
    """Return the searches of studies."""
    del context
    from baldwin.study.searches import kinds

    return list(kinds())


def trackers(context: CompletionContext) -> list[str]:
    """Return the trackers of experiments."""
    del context
    from baldwin.trackers import kinds

    return list(kinds())


def _one_more(context: CompletionContext, names: Iterable[str]) -> list[str]:
    before, comma, _ = context.incomplete.rpartition(",")
    given = set(before.split(","))
    return [f"{before}{comma}{name}" for name in names if name not in given]


def _folder(context: CompletionContext) -> Path:
    """Return the folder of runs that the line, or the environment, names."""
    from baldwin.store.finding import runs_folder

    given = context.get("--runs")
    return runs_folder(Path(given.raw) if given is not None and given.raw else None)


def _files(word: str, suffix: str) -> Iterator[str]:
    """Yield the files of a suffix in the folder that a word points into, and the folders there."""
    above = word[: word.rfind("/") + 1]
    try:
        entries = sorted(Path(above or ".").iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.suffix == suffix:
            yield f"{above}{entry.name}"
        elif above and entry.is_dir():
            yield f"{above}{entry.name}/"


def _tables(context: CompletionContext) -> dict[str, Any]:
    """Return the tables of the population on the line, or of the default one of every wing where none can be read."""
    from baldwin.definition import from_toml, load
    from baldwin.definition.discovery import wings

    named = next((one.raw for name in ("population", "task", "run") if (one := context.get(name)) is not None), None)
    try:
        if named is not None and named.replace("_", "-") in presets():
            return load(named).model_dump(mode="json", by_alias=True)
        path = Path(named or "")
        path = path / "population.toml" if path.is_dir() else path
        text = path.read_text(encoding="utf-8")
        looked_at = from_toml(text, path.name, folder=path.parent, policy="look")  # a press of TAB runs no file
        return looked_at.model_dump(mode="json", by_alias=True)
    except Exception:  # whatever is wrong with it, this is not the place to say so
        merged: dict[str, Any] = {}
        for wing in wings():
            merged |= wing.definition(name="any").model_dump(mode="json", by_alias=True)
        return merged


def _flat(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for table, values in tables.items():
        if isinstance(values, dict):
            for name, value in values.items():
                yield f"{table}.{name}", _text(value)


def _text(value: Any) -> str:
    if value is None:
        return "not set"
    return str(value).lower() if isinstance(value, bool) else str(value)[:40]


def _values(tables: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Return the values that a field can have, where they can be listed: kinds, names, true and false."""
    from baldwin.definition.discovery import tasks as all_tasks
    from baldwin.definition.discovery import wing_of_task, wings
    from baldwin.definition.kinds import kind_names, kinds_of

    if len(path) != 2:
        return []
    table, name = path
    task = tables.get("task", {}).get("kind")
    wing = wing_of_task(task) or next(wings())
    if name == "kind":
        return list(all_tasks() if table == "task" else kind_names(wing.definition, table))
    kind = tables.get(table, {}).get("kind")
    model: type[BaseModel] | None = kinds_of(wing.definition, table).get(kind) if isinstance(kind, str) else None
    if model is None and table in wing.definition.model_fields:
        model = type(wing.definition.model_fields[table].default)
    rule = model.model_json_schema()["properties"].get(name, {}) if model is not None else {}
    return ["true", "false"] if rule.get("type") == "boolean" else [str(one) for one in rule.get("enum", ())]
