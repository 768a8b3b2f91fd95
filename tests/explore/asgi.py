"""Requests to the application itself, without a server: in milliseconds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baldwin.explore.guard import Guard

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
