"""The interactive figures, and the controls that they share."""

from __future__ import annotations

import json
import re
from typing import Any

from baldwin.report.arms import ReportedRuns
from baldwin.report.chart import Chart, ChartPanel, Check, Choice, Control
from baldwin.report.markup import Html, join, tag

__all__ = ["NO_SCRIPT", "controls", "explorer", "figure", "keys", "panels_of"]

NO_SCRIPT = tag("noscript", tag("p", "These figures take JavaScript; the tables below them do not."))
OF_ARMS = ("arm", "arms", "assayed")  # signals that say which arms are shown, and when
COUNTS = {1: None, 2: "two", 3: "three"}


def explorer(arms: ReportedRuns) -> Html:
    """Return the controls that stay in sight: the generation, and the arms."""
    frames = arms.frames
    parts = []
    if len(frames) > 1:
        parts.append(
            tag(
                "div",
                tag("label", "Generation", for_="generation"),
                tag(
                    "input",
                    type="range",
                    id="generation",
                    min=0,
                    max=len(frames) - 1,
                    value=len(frames) - 1,
                    step=1,
                    aria_valuetext=f"generation {frames[-1]}",
                ),
                tag("output", f"{frames[-1]:,} of {arms.last:,}", id="generation-now", for_="generation"),
                tag("button", "Play", type="button", id="play"),
                class_="scrub",
            )
        )
    if len(arms) > 1:
        parts += [_arms(arms), _closely(arms)]
    parts.append(tag("p", "", class_="readout", id="readout", aria_live="polite"))
    group = tag("div", *parts, class_="explore script-only", role="group", aria_label="Explore the evolution")
    return join(NO_SCRIPT, group)


def _arms(arms: ReportedRuns) -> Html:
    boxes = (
        tag(
            "label",
            tag("input", type="checkbox", data_signal="arms", data_value=arm.place, checked=True),
            tag("span", class_="key", style=f"--c:var(--arm{arm.place % 7})"),
            arm.label,
        )
        for arm in arms
    )
    return tag("fieldset", tag("legend", "Compare"), boxes)


def _closely(arms: ReportedRuns) -> Html:
    options = [(str(arm.place), arm.label) for arm in arms]
    return tag("fieldset", _choice(Choice("arm", "One arm in detail", tuple(options)), number=True))


def figure(chart: Chart) -> Html:
    """Return a figure with its controls, its drawings, and its table."""
    panels = (
        tag(
            "div",
            tag("h4", panel.title) if panel.title else "",
            tag("div", id=f"{chart.name}-{i}", class_="view"),
            class_="panel",
            data_when=panel.when or None,
        )
        for i, panel in enumerate(chart.panels)
    )
    tools = tag(
        "p",
        tag("button", "Save picture (SVG)", type="button", data_svg=chart.name),
        tag("button", "Save data (CSV)", type="button", data_csv=chart.name),
        class_="tools script-only",
    )
    return tag(
        "figure",
        tag("h3", chart.title),
        controls(chart.controls),
        tag("div", panels, class_=" ".join(filter(None, ["panels", COUNTS.get(chart.columns)]))),
        keys(chart),
        tag("p", class_="chosen print-only", data_key=chart.name),
        tag("p", class_="note", data_held=chart.name, hidden=True) if chart.scrubbed else "",
        tag("figcaption", chart.caption),
        tools,
        tag("details", tag("summary", "The same in numbers"), chart.table, class_="numbers"),
        class_="chart",
        id=f"figure-{chart.name}",
    )


def keys(chart: Chart) -> Html:
    """Return a line that says what colours mean which no legend explains; nothing where there are none."""
    if not chart.key:
        return Html()
    shown = (tag("span", tag("span", class_="key", style=f"--c:var(--{hue})"), f" {words}") for hue, words in chart.key)
    return tag("p", shown, class_="keys note")


def controls(shown: tuple[Control, ...]) -> Html:
    """Return the boxes and lists of a figure; nothing where it has none."""
    if not shown:
        return Html()
    parts = (_check(one) if isinstance(one, Check) else _choice(one) for one in shown)
    return tag("fieldset", tag("legend", "Show"), parts, class_="script-only")


def _check(check: Check) -> Html:
    key = tag("span", class_="key", style=f"--c:var(--{check.colour})") if check.colour else ""
    box = tag("input", type="checkbox", data_signal=check.signal, checked=check.on)
    return tag("label", box, key, check.label)


def _choice(choice: Choice, *, number: bool = False) -> Html:
    options = (tag("option", label, value=value) for value, label in choice.options)
    chosen = tag("select", options, data_signal=choice.signal, data_number=number)
    return tag("label", choice.label, chosen)


def panels_of(chart: Chart) -> list[dict[str, Any]]:
    """Return the drawings of a figure as the page's script wants them."""
    return [_panel(chart, i, panel) for i, panel in enumerate(chart.panels)]


def _panel(chart: Chart, place: int, panel: ChartPanel) -> dict[str, Any]:
    words = set(re.findall(r"\w+", json.dumps({**panel.spec, "params": []})))
    names = [one["name"] for one in panel.spec.get("params", ()) if one["name"] in words]
    names = [one for one in names if one not in OF_ARMS] if chart.apart else names
    return {
        "id": f"{chart.name}-{place}",
        "chart": chart.name,
        "label": panel.label,
        "signals": names,
        "timed": panel.timed,
        "spec": panel.spec,
        "tables": panel.tables,
    }
