"""What stays in sight on the page of a study: the quantity that all figures show, and the arms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from baldwin.plots.studies.cells import Cells
from baldwin.report import grammar
from baldwin.report.chart import Spec
from baldwin.report.markup import Html, join, tag
from baldwin.report.sections.figures import NO_SCRIPT

__all__ = ["HERE", "explorer", "hues", "label_angle", "params", "told"]

ROOM = 36  # characters of labels side by side under half a page

HERE = "indexof(arms, datum.arm) >= 0"


def explorer(cells: Cells) -> Html:
    """Return the controls."""
    names = (tag("option", name.replace("_", " "), value=name) for name in cells.quantities)
    chosen = tag("label", "Quantity", tag("select", names, data_signal="quantity"))
    boxes = (
        tag(
            "label",
            tag("input", type="checkbox", data_signal="arms", data_value=place, checked=True),
            tag("span", class_="key", style=f"--c:var(--arm{place % 7})"),
            name,
        )
        for place, name in enumerate(cells.arms)
    )
    arms = tag("fieldset", tag("legend", "Arms"), boxes) if len(cells.arms) > 1 else ""
    group = {"class_": "explore script-only", "role": "group", "aria_label": "Explore the study"}
    return join(NO_SCRIPT, tag("div", tag("fieldset", chosen), arms, **group))


def params(cells: Cells, **more: Any) -> list[Spec]:
    """Return the signals that the controls set."""
    return grammar.signals(quantity=next(iter(cells.quantities)), arms=list(range(len(cells.arms))), **more)


def hues(cells: Cells) -> Spec:
    """Return a colour for each arm, with a key where there are several."""
    if len(cells.arms) == 1:
        return {"value": "var(--arm0)"}
    shown = grammar.colour(list(cells.arms), [f"arm{i % 7}" for i in range(len(cells.arms))])
    return {"field": "armed", "type": "nominal", **shown}


def told(cells: Cells, *more: tuple[str, str]) -> Sequence[Spec]:
    """Return what hovering over a cell tells: arm, values, and the quantities named as field and title."""
    axes = [{"field": f"a{i}", "type": "nominal", "title": axis.field} for i, axis in enumerate(cells.axes)]
    values = [{"field": field, "type": "quantitative", "title": title, "format": ".4~g"} for field, title in more]
    return [{"field": "armed", "type": "nominal", "title": "arm"}, *axes, *values]


def label_angle(labels: Sequence[str]) -> int:
    """Return the angle of labels under an axis: aslant where they would touch."""
    return 0 if sum(len(label) + 2 for label in labels) <= ROOM else -35
