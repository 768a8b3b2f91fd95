"""The page with controls, and what it asks: definitions with their theory, evolutions, and runs to keep."""

from __future__ import annotations

import shlex
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from baldwin.definition import to_toml
from baldwin.errors import BaldwinError, UsageError
from baldwin.explore.asking import Arm, arms_of, question_of
from baldwin.explore.controls import groups_of
from baldwin.explore.drawing import drawn, expected_drawn, names_of
from baldwin.explore.evolutions import Evolution
from baldwin.explore.expected import expected
from baldwin.explore.lab import Lab, asked
from baldwin.explore.live import LiveRuns, live_run
from baldwin.explore.main import main
from baldwin.explore.shell import page
from baldwin.explore.subjects import Subject, Subjects
from baldwin.explore.teaching import lesson_of
from baldwin.report.markup import join, tag
from baldwin.report.readout import readout
from baldwin.store import Run
from baldwin.store.labels import labels
from baldwin.store.provenance import run_id

__all__ = ["ORDER", "PAGE", "routes"]

PAGE = ("Explore", "")
ORDER = 0
PATIENCE = 0.25  # seconds of computing for one answer


def routes(lab: Lab) -> list[Route]:
    """Return the page and its questions."""

    async def explore(request: Request) -> HTMLResponse:
        subjects = lab.subjects
        try:
            first = (await run_in_threadpool(_named, subjects, request.query_params.get("run"))) or subjects.first
        except BaldwinError as error:
            words = join(tag("h1", "Not opened"), tag("p", str(error)))
            return page(request, "not opened · baldwin", words, here="-")
        listed = {first.key: first} | dict(subjects.by_key)
        known = [{"key": one.key, "label": one.label} for one in listed.values()]
        payload = {"subjects": known, "first": first.key, "opened": _recorded(first.run)}
        return page(request, "baldwin explore", main(), here="", scripts=("vega.js", "explore.js"), payload=payload)

    return [
        Route("/", explore),
        asked("/ask/define", lambda body: _define(lab, body)),
        asked("/ask/theory", lambda body: _theory(lab, body)),
        asked("/ask/advance", lambda body: _advance(lab, body)),
        asked("/ask/figures", lambda body: _figures(lab, body)),
        asked("/ask/keep", lambda body: _keep(lab, body)),
    ]


def _named(subjects: Subjects, key: str | None) -> Subject | None:
    """Return the run that the address of the page names; None where it names none.

    Raises:
        BaldwinError: it is not here, or cannot be opened.
    """
    if key is None:
        return None
    if (found := subjects.of_key(key)) is None:
        raise UsageError(f"{key[:80]}: is not here any more.")
    return found


def _recorded(run: Run | None) -> int | None:
    """Return the last generation of a run that was opened, which the page begins with; None where there is none."""
    return int(run.generations["generation"].max()) if run is not None and run.generations else None


def _define(lab: Lab, body: bytes) -> dict[str, Any]:
    """Return the controls of the first arm, and how all are called and run."""
    arms = arms_of(question_of(body), lab.subjects)
    first, runs = arms[0], [_nothing(arm) for arm in arms]
    return {
        "groups": groups_of(first.definition, first.subject.definition()),
        "changes": first.changes,
        "title": first.definition.title or first.subject.label,
        "generations": first.definition.population.generations,
        "labels": labels(runs),
        "commands": [_command(arm) for arm in arms],
        "toml": to_toml(first.definition),
        "name": first.definition.name,
        "lesson": lesson_of(first.subject.key),
    }


def _theory(lab: Lab, body: bytes) -> dict[str, Any]:
    """Return what theory says of the arms: an answer of its own, for it may take seconds."""
    arms = arms_of(question_of(body), lab.subjects)
    return {"drawings": expected_drawn([_nothing(arm) for arm in arms], [expected(arm.definition) for arm in arms])}


def _nothing(arm: Arm) -> Run:
    return live_run(arm.definition, run_id(arm.definition), {}, {}, 0, overrides=arm.overrides, complete=False)


def _command(arm: Arm) -> str:
    """Return the command that evolves an arm and keeps the run."""
    words = [arm.subject.source, *(word for one in arm.overrides for word in ("--set", one))]
    return f"baldwin run {shlex.join(words)}"


def _advance(lab: Lab, body: bytes) -> dict[str, Any]:
    """Advance the arms, and return their figures as of a generation."""
    question = question_of(body)
    arms, overtaken = arms_of(question, lab.subjects), lab.evolutions.ask(question.tab, question.number)
    evolutions = [lab.evolutions.of(arm.definition, arm.subject.run) for arm in arms]
    ends = [arm.definition.population.generations for arm in arms]
    until = max(ends) if question.until is None else question.until
    lab.evolutions.advance(evolutions, until, PATIENCE / len(arms), overtaken)
    known = [one for one in evolutions if one.generation >= 0]
    if len(known) < len(evolutions):
        return {"generation": -1, "over": False, "drawings": [], "readout": []}
    now = min(until, min(one.generation if not one.over else end for one, end in zip(evolutions, ends, strict=True)))
    runs = [_run(arm, one, now) for arm, one in zip(arms, evolutions, strict=True)]
    return {
        "generation": now,
        "over": all(one.over for one in evolutions) and now >= max(ends),
        "reached": all(one.over or one.generation >= until for one in evolutions),
        "drawings": drawn(runs, question.figures),
        "readout": [lines[-1] for lines in readout(LiveRuns.of(runs))],
    }


def _run(arm: Arm, one: Evolution, until: int) -> Run:
    record = one.record
    return live_run(
        arm.definition,
        one.digits,
        record.generations,
        record.assays,
        until,
        overrides=arm.overrides,
        complete=one.over and until >= one.generation,
    )


def _figures(lab: Lab, body: bytes) -> dict[str, Any]:
    """Return the names and titles of all figures that can show the arms."""
    question = question_of(body)
    arms = arms_of(question, lab.subjects)
    evolutions = [lab.evolutions.of(arm.definition, arm.subject.run) for arm in arms]
    if any(one.generation < 0 for one in evolutions):
        return {"figures": {}}
    return {"figures": names_of([_run(arm, e, e.generation) for arm, e in zip(arms, evolutions, strict=True)])}


def _keep(lab: Lab, body: bytes) -> dict[str, Any]:
    """Keep the runs of all arms, and return how far each is."""
    arms = arms_of(question_of(body), lab.subjects)
    found = [lab.keepings.keep(arm.definition, arm.subject.source, arm.overrides) for arm in arms]
    return {
        "done": all(one.done for one in found),
        "runs": [
            {
                "path": str(one.path),
                "done": one.done,
                "problem": one.problem,
                "generation": one.generation,
                "generations": one.generations,
            }
            for one in found
        ],
    }
