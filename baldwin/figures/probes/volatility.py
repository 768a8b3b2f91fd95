"""Learning rates in stable and volatile times, and how closely single units follow volatility."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

LOOKS = {"evolved": "learned", "untrained": "chance", "shuffled": "single"}
ASIDE = {"evolved": -0.2, "untrained": 0.0, "shuffled": 0.2}  # of the middle of a column
RATE = "learning rate: "


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `rate_<network>` by block, of each replicate; `units_<network>`, of each unit."""
    table = {name: np.array(column.values) for name, column in found.columns.items()}
    blocks = [str(one) for one in dict.fromkeys(table["quantity"].tolist()) if one.startswith(RATE)]
    rates, units = dict[str, Curve](), dict[str, Curve]()
    networks = list(zip(table["network"], table["replicate"], strict=True))
    order = list(dict.fromkeys(networks))  # of the rows of arrays
    for network, look in LOOKS.items():
        here = table["network"] == network
        values = np.stack([np.asarray(table["value"][here & (table["quantity"] == one)], np.float64) for one in blocks])
        x = np.broadcast_to(np.arange(float(len(blocks)))[:, None] + ASIDE[network], values.shape)
        label = f"{network}, other lives" if network == "shuffled" else network
        rates[f"rate_{network}"] = Curve(_series(label, x, values), look, "points")
        mine = found.arrays["correlations"][[place for place, one in enumerate(order) if one[0] == network]]
        spread = np.linspace(-0.3, 0.3, mine.shape[0]) if len(mine) > 1 else np.zeros(1)
        at = np.broadcast_to(float(len(units)) + spread[:, None], mine.shape)
        units[f"units_{network}"] = Curve(_series(label, at, mine), look, "points")
    ideal = [float(table["ideal"][table["quantity"] == one][0]) for one in blocks]
    places = np.arange(float(len(blocks))) + ASIDE["evolved"] - 0.15
    rates["rate_ideal"] = Curve(_series("ideal observer", places, np.array(ideal)), "ceiling", "points")
    names = tuple(one.removeprefix(RATE).replace(", ", "\n").replace(" times", "") for one in blocks)
    left = Panel(
        ChartAxis("", -0.5, len(names) - 0.5, names=names),
        ChartAxis("learning rate, ten choices at a time", low=0.0),
        rates,
        "a   rates",
    )
    shown = tuple(one.replace("shuffled", "other\nlives") for one in LOOKS)
    axis = ChartAxis("", -0.5, len(shown) - 0.5, names=shown)
    y = ChartAxis("rank correlation with volatility", -1.0, 1.0)
    right = Panel(axis, y, units, "b   units", neutral=0.0, keyed=False)
    caption = (
        "Rates of Rescorla and Wagner's rule that fit choices, in blocks of stable and of volatile times, and each "
        "unit's rank correlation with volatility. Read ten choices at a time, even choices of other lives differ."
    )
    note = "a: a point for each replicate; b: for each unit, replicates side by side"
    return Figure(((left, right),), note, found.title, caption)


def _series(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x.ravel(), y.ravel(), nothing, nothing, 1)
