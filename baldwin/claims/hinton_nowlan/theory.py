"""Closed forms and exact recursions."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact
from baldwin.claims.hinton_nowlan.settings import PURGED
from baldwin.claims.quantity import Measurements, at_most, near
from baldwin.claims.sources import THEORY
from baldwin.haystack.theory import (
    expected_fitness,
    free_recombination,
    gain_peak,
    linkage_equilibrium,
    selection_coefficient,
)

__all__ = ["CLAIMS"]

# W_0 .. W_20 for G = 1000 and a bonus of 19, summed trial by trial by an independent program.
EXPECTED_FITNESS = (
    19.98100000, 19.96200000, 19.92400000, 19.84800000, 19.69600000, 19.39200000, 18.78400018,
    17.56895437, 15.23309764, 11.64909126, 7.86770141, 4.96467852, 3.13975058, 2.11286005,
    1.56766954, 1.28670896, 1.14408124, 1.07222335, 1.03615749, 1.01809021, 1.00904798,
)  # fmt: skip

PEAKS = {10: 3, 100: 5, 1000: 7, 10000: 9}  # trials -> plastic loci


def _closed_form() -> Measurements:
    calculated = expected_fitness(np.arange(21), 1000)
    return {"distance": exact(np.abs(calculated - EXPECTED_FITNESS).max()), "W_10": exact(calculated[10])}


def _linkage() -> Measurements:
    worth = expected_fitness(np.arange(21), 1000)
    recursions = {"equilibrium": linkage_equilibrium, "exact": free_recombination}
    return {name: exact(int(np.argmax(recursion(worth, 40).wrong < PURGED))) for name, recursion in recursions.items()}


def _last_plastic() -> Measurements:
    return {f"s_{q}": exact(float(selection_coefficient(q))) for q in (1, 4)}


def _gain_peaks() -> Measurements:
    return {str(trials): exact(gain_peak(trials)) for trials in PEAKS}


CLAIMS = (
    Claim(
        id="R01",
        text="The expected fitness of a learner has a closed form",
        method="expected fitness W_q of q = 0 .. 20 plastic loci, 1000 trials, bonus 19",
        quantities=(
            at_most("largest distance from the summed W_0 .. W_20", 1e-7, 0.0, THEORY, of="distance"),
            near("W_10", EXPECTED_FITNESS[10], 1e-7, THEORY),
        ),
        measure=_closed_form,
        quick=True,
    ),
    Claim(
        id="R12",
        text="Allele frequencies alone (linkage equilibrium) mislead: they purge wrong alleles far too late",
        method="infinite populations under free recombination, 1000 trials, bonus 19",
        quantities=(
            near("first generation with wrong alleles < 1 %, linkage equilibrium", 28, 0, THEORY, of="equilibrium"),
            near("first generation with wrong alleles < 1 %, exact recursion", 11, 0, THEORY, of="exact"),
        ),
        measure=_linkage,
        quick=True,
    ),
    Claim(
        id="R20",
        text="Replacing the last plastic allele hardly pays: it is nearly neutral",
        method="selection coefficient s_q = W_(q-1) / W_q - 1, 1000 trials, bonus 19",
        quantities=(near("s_1", 0.000952, 1e-6, THEORY), near("s_4", 0.007717, 1e-6, THEORY)),
        measure=_last_plastic,
        quick=True,
    ),
    Claim(
        id="R31",
        text="Learning guides evolution while many loci are plastic, and hides it when few are",
        method="plastic loci q at which the gain function (learned / innate fitness) peaks, bonus 19",
        quantities=tuple(near(f"peak for {t} trials", q, 0, THEORY, of=str(t)) for t, q in PEAKS.items()),
        measure=_gain_peaks,
        quick=True,
        remark="The gain function is that of Paenke, Kawecki & Sendhoff (2009), Artificial Life 15:227.",
    ),
)
