"""The same networks trained by actor-critic, beside figure 1 of Wang et al. (2018)."""

from __future__ import annotations

from baldwin.claims.bandits.settings import INDEPENDENT, OPTIMUM, UNIFORM
from baldwin.claims.claim import Claim
from baldwin.claims.measures import BRIEF, means, median, totals
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, at_most, between, no_less
from baldwin.claims.sources import THEORY, published

__all__ = ["CLAIMS"]

WANG = published("Wang, Kurth-Nelson et al.", 2018, "figure 1")

TRAINED = Evolution("bandit-a2c", ("strategy.optimiser=adam", "population.generations=3000", *BRIEF))
PAIR = ("task.law=medium",)  # p = (0.25, 0.75), or the other way round
FIGURE = {"independent": 2.15, "uniform": 1.20}
IDEAL = 1.355  # regret there of the optimum for independent arms, exact


def _regret(run: Networks, *overrides: str) -> Measurement:
    return median(means(-totals(run, *overrides)))


def _compared(trained: Networks, evolved: Networks, mirrored: Networks) -> Measurements:
    runs = {"A2C": trained, "independent": evolved, "mirrored": mirrored}
    return {name: _regret(run, *PAIR) for name, run in runs.items()}


CLAIMS = (
    Claim(
        id="W13",
        text="Trained by actor-critic instead of evolved, the learner is the one that was published, or better",
        settings=(TRAINED, INDEPENDENT, UNIFORM),
        quantities=(
            between(
                "A2C, independent arms: regret at p = (0.25, 0.75)", 1.6, 2.6, FIGURE["independent"], WANG, of="A2C"
            ),
            between(
                "evolved, independent arms: the same",
                OPTIMUM["medium"],
                FIGURE["independent"],
                IDEAL,
                THEORY,
                of="independent",
            ),
            at_most(
                "evolved, mirrored arms: the same", FIGURE["uniform"] + 0.1, FIGURE["uniform"], WANG, of="mirrored"
            ),
            no_less("the same: nobody beats the optimum", OPTIMUM["medium"], of="mirrored"),
        ),
        measure=_compared,
        remark="The band was set beforehand. 48,000 episodes of A2C, actions drawn (Wang et al.: 20,000, the best "
        "of many settings); Adam in the place of RMSProp, with which 96,000 end at 13. Evolved nets lived some hundred "
        "times as many lives, and are selected for what a drawn choice is worth on average. Exact optima: 1.355 where "
        "arms are taken for independent, 1.000 for mirrored ones. Seeds in the middle of 3.",
    ),
)
