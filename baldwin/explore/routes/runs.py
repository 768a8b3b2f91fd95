"""The page of all runs, studies and tested claims of a folder, and what it asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from baldwin.claims.reading import ClaimRun
from baldwin.errors import BaldwinError
from baldwin.explore import choosing
from baldwin.explore.lab import Lab, asked
from baldwin.explore.runs_page import main
from baldwin.explore.shelf import Shelf
from baldwin.explore.shell import page
from baldwin.figures.tables import together
from baldwin.report.markup import join, tag
from baldwin.report.page import page_of
from baldwin.store import Run
from baldwin.store.places import runs_option
from baldwin.study import Study

__all__ = ["ORDER", "PAGE", "routes"]

PAGE = ("Runs", "runs")
ORDER = 10

# A report brings its scripts with it. It is shown as if it came from nowhere: it can ask this server for nothing.
REPORT_POLICY = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

# Of no origin it has no clipboard: asked for one, Chromium would wait for ever, and refused, the page selects the text.
REPORT_HEADERS = {
    "content-security-policy": REPORT_POLICY,
    "permissions-policy": "clipboard-read=(), clipboard-write=()",
}


def routes(lab: Lab) -> list[Route]:
    """Return the page, its questions, and reports made on demand."""
    shelf = Shelf(lab.subjects.runs)

    async def runs(request: Request) -> HTMLResponse:
        payload = {"empty": f"baldwin bin --empty{runs_option(shelf.folder / 'name' / 'id')}"}
        assets = {"scripts": ("vega.js", "runs.js"), "styles": ("runs.css",)}
        return page(request, "runs · baldwin", main(shelf.folder), here="runs", payload=payload, **assets)

    async def report(request: Request) -> Response:
        keys = request.query_params.getlist("run")
        try:
            text = await run_in_threadpool(lambda: page_of(_subject(shelf, keys)))
        except BaldwinError as error:
            words = join(tag("h1", "No report"), tag("p", str(error)))
            return page(request, "no report · baldwin", words, here="")
        return HTMLResponse(text, headers=REPORT_HEADERS)

    answers = {
        "list": choosing.listed,
        "overlay": choosing.overlaid,
        "compare": choosing.compared,
        "note": choosing.described,
        "bin": choosing.thrown_away,
        "binned": choosing.deleted,
        "restore": choosing.restored,
    }
    questions = [_question(shelf, f"/ask/runs/{name}", answer) for name, answer in answers.items()]
    return [Route("/runs", runs), Route("/report", report), *questions]


def _question(shelf: Shelf, path: str, answer: Callable[[Shelf, choosing.Asked], Any]) -> Route:
    return asked(path, lambda body: answer(shelf, choosing.Asked.of(body)))


def _subject(shelf: Shelf, keys: list[str]) -> Sequence[Run] | Study | ClaimRun:
    found = choosing.chosen(shelf, keys)
    return together(found, None)[0] if isinstance(found, list) else found
