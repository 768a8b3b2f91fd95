"""How learning moves the network: how far, how alike in every life, and whether evolution follows."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import presentation_of

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 72
NEEDS = "one run with assays of what lives that learn change"

AXES = {
    "drift": ChartAxis("drift in life\n|Δw| / |w|", 0.0),
    "predictability": ChartAxis("predictability\n(1: all lives alike)", high=1.0),
    "following": ChartAxis("following\n(cosine)"),
}
MEANING = "w: weights at birth; c: cosine of evolution's last move\nwith what lives had learned before it"


def applies(runs: Runs) -> bool:
    """Return whether there is one run that learns, with what learning changed."""
    return len(runs) == 1 and has(runs[0], *AXES) and presentation_of(runs[0].definition).learns


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `drift`, `predictability` and `following`; 0 is chance in the last two."""
    del generations
    run = runs[0]
    curves = {name: Curve(series(run.assays, run.assays[name], name), "single") for name in AXES}
    panels = [
        Panel(
            ChartAxis("generation", 0.0, last_generation(run), whole=True),
            axis,
            {name: curves[name]},
            neutral=None if name == "drift" else 0.0,
            keyed=False,
            size=0.6,
        )
        for name, axis in AXES.items()
    ]
    return Figure(
        tuple((panel,) for panel in panels),
        f"{band_note(curves['drift'].series)};\n{MEANING}",
        "What learning changes",
        "How far lives move the weights, whether all lives move them alike, and whether evolution goes the same way.",
    )
