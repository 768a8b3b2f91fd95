"""Simulated planners: those that know the problem, plan from a posterior, or guess (Duan et al. 2016, table 2)."""

from __future__ import annotations

import math

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference
from baldwin.claims.quantity import Measurement, Measurements, Quantity, above, below, close
from baldwin.claims.sources import THEORY, THIS_PROGRAM, Source, published, theory
from baldwin.neural.theory.tabular_mdp import Law, Planner, known_value, life_scores

__all__ = ["CLAIMS", "DUAN", "SMALL"]

DUAN = Law()  # ten states, five actions, ten steps an episode
SMALL = Law(states=3, actions=3, horizon=5)
LIVES = 1500  # of a planner; half as many where lives are longer

# Return of n episodes: n -> of an independent program (s.e. 0.5 at n = 10, 1.2 at 25), and as published.
RECOMPUTED: dict[Planner, dict[int, float]] = {"PSRL": {10: 134.9, 25: 406.3}, "posterior mean": {10: 149.9, 25: 424.0}}
OWN = {10: 0.5, 25: 1.2}
PROGRAM = theory("an independent program, 3,000 simulated problems")
TABLE = published("Duan et al.", 2016, "table 2")
CHANCE = {"random": 100.1}
PUBLISHED = {10: 138.1, 25: 408.8}  # PSRL
PUBLISHED_ERROR = {10: 0.7, 25: 1.7}  # of the mean of 1,000 instances, from how much lives differ here
KNOWN, KNOWN_ERROR = 219.8, 0.7
SMALL_ERROR = 0.5  # of 2,000 simulated problems, other ones


def _planned(planner: Planner, law: Law, episodes: int, lives: int) -> Measurement:
    scores = life_scores(planner, law, episodes, lives, np.random.default_rng(2016)).sum(axis=1)
    return Measurement(float(scores.mean()), float(scores.std(ddof=1)) / math.sqrt(lives))


def _known(law: Law) -> Measurement:
    value, error = known_value(law)
    return Measurement(10.0 * value, 10.0 * error)


def _planners() -> Measurements:
    found = {
        f"{planner}, {episodes} episodes": _planned(planner, DUAN, episodes, LIVES if episodes == 10 else LIVES // 2)
        for planner, row in RECOMPUTED.items()
        for episodes in row
    }
    return {"known": _known(DUAN), **found}


def _order() -> Measurements:
    psrl, greedy = (_planned(planner, DUAN, 10, LIVES) for planner in RECOMPUTED)
    longer = _planned("PSRL", DUAN, 25, LIVES // 2)
    return {
        "chance": _chance(DUAN, 10),
        "PSRL, 10": psrl,
        "PSRL, 25": longer,
        "mean less PSRL": difference(greedy, psrl),
    }


def _chance(law: Law, episodes: int) -> Measurement:
    return Measurement(episodes * law.horizon * law.reward_mean, 0.0)


def _planners_by_chance() -> Measurements:
    found = {f"{planner}, {n} episodes": _chance(DUAN, n) for planner, row in RECOMPUTED.items() for n in row}
    return {"known": _chance(DUAN, 10), **found}


def _order_by_chance() -> Measurements:
    none, some = _chance(DUAN, 10), _chance(DUAN, 25)
    return {"chance": none, "PSRL, 10": none, "PSRL, 25": some, "mean less PSRL": difference(none, none)}


def _small_by_chance() -> Measurements:
    return dict.fromkeys(("known", *RECOMPUTED), _chance(SMALL, 10))


def _small() -> Measurements:
    return {"known": _known(SMALL), **{planner: _planned(planner, SMALL, 10, 10_000) for planner in RECOMPUTED}}


def _close(name: str, expected: float, own: float, source: Source, of: str) -> Quantity:
    """Return a quantity within the standard errors of both numbers, and the rounding of the expected one."""
    return close(name, expected, source, expected_error=own, parts={"rounding": 0.05}, of=of)


GUESSING = "chance in the place of every planner"

CLAIMS = (
    Claim(
        id="P01",
        text="What planners earn in ten and in twenty-five episodes is what an independent program has them earn",
        method="value iteration once an episode, 1,500 and 750 simulated problems; 16,000 known ones for the optimum",
        quantities=(
            _close("known problem, 10 episodes", KNOWN, KNOWN_ERROR, PROGRAM, "known"),
            *(
                _close(f"{planner}, {n} episodes", value, OWN[n], PROGRAM, f"{planner}, {n} episodes")
                for planner, row in RECOMPUTED.items()
                for n, value in row.items()
            ),
        ),
        measure=_planners,
        null=Null(GUESSING, measure=_planners_by_chance),
        quick=True,
        remark="Ten states, five actions, ten steps; the program's standard errors are 0.7, 0.5 (10 episodes) and "
        "some 1.2 (25).",
    ),
    Claim(
        id="P02",
        text="Chance and, in 25 episodes, posterior sampling earn what Duan et al. (2016) say; greed on the mean more",
        method="chance exactly; planners in 1,500 and 750 simulated problems",
        quantities=(
            _close("chance, 10 episodes", CHANCE["random"], PUBLISHED_ERROR[10], TABLE, "chance"),
            _close("PSRL, 25 episodes", PUBLISHED[25], PUBLISHED_ERROR[25], TABLE, "PSRL, 25"),
            below(
                "PSRL, 10 episodes, less than published", PUBLISHED[10], RECOMPUTED["PSRL"][10], PROGRAM, of="PSRL, 10"
            ),
            above("posterior mean less PSRL, 10 episodes", 0.0, 15.0, THEORY, of="mean less PSRL"),
        ),
        measure=_order,
        null=Null(GUESSING, measure=_order_by_chance),
        quick=True,
        remark="A known departure: in ten episodes PSRL earns 134.9 in an independent program, 3.2 less than "
        "published, beyond what 1,000 instances do by chance; of 25 episodes the two agree. The paper's greed is on "
        "the most likely problem, 134.8; on the posterior mean it is ahead of PSRL for up to 25 episodes.",
    ),
    Claim(
        id="P03",
        text="The same of a reduced world: three states, three actions, five steps",
        method="10,000 simulated problems of each planner, 16,000 known ones",
        quantities=(
            _close("known problem, 10 episodes", 94.3, 0.1, THIS_PROGRAM, "known"),
            _close("PSRL, 10 episodes", 72.2, SMALL_ERROR, THIS_PROGRAM, "PSRL"),
            _close("posterior mean, 10 episodes", 76.9, SMALL_ERROR, THIS_PROGRAM, "posterior mean"),
        ),
        measure=_small,
        null=Null(GUESSING, measure=_small_by_chance),
        quick=True,
        remark="No paper has this world. Chance: 50.",
    ),
)
