"""Innate and learned ability over generations; the gap between them is the learning gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from baldwin.figures.abilities import courses_of_levels, spans_decades
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, LevelLine, OffScale, Panel, Shading
from baldwin.figures.series import Flags, Floats, Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import Presentation, presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 20
NEEDS = "one run with assays"

CURVES = {"learned": "learned", "innate": "innate", "gain": "learning_gain"}
CAPTION = (
    "Ability at birth (innate) and at the end of life (learned); the gain is what a life of learning adds. The upright "
    "line is the generation chosen above."
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with assays."""
    return len(runs) == 1 and has(runs[0], "innate", "learned", "learning_gain")


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: both abilities, the gap between their medians shaded, and the gain below.

    Errors are positive; the gain is what learning improves, so it is positive where learning helps. Where replicates
    climb landscapes of their own, scores are shares of each landscape's highest score.
    """
    del generations
    run, presentation = runs[0], presentation_of(runs[0].definition)
    curves = {
        name: series(run.assays, presentation.shown(run.assays, column), column.replace("_", " "))
        for name, column in CURVES.items()
    }
    learns = presentation.learns
    if not learns:
        curves["innate"] = replace(curves["innate"], label="innate (nothing is learned)")
    abilities, gain = _abilities(run, presentation, curves), _gain(run, presentation, curves["gain"])
    return Figure(
        ((abilities,), (gain,)),
        band_note(curves["innate"]),
        "Innate and learned ability" if learns else "Innate ability",
        CAPTION if learns else "Ability at birth; nothing is learned.",
        switched=True,
        together=True,
    )


def _abilities(run: Run, presentation: Presentation, curves: Mapping[str, Series]) -> Panel:
    innate, learned = curves["innate"], curves["learned"]
    levels = presentation.levels(run.assays)
    early = _early(innate.x)
    parts = [part for one in (learned, innate) for part in (one.low, one.middle, one.high)]
    rest = np.concatenate([*(part[~early] for part in parts), [level.value for level in levels.values()]])
    words = f"founders: {innate.middle[0]:.3g} innate, {learned.middle[0]:.3g} learned"
    logarithmic = spans_decades(presentation, (innate, learned))
    low = 0.0 if presentation.from_zero and not logarithmic else None
    return Panel(
        ChartAxis("generation", 0.0, last_generation(run), whole=True),
        ChartAxis(presentation.label(run.assays), low, logarithmic=logarithmic),
        {
            "learned": Curve(learned, "learned", redundant=not presentation.learns),
            "innate": Curve(innate, "innate"),
            **courses_of_levels(presentation, run),
        },
        levels={name: LevelLine(level.label, level.value, name, needed=False) for name, level in levels.items()},
        gap=Shading("innate", "learned", curves["gain"].middle < 0.0, "gain") if presentation.learns else None,
        beginning=OffScale(np.concatenate([innate.middle[early], learned.middle[early]]), rest, words),
    )


def _gain(run: Run, presentation: Presentation, gain: Series) -> Panel:
    early, unit = _early(gain.x), "fall of error" if presentation.error else presentation.unit(run.assays)
    rest = np.concatenate([[0.0], gain.low[~early], gain.high[~early]])
    return Panel(
        ChartAxis("generation", 0.0, last_generation(run), whole=True),
        ChartAxis(f"learning gain\n({unit})"),
        {"gain": Curve(gain, "gain", redundant=not presentation.learns)},
        neutral=0.0,
        keyed=False,
        beginning=OffScale(gain.middle[early], rest, f"founders: {gain.middle[0]:.3g}"),
        size=0.5,
    )


def _early(x: Floats) -> Flags:
    """Return which assays are the beginning: the founders, and the first hundredth of the evolution."""
    return np.asarray(x <= x[0] + 0.01 * (x[-1] - x[0]))
