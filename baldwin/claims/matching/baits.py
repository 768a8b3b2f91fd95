"""Baited arms: a reward stays at its arm until it is collected (Wang et al. 2018, simulation 1)."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import BRIEF, least, means, most, of_seeds, totals
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, Quantity, above, below, close, no_more
from baldwin.claims.sources import THEORY, THIS_PROGRAM, published
from baldwin.neural.tasks.matching import Matching

__all__ = ["CLAIMS"]

FIGURE = published("Wang, Kurth-Nelson et al.", 2018, "figure 2")
PUBLISHED_SLOPE = 0.5
LAST_CHOICE, READING = -5.0, {"reading the figure": 0.2}  # log odds
CODED = (0.22, 0.07, 0.11, 0.21)  # last action, last reward, their product, what left is worth
LOCAL, OPTIMAL = 0.4242, 0.4604  # reward per trial of local matching, and of who is told the chances
EVOLVED = Evolution("matching", BRIEF)
ONE = EVOLVED.but("population.replicates=1")
LIVES, TRIALS = 2000, 100


def _policies() -> dict[str, float]:
    return {one.name.split(",")[0]: float(one.scores.mean()) for one in Matching().reference_policies()}


def _ideal() -> Measurements:
    known = [float(one.scores.mean()) for one in Matching().reference_policies() if "told" in one.name]
    policies = _policies()
    return {
        "optimal": exact(max(known)),
        "alternation": exact(policies["alternation"]),
        "chance": exact(policies["chance"]),
    }


def _guessing() -> Measurements:
    return dict.fromkeys(("optimal", "alternation", "chance"), exact(_policies()["chance"]))


def _matched(run: Networks) -> Measurements:
    found, other = (run.behaviour(f"task.bands={bands}", instances=LIVES) for bands in ("training", "held_out"))
    earned = means(totals(run, lives=LIVES) / TRIALS)
    return {
        "least": least(earned),
        "most": most(earned),
        "slope": of_seeds(found["matching_slope"]),
        "held out": of_seeds(other["matching_slope"]),
    }


def _lags(run: Networks) -> Measurements:
    found = run.behaviour(instances=LIVES)
    reward, choice = found["reward_kernel"], found["choice_kernel"]
    return {
        "reward": of_seeds(reward[:, 0]),
        "fallen": of_seeds(reward[:, 0] - reward[:, 9]),
        "choice": of_seeds(choice[:, 0]),
    }


def _coded(run: Networks) -> Measurements:
    action, reward, both, value = run.behaviour(instances=LIVES)["coding"].T
    return {
        "action less product": of_seeds(action - both),
        "worth less product": of_seeds(value - both),
        "product less reward": of_seeds(both - reward),
        "action": of_seeds(action),
    }


def _once(run: Networks) -> Measurements:
    found = run.behaviour(instances=LIVES)
    action, reward, both, value = found["coding"].T
    return {
        "slope": of_seeds(found["matching_slope"]),
        "reward": of_seeds(found["reward_kernel"][:, 0]),
        "least": of_seeds(np.minimum(action, value) - both),
        "product less reward": of_seeds(both - reward),
    }


def _slope(name: str, of: str) -> tuple[Quantity, ...]:
    return (
        below(f"{name}, less than perfect matching", 1.0, PUBLISHED_SLOPE, FIGURE, of=of),
        above(f"{name}, more than published", PUBLISHED_SLOPE, 0.9, of=of),
    )


CLAIMS = (
    Claim(
        id="Q01",
        text="A reward waits where it came: who knows the chances earns a quarter more than chance, by planning",
        method="dynamic programming over what was chosen when, exact",
        quantities=tuple(
            close(name, value, THIS_PROGRAM, parts={"rounding": 0.00005}, of=of)
            for of, name, value in (
                ("optimal", "optimal, told the chances: reward per trial", OPTIMAL),
                ("alternation", "taking the arms in turn", 0.4084),
                ("chance", "chance", 0.3692),
            )
        ),
        measure=_ideal,
        null=Null("chance in the place of every rule", measure=_guessing),
        quick=True,
        remark="No paper gives these numbers. Chances of baiting sum to 0.5, in three bands.",
    ),
    Claim(
        id="Q02",
        text="Evolved nets match choices to rewards, in bands that they never met as well, and earn more than matching",
        settings=(EVOLVED,),
        quantities=(
            above("reward per trial, the worst seed, more than of local matching", LOCAL, 0.450, THEORY, of="least"),
            no_more("the same, the best seed, no more than who is told the chances", OPTIMAL, of="most"),
            *_slope("matching slope", "slope"),
            *_slope("slope in bands held out", "held out"),
        ),
        measure=_matched,
        null=UNTRAINED,
        remark="Wang et al. (2018) show a slope of about 0.5, less than matching (1), as monkeys do, trained by "
        "actor-critic at a discount of 0.75. A known departure: nets evolved for all rewards of a life have 0.90, "
        "and 0.85 in bands held out. Greedy choices from Bayes' filter earn 0.4521. Means of 3 seeds.",
    ),
    Claim(
        id="Q03",
        text="Rewards count for some ten trials, and the last choice is held against an arm",
        settings=(EVOLVED,),
        quantities=(
            above("weight of a reward one trial back, log odds", 0.0, 1.0, FIGURE, of="reward"),
            above("the same, more than ten trials back", 0.0, 1.0, FIGURE, of="fallen"),
            close("weight of the last choice, log odds", LAST_CHOICE, FIGURE, parts=READING, of="choice"),
        ),
        measure=_lags,
        null=UNTRAINED,
        remark="In the figure a reward weighs about +1 at lag 1 and 0 by lag 10. A known departure: 2.3 here at lag "
        "1, as nets choose more strictly. Means of 3 seeds.",
    ),
    Claim(
        id="Q04",
        text="Units follow the last action and the arms' worth more than the bare reward",
        settings=(EVOLVED,),
        quantities=(
            above(
                "|partial rho| with the last action less with its product with the reward",
                0.0,
                CODED[0] - CODED[2],
                FIGURE,
                of="action less product",
            ),
            above(
                "with what left is worth less with the product",
                0.0,
                CODED[3] - CODED[2],
                FIGURE,
                of="worth less product",
            ),
            above(
                "with the product less with the reward alone",
                0.0,
                CODED[2] - CODED[1],
                FIGURE,
                of="product less reward",
            ),
            above("with the last action, more than published", CODED[0], 0.49, of="action"),
        ),
        measure=_coded,
        null=UNTRAINED,
        remark="The order is the claim; nets that never evolved have it the other way round, the reward first. A "
        "known departure: 0.49, 0.17, 0.25 and 0.41 for action, reward, product and worth, some twice as much as the "
        "0.22, 0.07, 0.11 and 0.21 of the figure. Means of 3 seeds. Not all of it is sure: nets of other seeds "
        "(population.seed = 77; the probe `units`) have action and worth first, too, but the product above the reward "
        "in one of three (0.17, 0.18, 0.21 against 0.15, 0.19, 0.21); and founders follow the worth as much, 0.27 to "
        "0.47. What evolution adds is the action.",
    ),
    Claim(
        id="Q05",
        text="A single network shows it: it matches, follows rewards, and its units follow action and worth",
        settings=(ONE,),
        quantities=(
            *_slope("matching slope", "slope"),
            above(
                "weight of a reward one trial back, log odds, more than half as published",
                0.5,
                1.0,
                FIGURE,
                of="reward",
            ),
            above(
                "|partial rho| with last action or worth, the lesser, less with the product, the same",
                0.05,
                0.10,
                FIGURE,
                of="least",
            ),
            above(
                "with the product less with the reward alone, the same", 0.02, 0.04, FIGURE, of="product less reward"
            ),
        ),
        measure=_once,
        null=UNTRAINED,
        quick=True,
        remark="The first seed of Q02 to Q04, for the short ladder; one seed has no standard error, so that bars are "
        "half of what was published.",
    ),
)
