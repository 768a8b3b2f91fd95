"""The first generation, exactly: a learner's trials find the needle no more often than guesses at random."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.quantity import SHARE, Measurements, close, no_more
from baldwin.claims.sources import theory
from baldwin.haystack.theory import binomial_weights, control_founders, learning_founders

__all__ = ["CLAIMS"]

LOCI, SIZES, TRIALS = range(4, 41), (50, 1000, 20_000), (2, 10, 100, 1000, 10_000)
EACH = theory("a locus of a trial is right with chance 1/4 + 1/2 1/2 = 1/2, as that of a random genome is")
ANY = theory("1 - (1 - 2^-20)^1,000,000")
LEARN = theory("sum over plastic loci of the chance to succeed within a life (R03 of hinton-nowlan)")
CLUSTERED = theory("as many hits are expected of both, and a learner's come together, in one genome")


def _any(loci: int, size: int, trials: int, each: bool) -> tuple[float, float]:
    """Return the chance that someone finds the needle in the first generation: among learners, and in the control.

    Where `each`, the control has as many founders as the learners have trials; else as many as there are learners.
    """
    control = control_founders(loci, size * trials if each else size)
    return learning_founders(loci, size, trials).success_any, control.target_any


def _founders(each: bool = True) -> Measurements:
    per_trial = binomial_weights(20, 0.5, 0.25) @ 0.5 ** np.arange(21) * 2.0**20
    leads = {case: first - second for case in product(LOCI, SIZES, TRIALS) for first, second in [_any(*case, each)]}
    most = max(leads, key=lambda case: leads[case])
    learners, control = _any(20, 1000, 1000, each)
    where = f"{len(leads)} cases; the most at {most[0]} loci, {most[1]} learners, {most[2]} trials"
    return {
        "per trial": exact(float(per_trial)),
        "learners": exact(learners),
        "control": exact(control),
        "lead": exact(leads[most], where),
    }


CLAIMS = (
    Claim(
        id="GD01",
        text="In the first generation learning finds the needle no more often than as many guesses at random",
        method="closed forms for 4 to 40 loci, 50 to 20,000 learners, and 2 to 10,000 trials a life",
        quantities=(
            close("hits expected of a first trial, over those of a random genome", 1.0, EACH, of="per trial"),
            close(
                "chance that a founder finds it: 1000 learners of 1000 trials, 20 loci",
                0.42751,
                LEARN,
                parts={"rounding": 5e-6},
                of="learners",
                range=SHARE,
            ),
            close(
                "chance that one of a million random genomes is it",
                0.61468,
                ANY,
                parts={"rounding": 5e-6},
                of="control",
                range=SHARE,
            ),
            no_more(
                "chance of learners less that of as many random genomes, the most of all cases",
                0.0,
                CLUSTERED,
                of="lead",
            ),
        ),
        measure=_founders,
        quick=True,
        null=Null("individuals counted, not trials, as in 1987", measure=partial(_founders, each=False)),
        remark="So what learning is worth it must be worth afterwards: in keeping what was found.",
    ),
)
