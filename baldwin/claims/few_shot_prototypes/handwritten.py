"""Embeddings of handwritten digits, a small real data set, against the nearest mean of raw pixels in the same lives."""

from __future__ import annotations

from typing import Any

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.few_shot_prototypes.embeddings import EXAMINED, MET, POINTS, SHOTS, gains
from baldwin.claims.measures import BRIEF
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, above, below, close
from baldwin.claims.sources import THEORY, regression

__all__ = ["CLAIMS"]

WAYS = 4
CHANCE = 1.0 / WAYS
APART = regression("an independent program in NumPy, of digits drawn anew, which is not shipped")
TASK = ("task.kind=digits", f"task.ways={WAYS}", "population.generations=400")

SHARED = Evolution("few-shot-glyphs", (*TASK, *BRIEF))
DENSE = Evolution(
    "few-shot-glyphs",
    (
        *TASK,
        "network.kind=perceptron",
        "network.hidden=[]",
        "encoding.weight_scale=fan_in",
        "lifetime.steps=1",
        "strategy.learning_rate=0.05",
        *BRIEF,
    ),
)


def _raw() -> Measurements:
    definition: Any = SHARED.changed(*EXAMINED)  # which says so where scikit-learn is not installed
    raw, chance = definition.task.reference_policies()
    assert raw.errors is not None
    found = {f"{shots}": (float(raw.scores[shots - 1]), float(raw.errors[shots - 1])) for shots in (1, SHOTS)}
    return {
        **{name: Measurement(value, error, range=SHARE) for name, (value, error) in found.items()},
        "chance": exact(float(chance.scores[0])),
    }


def _guessing() -> Measurements:
    return {**dict.fromkeys(("1", f"{SHOTS}"), Measurement(CHANCE, 0.0, range=SHARE)), "chance": exact(CHANCE)}


def _few_classes(shared: Networks, dense: Networks) -> Measurements:
    return {
        "met": gains(dense, *MET)["1"],
        "dense": gains(dense)["1"],
        "shared met": gains(shared, *MET)["1"],
        "shared": gains(shared)["1"],
    }


CLAIMS = (
    Claim(
        id="F05",
        text="Raw pixels of handwritten digits: the nearest mean is far above chance, and better with each shot",
        method="the nearest mean of raw pixels in 1,000 lives on the digits 6 to 9",
        quantities=(
            close("share right after one shot", 0.782, APART, expected_error=0.004, of="1", range=SHARE),
            close("share right after five", 0.917, APART, expected_error=0.002, of=f"{SHOTS}", range=SHARE),
            close("share right by chance", CHANCE, THEORY, of="chance", range=SHARE),
        ),
        measure=_raw,
        null=Null("chance in the place of raw pixels", measure=_guessing),
        remark="8 x 8 pixels of Alpaydin & Kaynak (1998), as scikit-learn ships them: `pip install 'baldwin[digits]'`.",
    ),
    Claim(
        id="F06",
        text="Six digits are too few to evolve on: what is learned by heart there is of no use with four others",
        settings=(SHARED, DENSE),
        quantities=(
            above("dense, share right less that of raw pixels, digits met", 0.1, 0.155, of="met"),
            below("the same on digits held out", 0.0, -0.121, of="dense"),
            above("shared by all places, less raw pixels, digits met", 0.0, 0.076, of="shared met"),
            below("the same on digits held out: less than with many alphabets", POINTS, -0.018, of="shared"),
        ),
        measure=_few_classes,
        null=UNTRAINED,
        remark="Digits 0 to 5 are met, 6 to 9 held out; one shot, the middle one of three seeds, 2,000 lives of each.",
    ),
)
