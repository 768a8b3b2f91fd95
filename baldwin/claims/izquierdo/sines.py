"""Error after ten epochs of learning over 1,000 generations, as in Izquierdo's program."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, median_of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, at_most, between
from baldwin.claims.sources import published

__all__ = ["CLAIMS"]

IZQUIERDO = published("Izquierdo", 2018, "stored runs")

FIRST = {2: 0.0619, 4: 0.1006, 8: 0.1031}
LAST = {2: 0.0105, 4: 0.0203, 8: 0.0192}


def _evolution(waves: int, generations: int = 1000, replicates: int = 3) -> Evolution:
    return Evolution(
        "phase-sines",
        (
            f"task.waves={waves}",
            f"sampling.lives={waves}",
            f"assays.instances={waves}",
            f"population.generations={generations}",
            f"population.replicates={replicates}",
            f"assays.every={generations}",
            "assays.individuals=0",
        ),
    )


def _errors(run: Networks) -> tuple[float, float]:
    return float(np.median(-run.at(0, "learned"))), float(np.median(-run.last("learned")))


def _fall(run: Networks) -> Measurements:
    first, last = _errors(run)
    return {"last": median_of_seeds(-run.last("learned")), "ratio": exact(last / first, f"{last:.3g} over {first:.3g}")}


def _no_harder(four: Networks, eight: Networks) -> Measurements:
    return {"ratio": exact(_errors(eight)[1] / _errors(four)[1])}


def _early(run: Networks) -> Measurements:
    return {"ratio": exact(_errors(run)[1] / _errors(run)[0])}


def _claim(number: int, waves: int) -> Claim:
    last, ratio = LAST[waves], LAST[waves] / FIRST[waves]
    return Claim(
        id=f"Z0{number}",
        text=f"With {waves} sines the best learner's error falls five-fold or more",
        settings=(_evolution(waves),),
        quantities=(
            between("error after 10 epochs", 0.6 * last, 1.4 * last, last, IZQUIERDO, of="last"),
            at_most("the same over generation 0", 1.4 * ratio, ratio, IZQUIERDO, of="ratio"),
        ),
        measure=_fall,
        remark="The original's learning rate is not in its repository. 0.07 was chosen here, by its "
        "errors in generation 0.",
    )


CLAIMS = (
    _claim(1, 2),
    _claim(2, 4),
    _claim(3, 8),
    Claim(
        id="Z04",
        text="Eight sines are no harder than four",
        settings=(_evolution(4), _evolution(8)),
        quantities=(between("error with 8 over error with 4", 0.6, 1.4, 0.95, IZQUIERDO, of="ratio"),),
        measure=_no_harder,
    ),
    Claim(
        id="Z05",
        text="A hundred generations already halve the error",
        settings=(_evolution(2, generations=100, replicates=2),),
        quantities=(between("error over generation 0", 0.25, 0.6, 0.41, IZQUIERDO, of="ratio"),),
        measure=_early,
        quick=True,
    ),
)
