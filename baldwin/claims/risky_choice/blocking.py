"""Choices of a risky arm when some of its outcomes are not felt (Stopper et al. 2014; Wang et al. 2018)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import (
    BRIEF,
    Floats,
    excess,
    least,
    lives_and_behaviour,
    means,
    most,
    of_seeds,
    totals,
    without_learning,
    without_reward,
)
from baldwin.claims.populations import LIVES, Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, above, below, close, no_more
from baldwin.claims.sources import THEORY, published, theory
from baldwin.neural.theory.safe_risky import Session, choose_risky, risky_shares, safe_risky_reference_policies

__all__ = ["CLAIMS"]

WANG_2018 = published("Wang, Kurth-Nelson et al.", 2018, "simulation 6")

FIGURE = published("Wang, Kurth-Nelson et al.", 2018, "simulation 6, shares of the risky arm by condition")
PROGRAM = theory("an independent program: counts of wins and losses, weighed")
EVOLVED = Evolution("safe-risky", BRIEF)
WANG = Session()
IDEAL = {"high": 0.936, "low": 0.147}  # shares of the risky arm in free pulls; claim S01 holds them against the theory
WORTH, CHANCE = 28.62, 22.5  # reward of twenty free pulls
SHARES = ("risky_share_high", "risky_share_low")
LIFE_ERROR = math.sqrt(0.25 / (0.5 * LIVES))  # of a share, were all pulls of a life of the same arm; half of lives each
# Published, of the risky arm where it pays with 1/2 and with 1/8: shares of control, mean of its three conditions, and
# by how much they rise where an outcome is blocked.
CONTROL, CONTROL_ERROR = 0.905, 0.019
READING, READING_OF_TWO = {"reading the figure": 0.02}, {"reading the figure": 0.04}


def _exact() -> Measurements:
    high, low = (float(risky_shares("Bayes-optimal", WANG, p).mean()) for p in (WANG.high, WANG.low))
    rules = {one.name: float(one.scores.sum()) for one in safe_risky_reference_policies(WANG)}
    unseen = float(choose_risky("Bayes-optimal", WANG)[:, 0, WANG.forced :].max())
    found = {"high": high, "low": low, "ideal": rules["Bayes-optimal"], "chance": rules["chance"], "unseen": unseen}
    return {name: exact(one) for name, one in found.items()}


def _guessing() -> Measurements:
    found = {"high": 0.5, "low": 0.5, "ideal": CHANCE, "chance": CHANCE, "unseen": 0.5}
    return {name: exact(one) for name, one in found.items()}


def _shares(run: Networks, blocked: str = "none") -> tuple[Floats, Floats]:
    """Return shares of the risky arm (replicates,) where it pays often, and where it seldom does."""
    found = run.behaviour(f"task.blocked={blocked}")
    high, low = (np.asarray(found[name], np.float64) for name in SHARES)
    return high, low


def _share(seeds: Floats) -> Measurement:
    return of_seeds(seeds, range=SHARE)


def _control(run: Networks) -> Measurements:
    scores, found = lives_and_behaviour(run)
    high, low = (_share(found[name]) for name in SHARES)
    return {"high": high, "low": low, "least": least(means(scores)), "most": most(means(scores))}


def _risen_where(blocked: str) -> Callable[[Networks], Measurements]:
    """Return what measures how shares rise where an outcome is blocked: where it pays 1/8, and more than 1/2."""

    def measure(run: Networks) -> Measurements:
        high, low = (after - before for before, after in zip(_shares(run), _shares(run, blocked), strict=True))
        return {"low, risen": of_seeds(low), "more": of_seeds(low - high)}

    return measure


def _risky_reward(run: Networks) -> Measurements:
    high, low = _shares(run, "risky_reward")
    return {
        "high, risen": of_seeds(high - _shares(run)[0]),
        "high": _share(high),
        "low": _share(low),
    }


def _without(run: Networks) -> Measurements:
    own, found = totals(run), dict[str, Measurement]()
    for name, changed in {"no reward": without_reward(run), "no past": without_learning(run)}.items():
        behaviour, rewards = run.behaviour(*changed), totals(run, *changed)
        high, low = (np.asarray(behaviour[share], np.float64) for share in SHARES)
        found[f"{name}, gap"] = of_seeds(high - low, math.sqrt(2.0) * LIFE_ERROR)
        found[f"{name}, reward"] = of_seeds(rewards)
        found[f"{name}, lost"] = excess(own, rewards)
    return found


CLAIMS = (
    Claim(
        id="S01",
        text="How often the risky arm is worth pulling is known exactly, and so is what a life is worth",
        method="backward induction over wins and losses of the risky arm; lives followed on the same grid",
        quantities=(
            close(
                "ideal, share of the risky arm where it pays with 1/2",
                IDEAL["high"],
                PROGRAM,
                parts={"rounding": 0.0005},
                of="high",
                range=SHARE,
            ),
            close("the same, where it pays with 1/8", IDEAL["low"], PROGRAM, parts={"rounding": 0.0005}, of="low"),
            close("ideal, reward of twenty free pulls", WORTH, PROGRAM, parts={"rounding": 0.005}, of="ideal"),
            close("chance, the same", CHANCE, THEORY, of="chance"),
            close("ideal that never saw a win: largest share of the risky arm", 0.0, THEORY, of="unseen", range=SHARE),
        ),
        measure=_exact,
        null=Null("chance in the place of the ideal", measure=_guessing),
        quick=True,
        remark="After five forced losses the ideal leaves the risky arm for good: to whom its rewards are never felt "
        "it is not worth one pull, whatever its chance.",
    ),
    Claim(
        id="S02",
        text="Evolved nets with frozen weights take risks where they pay, as was published, and seldom where not",
        settings=(EVOLVED,),
        quantities=(
            close(
                "share of the risky arm where it pays with 1/2",
                CONTROL,
                FIGURE,
                expected_error=CONTROL_ERROR,
                parts=READING,
                of="high",
                range=SHARE,
            ),
            below("the same, where it pays with 1/8, less than published", 0.285, IDEAL["low"], THEORY, of="low"),
            above("reward of twenty free pulls, the worst seed, more than chance", CHANCE, WORTH, THEORY, of="least"),
            no_more("the same, the best seed: nobody beats the ideal", WORTH, of="most"),
        ),
        measure=_control,
        null=UNTRAINED,
        quick=True,
        remark="The published agent has 87.5 to 94 % and 28 to 29 % in the controls of three conditions; rats 64 to "
        "75 % and 25 to 28 %; the ideal 93.6 and 14.7 %, near which nets evolve. A known departure: they take the "
        "risk that does not pay half as often as published, some 14 points less. Means of 3 seeds.",
    ),
    Claim(
        id="S03",
        text="Where the reward of the risky arm is not felt it is given up, also where it pays",
        settings=(EVOLVED,),
        quantities=(
            below(
                "pays with 1/2: share of the risky arm, blocked less control, less than published",
                0.43 - 0.90,
                -IDEAL["high"],
                THEORY,
                of="high, risen",
            ),
            close("pays with 1/2: share of the risky arm, blocked", 0.0, THEORY, of="high", range=SHARE),
            close("pays with 1/8: share of the risky arm, blocked", 0.0, THEORY, of="low", range=SHARE),
        ),
        measure=_risky_reward,
        null=UNTRAINED,
        quick=True,
        remark="Rats fall from 75 to 54 %, the agent of Wang et al. from 90 to 43: its actor is given a critic's "
        "prediction error, which is changed by as much. Ours feels the changed reward itself, and does what the "
        "ideal does that never saw a win (S01): a known departure, the effect is all there can be, 46 points more. "
        "Means of 3 seeds.",
    ),
    Claim(
        id="S04",
        text="Where the reward of the safe arm is not felt the risky one is pulled more, mostly where it seldom pays",
        settings=(EVOLVED,),
        quantities=(
            above(
                "pays with 1/8: share of the risky arm, blocked less control", 0.0, 0.59 - 0.29, FIGURE, of="low, risen"
            ),
            above("the same, more than where it pays with 1/2", 0.0, 0.30 - 0.04, FIGURE, of="more"),
        ),
        measure=_risen_where("safe_reward"),
        null=UNTRAINED,
        quick=True,
        remark="Rats rise from 27 to 43 % and stay at 65; the agent of Wang et al. from 29 to 59 %, and from 94 to "
        "98. Directions are tested: what is blocked there is a prediction error, here the reward. Means of 3 seeds.",
    ),
    Claim(
        id="S05",
        text="Where losses of the risky arm are felt less it is pulled more, mostly where it seldom pays",
        settings=(EVOLVED,),
        quantities=(
            above(
                "pays with 1/8: share of the risky arm, blocked less control",
                0.0,
                0.485 - 0.285,
                FIGURE,
                of="low, risen",
            ),
            above("the same, more than where it pays with 1/2", 0.0, 0.20, FIGURE, of="more"),
        ),
        measure=_risen_where("risky_loss"),
        null=UNTRAINED,
        quick=True,
        remark="Rats rise from 28 to 50 % and stay near 66; the agent of Wang et al. from 28.5 to 48.5 %, and stays "
        "at 87.5. Directions are tested, as in S04. Means of 3 seeds.",
    ),
    Claim(
        id="S06",
        text="It is learned, from reward: without sense of reward or without memory lives are all alike",
        settings=(EVOLVED,),
        quantities=(
            *(
                quantity
                for name, said in {
                    "no reward": "reward out of sense",
                    "no past": "state held, past out of sense",
                }.items()
                for quantity in (
                    close(
                        f"{said}: pays with 1/2 less with 1/8, shares of the risky arm", 0.0, THEORY, of=f"{name}, gap"
                    ),
                    close(f"{said}: reward of twenty free pulls", CHANCE, THEORY, of=f"{name}, reward"),
                    above(
                        f"{said}: reward that is lost, more than half of what there is",
                        0.5 * (WORTH - CHANCE),
                        WORTH - CHANCE,
                        THEORY,
                        of=f"{name}, lost",
                    ),
                )
            ),
        ),
        measure=_without,
        null=UNTRAINED,
        quick=True,
        remark="Which arm is the risky one differs between lives, so that habits earn what chance does. Founders "
        "lose nothing. Means of 3 seeds.",
    ),
)
