"""Prediction errors by kind of moment, and how far they agree with those of policies with and without a model."""

from __future__ import annotations

from textwrap import fill

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

LOOKS = {"evolved": "learned", "untrained": "chance", "shuffled": "single"}
ASIDE = {"evolved": -0.2, "untrained": 0.0, "shuffled": 0.2}  # of the middle of a column
WIDE = 12  # letters of a line below a column


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `error_<network>` by kind of moment, `r2_<network>`; a point for each replicate."""
    quantities = tuple(dict.fromkeys(found.columns["quantity"].values))
    errors, shares = (tuple(one for one in quantities if one.startswith(start)) for start in ("error: ", "r2 of "))
    left = Panel(
        _axis(tuple(one.removeprefix("error: ") for one in errors)),
        ChartAxis("mean prediction error"),
        {**_points(found, "error", errors), "error_ideal": _ideal(found, errors)},
        "a   errors",
        neutral=0.0,
    )
    right = Panel(
        _axis(tuple(one.removeprefix("r2 ") for one in shares)),
        ChartAxis("squared correlation", -0.03, 1.03),
        _points(found, "r2", shares),
        "b   agreement",
    )
    caption = (
        "Errors of a value that is read in the state, after each kind of moment; squared correlations with the errors "
        "and values of policies with and without a model. Reward is part of every error: an r2 of errors says little "
        "beside that of an untrained network."
    )
    return Figure(((left,), (right,)), "a point for each replicate", found.title, caption)


def _axis(names: tuple[str, ...]) -> ChartAxis:
    return ChartAxis("", -0.5, len(names) - 0.5, names=tuple(fill(one, WIDE) for one in names))


def _points(found: ProbeResult, kind: str, quantities: tuple[str, ...]) -> dict[str, Curve]:
    rows = list(zip(*(found.columns[name].values for name in ("network", "quantity", "value")), strict=True))
    curves = {}
    for network, look in LOOKS.items():
        points = [(quantities.index(one), value) for name, one, value in rows if name == network and one in quantities]
        x, y = np.array(points, np.float64).T
        label = f"{network}, other lives" if network == "shuffled" else network
        curves[f"{kind}_{network}"] = Curve(_series(label, x + ASIDE[network], y), look, "points")
    return curves


def _ideal(found: ProbeResult, quantities: tuple[str, ...]) -> Curve:
    """Return what the policy with a model shows in the lives of what evolved, mean over replicates."""
    rows = list(zip(*(found.columns[name].values for name in ("network", "quantity", "ideal")), strict=True))
    means = [np.mean([value for name, one, value in rows if (name, one) == ("evolved", kind)]) for kind in quantities]
    name = str(found.notes[-1]).partition(":")[0]
    places = np.arange(float(len(means))) + ASIDE["evolved"] - 0.15
    return Curve(_series(f"{name}, in evolved lives", places, np.array(means)), "ceiling", "points")


def _series(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)
