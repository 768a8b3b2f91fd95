"""Evolution beside outer gradients of the same learner, at equal seconds and at equal lives."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact
from baldwin.claims.populations import Evolution, Networks, generations_within
from baldwin.claims.quantity import Measurement, Measurements, above, below

__all__ = ["CLAIMS"]

QUIET = ("assays.every=0", "assays.individuals=0", "assays.examples=false")
LIVES = 500_000
FEW = (f"population.generations={LIVES // (64 * 16)}", *QUIET)
STEPS = (f"population.generations={LIVES // 25}", *QUIET)
EVOLUTION = Evolution("sinusoid-all-layers", FEW)
MAML, META_SGD = Evolution("maml", STEPS), Evolution("meta-sgd", STEPS)


def _error(run: Networks) -> float:
    return float(np.median(run.errors()[:, 1]))


def _ratio(run: Networks, other: Networks) -> Measurement:
    lives = [int(one.generations["lives"][-1]) for one in (run, other)]
    note = f"{_error(run):.3g} over {_error(other):.3g}, after {lives[0]:,} and {lives[1]:,} lives"
    return exact(_error(run) / _error(other), note)


def _equal_lives(evolution: Networks, maml: Networks, meta_sgd: Networks) -> Measurements:
    return {"MAML": _ratio(evolution, maml), "Meta-SGD": _ratio(evolution, meta_sgd)}


def _as_long(preset: str, run: Networks) -> Networks:
    """Return the populations of a preset after as many generations as it lives in the seconds of `run`."""
    generations = generations_within(Evolution(preset, QUIET), run.seconds)
    return run.beside(Evolution(preset, (f"population.generations={generations}", *QUIET)))


def _equal_seconds(all_layers: Networks, features: Networks) -> Measurements:
    return {
        "MAML": _ratio(all_layers, _as_long("maml", all_layers)),
        "Meta-SGD": _ratio(all_layers, _as_long("meta-sgd", all_layers)),
        "features": exact(_error(features), f"{features.seconds:.1f} s of evolution"),
        "features over MAML": _ratio(features, _as_long("maml", features)),
    }


CLAIMS = (
    Claim(
        id="B07",
        text="At equal lives, gradients through lives are far ahead of an evolution that sees fitness alone",
        settings=(EVOLUTION, MAML, META_SGD),
        quantities=(
            above("evolution over MAML, error after one step", 1.5, 3.6, of="MAML"),
            above("evolution over Meta-SGD, error after one step", 1.5, 6.4, of="Meta-SGD"),
        ),
        measure=_equal_lives,
        remark="The paper's network, all of it plastic; 500,000 lives each; one seed, 600 held-out sines.",
    ),
    Claim(
        id="B08",
        text="At equal seconds evolution is within a factor of two of MAML, and behind Meta-SGD; with innate features "
        "and a plastic last layer it reaches MAML's published error",
        settings=(Evolution("sinusoid-all-layers", QUIET), Evolution("sinusoid", QUIET)),
        quantities=(
            below("evolution over MAML, error after one step", 2.0, 1.16, of="MAML"),
            above("evolution over Meta-SGD, error after one step", 1.0, 1.85, of="Meta-SGD"),
            below("evolution of innate features, error after one step", 0.39, 0.344, of="features"),
            below("the same over MAML on the paper's network", 1.5, 0.84, of="features over MAML"),
        ),
        measure=_equal_seconds,
        remark="MAML and Meta-SGD run as long as the evolution beside them took, on the same machine, compiling not "
        "counted; MAML uses one core, evolution all (two, where the expected values were measured). The last line "
        "compares two learners: the same innate features are open to a gradient too. One seed, 600 held-out sines.",
    ),
)
