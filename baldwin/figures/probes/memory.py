"""How far states and answers depend on what each of the last trials told."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import series_of_grid
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

SHOWN = {
    ("evolved", "units"): "single",
    ("evolved", "answers"): "learned",
    ("evolved", "ideal observer"): "oracle",
    ("untrained", "answers"): "chance",
}


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `<network>_<of>`, the dependence by lag, 1 being that on the last trial."""
    rows = list(zip(found.columns["network"].values, found.columns["of"].values, strict=True))
    kernels = found.arrays["kernels"]
    lags = np.arange(1.0, kernels.shape[1] + 1.0)
    curves = {}
    for (network, of), look in SHOWN.items():
        here = [place for place, row in enumerate(rows) if row == (network, of)]
        if not here:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            grid = kernels[here].T / kernels[here, 0]
        label = of if of == "ideal observer" else f"{of}, {network}"
        curves[f"{network}_{of.replace(' ', '_')}"] = Curve(series_of_grid(label, lags, grid), look)
    panel = Panel(
        ChartAxis("trials back", whole=True), ChartAxis("dependence / that on the last trial", low=0.0), curves
    )
    caption = "Regression of units, and of the log-odds that are answered, on what each of the last trials told."
    return Figure(((panel,),), "median over replicates", found.title, caption)
