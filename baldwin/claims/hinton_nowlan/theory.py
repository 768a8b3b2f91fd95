"""Closed forms and exact recursions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.hinton_nowlan.settings import PURGED
from baldwin.claims.quantity import Measurements, close
from baldwin.claims.sources import theory
from baldwin.haystack.theory import (
    expected_fitness,
    free_recombination,
    gain_peak,
    linkage_equilibrium,
    selection_coefficient,
)

__all__ = ["CLAIMS"]

TRIALS = 1000

# W_0 .. W_20 for G = 1000 and a bonus of 19, summed trial by trial by an independent program, to eight decimals.
EXPECTED_FITNESS = (
    19.98100000, 19.96200000, 19.92400000, 19.84800000, 19.69600000, 19.39200000, 18.78400018,
    17.56895437, 15.23309764, 11.64909126, 7.86770141, 4.96467852, 3.13975058, 2.11286005,
    1.56766954, 1.28670896, 1.14408124, 1.07222335, 1.03615749, 1.01809021, 1.00904798,
)  # fmt: skip

DECIMALS = {"rounding": 5e-9}
SUMMED = theory("Hinton & Nowlan (1987): 1 + 19 n / 1000 summed over the trial of success")
RECURSION = theory("recursion of all classes of genomes, derived from the rules of Hinton & Nowlan (1987)")
GAIN = theory("gain function of Paenke, Kawecki & Sendhoff (2009), Artificial Life 15:227, for this model")
DERIVED = theory("from the expected fitness (R01)")

PEAKS = {10: 3, 100: 5, 1000: 7, 10000: 9}  # trials -> plastic loci


def _closed_form(trials: int = TRIALS) -> Measurements:
    calculated = expected_fitness(np.arange(21), trials)
    return {"distance": exact(np.abs(calculated - EXPECTED_FITNESS).max())}


def _linkage(trials: int = TRIALS) -> Measurements:
    worth = expected_fitness(np.arange(21), trials)
    recursions = {"equilibrium": linkage_equilibrium, "exact": free_recombination}
    return {name: exact(int(np.argmax(recursion(worth, 80).wrong < PURGED))) for name, recursion in recursions.items()}


def _last_plastic(trials: int = TRIALS) -> Measurements:
    return {f"s_{q}": exact(float(selection_coefficient(q, trials))) for q in (1, 4)}


def _gain_peaks(hit_probability: float = 0.5) -> Measurements:
    return {str(trials): exact(gain_peak(trials, hit_probability=hit_probability)) for trials in PEAKS}


def _fewer(measure: Callable[[int], Measurements], trials: int) -> Null:
    return Null(f"the theory of lives of {trials} trials", measure=partial(measure, trials))


CLAIMS = (
    Claim(
        id="R01",
        text="The expected fitness of a learner has a closed form",
        method="expected fitness W_q of q = 0 .. 20 plastic loci, 1000 trials, bonus 19",
        quantities=(close("largest distance from the summed W_0 .. W_20", 0.0, SUMMED, parts=DECIMALS, of="distance"),),
        measure=_closed_form,
        quick=True,
        null=_fewer(_closed_form, TRIALS - 1),
    ),
    Claim(
        id="R12",
        text="Allele frequencies alone (linkage equilibrium) mislead: they purge wrong alleles far too late",
        method="infinite populations under free recombination, 1000 trials, bonus 19",
        quantities=(
            close(
                "first generation with wrong alleles < 1 %, linkage equilibrium",
                28,
                theory("recursion of allele shares alone, derived from the rules of Hinton & Nowlan (1987)"),
                of="equilibrium",
            ),
            close("first generation with wrong alleles < 1 %, exact recursion", 11, RECURSION, of="exact"),
        ),
        measure=_linkage,
        quick=True,
        null=_fewer(_linkage, TRIALS // 2),
    ),
    Claim(
        id="R20",
        text="Replacing the last plastic allele hardly pays: it is nearly neutral",
        method="selection coefficient s_q = W_(q-1) / W_q - 1, 1000 trials, bonus 19",
        quantities=(
            close("s_1", 0.000952, DERIVED, parts={"rounding": 5e-7}),
            close("s_4", 0.007717, DERIVED, parts={"rounding": 5e-7}),
        ),
        measure=_last_plastic,
        quick=True,
        null=_fewer(_last_plastic, TRIALS // 2),
        remark="Hinton & Nowlan (1987) say of the last plastic alleles that there is little pressure on them, as few "
        "trials find the rest; they give no number.",
    ),
    Claim(
        id="R31",
        text="Learning guides evolution while many loci are plastic, and hides it when few are",
        method="plastic loci q at which the gain function (learned / innate fitness) peaks, bonus 19",
        quantities=tuple(close(f"peak for {t} trials", q, GAIN, of=str(t)) for t, q in PEAKS.items()),
        measure=_gain_peaks,
        quick=True,
        null=Null("guesses that are right with chance 0.6", measure=partial(_gain_peaks, 0.6)),
    ),
)
