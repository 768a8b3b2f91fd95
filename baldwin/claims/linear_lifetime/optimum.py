"""One gradient step on a linear map: the best learning rate of every coordinate is known."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, median_of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, at_most, near
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.linear import best_rates, excess_risk

__all__ = ["CLAIMS"]

SCALES = (0.0, 0.0, 0.1, 0.3, 0.5, 1.0, 1.0, 2.0)
SHOTS, NOISE = 10, 0.5
EVOLVED = Evolution("linear-life", ("assays.every=1000000",))
OTHER = Evolution(
    "linear-life", ("assays.every=1000000", "task.scales=[0.0,0.5,1.5]", "task.shots=3", "task.noise=1.0")
)


def _genes(run: Networks) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and learning rates of the last genomes, each (replicates, coordinates)."""
    size = run.centres.shape[1] // 2
    return run.centres[:, :size].astype(float), 0.1 * np.exp(3.0 * run.centres[:, size:].astype(float))


def _optimum(run: Networks) -> Measurements:
    weights, rates = _genes(run)
    best = best_rates(SCALES, SHOTS, NOISE)
    away = np.abs(np.median(rates, axis=0) - best)
    risks = [excess_risk(eta, SCALES, SHOTS, NOISE, w) for eta, w in zip(rates, weights, strict=True)]
    innate = np.median(rates, axis=0)[np.asarray(SCALES) == 0.0]
    return {
        "distance": exact(float(away.max()), "rates " + " ".join(f"{eta:.3f}" for eta in np.median(rates, axis=0))),
        "innate": exact(float(innate.max())),
        "risk": median_of_seeds(risks),
        "birth": median_of_seeds(np.abs(weights).max(axis=1)),
    }


def _elsewhere(run: Networks) -> Measurements:
    _, rates = _genes(run)
    best = best_rates((0.0, 0.5, 1.5), 3, 1.0)
    return {"distance": exact(float(np.abs(np.median(rates, axis=0) - best).max()))}


CLAIMS = (
    Claim(
        id="L01",
        text="Learning rates evolve to their exact optimum; what never varies is not learned",
        settings=(EVOLVED,),
        quantities=(
            at_most("largest distance of a rate from its optimum", 0.05, 0.0, THEORY, of="distance"),
            at_most("largest rate of a coordinate that never varies", 0.02, 0.0, THEORY, of="innate"),
            near("risk after one step, exact for the evolved genomes", 1.974, 0.1, THEORY, of="risk"),
            at_most("largest distance of a birth weight from the mean world", 0.2, 0.0, THEORY, of="birth"),
        ),
        measure=_optimum,
        quick=True,
        remark="Rates: median of 3 seeds.",
    ),
    Claim(
        id="L02",
        text="The same in another world, with fewer and noisier examples",
        settings=(OTHER,),
        quantities=(at_most("largest distance of a rate from its optimum", 0.05, 0.0, THEORY, of="distance"),),
        measure=_elsewhere,
        quick=True,
        remark="Three coordinates, three examples, noise 1.",
    ),
)
