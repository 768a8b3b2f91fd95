"""One gradient step on a linear map: the best learning rate of every coordinate is known."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.estimates import mean_of
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, Quantity, below, close, no_less
from baldwin.claims.sources import theory
from baldwin.neural.theory.linear import best_rates, excess_risk, leeway, residual, worth_of_learning

__all__ = ["CLAIMS"]

World = tuple[tuple[float, ...], int, float]
"""How much each coordinate varies over worlds, examples of a life, and the noise of an answer."""

HOME: World = ((0.0, 0.0, 0.1, 0.3, 0.5, 1.0, 1.0, 2.0), 10, 0.5)
AWAY: World = ((0.0, 0.5, 1.5), 3, 1.0)
SEEDS = 8
LAST = ("assays.every=1000000", f"population.replicates={SEEDS}")
EVOLVED = Evolution("linear-life", LAST)
OTHER = Evolution(
    "linear-life", (*LAST, f"task.scales={list(AWAY[0])}", f"task.shots={AWAY[1]}", f"task.noise={AWAY[2]}")
)

WORTH = 0.001  # of the risk: what selection takes no notice of
UNNOTICED = "what costs a thousandth of the risk"
BEST = theory("minimum over learning rates of the expected error after one step (baldwin.neural.theory.linear)")


def _genes(run: Networks) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and learning rates of the last genomes, each (replicates, coordinates)."""
    size = run.centres.shape[1] // 2
    return run.centres[:, :size].astype(float), 0.1 * np.exp(3.0 * run.centres[:, size:].astype(float))


def _kinds(world: World) -> dict[float, int]:
    """Return how much a coordinate varies -> the first coordinate that does so; without those of little worth."""
    scales = world[0]
    worth, least = worth_of_learning(*world), WORTH * residual(*world)
    kinds = {scale: scales.index(scale) for scale in dict.fromkeys(scales)}
    return {scale: place for scale, place in kinds.items() if scale == 0.0 or worth[place] > least}


def _rates(run: Networks, world: World) -> Measurements:
    rates = _genes(run)[1]
    return {f"{scale:g}": mean_of(rates[:, place]) for scale, place in _kinds(world).items()}


def _optimum(run: Networks) -> Measurements:
    scales, shots, noise = HOME
    risks = [excess_risk(eta, scales, shots, noise, w) for w, eta in zip(*_genes(run), strict=True)]
    return {**_rates(run, HOME), "risk": mean_of(np.array(risks))}


def _elsewhere(run: Networks) -> Measurements:
    return _rates(run, AWAY)


def _best(world: World) -> tuple[Quantity, ...]:
    best, unnoticed = best_rates(*world), leeway(WORTH, *world)
    return tuple(
        close(
            f"learning rate where the world varies by {scale:g}",
            float(best[place]),
            BEST,
            parts={UNNOTICED: float(unnoticed[place])},
            of=f"{scale:g}",
        )
        for scale, place in _kinds(world).items()
    )


def _shared_risk() -> float:
    """Return the least risk with one learning rate for all coordinates."""
    scales, shots, noise = HOME
    return min(excess_risk(np.full(len(scales), eta), scales, shots, noise) for eta in np.linspace(0.0, 1.0, 1001))


CLAIMS = (
    Claim(
        id="L01",
        text="Learning rates evolve to their exact optimum; what never varies is not learned",
        settings=(EVOLVED,),
        quantities=(
            *_best(HOME),
            no_less("risk after one step, exact for the evolved genomes", residual(*HOME), BEST, of="risk"),
            below("the same: less than with one rate for all", _shared_risk(), residual(*HOME), BEST, of="risk"),
        ),
        measure=_optimum,
        null=UNTRAINED,
        remark=f"Means of {SEEDS} seeds; of coordinates that vary alike the first. Left out is one "
        "whose learning saves less than a thousandth of the risk: selection takes no notice of that, nor of "
        "a rate so near its best. Rates are above 0 by their form, 0.1 exp(3 g).",
    ),
    Claim(
        id="L02",
        text="The same in another world, with fewer and noisier examples",
        settings=(OTHER,),
        quantities=_best(AWAY),
        measure=_elsewhere,
        quick=True,
        null=UNTRAINED,
        remark="Three coordinates, three examples, noise 1.",
    ),
)
