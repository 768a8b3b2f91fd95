"""Goals that are not observed: policy gradients and hill climbing within a life."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import difference, exact
from baldwin.claims.measures import Floats, excess, least, means, most, of_seeds
from baldwin.claims.populations import HELD_OUT, Evolution, Networks
from baldwin.claims.quantity import Measurements, Quantity, above, close, no_more
from baldwin.claims.sources import THEORY, THIS_PROGRAM
from baldwin.neural.theory.navigation import corner_returns, stay_put, walk_to_goal

__all__ = ["CLAIMS"]

LAST = ("assays.every=1000000", "assays.individuals=0")
WALK = Evolution("navigation", LAST)
CLIMB = Evolution("corners", ("population.replicates=3", *LAST))
LONGER = Evolution("navigation", ("population.generations=300", "population.size=64", *LAST))
ESTIMATE = Evolution("corners", ("population.replicates=3", "lifetime.kind=perturbation", "lifetime.steps=1", *LAST))


HOME, CORNER, KNOWN = (
    -66.667,
    -310.075,
    -40.3,
)  # staying (goals within 1), one corner always, the right corner; claim N01


def _returns() -> Measurements:
    corners = corner_returns(2.0, 2.0, 0.1, 100)
    values = {
        "staying 0.5": stay_put(0.5, 100),
        "knowing 0.5": walk_to_goal(0.5, 100, 0.1, 0.01),
        "staying 1": stay_put(1.0, 100),
        "knowing 1": walk_to_goal(1.0, 100, 0.1, 0.01),
        "corners, staying": corners["stay"],
        "corners, fixed": corners["fixed"],
        "corners, knowing": corners["oracle"],
    }
    return {name: exact(value) for name, value in values.items()}


def _wider() -> Measurements:
    """Return the same where goals, corners and their reach are half as far again."""
    corners = corner_returns(3.0, 3.0, 0.1, 100)
    values = {
        "staying 0.5": stay_put(0.75, 100),
        "knowing 0.5": walk_to_goal(0.75, 100, 0.1, 0.01),
        "staying 1": stay_put(1.5, 100),
        "knowing 1": walk_to_goal(1.5, 100, 0.1, 0.01),
        "corners, staying": corners["stay"],
        "corners, fixed": corners["fixed"],
        "corners, knowing": corners["oracle"],
    }
    return {name: exact(value) for name, value in values.items()}


def _lived(run: Networks, step: int) -> Floats:
    """Return returns (replicates, goals) after so many steps of learning; the last one for -1."""
    return np.stack([one.curves[:, step] for one in run.lived(instances=HELD_OUT, only=("score",))])


def _walk(run: Networks) -> Measurements:
    birth, step = _lived(run, 0), _lived(run, -1)
    return {"birth": of_seeds(birth), "step": of_seeds(step), "gain": excess(step, birth)}


def _corners(climb: Networks, estimate: Networks) -> Measurements:
    climbed, estimated = (means(_lived(run, -1)) for run in (climb, estimate))
    worst = least(climbed)
    return {"worst": worst, "best": most(climbed), "ahead": difference(worst, most(estimated))}


def _walked(expected: float, error: float) -> tuple[Quantity, ...]:
    return (
        no_more("return at birth: no better than staying", HOME, of="birth"),
        close("return after one step", expected, THIS_PROGRAM, expected_error=error, of="step"),
        above("the same less that at birth", 0.0, expected - HOME, of="gain"),
    )


CLAIMS = (
    Claim(
        id="N01",
        text="Returns of staying at home and of knowing the goal",
        method="closed forms and stepping through the plane",
        quantities=(
            close("staying, goals within 0.5", -100.0 / 6.0, THEORY, of="staying 0.5"),
            close("knowing the goal, within 0.5", -0.4 / 3.0, THEORY, of="knowing 0.5"),
            close("staying, goals within 1", -200.0 / 3.0, THEORY, of="staying 1"),
            close("knowing the goal, within 1", -1.35, THEORY, of="knowing 1"),
            close("four corners, staying", -400.0, THEORY, of="corners, staying"),
            close("four corners, always the same", CORNER, THEORY, of="corners, fixed"),
            close("four corners, knowing which", KNOWN, THEORY, of="corners, knowing"),
        ),
        measure=_returns,
        null=Null("goals, corners and their reach half as far again", measure=_wider),
        quick=True,
        remark="Goals uniform in a square: staying loses 100 times 2 r^2 / 3 in 100 steps.",
    ),
    Claim(
        id="N02",
        text="Evolution finds a newborn that one policy gradient step sends to the goal",
        settings=(WALK,),
        quantities=_walked(-16.8, 0.65),
        measure=_walk,
        null=UNTRAINED,
        remark="A known departure: Finn et al. (2017, appendix) have -40.4 at birth and -11.7 after one step, in a "
        "square that they do not measure out; with goals within 1 of home staying has -66.7. 600 goals, one seed; "
        "standard errors are over goals. 120 generations; N03 has 300.",
    ),
    Claim(
        id="N03",
        text="Given longer, the step goes farther",
        settings=(LONGER,),
        quantities=_walked(-13.4, 0.65),
        measure=_walk,
        null=UNTRAINED,
        remark="300 generations of 64; one seed.",
    ),
    Claim(
        id="N04",
        text="In four corners, trying boldly and keeping what is better beats estimating a gradient",
        settings=(CLIMB, ESTIMATE),
        quantities=(
            above(
                "hill climbing, return after 20 trials, the worst seed, more than of one corner always",
                CORNER,
                -246.0,
                of="worst",
            ),
            no_more("the same, the best seed, no more than who knows the corner", KNOWN, of="best"),
            above("the worst seed that climbs less the best that estimates a gradient", 0.0, 48.5, of="ahead"),
        ),
        measure=_corners,
        null=UNTRAINED,
        remark="Twenty episodes each. Of three seeds that climb two end near -78, one at -246; of those that "
        "estimate, at -326, -325 and -295. Song et al. (2020) have the same order, in figures of which no number "
        "could be read.",
    ),
    Claim(
        id="N05",
        text="A single seed shows it: it climbs to the corner that it cannot see, and estimates no gradient to it",
        settings=tuple(setting.but("population.replicates=1") for setting in (CLIMB, ESTIMATE)),
        quantities=(
            above("hill climbing, return after 20 trials, more than of one corner always", CORNER, -78.0, of="worst"),
            no_more("the same, no more than who knows the corner", KNOWN, of="best"),
            above("the same less that of gradient estimation", 0.0, 247.0, of="ahead"),
        ),
        measure=_corners,
        null=UNTRAINED,
        quick=True,
        remark="The first seed of N04, for the short ladder; standard errors are over goals.",
    ),
)
