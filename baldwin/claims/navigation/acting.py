"""Goals that are not observed: policy gradients and hill climbing within a life."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, median_of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, above, at_most, between, near
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.navigation import corner_returns, stay_put, walk_to_goal

__all__ = ["CLAIMS"]

LAST = ("assays.every=1000000", "assays.individuals=0")
WALK = Evolution("navigation", LAST)
CLIMB = Evolution("corners", ("population.replicates=3", *LAST))
ESTIMATE = Evolution("corners", ("population.replicates=3", "lifetime.kind=perturbation", "lifetime.steps=1", *LAST))


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


def _walk(run: Networks) -> Measurements:
    returns = run.curves()
    return {"birth": median_of_seeds(returns[:, 0]), "step": median_of_seeds(returns[:, -1])}


def _longer(run: Networks) -> Measurements:
    return {"step": median_of_seeds(run.curves()[:, -1])}


def _corners(climb: Networks, estimate: Networks) -> Measurements:
    climbed, estimated = climb.curves()[:, -1], estimate.curves()[:, -1]
    return {
        "climbing": median_of_seeds(climbed),
        "excess": exact(float(np.median(climbed) - np.median(estimated))),
    }


CLAIMS = (
    Claim(
        id="N01",
        text="Returns of staying at home and of knowing the goal",
        method="closed forms and stepping through the plane",
        quantities=(
            near("staying, goals within 0.5", -16.7, 0.05, THEORY, of="staying 0.5"),
            near("knowing the goal, within 0.5", -0.13, 0.005, THEORY, of="knowing 0.5"),
            near("staying, goals within 1", -66.7, 0.05, THEORY, of="staying 1"),
            near("knowing the goal, within 1", -1.35, 0.005, THEORY, of="knowing 1"),
            near("four corners, staying", -400.0, 0.0, THEORY, of="corners, staying"),
            near("four corners, always the same", -310.0, 0.1, THEORY, of="corners, fixed"),
            near("four corners, knowing which", -40.3, 0.05, THEORY, of="corners, knowing"),
        ),
        measure=_returns,
        quick=True,
    ),
    Claim(
        id="N02",
        text="Evolution finds a newborn that one policy gradient step sends to the goal",
        settings=(WALK,),
        quantities=(
            at_most("return at birth", -60.0, -66.7, THEORY, of="birth"),
            above("return after one step", -20.0, -15.0, of="step"),
        ),
        measure=_walk,
        quick=True,
        remark="Expected: -66.7 or lower before (the mean over 600 goals has a standard error of 1.7), "
        "above -15 after. This preset lives through 120 generations only; N03 of the full ladder has 300.",
    ),
    Claim(
        id="N03",
        text="Given longer, the step is better than -15",
        settings=(Evolution("navigation", ("population.generations=300", "population.size=64", *LAST)),),
        quantities=(above("return after one step", -15.0, -13.4, of="step"),),
        measure=_longer,
    ),
    Claim(
        id="N04",
        text="In four corners, trying boldly and keeping what is better beats estimating a gradient",
        settings=(CLIMB, ESTIMATE),
        quantities=(
            between("return of hill climbing after 20 trials", -310.0, -40.3, -82.0, THEORY, of="climbing"),
            above("hill climbing less gradient estimation, medians", 0.0, 240.0, of="excess"),
        ),
        measure=_corners,
        quick=True,
        remark="Twenty episodes each. Between always walking to one corner, and knowing the corner.",
    ),
)
