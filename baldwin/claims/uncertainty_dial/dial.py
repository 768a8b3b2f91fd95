"""The phase of the sine is uniform in 0 .. w: the best innate error grows with w."""

from __future__ import annotations

import math

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.estimates import difference
from baldwin.claims.measures import Floats, least, means, most, of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, above, close, no_less
from baldwin.claims.sources import theory

__all__ = ["CLAIMS"]

WIDTHS = {
    "an eighth of pi": math.pi / 8,
    "a quarter of pi": math.pi / 4,
    "half of pi": math.pi / 2,
    "pi": math.pi,
    "two pi": 2.0 * math.pi,
}
FLOORS = dict(zip(WIDTHS, (1.089, 1.193, 1.616, 3.006, 4.252), strict=True))
CLOSED_FORM = theory("closed form, baldwin.neural.theory.sinusoid")
UNFINISHED = 0.02  # of the floor, that 2,500 generations leave
HELD_OUT = 10_000  # sines
LAST = ("assays.every=1000000", "assays.individuals=0", "population.replicates=3")


def _evolution(width: float, preset: str = "sinusoid-darwin", *overrides: str) -> Evolution:
    return Evolution(preset, (f"task.phase_high={width!r}", *LAST, *overrides))


DARWIN = {name: _evolution(width) for name, width in WIDTHS.items()}
LEARNERS = tuple(
    _evolution(WIDTHS[name], "sinusoid", "population.generations=500")
    for name in ("an eighth of pi", "half of pi", "two pi")
)


def _errors(run: Networks, step: int) -> Floats:
    """Return errors (replicates, lives) after so many steps of learning."""
    return -np.stack([one.curves[:, step] for one in run.lived(instances=HELD_OUT, only=("score",))])


def _birth(name: str, run: Networks) -> Measurements:
    errors = _errors(run, 0)
    return {f"{name}, most": most(means(errors)), f"{name}, least": least(means(errors))}


def _floors(*runs: Networks) -> Measurements:
    found: dict[str, Measurement] = {}
    for name, run in zip(DARWIN, runs, strict=True):
        found |= _birth(name, run)
    return found


def _widest(run: Networks) -> Measurements:
    return _birth("two pi", run)


def _gains(*runs: Networks) -> Measurements:
    narrow, middle, wide = (of_seeds(_errors(run, 0) - _errors(run, 1)) for run in runs)
    return {"narrow": difference(wide, narrow), "middle": difference(wide, middle)}


def _floor(name: str) -> tuple[Quantity, ...]:
    floor = FLOORS[name]
    parts = {"rounding": 0.0005, "an allowance of ours, as evolution has not ended": UNFINISHED * floor}
    return (
        close(
            f"error at birth, phases 0 .. {name}, the worst seed", floor, CLOSED_FORM, parts=parts, of=f"{name}, most"
        ),
        no_less(f"the same, phases 0 .. {name}, the best seed", floor, CLOSED_FORM, of=f"{name}, least"),
    )


CLAIMS = (
    Claim(
        id="U01",
        text="Evolution without learning reaches the exact innate ceiling of every world",
        settings=tuple(DARWIN.values()),
        quantities=tuple(quantity for name in DARWIN for quantity in _floor(name)),
        measure=_floors,
        null=UNTRAINED,
        remark="10,000 held-out sines; 3 seeds.",
    ),
    Claim(
        id="U02",
        text="The widest world leaves nothing to be inborn: predicting 0 is the best that a newborn can do",
        settings=(DARWIN["two pi"],),
        quantities=_floor("two pi"),
        measure=_widest,
        null=UNTRAINED,
        quick=True,
        remark="10,000 held-out sines; 3 seeds.",
    ),
    Claim(
        id="U03",
        text="Learning gains most where the world varies most",
        settings=LEARNERS,
        quantities=(
            above("gain of one step, phases 0 .. two pi less 0 .. an eighth of pi", 0.0, 2.64, of="narrow"),
            above("gain of one step, phases 0 .. two pi less 0 .. half of pi", 0.0, 2.29, of="middle"),
        ),
        measure=_gains,
        null=UNTRAINED,
        quick=True,
        remark="Directions only; means of 3 seeds, 500 generations. Half of pi less an eighth: 0.35, 3.8 standard "
        "errors.",
    ),
)
