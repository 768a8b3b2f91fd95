"""Comparators by gradient on 1-40-40-1 ReLU networks (Finn et al. 2017, section 5.1; Park & Oliva 2019)."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, median_of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, between, near
from baldwin.claims.sources import published

__all__ = ["CLAIMS"]

FINN = published("Finn, Abbeel & Levine", 2017, "table 2")

LAST = ("assays.every=1000000", "assays.individuals=0", "population.replicates=3")

MAML = Evolution("maml", ("population.generations=70000", *LAST))
FIVE_SHOT = Evolution("maml", ("population.generations=40000", "task.shots=5", "task.queries=5", *LAST))
META_FIVE = Evolution("meta-sgd", ("population.generations=40000", "task.shots=5", "task.queries=5", *LAST))
MAML_TEN = Evolution("maml", ("population.generations=40000", *LAST))
META_TEN = Evolution("meta-sgd", ("population.generations=40000", *LAST))
QUICK = Evolution("maml", ("population.generations=20000", "population.replicates=1", *LAST[:2]))
PRETRAINED = Evolution("pretrain", LAST)

TUNED = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01)
STEPS = (1, 5, 10)
TEST = ("assays.steps=10", "task.queries=100")


def _few_shots(run: Networks) -> Measurements:
    errors = run.errors("task.shots=5", *TEST)
    return {str(step): median_of_seeds(errors[:, step]) for step in STEPS}


def _ten_shots(run: Networks) -> Measurements:
    return {"1": median_of_seeds(run.errors(*TEST)[:, 1])}


def _ratio(meta: Networks, maml: Networks) -> Measurements:
    first, second = (float(np.median(run.errors("task.queries=100")[:, 1])) for run in (meta, maml))
    return {"ratio": exact(first / second, f"{first:.3g} over {second:.3g}")}


def _pretrained(run: Networks) -> Measurements:
    """Return the errors after fine-tuning, each at the best of a few rates, as the paper tuned it."""
    errors = np.array(
        [np.median(run.errors("task.shots=5", *TEST, f"lifetime.initial_rate={rate}"), axis=0) for rate in TUNED]
    )
    best = {step: int(errors[:, step].argmin()) for step in STEPS}
    return {str(step): exact(float(errors[at, step]), f"rate {TUNED[at]:g}") for step, at in best.items()}


CLAIMS = (
    Claim(
        id="M01",
        text="MAML learns a sine from five points: trained with ten and one step, it improves for ten steps",
        settings=(MAML,),
        quantities=(
            near("error after 1 step", 0.67, 0.1, FINN, of="1"),
            near("error after 5 steps", 0.38, 0.1, FINN, of="5"),
            near("error after 10 steps", 0.35, 0.1, FINN, of="10"),
        ),
        measure=_few_shots,
        remark="Finn et al. (2017), table 2. 70,000 outer steps, median of 3 seeds on 600 sines.",
    ),
    Claim(
        id="M02",
        text="Pretraining on all sines gives a network that fine-tuning hardly helps",
        settings=(PRETRAINED,),
        quantities=(
            between("error after 1 step", 2.0, 3.2, 2.41, FINN, of="1"),
            between("error after 5 steps", 1.9, 3.0, 2.23, FINN, of="5"),
            between("error after 10 steps", 1.8, 3.0, 2.19, FINN, of="10"),
        ),
        measure=_pretrained,
        quick=True,
        remark="Published: 2.2 to 2.4 at a tuned rate. Ours is tuned over five rates only.",
    ),
    Claim(
        id="M03",
        text="A learned rate for every weight beats one fixed rate",
        settings=(META_TEN, MAML_TEN),
        quantities=(
            between("error of Meta-SGD over that of MAML, 10 shots, 1 step", 0.45, 0.85, 0.59, FINN, of="ratio"),
        ),
        measure=_ratio,
        remark="Park & Oliva (2019). Equal outer steps.",
    ),
    Claim(
        id="M04",
        text="And so it does with five shots",
        settings=(META_FIVE, FIVE_SHOT),
        quantities=(
            between("error of Meta-SGD over that of MAML, 5 shots, 1 step", 0.45, 0.85, 0.69, FINN, of="ratio"),
        ),
        measure=_ratio,
        remark="Park & Oliva (2019). Equal outer steps.",
    ),
    Claim(
        id="M05",
        text="MAML is there within seconds",
        settings=(QUICK,),
        quantities=(between("error after 1 step, 10 shots, 20,000 outer steps", 0.3, 0.7, 0.44, FINN, of="1"),),
        measure=_ten_shots,
        quick=True,
        remark="Published errors of MAML at this setting are 0.44 to 0.77.",
    ),
)
