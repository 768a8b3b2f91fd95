"""Eleven arms, one of which says which other one pays, and five pulls (Wang et al. 2016, experiment 3)."""

from __future__ import annotations

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, median_of_seeds
from baldwin.claims.measures import BRIEF, lives_and_behaviour, without_learning
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, at_least, near, no_more
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.informative_arm import informative_arm_reference_policies

__all__ = ["CLAIMS"]

BEST, GREED, CHANCE = 20.55, 11.0, 6.61
FORGETFUL = 12.5  # of who sees the last reward and the time, but remembers nothing; see claim A02
BAR = 19.5
LIVES = 1000  # a hundred of each target; nothing else varies
PUBLISHED_WORLD = ("task.other=1.0",)
GREEDY = ("lifetime.choice=greedy",)  # the largest answer is chosen

NICHE = Evolution("informative-arm", ("task.other=0.0", *BRIEF))
DIRECT = Evolution("informative-arm", ("task.other=1.0", *BRIEF))
TRAINED = Evolution(
    "informative-arm",
    (
        "task.reward_code=one_hot",
        "task.other=1.0",
        "lifetime.choice=sample",
        "lifetime.scored=chosen",
        'network.senses=["action","reward","trial"]',
        "network.value=true",
        "network.cell=lstm",
        "network.units=48",
        "strategy.kind=a2c",
        "strategy.learning_rate=0.002",
        "strategy.entropy=1.0",
        "strategy.entropy_final=0.0",
        "strategy.discount=0.8",
        "sampling.lives=32",
        "population.size=1",
        "population.generations=4000",
        *BRIEF,
    ),
)


def _exact() -> Measurements:
    published, niche = (
        {one.name: one.scores for one in informative_arm_reference_policies(5, other)} for other in (1.0, 0.0)
    )
    policies = ("Bayes-optimal", "greedy", "Thompson with the true law", "UCB1", "chance")
    found = {policy: exact(float(published[policy].sum())) for policy in policies}
    return {**found, "niche": exact(float(niche["Bayes-optimal"].sum() - niche["greedy"].sum()))}


def _follows(run: Networks, *overrides: str) -> Measurements:
    """Return the return of a life in the published world, and how often arm 11 comes first: medians of seeds."""
    scores, found = lives_and_behaviour(run, *PUBLISHED_WORLD, *overrides, lives=LIVES)
    return {
        "return": median_of_seeds(scores.mean(axis=1)),
        "informative first": median_of_seeds(found["informative_first"]),
    }


def _planned(run: Networks) -> Measurements:
    held = _follows(run, *without_learning(run), *GREEDY)
    return {**_follows(run, *GREEDY), "no past": held["return"]}


def _direct(run: Networks) -> Measurements:
    return _follows(run, *GREEDY)


CLAIMS = (
    Claim(
        id="A01",
        text="To be told first is worth 20.55 in five pulls; no rule that looks at the next pull alone sees it",
        method="backward induction over plans, and rules of thumb, exactly",
        quantities=(
            near("the best plan", BEST, 1e-9, THEORY, of="Bayes-optimal"),
            near("greed", GREED, 1e-9, THEORY, of="greedy"),
            near("Thompson's rule with the true law", GREED, 1e-9, THEORY, of="Thompson with the true law"),
            near("UCB, each arm once first", CHANCE, 0.005, THEORY, of="UCB1"),
            near("chance", CHANCE, 0.005, THEORY),
            near("where a miss pays nothing: the best plan less greed", 0.0, 1e-9, THEORY, of="niche"),
        ),
        measure=_exact,
        quick=True,
        remark="Who knows the target has 25.",
    ),
    Claim(
        id="A02",
        text="Evolved where a miss pays nothing, a newborn buys the information first, also where that costs",
        settings=(NICHE,),
        quantities=(
            at_least("return of five pulls in the published world", BAR, BEST, THEORY, of="return"),
            at_least("share of lives that pull arm 11 first", 0.95, 1.0, THEORY, of="informative first"),
            no_more("the same return: nobody beats the best plan", BEST, of="return"),
            no_more("state held, past out of sense: return", FORGETFUL, of="no past"),
        ),
        measure=_planned,
        remark="In the niche, to ask is what greed does too (claim A01); the habit is kept where it "
        "costs 0.85. Who sees the last reward and the time, but remembers nothing, can ask, pull, ask, pull and guess: "
        "12.5 at most. Medians of 3 seeds.",
    ),
    Claim(
        id="A03",
        text="Evolved in the published world it ends in greed: the plan lies beyond a valley",
        settings=(DIRECT,),
        quantities=(
            near("return of five pulls", GREED, 0.5, of="return"),
            near("share of lives that pull arm 11 first", 0.0, 0.05, of="informative first"),
        ),
        measure=_direct,
        remark="Whoever asks without knowing what the answer means is worse off than who tries the arms one by one. "
        "Expected: greed, which is what this project found before. Medians of 3 seeds.",
    ),
    Claim(
        id="A04",
        text="Reinforcement learning that is paid for surprise, less and less, crosses the valley",
        settings=(TRAINED,),
        quantities=(
            at_least("return of five pulls", BAR, BEST, THEORY, of="return"),
            at_least("share of lives that pull arm 11 first", 0.95, 1.0, THEORY, of="informative first"),
        ),
        measure=_follows,
        quick=True,
        remark="The comparator of Wang et al. (2016): A2C, an LSTM of 48 units, entropy annealed from 1 to 0, directly "
        "in the published world. Medians of 3 seeds.",
    ),
)
