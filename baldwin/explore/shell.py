"""The frame of all pages of the server: head, links between the pages, style and scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from baldwin.report.markup import Html, join, tag
from baldwin.report.payload import dumps
from baldwin.version import VERSION

__all__ = ["Page", "page", "text_of"]

Page = tuple[str, str]
"""Heading and address of a page, below the token."""

_FRAME = """<!DOCTYPE html>
<html lang="en" data-root="{root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="baldwin {version}">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}static/report.css">
<link rel="stylesheet" href="{root}static/explore.css">
{styles}{scripts}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<p class="brand">baldwin <span>{version}</span></p>
<nav aria-label="Pages"><ul>{pages}</ul></nav>
</header>
<main id="content">
{main}
</main>
<script type="application/json" id="payload">{payload}</script>
</body>
</html>"""


def page(
    request: Request,
    title: str,
    main: Html,
    *,
    here: str,
    scripts: Sequence[str] = (),
    styles: Sequence[str] = (),
    payload: Mapping[str, Any] = {},
) -> HTMLResponse:
    """Return a page.

    Args:
        request: that it answers.
        title: of the window.
        main: its content.
        here: address of the page among the pages of the server.
        scripts: modules among the assets, loaded in this order.
        styles: style sheets among the assets, beside those of all pages.
        payload: JSON for them, in the element `payload`.
    """
    root = f"{request.scope['root_path']}/"
    pages: Sequence[Page] = request.app.state.pages
    links = (
        tag("li", tag("a", heading, href=f"{root}{address}", aria_current="page" if address == here else None))
        for heading, address in pages
    )
    loaded = (tag("script", src=f"{root}static/{name}", **_kind(name)) for name in scripts)
    text = _FRAME.format(
        root=root,
        version=VERSION,
        title=join(title),
        scripts=join(loaded),
        styles=join(tag("link", rel="stylesheet", href=f"{root}static/{name}") for name in styles),
        pages=join(links) if len(pages) > 1 else "",
        main=main,
        payload=dumps(payload),
    )
    return HTMLResponse(text)


def _kind(name: str) -> dict[str, str | bool]:
    """Return the attributes of a script: Vega's is no module, and runs before the modules."""
    return {"defer": True} if name == "vega.js" else {"type": "module"}


@cache
def text_of(package: str, name: str) -> str:
    """Return the text of an asset."""
    return (files(package) / "assets" / name).read_text(encoding="utf-8")
