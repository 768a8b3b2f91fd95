"""Networks whose world moves between generations: what learning rates evolve, and how fast a world they can follow.

A life is one gradient step, or five, on noisy examples of a linear map, whose mean moves from generation to generation.
"""

from __future__ import annotations

import numpy as np

from baldwin.claims.changing_world.arms import Arm, Fates, apart, lead, lived_on
from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import least_step, mean_of
from baldwin.claims.measures import Floats
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, above, below, close, close_share
from baldwin.claims.sources import THIS_PROGRAM, theory
from baldwin.neural.theory.linear import best_rates

__all__ = ["CLAIMS"]

SCALE, SHOTS, NOISE, FAR = 0.1, 10, 0.5, 1.0  # s, K, noise, and the mean is FAR or -FAR
RATES = (0.0, 0.004, 0.03)
"""Chances that the mean switches in a generation: never, every 250, every 33."""
GENERATIONS, SETTLED, REPLICATES, SIGMA = 600, 200, 24, 0.05
STILL, MUTANTS, MOST = (
    float(best_rates((SCALE,), SHOTS, NOISE, offset=offset)[0]) for offset in (0.0, SIGMA, 2.0 * FAR)
)
"""The best learning rate where newborns miss the mean world by nothing, by a mutation, and by as much as it moves."""
LAW = theory("m / (m (1 + 2 / K) + noise^2 / K), of the mean square m by which newborns miss the map")


def _switching(rate: float) -> Evolution:
    return Evolution(
        "linear-life",
        (
            f"population.replicates={REPLICATES}",
            f"population.generations={GENERATIONS}",
            "population.size=32",
            "sampling.lives=8",
            "assays.every=20",
            "assays.instances=100",
            "assays.mutants=0",
            "assays.individuals=0",
            f"task.scales=[{SCALE}]",
            f"task.noise={NOISE}",
            f"task.shots={SHOTS}",
            f"task.means=[{FAR}]",
            f"strategy.sigma={SIGMA}",
            f"strategy.sigma_final={SIGMA}",
            "strategy.learning_rate=0.03",
            "strategy.learning_rate_final=0.03",
            f'schedule=[{{kind="switches",field="task.means.0",listed=[{FAR},{-FAR}],rate={rate}}}]',
        ),
    )


def settled(run: Networks, column: str) -> Floats:
    """Return the mean of a column over assays from `SETTLED` on, (replicates,)."""
    table = run.assays
    late = table["generation"] >= SETTLED
    which, values = table["replicate"][late], np.asarray(table[column], np.float64)[late]
    found: Floats = np.array([values[which == one].mean() for one in np.unique(which)])
    return found


def _rates(*runs: Networks) -> Measurements:
    rates = [mean_of(settled(run, "rates")) for run in runs]
    return {
        "still": rates[0],
        "most": rates[-1],
        "step": least_step(rates),
        "missed": least_step([mean_of(-settled(run, "innate")) for run in runs]),
    }


# -- how fast a world can be followed ----------------------------------------------------------------------------------

LAST, MANY = 80, 40
STEPS = {"a tenth": 0.1, "six tenths": 0.6, "two": 2.0}
"""Standard deviations by which two of four coordinates move in each generation."""


def _drifting(sd: float, *overrides: str) -> Arm:
    walk = ",".join(f'{{kind="drift",field="task.means.{one}",sd={sd},low=-1000.0,high=1000.0}}' for one in (0, 1))
    return Arm("changing-line", (f"population.replicates={MANY}", "assays.every=0", f"schedule=[{walk}]", *overrides))


INNATE = 'lifetime={kind="innate"}'
DRIFTING = (*(_drifting(sd) for sd in STEPS.values()), _drifting(STEPS["six tenths"], INNATE))


def _followed(*arms: Fates) -> Measurements:
    slow, between, fast, innate = arms
    shares = [lived_on(one, LAST) for one in (slow, between, fast, innate)]
    return {
        "slow": shares[0],
        "fast": shares[2],
        "lead": lead(shares[1], shares[3]),
        "apart": apart(innate, between),
        "fall": lead(shares[0], shares[2]),
    }


CLAIMS = (
    Claim(
        id="MW05",
        text="Networks: the more often the world switches, the higher the learning rates that evolve",
        settings=tuple(map(_switching, RATES)),
        quantities=(
            close(
                "learning rate where nothing switches",
                STILL,
                LAW,
                parts={"newborns that miss the map by a mutation": MUTANTS - STILL},
                of="still",
            ),
            below(
                "a switch every 33 generations: less than if all newborns were of the other world",
                MOST,
                0.64,
                LAW,
                of="most",
            ),
            above("least step from never to every 250 and every 33 generations", 0.0, 0.15, THIS_PROGRAM, of="step"),
            above("least step of the error at birth, likewise", 0.0, 0.5, THIS_PROGRAM, of="missed"),
        ),
        measure=_rates,
        quick=True,
        null=Null("learning that selection does not see", ("inheritance.kind=darwinian",)),
        remark=f"At random moments the mean changes between {FAR:g} and {-FAR:g}, in each replicate at others. One "
        f"step a life; means of assays from generation {SETTLED} on, {REPLICATES} replicates. Where it switches no "
        "exact law is known: selection by rank does not weigh all generations alike. Not so where seasons are regular: "
        "with a change every 100 generations rates came to .77, with one every 25 to .65 (one run of each).",
    ),
    Claim(
        id="MW06",
        text="Learners follow a world that kills those without learning; one that outruns a life kills learners too",
        settings=DRIFTING,
        quantities=(
            close_share("learners that live to the end, steps of a tenth", MANY, MANY, THIS_PROGRAM, of="slow"),
            above(
                "steps of six tenths: learners alive at the end less those without", 0.0, 0.4, THIS_PROGRAM, of="lead"
            ),
            above("log-rank statistic, those without learning against learners", 0.0, 5.6, THIS_PROGRAM, of="apart"),
            close_share("learners that live to the end, steps of two", 0, MANY, THIS_PROGRAM, of="fast"),
            above("alive at the end, steps of a tenth less steps of two", 0.0, 1.0, THIS_PROGRAM, of="fall"),
        ),
        measure=_followed,
        quick=True,
        null=Null("no threshold: selection among who is there, and nobody dies out", ("survival.threshold=-1000.0",)),
        remark=f"In each generation two of four coordinates move by normal steps, others in each of {MANY} replicates. "
        "Five steps of learning a life; those whose squared distance from the line is above 7 afterwards die. "
        "Intervals are of Kaplan-Meier shares.",
    ),
)
