"""Networks whose world moves within a life: arms that drift from trial to trial, some faster than can be learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.estimates import least_step, mean_of
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, above, close, no_less
from baldwin.claims.sources import THIS_PROGRAM, theory
from baldwin.neural.theory.restless import drift, ideal_beliefs

__all__ = ["CLAIMS"]

TRIALS, REPLICATES, GENERATIONS, LIVES = 50, 6, 60, 4000
HARDLY, SOME, ANEW = 0.02, 0.2, 10.0
"""Standard deviations of the step of a trial: p hardly moves in a life, moves on in a few trials, or is drawn anew."""
CHANCE = 0.25  # regret of a trial, where p of two arms p and 1 - p is uniform in 0 .. 1
NOTHING = theory("p is drawn anew in every trial, and nothing that was seen tells the arms apart: 1/4")
OBSERVER = theory("ideal observer who knows the law of the drift, 20,000 lives that are drawn")
LOWEST = {HARDLY: 0.0236, SOME: 0.1037}  # regret per trial of the ideal observer


def ideal_regret(step: float, lives: int, seed: int = 1) -> float:
    """Return the regret per trial of one who knows the law of the drift, in lives that are drawn."""
    random = np.random.default_rng(seed)
    path = drift(random, np.full(lives, step), TRIALS)
    beliefs = ideal_beliefs(random.random(path.shape) < path, (step,))
    better = np.maximum(path, 1.0 - path)
    return float((better - np.where(beliefs > 0.5, path, 1.0 - path)).mean())


def _drifting(step: float) -> Evolution:
    return Evolution(
        "restless-bandit",
        (
            f"population.replicates={REPLICATES}",
            f"population.generations={GENERATIONS}",
            f"task.trials={TRIALS}",
            "task.volatility=low",
            f"task.low={step}",
            f"task.high={step}",
            "network.units=8",
            "sampling.lives=32",
            f"assays.every={GENERATIONS}",
            f"assays.instances={LIVES}",
            "assays.individuals=0",
        ),
    )


def _within(*runs: Networks) -> Measurements:
    hardly, some, anew = (mean_of(run.last("regret_low")) for run in runs)
    saved = [replace(one, value=CHANCE - one.value) for one in (anew, some, hardly)]
    return {"hardly": hardly, "some": some, "anew": anew, "step": least_step(saved)}


CLAIMS = (
    Claim(
        id="MW07",
        text="Within a life, too: the faster the arms drift, the less learning is worth, until it is worth nothing",
        settings=tuple(map(_drifting, (HARDLY, SOME, ANEW))),
        quantities=(
            *(
                no_less(
                    f"regret per trial where p {moves}: no less than an ideal observer's",
                    LOWEST[step],
                    OBSERVER,
                    of=name,
                )
                for step, moves, name in (
                    (HARDLY, "hardly moves", "hardly"),
                    (SOME, "moves on in a few trials", "some"),
                )
            ),
            close("regret per trial where p is drawn anew in each", CHANCE, NOTHING, of="anew"),
            above(
                "least step of the regret that learning saves, towards slower drift",
                0.0,
                0.079,
                THIS_PROGRAM,
                of="step",
            ),
        ),
        measure=_within,
        quick=True,
        null=UNTRAINED,
        remark=f"Arms pay with chance p and 1 - p; p moves by normal steps, reflected at 0 and 1. Gated networks of "
        f"8 units, {TRIALS} trials a life, {REPLICATES} replicates. Who cannot learn has a regret of 1/4, whatever the "
        "drift.",
    ),
)
