"""The same networks trained by actor-critic, beside figure 1 of Wang et al. (2018)."""

from __future__ import annotations

from baldwin.claims.bandits.settings import INDEPENDENT, OPTIMUM, UNIFORM
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.measures import BRIEF, least, means, most, of_seeds, totals
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, below, close, no_less
from baldwin.claims.sources import THEORY, published

__all__ = ["CLAIMS"]

IDEAL = 1.355  # regret there of the optimum for independent arms, exact
TRAINED = Evolution("bandit-a2c", ("strategy.optimiser=adam", "population.generations=3000", *BRIEF))
PAIR = ("task.law=medium",)  # p = (0.25, 0.75), or the other way round
FIGURE = {"independent": 2.15, "uniform": 1.20}  # read off
BAND = (2.35 - 1.95) / 4.0  # its shaded band is of 95 %
EPISODES_ERROR = 0.1  # of the mean of their 300 episodes, from what single lives here differ by
PAPER = published("Wang, Kurth-Nelson et al.", 2018, "figure 1d")


def _compared(trained: Networks, evolved: Networks, mirrored: Networks) -> Measurements:
    a2c, independent, uniform = (-totals(run, *PAIR) for run in (trained, evolved, mirrored))
    return {
        "A2C": of_seeds(a2c),
        "independent, most": most(means(independent)),
        "independent, least": least(means(independent)),
        "mirrored": of_seeds(uniform),
        "mirrored, least": least(means(uniform)),
    }


CLAIMS = (
    Claim(
        id="W13",
        text="Trained by actor-critic instead of evolved, the learner is the one that was published, or better",
        settings=(TRAINED, INDEPENDENT, UNIFORM),
        quantities=(
            close(
                "A2C, independent arms: regret at p = (0.25, 0.75)",
                FIGURE["independent"],
                PAPER,
                expected_error=BAND,
                of="A2C",
            ),
            below(
                "evolved, independent arms: the same, the worst seed, less than the published agent's",
                FIGURE["independent"],
                IDEAL,
                THEORY,
                of="independent, most",
            ),
            no_less("the same, the best seed: nobody beats the optimum", OPTIMUM["medium"], of="independent, least"),
            close(
                "evolved, mirrored arms: the same",
                FIGURE["uniform"],
                PAPER,
                expected_error=EPISODES_ERROR,
                of="mirrored",
            ),
            no_less(
                "the same, the best seed: nobody beats the optimum (mirrored)", OPTIMUM["medium"], of="mirrored, least"
            ),
        ),
        measure=_compared,
        null=UNTRAINED,
        remark="48,000 episodes of A2C, actions drawn (Wang et al.: 20,000, the best of many settings); Adam in the "
        "place of RMSProp, with which 96,000 end at 13. Evolved nets lived some hundred times as many lives, and are "
        "selected for what a drawn choice is worth on average. Exact optima: 1.355 where arms are taken for "
        "independent, 1.000 for mirrored ones. Means of 3 seeds.",
    ),
)
