"""Evolved plasticity over generations: learning rates tensor by tensor, and momentum or learning steps that evolve."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import last_generation
from baldwin.plots.axes import ticks_of_few_decades
from baldwin.plots.style import (
    COLUMN,
    LOOKS,
    draw_series,
    generation_axis,
    legend,
    letter,
    look_of_moment,
    new_figure,
)
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 70
NEEDS = "one run with assays of evolved learning rates"

OTHERS = {"momentum": "momentum", "active_steps": "learning steps"}
RATE = "mean |learning rate|"


def applies(runs: Runs) -> bool:
    """Return whether there is one run with plasticity genes."""
    return len(runs) == 1 and bool(data(runs))


def data(runs: Runs) -> dict[str, Series]:
    """Return `rate_<tensor>`: mean |rate| of each tensor that learns, `rate_all` if all have one; `momentum`, ..."""
    assays = runs[0].assays
    found = {}
    if "rates" in assays:
        rates = assays["rates"]
        presentation = presentation_of(runs[0].definition)
        if len(presentation.tensors) == rates.shape[1]:
            shown = {name: rates[:, presentation.tensors.index(name)] for name in presentation.learning}
        else:
            shown = {f"block {number}": column for number, column in enumerate(rates.T, start=1)}
        if len(shown) > 1 and bool((rates == rates[:, :1]).all()):
            shown = {"all": rates[:, 0]}
        found = {f"rate_{name}": series(assays, column, name) for name, column in shown.items()}
    return found | {name: series(assays, assays[name], label) for name, label in OTHERS.items() if name in assays}


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide: learning rates of weights, of biases, and other genes of plasticity."""
    curves = data(runs)
    groups = _groups(curves)
    figure = new_figure(COLUMN, 1.5 + 1.35 * len(groups))
    panels = figure.subplots(len(groups), 1, sharex=True, squeeze=False)[:, 0]
    layers = list(dict.fromkeys(_layer(name) for name in curves if name.startswith("rate_")))
    for axes, (label, names) in zip(panels, groups.items(), strict=True):
        for name in names:
            look = (
                look_of_moment(layers.index(_layer(name)), len(layers)) if _layer(name) in layers else LOOKS["single"]
            )
            draw_series(axes, replace(curves[name], label=_layer(name)), look)
        if names[0].startswith("rate_"):
            middles = np.concatenate([curves[name].middle for name in names])
            if (middles[np.isfinite(middles)] > 0.0).any():  # rates of 0 have no place there
                axes.set_yscale("log", nonpositive="mask")
                ticks_of_few_decades(axes)
        axes.set_ylabel(label)
    for axes, text in zip(panels, "abcd" if len(panels) > 1 else "", strict=False):
        letter(axes, text)
    generation_axis(panels[-1], last_generation(runs[0]))
    note = band_note(next(iter(curves.values())))
    handles, labels = panels[0].get_legend_handles_labels()
    legend(panels[-1], note, columns=3, handles=handles, labels=labels)
    return figure


def _groups(curves: dict[str, Series]) -> dict[str, list[str]]:
    """Return the curves of each panel, by the label of its axis."""
    rates = [name for name in curves if name.startswith("rate_")]
    biases = [name for name in rates if name.startswith("rate_b") and name[6:].isdigit()]
    weights = [name for name in rates if name not in biases]
    found = {f"{RATE}\nof weights" if biases else RATE: weights, f"{RATE}\nof biases": biases}
    return {label: names for label, names in found.items() if names} | {
        label: [name] for name, label in OTHERS.items() if name in curves
    }


def _layer(name: str) -> str:
    """Return what tells a tensor from those of its kind."""
    tensor = name.removeprefix("rate_")
    return f"layer {tensor[1:]}" if tensor[1:].isdigit() else tensor.replace("_", " ")
