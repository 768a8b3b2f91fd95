"""Evolved plasticity over generations: learning rates tensor by tensor, and momentum or learning steps that evolve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, band_note, series
from baldwin.figures.tables import last_generation
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 70
NEEDS = "one run with assays of evolved learning rates"

OTHERS = {"momentum": "momentum", "active_steps": "learning steps"}
RATE = "mean |learning rate|"
CAPTION = "What evolved of how to learn: the mean size of learning rates in each tensor, and other genes of plasticity."


def applies(runs: Runs) -> bool:
    """Return whether there is one run with plasticity genes."""
    return len(runs) == 1 and ("rates" in runs[0].assays or any(name in runs[0].assays for name in OTHERS))


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: a panel for learning rates of weights, one for biases, and one for each other gene.

    `rate_<tensor>` is the mean |rate| of a tensor that learns, `rate_all` that of all where they have one.
    """
    run = runs[0]
    rates = _rates(run)
    layers = list(dict.fromkeys(_layer(name) for name in rates))
    panels = [_panel(run, label, names, layers) for label, names in _groups(rates)]
    for name, label in OTHERS.items():
        if name in run.assays:
            curve = Curve(series(run.assays, run.assays[name], label), "single")
            panels.append(Panel(_generations(run), ChartAxis(label), {name: curve}, keyed=False, size=0.65))
    note = band_note(next(iter(panels[0].curves.values())).series)
    return Figure(tuple((panel,) for panel in panels), note, "Plasticity that evolves", CAPTION)


def _rates(run: Run) -> dict[str, Floats]:
    """Return the learning rates (rows,) of each tensor that learns, or of all."""
    if "rates" not in run.assays:
        return {}
    rates, presentation = run.assays["rates"], presentation_of(run.definition)
    if len(presentation.tensors) == rates.shape[1]:
        shown = {name: rates[:, presentation.tensors.index(name)] for name in presentation.learning}
    else:
        shown = {f"block {number}": column for number, column in enumerate(rates.T, start=1)}
    if len(shown) > 1 and bool((rates == rates[:, :1]).all()):
        shown = {"all": rates[:, 0]}
    return shown


def _groups(rates: Mapping[str, Floats]) -> Iterator[tuple[str, dict[str, Floats]]]:
    """Yield the tensors of each panel, with the label of its axis."""
    biases = {name: one for name, one in rates.items() if name.startswith("b") and name[1:].isdigit()}
    weights = {name: one for name, one in rates.items() if name not in biases}
    if weights:
        yield (f"{RATE}\nof weights" if biases else RATE), weights
    if biases:
        yield f"{RATE}\nof biases", biases


def _panel(run: Run, label: str, rates: Mapping[str, Floats], layers: Sequence[str]) -> Panel:
    curves = {}
    for name, values in rates.items():
        layer = _layer(name)
        one = series(run.assays, values, layer)
        place, key = layers.index(layer), name.replace(" ", "_")
        curves[f"rate_{name}"] = Curve(one, "single", key=key, age=(place, len(layers)))
    middles = np.concatenate([curve.series.middle for curve in curves.values()])
    positive = bool((middles[np.isfinite(middles)] > 0.0).any())  # rates of 0 have no place on an axis of decades
    return Panel(_generations(run), ChartAxis(label, logarithmic=positive), curves, size=0.65)


def _generations(run: Run) -> ChartAxis:
    return ChartAxis("generation", 0.0, last_generation(run), whole=True)


def _layer(tensor: str) -> str:
    """Return what tells a tensor from those of its kind."""
    return f"layer {tensor[1:]}" if tensor[1:].isdigit() else tensor.replace("_", " ")
