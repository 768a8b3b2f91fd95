"""One life among causes and effects: the graph, drawn at every moment with what was held, seen and chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.diagram import Diagram, Node, between, in_a_ring
from baldwin.figures.series import Series
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

ACROSS = 3  # panels in a row


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `moment_<k>`, from 1, the values of all nodes in their order."""
    moments = tuple(dict.fromkeys(found.columns["moment"].values))
    panels = [_panel(found, number, str(title)) for number, title in enumerate(moments)]
    words = found.reading.rstrip(".").replace("; ", "\n")
    last = panels[-1].diagram
    assert last is not None  # each has one
    panels[-1] = replace(panels[-1], diagram=replace(last, words=words))
    rows = tuple(tuple(panels[first : first + ACROSS]) for first in range(0, len(panels), ACROSS))
    note = (
        "arrows: a cause adds to its effects, dashed: takes away, pale: cut by holding; thick: held; "
        "square: chosen; star: best; blue to orange: value"
    )
    caption = f"{found.reading} H is the hidden node, whose value nobody sees."
    return Figure(rows, note, found.title, caption)


def _panel(found: ProbeResult, number: int, title: str) -> Panel:
    """Return the graph at one moment."""
    arrays = found.arrays
    names = list(dict.fromkeys(found.columns["node"].values))
    values, held = arrays["values"][number], int(arrays["held"][number])
    shades = np.clip(np.nan_to_num(values) / float(arrays["most"]), -1.0, 1.0)
    places = in_a_ring(len(names))
    nodes = tuple(
        Node(
            str(names[k]), *places[k], float(values[k]), float(shades[k]), held=k == held,
            chosen=k == int(arrays["chosen"][number]), best=bool(arrays["best"][number][k]),
        )
        for k in range(len(names))
    )  # fmt: skip
    arrows = tuple(
        between(places[cause], places[effect], negative=bool(arrays["edges"][effect, cause] < 0), cut=effect == held)
        for effect, cause in np.argwhere(arrays["edges"]).tolist()
    )
    nothing = np.full(values.size, np.nan)
    curve = Curve(Series(title, np.arange(float(values.size)), values, nothing, nothing, 1), "individual", "points")
    x, y = ChartAxis("node", names=tuple(map(str, names))), ChartAxis("value")
    return Panel(x, y, {f"moment_{number + 1}": curve}, title, diagram=Diagram(nodes, arrows))
