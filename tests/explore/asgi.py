"""Requests to the application itself, without a server: in milliseconds; and a real server, for browsers."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from baldwin.explore.guard import Guard
from baldwin.explore.lab import Lab
from baldwin.explore.serving import application, listening

PORT, TOKEN = 8123, "a-token-of-some-length"
HOST = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HOST}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def request(
    app: Guard,
    path: str,
    body: bytes | None = None,
    *,
    headers: Mapping[str, str | None] = {},
    method: str = "",
    query: str = "",
) -> Answer:
    """Return the answer to a request as a browser on the page sends it; a header that is None is left out."""
    usual: dict[str, str | None] = {"host": HOST, "sec-fetch-site": "same-origin" if body is not None else "none"}
    if body is not None:
        usual |= {"origin": ORIGIN, "content-type": "application/json", "content-length": str(len(body))}
    sent = {**usual, **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method or ("POST" if body is not None else "GET"),
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items() if value is not None],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", PORT),
    }
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(dict(message))

    asyncio.run(app(scope, receive, send))
    start = next(one for one in messages if one["type"] == "http.response.start")
    text = b"".join(one.get("body", b"") for one in messages if one["type"] == "http.response.body")
    return Answer(start["status"], {n.decode(): v.decode() for n, v in start["headers"]}, text)


def ask(app: Guard, what: str, **question: Any) -> Answer:
    """Return the answer to a question of the page."""
    return request(app, f"/{TOKEN}/ask/{what}", json.dumps(question).encode())


@contextmanager
def served(lab: Lab) -> Iterator[str]:
    """Serve the application of a lab to this machine, and give its address, with a slash at the end."""
    import uvicorn

    with listening(0) as found:
        port = int(found.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(application(lab, TOKEN, port), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [found]})
        thread.start()
        yield f"http://127.0.0.1:{port}/{TOKEN}/"
        server.should_exit = True
        thread.join()
