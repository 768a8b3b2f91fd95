"""The figures of `baldwin plot` that have no interactive one, as pictures."""

from __future__ import annotations

import base64
import io

from baldwin.figures.catalogue import described
from baldwin.plots.catalogue import applicable, figures, summary
from baldwin.plots.style import COLUMN, style
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.described import applies as can_show
from baldwin.report.markup import Html, join, tag

__all__ = ["drawn"]

# Shown by an interactive figure of this page.
INTERACTIVE = frozenset(
    (
        "story",
        "examples",
        "example_lives",
        "paths",
        "individuals",
        "compare_ability",
    )
)
ROOM = 1_500_000  # characters of all pictures


def drawn(arms: ReportedRuns, share: float = 1.0) -> Html:
    """Return the pictures, of all arms together and of each arm, as far as a share of the usual room goes."""
    others = INTERACTIVE | {name for name, figure in described().items() if can_show(figure, arms)}
    parts = [_picture(arms, name, "") for name in applicable(arms.runs) if name not in others] if len(arms) > 1 else []
    for arm in arms:
        here = ReportedRuns([arm])
        parts += [_picture(here, name, _of(arms, arm)) for name in applicable([arm.run]) if name not in others]
    shown: list[Html] = []
    left = int(share * ROOM)
    for part in parts:
        left -= len(part)
        if left >= 0:
            shown.append(part)
    missing = len(parts) - len(shown)
    note = f"{missing} more would make this file too large: baldwin plot draws them." if missing else ""
    return join(shown, tag("p", note, class_="note") if note else "")


def _of(arms: ReportedRuns, arm: ReportedRun) -> str:
    return arm.label if len(arms) > 1 else ""


def _picture(arms: ReportedRuns, name: str, arm: str) -> Html:
    with style():
        figure = figures()[name].draw(arms.runs)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    width = round(figure.get_figwidth() * 110)
    text = summary(name)
    source = base64.b64encode(buffer.getvalue()).decode()
    heading = name.replace("_", " ").capitalize() + (f": {arm}" if arm else "")
    return tag(
        "figure",
        tag("h3", heading),
        tag("img", src=f"data:image/svg+xml;base64,{source}", alt=text, width=width, class_="drawn"),
        tag("figcaption", text),
        class_="narrow" if figure.get_figwidth() <= COLUMN else None,
    )
