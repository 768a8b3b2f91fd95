"""The arms, all from the same founders, in the same worlds and with the same number of lives.

Ten seeds; every number is a median of errors after one step on 600 held-out sines, with a bootstrap interval of 95 %.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import Claim
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, above, below, between, near
from baldwin.claims.sources import THEORY

__all__ = ["CLAIMS"]

SEEDS = 10
FLOOR = 3.006  # error of the best newborn that cannot learn (in closed form: `neural/theory/sinusoid.py`)
Floats = npt.NDArray[np.float64]


def _arm(*overrides: str) -> Evolution:
    world = ("task.amplitude_low=0.1", "task.amplitude_high=5.0", "task.phase_low=0.0", f"task.phase_high={math.pi!r}")
    length = ("population.generations=1500", f"population.replicates={SEEDS}")
    quiet = ("assays.every=1500", "assays.individuals=0", "assays.examples=false")
    return Evolution("fixed-sine", (*world, *length, *quiet, *overrides))


BALDWIN = _arm()
ARMS = (
    _arm("inheritance.kind=darwinian"),
    BALDWIN,
    _arm("inheritance.kind=lamarckian", "inheritance.fraction=1.0"),
    _arm("inheritance.kind=lamarckian", "inheritance.fraction=0.1"),
    _arm("fitness.plasticity_cost=200.0"),
    _arm("population.generations=0"),
)


def _median(values: Floats) -> Measurement:
    """Return the median over seeds, with the 95 % interval of 2,000 bootstrap samples."""
    draws = np.random.default_rng(0).choice(values, (2000, values.size))
    low, high = np.quantile(np.median(draws, axis=1), [0.025, 0.975])
    return Measurement(float(np.median(values)), interval=(float(low), float(high)))


def _ratio(over: Floats, under: Floats) -> Measurement:
    """Return the median over seeds of a ratio within each seed."""
    return _median(over / under)


def _inherit(darwin: Networks, baldwin: Networks, lamarck: Networks, tenth: Networks) -> Measurements:
    d, b, whole, part = (run.errors() for run in (darwin, baldwin, lamarck, tenth))
    return {
        "Darwin, birth": _median(d[:, 0]),
        "Baldwin": _median(b[:, 1]),
        "Darwin": _ratio(d[:, 1], b[:, 1]),
        "a tenth": _ratio(part[:, 1], b[:, 1]),
        "all": _ratio(whole[:, 1], b[:, 1]),
    }


def _parts(baldwin: Networks, founders: Networks) -> Measurements:
    both = baldwin.errors()
    rule = baldwin.errors(genotypes=baldwin.transplant(founders.centres, baldwin.centres))
    birth = baldwin.errors(genotypes=baldwin.transplant(baldwin.centres, founders.centres))
    nothing = founders.errors()
    return {
        "innate": _median(both[:, 0]),
        "founders": _ratio(nothing[:, 1], both[:, 1]),
        "rule": _ratio(rule[:, 1], both[:, 1]),
        "birth": _ratio(birth[:, 1], both[:, 1]),
    }


def _cost(baldwin: Networks, costly: Networks) -> Measurements:
    def rate(run: Networks) -> Floats:
        return np.asarray(np.nanmean(run.last("rates"), axis=1), np.float64)

    return {
        "rate": _ratio(rate(costly), rate(baldwin)),
        "error": _ratio(costly.errors()[:, 1], baldwin.errors()[:, 1]),
    }


CLAIMS = (
    Claim(
        id="X01",
        text="Darwin, Baldwin, Lamarck and a tenth of Lamarck in a world of new sines",
        settings=ARMS[:4],
        quantities=(
            between("Darwin, error at birth", 0.98 * FLOOR, 1.07 * FLOOR, FLOOR, THEORY, of="Darwin, birth"),
            below("Baldwin, error after one step", 0.67 * FLOOR, 1.45, of="Baldwin"),
            above("Darwin over Baldwin, error after one step", 1.5, 66.0, of="Darwin"),
            near("Lamarck (a tenth) over Baldwin, error after one step", 0.95, 0.25, of="a tenth"),
            near("Lamarck (all) over Baldwin, error after one step", 0.98, 0.25, of="all"),
        ),
        measure=_inherit,
        remark="Darwinian learning rates are not selected, and wander until learning destroys. After 1,500 generations "
        "it no longer matters who inherits; what is written back is ahead early (`inheritance`, IH02).",
    ),
    Claim(
        id="X02",
        text="What was evolved lies in birth and rule together: neither alone learns as well",
        settings=(BALDWIN, ARMS[5]),
        quantities=(
            near("Baldwin with plasticity off: error at birth", FLOOR, 0.3, THEORY, of="innate"),
            above("founders who learn, nobody selected, over Baldwin", 2.0, 64.0, of="founders"),
            above("founders' births with the evolved rule, over Baldwin", 2.0, 6.1, of="rule"),
            above("evolved births with the founders' rule, over Baldwin", 2.0, 9.4, of="birth"),
        ),
        measure=_parts,
        remark="Errors after one step, in the same lives.",
        quick=True,
    ),
    Claim(
        id="X03",
        text="Where plasticity costs fitness, lower learning rates evolve",
        settings=(BALDWIN, ARMS[4]),
        quantities=(
            below("with the cost over without, mean learning rate", 0.8, 0.5, of="rate"),
            near("with the cost over without, error after one step", 0.93, 0.25, of="error"),
        ),
        measure=_cost,
    ),
)
