"""Putting a page together: sections into the template, with style, script and Vega's runtime inside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from baldwin.report.markup import Html, join, tag
from baldwin.report.payload import dumps
from baldwin.report.runtime import runtime
from baldwin.version import VERSION

__all__ = ["Section", "render"]

Section = tuple[str, str, Html]
"""Id, heading and content."""


def render(title: str, lead: str, sections: Sequence[Section], payload: dict[str, Any]) -> str:
    """Return the document."""
    assets = files("baldwin.report") / "assets"
    parts = {
        "version": join(VERSION),
        "title": join(title),
        "style": assets.joinpath("report.css").read_text(encoding="utf-8"),
        "header": join(tag("h1", title), tag("p", lead, class_="lead")),
        "contents": join(tag("li", tag("a", heading, href=f"#{name}")) for name, heading, _ in sections),
        "main": join(
            tag(
                "section", tag("h2", heading, id=f"{name}-heading"), content, id=name, aria_labelledby=f"{name}-heading"
            )
            for name, heading, content in sections
        ),
        "footer": tag("p", f"Written by baldwin {VERSION}. This file is whole: it asks nothing of the network."),
        "payload": dumps(_shared(payload)),
        "runtime": runtime() if payload["panels"] else "",
        "script": assets.joinpath("report.js").read_text(encoding="utf-8"),
    }
    template = assets.joinpath("page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: str(parts[match.group(1)]), template)


def _shared(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload with each table that several drawings show held once; they name it."""
    uses = Counter(id(table) for panel in payload["panels"] for table in panel["tables"].values())
    names: dict[int, str] = {}
    shared: dict[str, Any] = {}
    panels = []
    for panel in payload["panels"]:
        tables = dict(panel["tables"])
        for title, table in tables.items():
            if uses[id(table)] > 1:
                name = names.setdefault(id(table), f"shared{len(names)}")
                shared[name] = table
                tables[title] = name
        panels.append({**panel, "tables": tables})
    return {**payload, "panels": panels, "shared": shared}
