"""When exploring pays, and newborns that explore (after Lange & Sprekeler 2020).

The safe arm pays nothing, the risky one on average m0 a pull; its mean is N(m0, sp^2) in a life, its pay N(mean, sl^2).
"""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import (
    BRIEF,
    Floats,
    excess,
    least,
    means,
    most,
    of_seeds,
    totals,
    without_learning,
    without_reward,
)
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurements, Quantity, above, close, no_more
from baldwin.claims.sources import THEORY, THIS_PROGRAM, theory
from baldwin.neural.theory.uncertain_arm import best_exploration, explore_then_commit, optimum

__all__ = ["CLAIMS"]

NOISES = (0.5, 1.0, 2.0, 4.0)  # sl
MEAN = -1.0  # m0

# (T, sp) -> n*, and what exploring n* pulls and then committing is worth, for each of NOISES
TABLE: dict[tuple[int, float], tuple[tuple[int, float], ...]] = {
    (10, 1.0): ((0, 0.0), (0, 0.0), (0, 0.0), (0, 0.0)),
    (10, 1.5): ((1, 0.82), (1, 0.35), (0, 0.0), (0, 0.0)),
    (10, 2.0): ((1, 2.4), (1, 1.9), (1, 0.8), (0, 0.0)),
    (20, 1.0): ((1, 0.13), (0, 0.0), (0, 0.0), (0, 0.0)),
    (20, 1.5): ((1, 2.8), (1, 1.8), (1, 0.15), (0, 0.0)),
    (20, 2.0): ((1, 6.1), (1, 5.1), (2, 2.9), (2, 0.2)),
    (50, 1.0): ((1, 1.9), (1, 0.23), (0, 0.0), (0, 0.0)),
    (50, 1.5): ((1, 8.9), (2, 6.7), (3, 3.2), (0, 0.0)),
    (50, 2.0): ((1, 17.4), (2, 15.1), (3, 11.2), (4, 5.2)),
    (100, 1.0): ((1, 4.9), (2, 2.3), (0, 0.0), (0, 0.0)),
    (100, 1.5): ((1, 19.0), (3, 15.9), (4, 10.4), (6, 2.2)),
    (100, 2.0): ((1, 36.1), (2, 32.9), (4, 26.9), (7, 17.0)),
}
NEVER = [(trials, noise) for trials in (10, 20, 50, 100) for noise in NOISES]  # where sp = 0.5

NICHE = Evolution("nature-nurture", BRIEF)  # m0 = 0, sp = 2, sl = 1, T = 50
HARD = ("task.mean=-1.0",)
DIRECT = Evolution("nature-nurture", (*HARD, *BRIEF))
TRIALS, SPREAD, NOISE = 50, 2.0, 1.0
FREE_BEST, HARD_BEST = (
    0.7632,
    0.3496,
)  # exact optimum, per trial, m0 = 0 and -1; see claim S08
PROGRAM = theory("an independent program, by the same formula")
GRID = {"grid of posterior means": 1e-4}
GREEDY = ("lifetime.choice=greedy",)


def _table() -> Measurements:
    return _distances(noisier=1.0)


def _blurred() -> Measurements:
    return _distances(noisier=4.0)


def _distances(noisier: float) -> Measurements:
    """Return how far pulls and worth lie from the table, noise taken for so many times as large as it is."""
    cells = [(*place, noise, *cell) for place, row in TABLE.items() for noise, cell in zip(NOISES, row, strict=True)]
    pulls = [abs(best_exploration(t, MEAN, sp, noisier * sl) - n) for t, sp, sl, n, _ in cells]
    worth = [abs(_committed(t, sp, noisier * sl) - value) for t, sp, sl, _, value in cells]
    never = [best_exploration(trials, MEAN, 0.5, noisier * noise) for trials, noise in NEVER]
    return {
        "pulls": exact(max(pulls), f"{len(cells)} cells"),
        "worth": exact(max(worth), f"{len(cells)} cells"),
        "never": exact(max(never), f"{len(never)} cells"),
    }


def _committed(trials: int, spread: float, noise: float) -> float:
    return float(explore_then_commit(trials, MEAN, spread, noise).max())


def _optima() -> Measurements:
    free, hard = (optimum(TRIALS, mean, SPREAD, NOISE).value / TRIALS for mean in (0.0, MEAN))
    gaps = [optimum(t, MEAN, sp, sl).value - _committed(t, sp, sl) for t, sp in TABLE for sl in NOISES]
    return {
        "free": exact(free),
        "hard": exact(hard),
        "least": exact(min(gaps), f"{len(gaps)} cells"),
        "most": exact(max(gaps), f"{len(gaps)} cells"),
    }


def _committing() -> Measurements:
    free, hard = (float(explore_then_commit(TRIALS, mean, SPREAD, NOISE).max()) / TRIALS for mean in (0.0, MEAN))
    return {"free": exact(free), "hard": exact(hard), "least": exact(0.0), "most": exact(0.0)}


def _rewards(run: Networks, *overrides: str) -> Floats:
    return totals(run, *overrides) / TRIALS


def _own(run: Networks, *overrides: str) -> Measurements:
    """Return reward per trial, and the share of lives whose first pull is risky."""
    first = np.asarray(run.behaviour(*overrides)["risky_first"], np.float64)
    rewards = _rewards(run, *overrides)
    return {
        "reward": of_seeds(rewards),
        "least": least(means(rewards)),
        "most": most(means(rewards)),
        "risky first": of_seeds(first, range=SHARE),
    }


def _born(run: Networks) -> Measurements:
    own, blind, still = (_rewards(run, *changed) for changed in ((), without_reward(run), without_learning(run)))
    first = _own(run)
    return {
        **{name: first[name] for name in ("least", "most", "risky first")},
        "no reward": of_seeds(blind),
        "no past": of_seeds(still),
        "lost": excess(own, blind),
    }


def _elsewhere(run: Networks) -> Measurements:
    found = _own(run, *HARD, *GREEDY)
    return {name: found[name] for name in ("least", "most", "risky first")}


def _there(run: Networks) -> Measurements:
    found = _own(run)
    return {name: found[name] for name in ("reward", "risky first")}


def _first_pull(expected: float, error: float) -> Quantity:
    return close(
        "share of lives whose first pull is risky",
        expected,
        THIS_PROGRAM,
        expected_error=error,
        of="risky first",
        range=SHARE,
    )


CLAIMS = (
    Claim(
        id="S07",
        text="Where the risky arm is bad on average it pays to find out in long lives and uncertain worlds alone",
        method="J(n) = n m0 + (T - n) E max(0, posterior mean), m0 = -1: 48 cells of T, sp and sl, 16 with sp 0.5",
        quantities=(
            close("best number of pulls, n*: largest distance from the table", 0.0, PROGRAM, of="pulls"),
            close("J(n*): largest distance from the table", 0.0, PROGRAM, parts={"rounding": 0.05}, of="worth"),
            close("sp = 0.5: largest n*", 0.0, PROGRAM, of="never"),
        ),
        measure=_table,
        null=Null("noise taken for four times as large as it is", measure=_blurred),
        quick=True,
        remark="Lange & Sprekeler (2020) ask the question, and give no such table.",
    ),
    Claim(
        id="S08",
        text="Who goes on exploring while it may still pay does better than who commits after so many pulls",
        method="backward induction over the posterior mean: a one-armed bandit, exact to 1e-4",
        quantities=(
            close(
                "optimum per trial, m0 = 0, sp = 2, sl = 1, 50 trials", FREE_BEST, THIS_PROGRAM, parts=GRID, of="free"
            ),
            close("the same, m0 = -1", 17.5 / TRIALS, PROGRAM, parts={"rounding": 0.05 / TRIALS}, of="hard"),
            close(
                "optimum less J(n*), least of 48 cells",
                0.0,
                THEORY,
                parts={"grid of posterior means": 1e-3},
                of="least",
            ),
            above("the same, greatest of 48 cells", 0.0, 5.0, of="most"),
        ),
        measure=_optima,
        null=Null("who commits in the place of who goes on", measure=_committing),
        quick=True,
        remark="No paper gives these numbers.",
    ),
    Claim(
        id="S09",
        text="Where trying costs nothing on average, newborns try first, and learn what the optimum learns",
        settings=(NICHE,),
        quantities=(
            above("reward per trial, the worst seed, more than without learning", 0.0, FREE_BEST, THEORY, of="least"),
            no_more("the same, the best seed: nobody beats the optimum", FREE_BEST, of="most"),
            _first_pull(0.992, 0.001),
            close("reward out of sense: reward per trial", 0.0, THEORY, of="no reward"),
            close("state held, past out of sense: reward per trial", 0.0, THEORY, of="no past"),
            above(
                "reward per trial that its sense adds, more than half of what there is",
                0.5 * FREE_BEST,
                FREE_BEST,
                THEORY,
                of="lost",
            ),
        ),
        measure=_born,
        null=UNTRAINED,
        remark="m0 = 0, sp = 2, sl = 1, 50 trials. Seeds: 3.",
    ),
    Claim(
        id="S10",
        text="Born there, they try also where trying costs, and earn there what the optimum earns",
        settings=(NICHE,),
        quantities=(
            above(
                "m0 = -1: reward per trial, the worst seed, more than who never tries",
                0.0,
                HARD_BEST,
                THEORY,
                of="least",
            ),
            no_more("the same, the best seed: nobody beats the optimum", HARD_BEST, of="most"),
            _first_pull(1.0, 0.001),
        ),
        measure=_elsewhere,
        null=UNTRAINED,
        remark="Lives of the same nets in the hard world, in which they did not evolve; the largest answer is "
        "chosen. Seeds: 3.",
    ),
    Claim(
        id="S11",
        text="Evolved in the hard world itself with these settings they never try: what pays lies beyond a valley",
        settings=(DIRECT,),
        quantities=(
            close("reward per trial, of 0.35 that there are", 0.0, THIS_PROGRAM, expected_error=0.001, of="reward"),
            _first_pull(0.0001, 0.0005),
        ),
        measure=_there,
        null=UNTRAINED,
        remark="Whoever tries without knowing what to make of it loses 1 a pull, so never to try is found first. "
        "With other founders and weight decay one seed of two crossed the valley. One would expect learning to "
        "appear exactly where it pays: here it does not, and the other cells of S07 are not evolved. Means of 3 "
        "seeds.",
    ),
)
