"""Networks evolved, and trained, in some minutes without a GPU: a reduced form of Duan et al. (2016, table 2)."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import median_of_seeds
from baldwin.claims.measures import BRIEF, means, median, totals, without_learning, without_reward
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, above, at_least, below, near
from baldwin.claims.sources import THEORY

__all__ = ["CLAIMS"]

LIVES = 4000
PSRL = 134.9  # of ten episodes in Duan's world; claim P01
SMALL_PSRL, SMALL_CHANCE = 72.2, 50.0  # claim P03

SMALL_WORLD = ("task.states=3", "task.actions=3", "task.horizon=5")
SMALL = Evolution("random-mdp", (*SMALL_WORLD, "strategy.sigma_final=0.1", "population.generations=400", *BRIEF))
TRAINED = Evolution(
    "random-mdp",
    (
        *SMALL_WORLD,
        "network.cell=lstm",
        "network.units=48",
        "network.value=true",
        "strategy.kind=a2c",
        "strategy.optimiser=adam",
        "strategy.learning_rate=0.002",
        "strategy.value_weight=0.5",
        "strategy.entropy=0.1",
        "strategy.entropy_final=0.0",
        "strategy.discount=0.8",
        "sampling.lives=64",
        "population.size=1",
        "population.generations=2000",
        *BRIEF,
    ),
)
DUAN = Evolution("random-mdp", (*BRIEF, "population.replicates=1"))


def _returns(run: Networks, *overrides: str) -> Measurement:
    return median(means(totals(run, *overrides, lives=LIVES)))


def _learned(run: Networks) -> Measurements:
    """Return the return of ten episodes, and by how much the last one beats the first; medians of seeds."""
    curve = np.asarray(run.behaviour(instances=LIVES)["curve"], np.float64)
    return {"return": _returns(run), "gain": median_of_seeds(curve[:, -1] - curve[:, 0])}


def _small(run: Networks) -> Measurements:
    found = run.behaviour(instances=LIVES)
    optimal = np.asarray(found["optimal_actions"], np.float64)
    tried = median_of_seeds(found["pairs_tried"])
    return {**_learned(run), "optimal": median_of_seeds(optimal[:, -1]), "tried": tried}


def _without(run: Networks) -> Measurements:
    changes = {"no reward": without_reward(run), "no past": without_learning(run)}
    return {name: _returns(run, *changed) for name, changed in changes.items()}


CLAIMS = (
    Claim(
        id="P04",
        text="In a world of three states evolved nets learn in life, most in the first episodes; planners earn more",
        settings=(SMALL,),
        quantities=(
            at_least("return of ten episodes", 66.0, 68.0, of="return"),
            below("the same, less than PSRL's", SMALL_PSRL, 68.0, of="return"),
            above("last episode less the first", 1.0, 1.5, of="gain"),
            above("last episode: share of choices that one who knows the problem would make", 0.45, 0.53, of="optimal"),
            above("pairs of state and action tried, of nine", 5.0, 6.1, of="tried"),
        ),
        measure=_small,
        remark="Smaller than in Duan et al. (2016). Chance earns 50, PSRL 72.2, greed on the posterior mean 76.9: "
        "evolution covers some two thirds of the way from chance to the best planner. It tries fewer pairs than a "
        "planner does. The seed in the middle of 3.",
    ),
    Claim(
        id="P05",
        text="It is learned in memory and from reward: without either there is chance",
        settings=(SMALL,),
        quantities=(
            near(
                "reward out of sense: return of ten episodes",
                SMALL_CHANCE,
                0.02 * SMALL_CHANCE,
                THEORY,
                of="no reward",
            ),
            near("state held, past out of sense: the same", SMALL_CHANCE, 0.03 * SMALL_CHANCE, THEORY, of="no past"),
        ),
        measure=_without,
        remark="Controls, with the bars of W09 and W10. The seed in the middle of 3.",
    ),
    Claim(
        id="P06",
        text="Trained by actor-critic in the place of evolution, nets come as far in the small world, and no farther",
        settings=(TRAINED,),
        quantities=(
            at_least("return of ten episodes", 65.0, 67.0, of="return"),
            below("the same, less than PSRL's", SMALL_PSRL, 67.0, of="return"),
            above("last episode less the first", 1.0, 1.4, of="gain"),
        ),
        measure=_learned,
        remark="An LSTM of 48 units, 128,000 lives, where Duan et al. used trust regions and some thousand times as "
        "many steps. The seed in the middle of 3.",
    ),
    Claim(
        id="P07",
        text="In Duan's world a few minutes of evolution learn something in life; the published result needs a GPU",
        settings=(DUAN,),
        quantities=(
            at_least("return of ten episodes", 105.0, 111.0, of="return"),
            below("the same, less than PSRL's", PSRL, 111.0, of="return"),
            above("last episode less the first", 0.0, 1.0, of="gain"),
        ),
        measure=_learned,
        remark="The bar set beforehand was PSRL's 135; Duan et al. have 156 from up to 10,000 iterations of "
        "250,000 steps. Not run here: 300 generations of 128 nets reach a third of the way from chance (100) to PSRL. "
        "One seed.",
    ),
)
