"""Stable and volatile blocks, slow and fast drift (reference: sections 2.3 and 4.2, rows 13 and 21)."""

from __future__ import annotations

from typing import Literal

import numpy as np

from baldwin.claims.claim import Claim, Measured, above, between
from baldwin.claims.estimates import exact
from baldwin.claims.evolved import Evolution, Evolved, median_of_seeds
from baldwin.claims.trials import BRIEF
from baldwin.neural.tasks.restless import Restless
from baldwin.neural.tasks.volatility import Volatility

__all__ = ["CLAIMS"]

EVOLVED = Evolution("volatility", BRIEF)
DRIFTING = Evolution("restless-bandit", BRIEF)
LAYOUTS: tuple[Literal["stable_first", "volatile_first"], ...] = ("stable_first", "volatile_first")
KNOWN: tuple[Literal["generated", "stable_first", "volatile_first"], ...] = ("generated", *LAYOUTS)
LIVES = 2000


def _ideal() -> list[Measured]:
    found = []
    for layout in KNOWN:
        rules = {one.name: one for one in Volatility(layout=layout).baselines()}
        filtered = next(one for name, one in rules.items() if name.startswith("Bayes filter"))
        learner = next(one for name, one in rules.items() if name.startswith("Rescorla-Wagner"))
        found.append(Measured(float(filtered.scores.mean() - learner.scores.mean()), filtered.error_of_mean))
    return found


def _rates(run: Evolved) -> list[Measured]:
    blocks = [run.behaviour(f"task.layout={layout}", instances=LIVES) for layout in LAYOUTS]
    stable, volatile = (
        np.mean([block[f"learning_rate_{kind}"] for block in blocks], axis=0) for kind in ("stable", "volatile")
    )
    best = Volatility().baselines()[0].scores.mean()
    earned = run.behaviour(instances=LIVES)["curve"].mean(axis=1)
    return [
        median_of_seeds(stable),
        median_of_seeds(volatile),
        median_of_seeds(volatile / stable),
        median_of_seeds(earned / best),
    ]


def _drift(run: Evolved) -> list[Measured]:
    found = run.behaviour(instances=LIVES)
    rules = {one.name: float(one.scores.mean()) for one in Restless(volatility="mixed").baselines()}
    learner = max(value for name, value in rules.items() if name.startswith("Rescorla-Wagner"))
    regret = -found["curve"].mean(axis=1)
    return [
        median_of_seeds(found["rate_high"] - found["rate_low"]),
        exact(float(np.min(found["rate_high"] - found["rate_low"])), "the seed with the least"),
        median_of_seeds(regret / -learner),
        median_of_seeds(regret / -max(rules.values())),
    ]


CLAIMS = (
    Claim(
        id="V01",
        text="Where volatility changes as it did in evolution, Bayes' rule beats any fixed learning rate",
        method="the filter of the generator against Rescorla and Wagner's rule at its best rate, simulated lives",
        quantities=(
            above("generated worlds: filter less best fixed rate, reward per trial", 0.0, 0.0123),
            between("stable, then volatile blocks: the same", -0.02, 0.02, -0.0014),
            between("volatile, then stable blocks: the same", -0.02, 0.02, 0.0),
        ),
        measure=_ideal,
        quick=True,
        remark="Magnitudes of reward are shown, so that chance is 0.25. In the blocks of the test arms pay 0.2 and "
        "0.8, in volatile times of the generator 0 and 1 (the paper says both): the filter expects the latter, and is "
        "no better than a fixed rate there.",
    ),
    Claim(
        id="V02",
        text="Evolved nets learn about twice as fast in volatile blocks as in stable ones, as people do",
        settings=(EVOLVED,),
        quantities=(
            between("learning rate in stable blocks", 0.1, 0.3, 0.24, "paper"),
            between("learning rate in volatile blocks", 0.35, 0.6, 0.49, "paper"),
            between("volatile over stable", 1.8, 2.5, 2.0, "paper"),
            above("reward in generated worlds over that of Bayes' filter", 0.97, 0.99),
        ),
        measure=_rates,
        remark="Reference row 21. Wang et al. (2018): 0.21 and 0.275 in stable blocks, 0.46 and 0.51 in volatile ones; "
        "people 0.07 to 0.10 and 0.19 to 0.20, which is a like ratio. Rates are fitted in windows of ten trials, means "
        "of both orders of blocks. The share of units that code volatility (row 22) is not tested: with thousands of "
        "lives every unit does, a little. Medians of 3 seeds.",
    ),
    Claim(
        id="V03",
        text="Where arms drift, evolved nets forget faster in lives that drift fast",
        settings=(DRIFTING,),
        quantities=(
            above("fitted learning rate, fast less slow drift", 0.0, 0.3),
            above("the same, the least of three seeds", 0.0, 0.2),
            between("regret over that of the best Rescorla-Wagner rule", 0.3, 1.0, 0.9),
            above("regret over that of the ideal observer", 1.0, 1.1),
        ),
        measure=_drift,
        remark="Reference row 13. Drift of 0.02 and 0.2 a trial, hidden, as likely (the paper does not say how fast). "
        "One rule with one rate cannot do well in both.",
    ),
)
