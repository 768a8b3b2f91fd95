"""The phase of the sine is uniform in 0 .. w: the best innate error grows with w."""

from __future__ import annotations

import math

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, median_of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, above, near
from baldwin.claims.sources import THEORY

__all__ = ["CLAIMS"]

WIDTHS = {"pi/8": math.pi / 8, "pi/4": math.pi / 4, "pi/2": math.pi / 2, "pi": math.pi, "2 pi": 2.0 * math.pi}
FLOORS = {"pi/8": 1.089, "pi/4": 1.193, "pi/2": 1.616, "pi": 3.006, "2 pi": 4.252}
LAST = ("assays.every=1000000", "assays.individuals=0", "population.replicates=3")


def _evolution(width: float, preset: str = "sinusoid-darwin", *overrides: str) -> Evolution:
    return Evolution(preset, (f"task.phase_high={width!r}", *LAST, *overrides))


DARWIN = {name: _evolution(width) for name, width in WIDTHS.items()}
LEARNERS = tuple(
    _evolution(WIDTHS[name], "sinusoid", "population.generations=1500") for name in ("pi/8", "pi/2", "2 pi")
)


def _birth(run: Networks) -> Measurement:
    return median_of_seeds(run.errors(instances=2000)[:, 0])


def _floors(*runs: Networks) -> Measurements:
    return {name: _birth(run) for name, run in zip(DARWIN, runs, strict=True)}


def _widest(run: Networks) -> Measurements:
    return {"2 pi": _birth(run)}


def _gains(*runs: Networks) -> Measurements:
    narrow, middle, wide = (float(np.median(errors[:, 0] - errors[:, 1])) for errors in (run.errors() for run in runs))
    return {"narrow": exact(middle - narrow), "wide": exact(wide - middle)}


def _floor(name: str) -> Quantity:
    return near(f"error at birth, phases 0 .. {name}", FLOORS[name], 0.03 * FLOORS[name], THEORY, of=name)


CLAIMS = (
    Claim(
        id="U01",
        text="Evolution without learning reaches the exact innate ceiling of every world",
        settings=tuple(DARWIN.values()),
        quantities=tuple(_floor(name) for name in DARWIN),
        measure=_floors,
        remark="Median of 3 seeds on 2,000 held-out sines.",
    ),
    Claim(
        id="U02",
        text="The widest world leaves nothing to be inborn: predicting 0 is the best that a newborn can do",
        settings=(DARWIN["2 pi"],),
        quantities=(_floor("2 pi"),),
        measure=_widest,
        quick=True,
    ),
    Claim(
        id="U03",
        text="The more the world varies, the more learning gains",
        settings=LEARNERS,
        quantities=(
            above("gain of one step, phases 0 .. pi/2 less 0 .. pi/8", 0.0, 0.5, of="narrow"),
            above("gain of one step, phases 0 .. 2 pi less 0 .. pi/2", 0.0, 2.0, of="wide"),
        ),
        measure=_gains,
        quick=True,
        remark="Directions only; medians of 3 seeds.",
    ),
)
