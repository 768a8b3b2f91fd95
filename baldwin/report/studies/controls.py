"""What stays in sight on the page of a study: the quantity that all figures show, and the arms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from baldwin.figures.studies.cells import Cells
from baldwin.figures.studies.scales import beyond, colour_limits
from baldwin.report import vega
from baldwin.report.chart import Spec
from baldwin.report.markup import Html, join, tag
from baldwin.report.sections.figures import NO_SCRIPT

__all__ = [
    "DOTS",
    "HERE",
    "chosen",
    "draw",
    "explorer",
    "hues",
    "label_angle",
    "limits_of",
    "quantity_title",
    "shades",
    "tooltip",
]

ROOM = 36  # characters of labels side by side under half a page

ROOMY = 420  # pixels of the title of a legend
CLIPPED = "values beyond have the colour of the end"
DOTS = {"symbolType": "circle", "symbolSize": 80}  # of a key to filled points

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


def draw(cells: Cells, layers: Sequence[Spec], *, label: str, height: int, **more: Any) -> Spec:
    """Return a drawing that answers to the controls, and makes room anew for what is chosen."""
    signals = vega.signals(quantity=next(iter(cells.quantities)), arms=list(range(len(cells.arms))), **more)
    spec = vega.draw(layers, signals, label=label, height=height)
    return {**spec, "autosize": {**spec["autosize"], "resize": True}}


def chosen(signal: str, names: Mapping[str, Any]) -> Spec:
    """Return what a value of a signal is called, for titles that follow it."""
    return {"expr": f"{json.dumps(names)}[{signal}]"}


def quantity_title(cells: Cells) -> Spec:
    """Return the name of the quantity chosen."""
    return chosen("quantity", {name: name.replace("_", " ") for name in cells.quantities})


def limits_of(cells: Cells) -> dict[str, tuple[float, float]]:
    """Return the ends of the colours of each quantity."""
    return {name: colour_limits(name, values) for name, values in cells.quantities.items()}


def shades(cells: Cells, **legend: Any) -> Spec:
    """Return colours for `value`, the quantity chosen, whose scale does not end at wild cells."""
    limits = limits_of(cells)
    wild = {name: beyond(values, limits[name]) != "neither" for name, values in cells.quantities.items()}
    names = {name: name.replace("_", " ") + (f" ({CLIPPED})" if wild[name] else "") for name in limits}
    low, high = ({name: limits[name][end] for name in limits} for end in (0, 1))
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {
            "scheme": "cividis",
            "zero": False,
            "domainMin": chosen("quantity", low),
            "domainMax": chosen("quantity", high),
            "clamp": True,
        },
        "legend": {
            "title": {"signal": chosen("quantity", names)["expr"]},
            "titleLimit": ROOMY,
            "format": ".3~g",
            "type": "gradient",
            **legend,
        },
    }


def hues(cells: Cells, **legend: Any) -> Spec:
    """Return a colour for each arm, with a key where there are several."""
    if len(cells.arms) == 1:
        return {"value": "var(--arm0)"}
    shown = vega.colour(list(cells.arms), [f"arm{i % 7}" for i in range(len(cells.arms))])
    return {"field": "armed", "type": "nominal", **shown, **({"legend": legend} if legend else {})}


def tooltip(cells: Cells, *more: tuple[str, str]) -> Sequence[Spec]:
    """Return the tooltip of a cell: arm, values, and the quantities named as field and title."""
    axes = [{"field": f"v{i}", "type": "nominal", "title": axis.field} for i, axis in enumerate(cells.axes)]
    values = [{"field": field, "type": "quantitative", "title": title, "format": ".4~g"} for field, title in more]
    return [{"field": "armed", "type": "nominal", "title": "arm"}, *axes, *values]


def label_angle(labels: Sequence[str]) -> int:
    """Return the angle of labels under an axis: aslant where they would touch."""
    return 0 if sum(len(label) + 2 for label in labels) <= ROOM else -35
