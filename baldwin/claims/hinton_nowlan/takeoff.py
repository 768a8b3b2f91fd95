"""Learning takes off: wrong alleles vanish within some ten generations."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import mean_of, median_of, share_of
from baldwin.claims.hinton_nowlan.settings import (
    APART,
    BASELINE,
    FIGURE_2,
    PURGED,
    SIMULATOR,
    UNSELECTED,
    first,
    populations,
)
from baldwin.claims.populations import Trajectories
from baldwin.claims.quantity import SHARE, Measurement, Measurements, above, below, close, close_share
from baldwin.claims.sources import theory

__all__ = ["CLAIMS"]

PRINTED = 0.46  # plastic alleles at generation 50 in figure 2 of Hinton & Nowlan (1987); called "about 45 %" as well
ABOUT = 0.45
READ_OFF = {"reading off": 0.01}
WHOLE = {"whole generations": 0.5}
EXPECTED_LIVES = populations("hinton-nowlan", "lifetime.kind=expected", replicates=400, generations=50)
DRAWN_LIVES = populations("hinton-nowlan", "lifetime.kind=geometric", replicates=400, generations=50)
CONVENTIONS = tuple(
    populations("hinton-nowlan", f"fitness.convention={convention}", replicates=400, generations=50)
    for convention in ("B", "C")
)
LARGE = populations(
    "uniform-crossover", "population.size=100000", replicates=8, generations=50, columns=("correct", "wrong", "plastic")
)
FALLING = {10: (0.4197, 0.003), 20: (0.3283, 0.0025), 30: (0.2809, 0.0016), 50: (0.2344, 0.0013)}  # share, its error
RECURSION = theory("exact recursion of all classes of genomes under free recombination (R12)")
EXACT = {10: (0.5115, 0.0568), 20: (0.7573, 0.0), 50: (0.8527, 0.0)}  # -> exact shares of correct and wrong alleles
DIGITS = {"rounding": 5e-5}


def _always(run: Trajectories) -> Measurements:
    return {"free": share_of((run["wrong"] == 0.0).any(axis=1)), "wrong": mean_of(run["wrong"][:, 50])}


def _when(run: Trajectories) -> Measurements:
    gone = first(run["wrong"] == 0.0)
    low, high = np.quantile(gone, [0.05, 0.95], method="nearest")
    return {
        "few": median_of(first(run["wrong"] < PURGED)),
        "none": median_of(gone, f"5 % to 95 %: {low:.3g} to {high:.3g}"),
    }


def _trajectory(run: Trajectories) -> Measurements:
    return {str(generation): mean_of(run["plastic"][:, generation]) for generation in FALLING}


def _typical(run: Trajectories) -> Measurements:
    """Return the plastic share of one run, whose standard error is the standard deviation over runs."""
    plastic = run["plastic"][:, 50]
    note = f"of {plastic.size} runs; largest {plastic.max():.3g}"
    return {"one run": Measurement(float(plastic.mean()), float(plastic.std(ddof=1)), note, range=SHARE)}


def _luck(drawn: Trajectories, expected: Trajectories) -> Measurements:
    pairs = drawn["plastic"][:, 50] - expected["plastic"][:, 50]  # paired by replicate: the same founders
    means = [run["plastic"][:, 50].mean() for run in (drawn, expected)]
    return {"excess": mean_of(pairs, f"{means[0]:.4g} less {means[1]:.4g}")}


def _oracle(run: Trajectories) -> Measurements:
    return {f"{allele} {when}": mean_of(run[allele][:, when]) for when in EXACT for allele in ("correct", "wrong")}


def _conventions(*runs: Trajectories) -> Measurements:
    first_, *others = (run["plastic"][:, 50] for run in runs)
    return {name: mean_of(other - first_) for name, other in zip(("B", "C"), others, strict=True)}


CLAIMS = (
    Claim(
        id="R04",
        text="With learning, evolution always takes off: wrong alleles vanish",
        settings=(BASELINE,),
        quantities=(
            close("wrong share at generation 50", 0.0, FIGURE_2, parts=READ_OFF, of="wrong", range=SHARE),
            close_share("share of runs free of wrong alleles by generation 60", 600, 600, APART, of="free"),
        ),
        measure=_always,
        quick=True,
        null=UNSELECTED,
    ),
    Claim(
        id="R05",
        text="Wrong alleles vanish within about a dozen generations",
        settings=(BASELINE,),
        quantities=(
            close(
                "median generation with wrong alleles < 1 %", 9, SIMULATOR, expected_error=0.25, parts=WHOLE, of="few"
            ),
            close(
                "median generation without wrong alleles", 11, SIMULATOR, expected_error=0.25, parts=WHOLE, of="none"
            ),
        ),
        measure=_when,
        quick=True,
        null=UNSELECTED,
    ),
    Claim(
        id="R06",
        text="Plastic alleles give way fast, then ever more slowly",
        settings=(BASELINE,),
        quantities=tuple(
            close(f"plastic share at generation {g}", share, SIMULATOR, expected_error=error, of=str(g), range=SHARE)
            for g, (share, error) in FALLING.items()
        ),
        measure=_trajectory,
        quick=True,
        null=UNSELECTED,
    ),
    Claim(
        id="R08",
        text="The rules as stated do not give the published 45 % of undecided alleles at generation 50",
        settings=(BASELINE,),
        quantities=(
            below(
                "plastic share of a single run at generation 50", ABOUT, PRINTED, FIGURE_2, of="one run", range=SHARE
            ),
        ),
        measure=_typical,
        quick=True,
        null=UNSELECTED,
        remark=f"Hinton & Nowlan (1987) print about 45 % (figure 2: {PRINTED:g}) for one typical run. The standard "
        "error is the standard deviation of single runs: the printed figure lies far outside. The published "
        "replication does not get it either (R09).",
    ),
    Claim(
        id="R10",
        text="The luck of learning matters: with expected fitness fewer alleles stay plastic",
        settings=(DRAWN_LIVES, EXPECTED_LIVES),
        quantities=(
            above("plastic share at generation 50, drawn less expected lives", 0.0, 0.009, APART, of="excess"),
        ),
        measure=_luck,
        quick=True,
        null=UNSELECTED,
    ),
    Claim(
        id="R11",
        text="A large population with free recombination follows the exact recursion",
        settings=(LARGE,),
        quantities=tuple(
            close(
                f"{allele} share at generation {when}",
                share,
                RECURSION,
                parts=DIGITS,
                of=f"{allele} {when}",
                range=SHARE,
            )
            for when, shares in EXACT.items()
            for allele, share in zip(("correct", "wrong"), shares, strict=True)
        ),
        measure=_oracle,
        quick=True,
        null=UNSELECTED,
    ),
    Claim(
        id="R33",
        text="How trials left are counted (conventions A, B, C) does not matter within 50 generations",
        settings=(BASELINE, *CONVENTIONS),
        quantities=tuple(
            close(f"plastic share at generation 50, {name} less A", 0.001, APART, expected_error=0.0037, of=name)
            for name in ("B", "C")
        ),
        measure=_conventions,
        null=Null(
            "B and C with 3,000 trials: what does matter is seen",
            settings=(BASELINE, *(setting.but("lifetime.trials=3000") for setting in CONVENTIONS)),
        ),
        remark="Expected: plastic shares 0.232, 0.233 and 0.233, each of 100 runs.",
    ),
)
