"""Who may ask: the address carries a token, and other pages of the same browser are refused by Host and Origin."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

__all__ = ["HEADERS", "Guard"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 200_000  # bytes of a question; the changes of a definition have some hundred

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Of every answer. Styles may stand in the page, since Vega writes its own; scripts may not, and no text is run."""


@dataclass(frozen=True)
class Guard:
    """An ASGI application before another one, which hears of nothing that is refused.

    Attributes:
        app: hears what is allowed; the token is its `root_path`.
        token: first part of the path of every address.
        port: on which the server listens.
    """

    app: App
    token: str
    port: int

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names by which a browser may call the server: none that somebody else can own."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return None
        if status := self.judged(scope):
            return await _refuse(status, send)
        return await self.app({**scope, "root_path": f"/{self.token}"}, receive, _with_headers(send))

    def judged(self, scope: Scope) -> int:
        """Return the status with which a request is refused; 0 if it is not."""
        headers = [(name.lower(), value) for name, value in scope["headers"]]
        said = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        once = ("host", "origin", "content-length")
        if any(sum(name == one.encode() for name, _ in headers) > 1 for one in once):
            return 400
        if said.get("host") not in self.hosts:
            return 421
        if not self._same_origin(scope["method"], said):
            return 403
        token = f"{scope['path']}/".split("/")[1]
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return 404
        if scope["method"] == "POST":
            if said.get("content-type", "").partition(";")[0].strip() != "application/json":
                return 415
            if not said.get("content-length", "").isdecimal():
                return 411
            if int(said["content-length"]) > LARGEST:
                return 413
        return 0

    def _same_origin(self, method: str, said: dict[str, str]) -> bool:
        """Return whether a request comes from a page of this server, or from the address line of a browser."""
        if method not in ("GET", "HEAD", "POST"):
            return False
        origin = said.get("origin")
        own = method != "POST" if origin is None else origin == f"http://{said['host']}"  # every POST has one
        return own and said.get("sec-fetch-site", "none") in ("none", "same-origin")


_WORDS = {
    400: "A header is given twice.",
    403: "Only the page of this server may ask.",
    404: "Nothing here. Open the address that baldwin explore printed.",
    411: "The length of the question is missing.",
    413: "The question is too long.",
    415: "Questions are JSON.",
    421: "This server answers to 127.0.0.1 alone.",
}


async def _refuse(status: int, send: Send) -> None:
    text = _WORDS[status].encode()
    headers = {**HEADERS, "content-type": "text/plain; charset=utf-8", "content-length": str(len(text))}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": text})


def _with_headers(send: Send) -> Send:
    """Return a `send` that adds `HEADERS` to every answer; a policy of its own, as a report has, stays."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.decode().lower() for name, _ in message["headers"]} & {"content-security-policy"}
            added = {name: value for name, value in HEADERS.items() if name not in own}
            given = [(name, value) for name, value in message["headers"] if name.decode().lower() not in added]
            message = {**message, "headers": [*given, *((n.encode(), v.encode()) for n, v in added.items())]}
        await send(message)

    return sent
