"""What all routes of one server share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from baldwin.errors import BaldwinError, DefinitionError
from baldwin.explore.asking import RefusedError
from baldwin.explore.evolutions import Evolutions, OvertakenError
from baldwin.explore.keeping import Keepings
from baldwin.explore.subjects import Subjects

__all__ = ["Lab", "asked"]


@dataclass
class Lab:
    """The subjects, the evolutions under way, and the runs that are being kept."""

    subjects: Subjects
    evolutions: Evolutions = field(default_factory=Evolutions)
    keepings: Keepings = field(init=False)

    def __post_init__(self) -> None:
        """Keep runs beside those that were found."""
        self.keepings = Keepings(self.evolutions, self.subjects.runs)

    def close(self) -> None:
        """Compute nothing more, and wait until what is being kept is saved."""
        self.evolutions.closing = True
        self.keepings.close()


def asked(path: str, answer: Callable[[bytes], Any]) -> Route:
    """Return the route of a question: its body is JSON and so is the answer, which another thread works out.

    What the user can cause is answered with status 422, and its lines as `problems`; where a page has asked something
    else meanwhile, with 409.
    """

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        try:
            return JSONResponse(await run_in_threadpool(answer, body))
        except OvertakenError:
            return JSONResponse({"problems": []}, status_code=409)
        except RefusedError as error:
            told = {"problems": list(error.problems), "places": error.places, "arm": error.arm}
            return JSONResponse(told, status_code=422)
        except DefinitionError as error:
            return JSONResponse({"problems": list(error.problems)}, status_code=422)
        except BaldwinError as error:
            return JSONResponse({"problems": [str(error)]}, status_code=422)

    return Route(path, endpoint, methods=["POST"])
