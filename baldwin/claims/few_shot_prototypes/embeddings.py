"""Weight-shared and dense embeddings of glyphs, against the nearest mean of raw pixels in the very same lives."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import BRIEF, Floats, means
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, above, below, close
from baldwin.claims.sources import THEORY, THIS_PROGRAM
from baldwin.neural.tasks.glyphs import Glyphs
from baldwin.neural.theory.few_shot import accuracies, squared_distances

__all__ = ["CLAIMS", "EXAMINED", "MET", "POINTS", "SHOTS", "gains"]

SHOTS, WAYS = 5, 5
INSTANCES = 2000
CHANCE = 1.0 / WAYS
POINTS = 0.05  # five points of a hundred: what an embedding must be better by than raw pixels
EXAMINED = ("task.scored=accuracy", f"task.shots={SHOTS}", f"lifetime.steps={SHOTS}", "task.queries=5")
MET, SHUFFLED = ("task.examined=met",), ("lifetime.labels=shuffled",)

SHARED = Evolution("few-shot-glyphs", BRIEF)
DENSE = Evolution(
    "few-shot-glyphs",
    (
        "network.kind=perceptron",
        "network.hidden=[]",
        "encoding.weight_scale=fan_in",
        "task.alphabets=1",
        "lifetime.steps=1",
        "population.generations=800",
        "strategy.learning_rate=0.05",
        *BRIEF,
    ),
)


def _shares(run: Networks, *overrides: str) -> tuple[Floats, Floats]:
    """Return the share of right answers at birth and after each shot (replicates, lives, S + 1), and of raw pixels.

    Raw pixels are those of the same examples and queries: (1, lives, S).
    """
    found = run.lived(*EXAMINED, *overrides, instances=INSTANCES, only=("score",))
    definition: Any = run.setting.definition
    task = definition.task
    support, query = (
        np.asarray(found[0].replay[f"chance/{part}/x"], np.float64).reshape(INSTANCES, -1, task.ways, task.inputs)
        for part in ("support", "query")
    )
    return np.stack([one.curves for one in found]), accuracies(squared_distances(support, query))[None]


def _middle(seeds: Floats, range: tuple[float, float] = (-1.0, 1.0)) -> Measurement:
    """Return the seed in the middle, of values (replicates, lives), with its standard error over lives."""
    found = sorted(means(seeds), key=lambda one: one.value)
    listed = "seeds: " + ", ".join(f"{one.value:.3f}" for one in found)
    return Measurement(found[len(found) // 2].value, found[len(found) // 2].standard_error, listed, range=range)


def gains(run: Networks, *overrides: str) -> dict[str, Measurement]:
    """Return the share of right answers less that of raw pixels in the same lives, after one shot and after five."""
    shares, raw = _shares(run, *overrides)
    return {f"{shots}": _middle(shares[..., shots] - raw[..., shots - 1]) for shots in (1, SHOTS)}


def _reference() -> Measurements:
    raw, chance = Glyphs(scored="accuracy").reference_policies()
    assert raw.errors is not None
    found = {f"{shots}": (float(raw.scores[shots - 1]), float(raw.errors[shots - 1])) for shots in (1, SHOTS)}
    return {
        **{name: Measurement(value, error, range=SHARE) for name, (value, error) in found.items()},
        "chance": exact(float(chance.scores[0])),
    }


def _guessing() -> Measurements:
    return {**dict.fromkeys(("1", f"{SHOTS}"), Measurement(CHANCE, 0.0, range=SHARE)), "chance": exact(CHANCE)}


def _shared(run: Networks) -> Measurements:
    return gains(run)


def _by_heart(run: Networks) -> Measurements:
    met, held_out = gains(run, *MET), gains(run)
    return {"met": met["1"], "1": held_out["1"], f"{SHOTS}": held_out[f"{SHOTS}"]}


def _remembered(run: Networks) -> Measurements:
    return _labelled(run, *SHUFFLED)


def _labelled(run: Networks, *overrides: str) -> Measurements:
    shares, _ = _shares(run, *overrides)
    return {"born": _middle(shares[..., 0], SHARE), "shuffled": _middle(shares[..., SHOTS], SHARE)}


CLAIMS = (
    Claim(
        id="F01",
        text="Raw pixels: the mean of what was shown of each class is better than chance, and better with each shot",
        method="the nearest mean of raw pixels in 1,000 lives on alphabets that are held out",
        quantities=(
            close("share right after one shot", 0.617, THIS_PROGRAM, expected_error=0.004, of="1", range=SHARE),
            close("share right after five", 0.807, THIS_PROGRAM, expected_error=0.003, of=f"{SHOTS}", range=SHARE),
            close("share right by chance", CHANCE, THEORY, of="chance", range=SHARE),
        ),
        measure=_reference,
        quick=True,
        null=Null("chance in the place of raw pixels", measure=_guessing),
        remark="12 x 12 pixels, five characters of one alphabet; what `baldwin baseline glyphs` prints.",
    ),
    Claim(
        id="F02",
        text="Forty weights that all places share evolve to be five points better, on alphabets that nobody has met",
        settings=(SHARED,),
        quantities=(
            above("share right less that of raw pixels, one shot", POINTS, 0.081, of="1"),
            above("the same, five shots: less that of raw pixels", POINTS, 0.068, of=f"{SHOTS}"),
        ),
        measure=_shared,
        quick=True,
        null=UNTRAINED,
        remark=f"The middle one of three seeds, in {INSTANCES:,} lives of each, raw pixels in the same lives.",
    ),
    Claim(
        id="F03",
        text="A dense embedding learns the characters that evolution met by heart, and is of little use elsewhere",
        settings=(DENSE,),
        quantities=(
            above("share right less that of raw pixels, one shot, of the alphabet met", 0.15, 0.243, of="met"),
            below("the same on alphabets held out: less than shared weights give", POINTS, 0.028, of="1"),
            below("the same after five shots: less", POINTS, -0.002, of=f"{SHOTS}"),
        ),
        measure=_by_heart,
        null=UNTRAINED,
        remark="144 pixels to 16 numbers, 2,320 weights, evolved on a single alphabet of ten characters.",
    ),
    Claim(
        id="F04",
        text="What is known of an alphabet is what is remembered: at birth, and of labels dealt out anew, it is chance",
        settings=(SHARED,),
        quantities=(
            close("share right at birth", CHANCE, THEORY, parts={"single precision": 1e-6}, of="born", range=SHARE),
            close("share right after five shots with labels shuffled", CHANCE, THEORY, of="shuffled", range=SHARE),
        ),
        measure=_remembered,
        quick=True,
        null=Null("the labels as they are", measure=_labelled),
        remark=f"The middle one of three seeds, in {INSTANCES:,} lives of each.",
    ),
)
