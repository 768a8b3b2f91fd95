"""What all routes of one server share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from baldwin.definition.plugins import place_in_own_file
from baldwin.errors import BaldwinError, DefinitionError
from baldwin.explore.asking import RefusedError
from baldwin.explore.evolutions import Evolutions, OvertakenError
from baldwin.explore.keeping import Keepings
from baldwin.explore.subjects import Subjects

__all__ = ["Lab", "asked", "in_a_line"]


@dataclass
class Lab:
    """The subjects, the evolutions under way, and the runs that are being kept."""

    subjects: Subjects
    evolutions: Evolutions = field(default_factory=Evolutions)
    keepings: Keepings = field(init=False)

    def __post_init__(self) -> None:
        """Keep runs beside those that were found."""
        self.keepings = Keepings(self.evolutions, self.subjects.runs)

    def close(self, tell: Callable[[str], None] = lambda text: None) -> None:
        """Compute nothing more, and wait until what is being kept is saved; `tell` what takes a while."""
        self.evolutions.closing = True
        self.keepings.close(tell)


def in_a_line(error: Exception) -> str:
    """Return what to say of an error that nobody foresaw: of the user's own code, where it is, else of the program."""
    summary = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    if place := place_in_own_file(error):
        return f"{place}: {summary.rstrip('.')}. Correct the file, and start again."
    return f"Internal error ({summary}). Please report it, with the command that is shown below."


def asked(path: str, answer: Callable[[bytes], Any]) -> Route:
    """Return the route of a question: its body is JSON and so is the answer, which another thread works out.

    What the user can cause is answered with its lines as `problems`; where a page has asked something else meanwhile,
    with `overtaken`. Both are no failures of the server, and browsers would note any other status as one.
    """

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        try:
            return JSONResponse(await run_in_threadpool(answer, body))
        except OvertakenError:
            return JSONResponse({"overtaken": True})
        except RefusedError as error:
            return JSONResponse({"problems": list(error.problems), "places": error.places, "arm": error.arm})
        except BaldwinError as error:
            lines = error.problems if isinstance(error, DefinitionError) else [str(error)]
            return JSONResponse({"problems": list(lines)})
        except Exception as error:  # one line, as the command line has it; the server goes on
            return JSONResponse({"problems": [in_a_line(error)]})

    return Route(path, endpoint, methods=["POST"])
