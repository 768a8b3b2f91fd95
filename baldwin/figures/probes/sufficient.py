"""How far a network and Bayes' rule are apart, each read in the states of the other."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Series
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

NAMES = {
    "bayes_output": "Bayes'\noutput",
    "bayes_state": "Bayes'\nstate",
    "network_output": "network\noutput",
    "network_state": "network\nstate",
    "kl_to_bayes": "KL to\nBayes",
}
LOOKS = {"evolved": "learned", "untrained": "chance"}


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `<network>`, a point for each replicate and distance."""
    table = {name: np.asarray(values) for name, values in found.table().items()}
    shown = [name for name in NAMES if np.isfinite(table[name]).any()]
    curves = {}
    for network, look in LOOKS.items():
        here = table["network"] == network
        x = np.repeat(np.arange(float(len(shown))), int(here.sum()))
        y = np.concatenate([np.asarray(table[name], np.float64)[here] for name in shown])
        nothing = np.full(x.size, np.nan)
        curves[network] = Curve(Series(network, x, y, nothing, nothing, int(here.sum())), look, "points")
    x_axis = ChartAxis("", -0.5, len(shown) - 0.5, names=tuple(NAMES[name] for name in shown))
    panel = Panel(x_axis, ChartAxis("apart (0: one is the other)", logarithmic=True), curves)
    caption = (
        "Bayes' output and state, read in the units; the network's, guessed from what Bayes' rule remembers. Maps are "
        "fitted on half of the lives, and tried on others. KL: of what both predict."
    )
    return Figure(((panel,),), "one point per replicate; lower: nearer to Bayes' rule", found.title, caption)
