"""What each part of a life is worth: how much worse lives are with it held still."""

from __future__ import annotations

import textwrap

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import series_of_grid
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

WIDE = 12  # characters of a line of a name


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `worth`, how far each part held still leaves lives behind those intact, in each replicate."""
    table = {name: np.asarray(values) for name, values in found.table().items()}
    names = list(dict.fromkeys(table["frozen"].tolist()))[1:]
    worse = 1.0 if found.title.endswith("lower is better") else -1.0
    cost = worse * table["difference"].reshape(len(names) + 1, -1)[1:]
    bars = Curve(
        series_of_grid("lost with it held still", np.arange(float(len(names))), cost),
        "learned",
        "bars",
        replicates=cost.T,
    )
    x = ChartAxis("", names=tuple(textwrap.fill(name.replace("_", " "), WIDE) for name in names))
    unit = found.columns["difference"].unit
    panel = Panel(x, ChartAxis("\n".join(textwrap.wrap(f"loss of {unit}", 34))), {"worth": bars}, neutral=0.0)
    caption = "The same lives intact, and with one part held still: what they lose by it. No loss: it was not used."
    return Figure(((panel,),), "bars: median over replicates; points: each of them", found.title, caption)
