"""The arms, all from the same founders, in the same worlds and with the same number of lives.

Ten seeds; every number is a median of errors after one step on 600 held-out sines, with a bootstrap interval of 95 %.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, above, below, close, no_less
from baldwin.claims.sources import THIS_PROGRAM, theory

__all__ = ["CLAIMS"]

SEEDS = 10
FLOOR = 3.006  # error of the best newborn that cannot learn (in closed form: `neural/theory/sinusoid.py`)
DIGITS = {"rounding": 0.0025}  # of ratios given to two digits, log10
CLOSED_FORM = theory("closed form, baldwin.neural.theory.sinusoid")
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
    """Return the median over seeds, with the standard error and the 95 % interval of 2,000 bootstrap samples."""
    drawn = np.median(np.random.default_rng(0).choice(values, (2000, values.size)), axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measurement(float(np.median(values)), float(drawn.std(ddof=1)), interval=(float(low), float(high)))


def _ratio(over: Floats, under: Floats) -> Measurement:
    """Return the median over seeds of the logarithm (base 10) of a ratio within each seed."""
    found = _median(np.log10(over / under))
    return replace(found, note=f"ratio {10.0**found.value:.3g}")


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
            close(
                "Darwin, error at birth",
                FLOOR,
                CLOSED_FORM,
                parts={"an allowance of ours, as evolution has not ended": 0.07 * FLOOR},
                of="Darwin, birth",
            ),
            no_less("the same: nobody is born better", FLOOR, CLOSED_FORM, of="Darwin, birth"),
            below("Baldwin, error after one step, less than any newborn's", FLOOR, 1.45, CLOSED_FORM, of="Baldwin"),
            above("Darwin over Baldwin, error after one step, log10", 0.0, math.log10(66.0), of="Darwin"),
            close(
                "Lamarck (a tenth) over Baldwin, the same",
                math.log10(0.95),
                THIS_PROGRAM,
                parts=DIGITS,
                of="a tenth",
            ),
            close("Lamarck (all) over Baldwin, the same", math.log10(0.98), THIS_PROGRAM, parts=DIGITS, of="all"),
        ),
        measure=_inherit,
        null=UNTRAINED,
        remark="Darwinian learning rates are not selected, and wander until learning destroys. After 1,500 "
        "generations it no longer matters who inherits; what is written back is ahead early (`inheritance`, IH02).",
    ),
    Claim(
        id="X02",
        text="What was evolved lies in birth and rule together: neither alone learns as well",
        settings=(BALDWIN, ARMS[5]),
        quantities=(
            no_less(
                "Baldwin with plasticity off: error at birth, nobody is born better", FLOOR, CLOSED_FORM, of="innate"
            ),
            above("founders who learn, nobody selected, over Baldwin, log10", 0.0, math.log10(64.0), of="founders"),
            above("founders' births with the evolved rule, over Baldwin, log10", 0.0, math.log10(6.1), of="rule"),
            above("evolved births with the founders' rule, over Baldwin, log10", 0.0, math.log10(9.4), of="birth"),
        ),
        measure=_parts,
        null=UNTRAINED,
        remark="Errors after one step, in the same lives.",
        quick=True,
    ),
    Claim(
        id="X03",
        text="Where plasticity costs fitness, lower learning rates evolve",
        settings=(BALDWIN, ARMS[4]),
        quantities=(
            below("with the cost over without, mean learning rate, log10", 0.0, math.log10(0.5), of="rate"),
            close(
                "with the cost over without, error after one step, log10",
                math.log10(0.93),
                THIS_PROGRAM,
                parts=DIGITS,
                of="error",
            ),
        ),
        measure=_cost,
        null=UNTRAINED,
        remark="Ten seeds.",
    ),
)
