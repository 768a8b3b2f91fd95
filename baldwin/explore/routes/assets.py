"""Style and scripts, by name from a fixed list: no address reads a file."""

from __future__ import annotations

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from baldwin.explore.lab import Lab
from baldwin.explore.shell import text_of
from baldwin.report.runtime import runtime

__all__ = ["routes"]

KINDS = {"css": "text/css", "js": "text/javascript"}


def routes(lab: Lab) -> list[Route]:
    """Return the route of the assets."""
    del lab
    own = {one.name: "baldwin.explore" for one in (files("baldwin.explore") / "assets").iterdir()}
    known = {"report.css": "baldwin.report", **own}

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name == "vega.js":
            return Response(runtime(), media_type=KINDS["js"])
        if name not in known:
            return Response("No such asset.", status_code=404, media_type="text/plain")
        return Response(text_of(known[name], name), media_type=KINDS[name.rpartition(".")[2]])

    return [Route("/static/{name}", asset)]
