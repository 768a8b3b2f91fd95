"""How far units, answers and choices depend on what each of the last trials showed, and what each unit keeps."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series, series_of_grid
from baldwin.probes.probe import ProbeResult
from baldwin.probes.timescales import IDEAL_SIDES, SIDES

__all__ = ["describe"]

SHOWN = {
    ("evolved", "units"): "single",
    ("evolved", "answers"): "learned",
    ("evolved", "choices"): "plastic",
    ("evolved", SIDES): "innate",
    ("evolved", IDEAL_SIDES): "oracle",
    ("untrained", "answers"): "chance",
}


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `<network>_<of>`, the dependence by lag, 1 being that on the last trial; and shares kept.

    `unit_kept` has a point for each unit that evolved, `kept` one for each replicate of all else that evolved.
    """
    rows = list(zip(found.columns["network"].values, found.columns["of"].values, strict=True))
    lags = np.arange(1.0, found.arrays["kernels"].shape[1] + 1.0)
    here = {row: [place for place, own in enumerate(rows) if own == row] for row in SHOWN}
    curves = {}
    for (network, of), look in SHOWN.items():
        if here[network, of]:
            grid = _of_last(found.arrays["kernels"][here[network, of]])
            label = of if of == IDEAL_SIDES else f"{of}, {network}"
            name = f"{network}_{of}".replace(" ", "_")
            curves[name] = Curve(series_of_grid(label, lags, grid), look)
    x, y = ChartAxis("trials back", whole=True), ChartAxis("dependence (last trial: 1)", low=0.0)
    panels = (Panel(x, y, curves, "a   by lag"), _shares(found, here))
    caption = (
        "Regression of units, of the log-odds that are answered, of choices, and of the sides that are preferred, on "
        "what the last trials showed; "
        "b: what of it is left from one trial to the next, by the decay that fits best."
    )
    return Figure((panels,), "a: median over replicates; b: points: units, and replicates", found.title, caption)


def _of_last(kernels: Floats) -> Floats:
    """Return kernels (k, lags) as (lags, k), the dependence on the last trial being 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shown: Floats = kernels.T / kernels[:, 0]
    return shown


def _shares(found: ProbeResult, here: dict[tuple[str, str], list[int]]) -> Panel:
    """Return what each unit keeps from one trial to the next, and answers, choices and sides beside it."""
    evolved = np.asarray(found.columns["replicate"].values)[np.asarray(found.columns["network"].values) == "evolved"]
    own = found.arrays["unit_kept"][: len(np.unique(evolved))].ravel()
    own = own[np.isfinite(own)]
    kept = np.asarray(found.columns["kept"].values, np.float64)
    names = [of for network, of in SHOWN if network == "evolved" and here[network, of]]
    places = [(float(place), kept[row]) for place, of in enumerate(names) for row in here["evolved", of]]
    x, y = np.array(places).T
    curves = {
        "unit_kept": Curve(_series("a unit", np.full(own.size, -0.12), own), "single", "points"),
        "kept": Curve(_series("median of units, or replicates", x + 0.12 * (x == 0.0), y), "learned", "points"),
    }
    words = tuple(name.replace(" ", "\n") for name in names)
    return Panel(
        ChartAxis("", -0.5, len(names) - 0.5, names=words),
        ChartAxis("kept from trial to trial", 0.0, 1.1),
        curves,
        "b   what is kept",
    )


def _series(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)
