"""`baldwin show`: what a run holds, where it comes from and how it went."""

from __future__ import annotations

import json as json_
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from baldwin.assimilation import MEANINGS
from baldwin.cli.options import Json, NamedRun, Runs
from baldwin.cli.printing import console, noted, notes_of
from baldwin.definition.canonical import tables_of
from baldwin.endings import endings, stopped_by_rule
from baldwin.listing import described
from baldwin.opening import open_any
from baldwin.plateaus import sentences
from baldwin.presentation import meanings_of
from baldwin.reaching import in_words, waits
from baldwin.store import Run
from baldwin.store.finding import runs_folder
from baldwin.store.info import REPRODUCE
from baldwin.store.summary import Summary, final_values
from baldwin.study import Study

if TYPE_CHECKING:
    from baldwin.claims.reading import ClaimRun

__all__ = ["show"]


def show(run: NamedRun, /, *, runs: Runs = None, json: Json = False) -> None:
    """Show what a run holds: its population, its origin, and where its replicates ended.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.

    Examples
    --------
    baldwin show hinton-nowlan
    baldwin show runs/hinton_nowlan/3f9a1c2e77b0
    baldwin show 3f9a --json
    """
    found = open_any(run, runs_folder(runs))
    if isinstance(found, Study):
        from baldwin.cli.study import status

        status(str(found.path), json=json)
    elif isinstance(found, Run):
        _show_run(found, json=json)
    else:
        _show_claims(found, json=json)


def _show_run(found: Run, *, json: bool) -> None:
    """Print what an evolution holds."""
    columns = final_values(found)
    came = waits(found.definition, found.generations, found.assays) if found.generations else {}
    if json:
        definition = found.definition.model_dump(mode="json", by_alias=True)
        row = {
            "path": str(found.path),
            **found.info,
            "status": found.status,
            **notes_of(found),
            "definition": definition,
            "final": columns,
            "outcomes": {name: one.row() for name, one in came.items()},
            **({"survival": curve.table()} if (curve := found.survival()) is not None else {}),
            "plateaus": [asdict(one) for one in found.plateaus],
        }
        print(json_.dumps(row, indent=2))
        return
    _print(found, columns, in_words(came))


def _show_claims(run: ClaimRun, *, json: bool) -> None:
    """Print the outcomes of a run that tested claims."""

    from baldwin.claims.ladder import ladders
    from baldwin.claims.report import as_legend, as_table, summary
    from baldwin.claims.story import as_story, parts_of

    outcomes = run.outcomes
    if json:
        rows = [outcome.as_row() for outcome in outcomes]
        about = {"path": str(run.path), **run.info, "status": run.status, **notes_of(run)}
        print(json_.dumps({**about, "outcomes": rows}, indent=2))
        return
    out = console()
    out.print(run.title, style="bold", markup=False)
    out.print(f"{run.path}: {run.status}, {run.info.get('created', '?')}", style="dim", markup=False)
    for text in filter(None, noted(run)):
        out.print(text, markup=False, highlight=False)
    out.print(as_table(outcomes, run.path.parent.parent))
    ladder = ladders().get(run.ladder)
    for line in as_legend(ladder.references if ladder else ()):
        out.print(line, markup=False)
    if parts := parts_of(ladder, outcomes) if ladder else ():
        out.print(as_story(parts))
    out.print(summary(outcomes), markup=False)


def _print(run: Run, columns: dict[str, Summary], outcomes: list[str]) -> None:
    from rich.table import Table
    from rich.text import Text

    about = [*_origin(run), *_tables(run)]  # before anything is printed, as it may be unreadable
    out = console(100)  # wide enough for the meanings of columns
    out.print(Text(run.title, style="bold"))
    facts = Table(box=None, show_header=False, show_edge=False, padding=(0, 2, 0, 0))
    for name, value in about:
        facts.add_row(Text(name, style="dim"), Text(value))
    out.print(facts)
    if run.definition.stop.given and run.generations:
        over = endings(run.definition, run.generations, run.assays, complete=run.status == "complete")
        if text := stopped_by_rule(run.definition, over):
            out.print(f"\n{text}.", markup=False)
    for text in filter(None, sentences(run.definition, run.generations, run.plateaus)):
        out.print(f"\n{text[0].upper()}{text[1:]}.", markup=False)
    if not columns:
        return
    for text in outcomes:
        out.print(f"\n{text}", markup=False, highlight=False)
    out.print()
    meanings = {**meanings_of(run.definition), **MEANINGS}
    final = Table(box=None, show_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    final.add_column("at the end")
    for heading in ("median", "least", "greatest"):
        final.add_column(heading, justify="right")
    final.add_column("")
    for name, numbers in columns.items():
        final.add_row(name, *(_number(value) for value in numbers.values()), Text(meanings.get(name, ""), style="dim"))
    out.print(final)


def _taken_from(info: Any) -> str:
    """Return where founders, or the first generations, come from; nothing where they were drawn and computed here."""
    if not isinstance(info, dict):
        return ""
    run = f"{info['run']}, generation {info.get('generation', '?')}" if "run" in info else ""
    return ", ".join(filter(None, (run, str(info.get("who", "")), str(info.get("file", "")))))


def _origin(run: Run) -> list[tuple[str, str]]:
    info = run.info
    counts = {name.replace("_", " "): f"{count:,}" for name, count in info.get("counts", {}).items()}
    where = info.get("platform", {})
    asked_by = str(info.get("study", ""))
    packages = ", ".join(f"{name} {version}" for name, version in info.get("packages", {}).items())
    facts = {
        "run": str(run.path),
        **described(run),
        "status": f"{run.status}, generation {max(run.generation, 0)} of {info.get('generations', '?')}",
        "created": f"{info.get('created', '?')}, {float(info.get('elapsed', 0.0)):.3g} s of work",
        "resumed": ", ".join(
            f"{one.get('at')} at generation {max(0, one.get('generation', 0))}" for one in info["resumed"]
        )
        if info.get("resumed")
        else "",
        "branched from" if run.definition.founders.who == "state" else "founders": _taken_from(info.get("founders")),
        "beginning": _taken_from(info.get("beginning")),
        "from": " ".join([str(info.get("source", "")), *(f"--set {one}" for one in info.get("overrides", []))]),
        ("behind" if asked_by.startswith(f"{REPRODUCE}_") else "cell of"): asked_by,
        "counted": ", ".join(f"{count} {name}" for name, count in counts.items()),
        "baldwin": f"{info.get('baldwin', '?')}, random scheme {info.get('random_scheme', '?')}",
        "python": f"{info.get('python', '?')} on {where.get('system', '?')} {where.get('machine', '?')}",
        "packages": packages,
        "computed on": ", ".join(
            f"{name.replace('_', ' ')} {one}" for name, one in info.get("computed_on", {}).items()
        ),
    }
    return [(name, value) for name, value in facts.items() if value.strip()]


def _tables(run: Run) -> list[tuple[str, str]]:
    """Return the tables of the definition, one line each."""
    lines = [
        (path.partition(" ")[0], ", ".join(f"{field} {_text(value)}" for field, value in table.items()))
        for path, table in tables_of(run.definition)
    ]
    return lines + [("reference", reference) for reference in run.definition.references]


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.4g}"
