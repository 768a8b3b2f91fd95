"""Learning takes off: wrong alleles vanish within some ten generations."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, mean_of, median_of, share_of
from baldwin.claims.hinton_nowlan.settings import BASELINE, PURGED, first, populations
from baldwin.claims.populations import Trajectories
from baldwin.claims.quantity import Measurement, Measurements, above, at_least, at_most, below, near
from baldwin.claims.sources import THEORY

__all__ = ["CLAIMS"]

PAPER = 0.46  # undecided alleles at generation 50, read off figure 2 of the paper; its text has "about 45 %"
EXPECTED_LIVES = populations("hinton-nowlan", "lifetime.kind=expected", replicates=400, generations=50)
CONVENTIONS = tuple(
    populations("hinton-nowlan", f"fitness.convention={convention}", replicates=400, generations=50)
    for convention in ("B", "C")
)
LARGE = populations(
    "uniform-crossover", "population.size=100000", replicates=3, generations=50, columns=("correct", "wrong", "plastic")
)
ALLELES = ("correct", "wrong", "plastic")
FALLING = {10: (0.431, 0.025), 20: (0.331, 0.018), 30: (0.280, 0.012), 50: (0.232, 0.010)}  # -> share, tolerance
EXACT = {  # generation -> exact shares of correct, wrong and plastic alleles, and the tolerance
    10: (0.5115, 0.0568, 0.4318, 0.02),
    20: (0.7573, 0.0, 0.2427, 0.005),
    50: (0.8527, 0.0, 0.1473, 0.005),
}


def _always(run: Trajectories) -> Measurements:
    return {"free": share_of((run["wrong"] == 0.0).any(axis=1))}


def _when(run: Trajectories) -> Measurements:
    gone = first(run["wrong"] == 0.0)
    low, high = np.quantile(gone, [0.05, 0.95])
    return {
        "few": median_of(first(run["wrong"] < PURGED)),
        "none": median_of(gone, f"5 % to 95 %: {low:.3g} to {high:.3g}"),
    }


def _trajectory(run: Trajectories) -> Measurements:
    return {str(generation): mean_of(run["plastic"][:, generation]) for generation in FALLING}


def _typical(run: Trajectories) -> Measurements:
    plastic = run["plastic"][:, 50]
    away = (PAPER - plastic.mean()) / plastic.std(ddof=1)
    note = f"mean {plastic.mean():.3g}, {away:.2g} standard deviations below {PAPER:g}"
    return {"largest": exact(plastic.max(), note), "as published": share_of(plastic >= 0.45)}


def _luck(drawn: Trajectories, expected: Trajectories) -> Measurements:
    pairs = drawn["plastic"][:, 50] - expected["plastic"][:, 50]  # paired by replicate: the same founders
    means = [run["plastic"][:, 50].mean() for run in (drawn, expected)]
    return {"excess": mean_of(pairs, f"{means[0]:.4g} less {means[1]:.4g}")}


def _oracle(run: Trajectories) -> Measurements:
    return {f"{allele} {when}": mean_of(run[allele][:, when]) for when in EXACT for allele in ALLELES}


def _conventions(*runs: Trajectories) -> Measurements:
    plastic = [run["plastic"][:, 50] for run in runs]
    pairs = [mean_of(plastic[i] - plastic[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    widest = max(pairs, key=lambda pair: abs(pair.value))
    note = ", ".join(f"{values.mean():.4g}" for values in plastic)
    return {"widest": Measurement(abs(widest.value), widest.standard_error, note)}


CLAIMS = (
    Claim(
        id="R04",
        text="With learning, evolution always takes off: wrong alleles vanish",
        settings=(BASELINE,),
        quantities=(at_least("runs free of wrong alleles by generation 60", 0.99, 1.0, of="free"),),
        measure=_always,
        quick=True,
    ),
    Claim(
        id="R05",
        text="Wrong alleles vanish within about a dozen generations",
        settings=(BASELINE,),
        quantities=(
            near("median generation with wrong alleles < 1 %", 9.5, 1.5, of="few"),
            near("median generation without wrong alleles", 12, 1.5, of="none"),
        ),
        measure=_when,
        quick=True,
    ),
    Claim(
        id="R06",
        text="Plastic alleles give way fast, then ever more slowly",
        settings=(BASELINE,),
        quantities=tuple(near(f"plastic share at generation {g}", *e, of=str(g)) for g, e in FALLING.items()),
        measure=_trajectory,
        quick=True,
    ),
    Claim(
        id="R08",
        text="The rules as stated do not give the published 45 % of undecided alleles at generation 50",
        settings=(BASELINE,),
        quantities=(
            below("largest plastic share at generation 50 of any run", 0.40, 0.314, of="largest"),
            at_most("runs with a plastic share of 0.45 or more", 0.0, 0.0, of="as published"),
        ),
        measure=_typical,
        quick=True,
        remark=f"Hinton & Nowlan (1987) print about 45 % (figure 2: {PAPER:g}) for one typical run. That figure is not "
        "what their stated rules give: it lies outside the distribution of these runs, and the published replication "
        "does not get it either.",
    ),
    Claim(
        id="R10",
        text="The luck of learning matters: with expected fitness fewer alleles stay plastic",
        settings=(BASELINE, EXPECTED_LIVES),
        quantities=(above("plastic share at generation 50, drawn less expected lives", 0.0, 0.009, of="excess"),),
        measure=_luck,
        quick=True,
    ),
    Claim(
        id="R11",
        text="A large population with free recombination follows the exact recursion",
        settings=(LARGE,),
        quantities=tuple(
            near(f"{allele} share at generation {when}", shares[i], shares[3], THEORY, of=f"{allele} {when}")
            for when, shares in EXACT.items()
            for i, allele in enumerate(ALLELES)
        ),
        measure=_oracle,
        quick=True,
    ),
    Claim(
        id="R33",
        text="How trials left are counted (conventions A, B, C) does not matter within 50 generations",
        settings=(BASELINE, *CONVENTIONS),
        quantities=(below("largest difference in plastic share at generation 50", 0.012, 0.001, of="widest"),),
        measure=_conventions,
        remark="Expected: plastic shares 0.232, 0.233 and 0.233.",
    ),
)
