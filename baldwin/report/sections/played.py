"""A simulation that the page holds: its settings, the element it fills, and its scripts."""

from __future__ import annotations

import re

from baldwin.playing import Simulation
from baldwin.report.markup import Html, join, tag
from baldwin.report.payload import dumps

__all__ = ["played"]


def played(simulation: Simulation) -> Html:
    """Return the section of a simulation; without scripts the page says that it takes them."""
    scripts = (re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE) for text in simulation.scripts)
    return join(
        tag("p", simulation.words, class_="note"),
        tag("noscript", tag("p", "This simulation takes JavaScript.")),
        tag("div", id="simulation", class_="script-only simulation"),
        tag("script", Html(dumps(simulation.settings)), type="application/json", id="simulation-settings"),
        (tag("script", Html(text)) for text in scripts),
    )
