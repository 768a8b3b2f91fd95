"""The page of a report: sections in their order, put into the template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import baldwin
from baldwin.report.arms import Arms
from baldwin.report.charts.catalogue import charts_of
from baldwin.report.markup import Html, join, tag
from baldwin.report.payload import dumps
from baldwin.report.readout import readout
from baldwin.report.runtime import runtime
from baldwin.report.sections.again import again
from baldwin.report.sections.asked import asked
from baldwin.report.sections.data import data, tables_of
from baldwin.report.sections.figures import explorer, figure, panels_of
from baldwin.report.sections.found import found
from baldwin.store import Run

__all__ = ["Section", "page_of", "render"]

Section = tuple[str, str, Html]
"""Id, heading and content."""


def page_of(runs: Sequence[Run]) -> str:
    """Return the report of runs as one HTML document, the same for equal runs."""
    arms = Arms.of(runs)
    charts = charts_of(arms)
    tables, notes = tables_of(arms)
    sections = [
        ("found", "What was found", found(arms)),
        ("figures", "Figures", join(explorer(arms), (figure(chart) for chart in charts))),
        ("asked", "What was asked", asked(arms)),
        ("data", "Data", data(tables, notes)),
        ("again", "Run it again", again(arms)),
    ]
    payload = {
        "arms": [arm.label for arm in arms],
        "frames": arms.frames,
        "last": arms.last,
        "state": {"arms": [arm.place for arm in arms], "arm": 0},
        "readout": readout(arms),
        "panels": [panel for chart in charts for panel in panels_of(chart)],
        "tables": tables,
    }
    title = arms[0].run.info.get("title") or arms[0].run.name if len(arms) == 1 else _versus(arms)
    lead = " · ".join(f"{arm.run.name}/{arm.run.id}" for arm in arms)
    return render(str(title), lead, sections, payload)


def _versus(arms: Arms) -> str:
    names = [arm.label for arm in arms]
    return " against ".join(names) if len(names) < 4 else f"{names[0]} and {len(names) - 1} other arms"


def render(title: str, lead: str, sections: Sequence[Section], payload: dict[str, Any]) -> str:
    """Return the document."""
    assets = files("baldwin.report") / "assets"
    parts = {
        "version": tag("span", baldwin.__version__)[6:-7],
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
        "footer": tag(
            "p", f"Written by baldwin {baldwin.__version__}. This file is whole: it asks nothing of the network."
        ),
        "payload": dumps(payload),
        "runtime": runtime() if payload["panels"] else "",
        "script": assets.joinpath("report.js").read_text(encoding="utf-8"),
    }
    template = assets.joinpath("page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: str(parts[match.group(1)]), template)
