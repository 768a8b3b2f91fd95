"""Choices of a risky arm when some of its outcomes are not felt (Stopper et al. 2014; Wang et al. 2018)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, median_of_seeds
from baldwin.claims.measures import (
    BRIEF,
    Floats,
    lives_and_behaviour,
    means,
    median,
    totals,
    without_learning,
    without_reward,
)
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, at_least, at_most, close, near, no_more
from baldwin.claims.sources import THEORY, published
from baldwin.neural.theory.safe_risky import Session, choose_risky, risky_shares, safe_risky_reference_policies

__all__ = ["CLAIMS"]

WANG_2018 = published("Wang, Kurth-Nelson et al.", 2018, "simulation 6")

EVOLVED = Evolution("safe-risky", BRIEF)
WANG = Session()
IDEAL = {"high": 0.936, "low": 0.147}  # shares of the risky arm in free pulls; claim S01 holds them against the theory
WORTH, CHANCE = 28.62, 22.5  # reward of twenty free pulls
SHARES = ("risky_share_high", "risky_share_low")


def _exact() -> Measurements:
    high, low = (float(risky_shares("Bayes-optimal", WANG, p).mean()) for p in (WANG.high, WANG.low))
    rules = {one.name: float(one.scores.sum()) for one in safe_risky_reference_policies(WANG)}
    unseen = float(choose_risky("Bayes-optimal", WANG)[:, 0, WANG.forced :].max())
    found = {"high": high, "low": low, "ideal": rules["Bayes-optimal"], "chance": rules["chance"], "unseen": unseen}
    return {name: exact(one) for name, one in found.items()}


def _shares(run: Networks, blocked: str = "none") -> tuple[Floats, Floats]:
    """Return shares of the risky arm (replicates,) where it pays often, and where it seldom does."""
    found = run.behaviour(f"task.blocked={blocked}")
    high, low = (np.asarray(found[name], np.float64) for name in SHARES)
    return high, low


def _control(run: Networks) -> Measurements:
    scores, found = lives_and_behaviour(run)
    high, low = (median_of_seeds(found[name]) for name in SHARES)
    return {"high": high, "low": low, "reward": median(means(scores))}


def _risen_where(blocked: str) -> Callable[[Networks], Measurements]:
    """Return what measures by how much shares rise where an outcome is blocked; medians of seeds."""

    def measure(run: Networks) -> Measurements:
        control, changed = _shares(run), _shares(run, blocked)
        rises = (median_of_seeds(after - before) for before, after in zip(control, changed, strict=True))
        return dict(zip(("high, risen", "low, risen"), rises, strict=True))

    return measure


def _risky_reward(run: Networks) -> Measurements:
    high, low = _shares(run, "risky_reward")
    return {**_risen_where("risky_reward")(run), "high": median_of_seeds(high), "low": median_of_seeds(low)}


def _without(run: Networks) -> Measurements:
    found: dict[str, Measurement] = {}
    for name, changed in {"no reward": without_reward(run), "no past": without_learning(run)}.items():
        behaviour = run.behaviour(*changed)
        high, low = (np.asarray(behaviour[share], np.float64) for share in SHARES)
        error = math.sqrt(2.0 * 0.25 / (0.5 * 10_000))  # were all pulls of a life of the same arm
        gap = median_of_seeds(high - low)
        found[f"{name}, gap"] = Measurement(gap.value, error, gap.note)
        found[f"{name}, reward"] = median(means(totals(run, *changed)))
    return found


def _risen(where: str, low: float, paper: float) -> Quantity:
    name = {"pays with 1/2": "high", "pays with 1/8": "low"}[where]
    return at_least(
        f"{where}: share of the risky arm, blocked less control", low, paper, WANG_2018, of=f"{name}, risen"
    )


CLAIMS = (
    Claim(
        id="S01",
        text="How often the risky arm is worth pulling is known exactly, and so is what a life is worth",
        method="backward induction over wins and losses of the risky arm; lives followed on the same grid",
        quantities=(
            near("ideal, share of the risky arm where it pays with 1/2", IDEAL["high"], 5e-4, THEORY, of="high"),
            near("the same, where it pays with 1/8", IDEAL["low"], 5e-4, THEORY, of="low"),
            near("ideal, reward of twenty free pulls", WORTH, 0.005, THEORY, of="ideal"),
            near("chance, the same", CHANCE, 1e-9, THEORY, of="chance"),
            near("ideal that never saw a win: largest share of the risky arm", 0.0, 1e-12, THEORY, of="unseen"),
        ),
        measure=_exact,
        quick=True,
        remark="After five forced losses the ideal leaves the risky arm for good: to whom its "
        "rewards are never felt it is not worth one pull, whatever its chance.",
    ),
    Claim(
        id="S02",
        text="Evolved nets with frozen weights take risks nearly as often as the ideal, where they pay and where not",
        settings=(EVOLVED,),
        quantities=(
            near("share of the risky arm where it pays with 1/2", IDEAL["high"], 0.05, THEORY, of="high"),
            near("the same, where it pays with 1/8", IDEAL["low"], 0.05, THEORY, of="low"),
            at_least("reward of twenty free pulls", 0.99 * WORTH, WORTH, THEORY, of="reward"),
            no_more("the same: nobody beats the ideal", WORTH, of="reward"),
        ),
        measure=_control,
        quick=True,
        remark="Wang et al. (2018): 88 to 94 % and 28 to 29 %, off their figure; rats: 64 to 75 % and 25 to 28 %. "
        "Medians of 3 seeds.",
    ),
    Claim(
        id="S03",
        text="Where the reward of the risky arm is not felt it is given up, also where it pays",
        settings=(EVOLVED,),
        quantities=(
            at_most(
                "pays with 1/2: share of the risky arm, blocked less control",
                -0.20,
                0.43 - 0.90,
                WANG_2018,
                of="high, risen",
            ),
            at_most("pays with 1/8: the same", 0.0, 0.25 - 0.28, WANG_2018, of="low, risen"),
            near("pays with 1/2: share of the risky arm, blocked", 0.0, 0.02, THEORY, of="high"),
            near("pays with 1/8: share of the risky arm, blocked", 0.0, 0.02, THEORY, of="low"),
        ),
        measure=_risky_reward,
        quick=True,
        remark="A bar of 20 points was set before. Rats fall from 75 to 54 %, the agent of Wang et al. from 90 to "
        "43: its actor is given a critic's prediction error, which is changed by as much. Ours feels the changed "
        "reward itself, and does what the ideal does that never saw a win (S01): the effect is all there can be. "
        "Medians of 3 seeds.",
    ),
    Claim(
        id="S04",
        text="Where the reward of the safe arm is not felt the risky one is pulled more, mostly where it seldom pays",
        settings=(EVOLVED,),
        quantities=(
            _risen("pays with 1/2", 0.0, 0.98 - 0.94),
            _risen("pays with 1/8", 0.15, 0.59 - 0.29),
        ),
        measure=_risen_where("safe_reward"),
        quick=True,
        remark="A bar of 15 points was set before. Rats rise from 27 to 43 % and stay at 65; the agent of Wang et "
        "al. from 29 to 59 %, and from 94 to 98. Medians of 3 seeds.",
    ),
    Claim(
        id="S05",
        text="Where losses of the risky arm are felt less it is pulled more, mostly where it seldom pays",
        settings=(EVOLVED,),
        quantities=(
            _risen("pays with 1/2", 0.0, 0.0),
            _risen("pays with 1/8", 0.15, 0.485 - 0.285),
        ),
        measure=_risen_where("risky_loss"),
        quick=True,
        remark="A bar of 15 points was set before. Rats rise from 28 to 50 % and stay near 66; the agent of Wang "
        "et al. from 28.5 to 48.5 %, and stays at 87.5. Medians of 3 seeds.",
    ),
    Claim(
        id="S06",
        text="It is learned, from reward: without sense of reward or without memory lives are all alike",
        settings=(EVOLVED,),
        quantities=(
            close(
                "reward out of sense: share of the risky arm, pays with 1/2 less with 1/8",
                0.0,
                THEORY,
                of="no reward, gap",
            ),
            close("reward out of sense: reward of twenty free pulls", CHANCE, THEORY, of="no reward, reward"),
            close("state held, past out of sense: share, pays with 1/2 less with 1/8", 0.0, THEORY, of="no past, gap"),
            close("state held, past out of sense: reward of twenty free pulls", CHANCE, THEORY, of="no past, reward"),
        ),
        measure=_without,
        quick=True,
        remark="Which arm is the risky one differs between lives, so that habits earn what chance does. Standard "
        "errors are over lives; the seed in the middle of 3.",
    ),
)
