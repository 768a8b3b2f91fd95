"""Eleven arms, one of which says which other one pays, and five pulls (Wang et al. 2016, experiment 3)."""

from __future__ import annotations

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import BRIEF, least, lives_and_behaviour, means, most, of_seeds, without_learning
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurements, Quantity, above, below, close, no_more
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.informative_arm import informative_arm_reference_policies

__all__ = ["CLAIMS"]

BEST, GREED, CHANCE = 20.55, 11.0, 6.61
FORGETFUL = 12.5  # of who sees the last reward and the time, but remembers nothing; see claim A02
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


POLICIES = ("Bayes-optimal", "greedy", "Thompson with the true law", "UCB1", "chance")


def _exact() -> Measurements:
    published, niche = (
        {one.name: one.scores for one in informative_arm_reference_policies(5, other)} for other in (1.0, 0.0)
    )
    found = {policy: exact(float(published[policy].sum())) for policy in POLICIES}
    return {**found, "niche": exact(float(niche["Bayes-optimal"].sum() - niche["greedy"].sum()))}


def _guessing() -> Measurements:
    return {**dict.fromkeys(POLICIES, _exact()["chance"]), "niche": exact(0.0)}


def _follows(run: Networks, *overrides: str) -> Measurements:
    """Return the return of a life in the published world, and how often arm 11 comes first."""
    scores, found = lives_and_behaviour(run, *PUBLISHED_WORLD, *overrides, lives=LIVES)
    return {
        "least": least(means(scores)),
        "most": most(means(scores)),
        "informative first": of_seeds(found["informative_first"], range=SHARE),
    }


def _planned(run: Networks) -> Measurements:
    held, found = _follows(run, *without_learning(run), *GREEDY), _follows(run, *GREEDY)
    return {**{name: found[name] for name in PLANNED}, "no past": held["most"]}


def _direct(run: Networks) -> Measurements:
    found = _follows(run, *GREEDY)
    return {name: found[name] for name in PLANNED}


def _trained(run: Networks) -> Measurements:
    found = _follows(run)
    return {name: found[name] for name in PLANNED}


PLANNED = ("least", "most", "informative first")


def _first(expected: float) -> Quantity:
    """Return that arm 11 is first in most lives, or in few."""
    compare = above if expected > 0.5 else below
    return compare("share of lives that pull arm 11 first", 0.5, expected, of="informative first", range=SHARE)


def _returns() -> tuple[Quantity, ...]:
    return (
        above(
            "return of five pulls in the published world, the worst seed, more than greed's",
            GREED,
            BEST,
            THEORY,
            of="least",
        ),
        no_more("the same, the best seed: nobody beats the best plan", BEST, of="most"),
    )


CLAIMS = (
    Claim(
        id="A01",
        text="To be told first is worth 20.55 in five pulls; no rule that looks at the next pull alone sees it",
        method="backward induction over plans, and rules of thumb, exactly",
        quantities=(
            close("the best plan", BEST, THEORY, of="Bayes-optimal"),
            close("greed", GREED, THEORY, of="greedy"),
            close("Thompson's rule with the true law", GREED, THEORY, of="Thompson with the true law"),
            close("UCB, each arm once first", CHANCE, THEORY, parts={"rounding": 0.005}, of="UCB1"),
            close("chance", CHANCE, THEORY, parts={"rounding": 0.005}),
            close("where a miss pays nothing: the best plan less greed", 0.0, THEORY, of="niche"),
        ),
        measure=_exact,
        null=Null("chance in the place of every rule", measure=_guessing),
        quick=True,
        remark="Who knows the target has 25.",
    ),
    Claim(
        id="A02",
        text="Evolved where a miss pays nothing, a newborn buys the information first, also where that costs",
        settings=(NICHE,),
        quantities=(
            *_returns(),
            _first(1.0),
            no_more("state held, past out of sense: return, the best seed", FORGETFUL, of="no past"),
        ),
        measure=_planned,
        null=UNTRAINED,
        remark="In the niche, to ask is what greed does too (claim A01); the habit is kept where it costs 0.85. Who "
        "sees the last reward and the time, but remembers nothing, can ask, pull, ask, pull and guess: 12.5 at most. "
        "Seeds: 3.",
    ),
    Claim(
        id="A03",
        text="Evolved in the published world it ends in greed: the plan lies beyond a valley",
        settings=(DIRECT,),
        quantities=(
            above(
                "return of five pulls, the worst seed, nearer to greed than to chance",
                0.5 * (CHANCE + GREED),
                GREED,
                THEORY,
                of="least",
            ),
            below(
                "the same, the best seed, nearer to greed than to the best plan",
                0.5 * (GREED + BEST),
                GREED,
                THEORY,
                of="most",
            ),
            _first(0.0),
        ),
        measure=_direct,
        null=UNTRAINED,
        remark="Whoever asks without knowing what the answer means is worse off than who tries the arms one by one. "
        "Means of 3 seeds.",
    ),
    Claim(
        id="A04",
        text="Reinforcement learning that is paid for surprise, less and less, crosses the valley",
        settings=(TRAINED,),
        quantities=(*_returns(), _first(0.999)),
        measure=_trained,
        null=UNTRAINED,
        quick=True,
        remark="The comparator of Wang et al. (2016), who say that it reaches the best plan and give no number: A2C, "
        "an LSTM of 48 units, entropy annealed from 1 to 0, directly in the published world. Seeds: 3.",
    ),
)
