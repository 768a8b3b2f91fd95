"""Linear lives of one step, whose start and rule have closed forms: evolved genomes taken apart, and their optimum."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import Claim, Null
from baldwin.claims.dissection.parts import ADDED, Taken, taken_apart
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, close
from baldwin.claims.sources import theory
from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, LEARNING_OFF, WHOLE
from baldwin.neural.theory.linear import best_rates, excess_risk

__all__ = ["CLAIMS"]

Floats = npt.NDArray[np.float64]

SCALES, SHOTS, NOISE = (0.0, 0.5, 1.0, 2.0), 10, 0.5
MEANS = (1.0, -1.0, 2.0, -0.5)
FIRST_RATE = 0.1
LIVES, SEEDS = 4000, 3
FORM = theory("expected error after one step (baldwin.neural.theory.linear)")
EVOLVED = Evolution(
    "linear-life",
    (
        f"task.scales={list(SCALES)}",
        f"task.means={list(MEANS)}",
        f"task.shots={SHOTS}",
        f"task.noise={NOISE}",
        "network.initial=zeros",
        f"lifetime.initial_rate={FIRST_RATE}",
        "population.generations=2000",
        f"population.replicates={SEEDS}",
        "assays.every=1000000",
    ),
)


def _exact(weights: Floats, rates: Floats) -> dict[str, float]:
    """Return the expected error under each condition, of founders that are born as 0 with the first rate."""
    offset, first, old = weights - MEANS, -np.array(MEANS), np.full(len(SCALES), FIRST_RATE)

    def risk(eta: Floats, away: Floats) -> float:
        return excess_risk(eta, SCALES, SHOTS, NOISE, away)

    return {
        WHOLE: risk(rates, offset),
        ANCESTRAL: risk(old, first),
        EVOLVED_START: risk(old, offset),
        EVOLVED_RULE: risk(rates, first),
        LEARNING_OFF: risk(np.zeros(len(SCALES)), offset),
    }


def _genes(run: Networks) -> tuple[Floats, Floats]:
    """Return weights and learning rates of the last genomes, each (replicates, coordinates)."""
    size = len(SCALES)
    return run.centres[:, :size].astype(float), FIRST_RATE * np.exp(3.0 * run.centres[:, size:].astype(float))


def _apart(found: Taken, genes: tuple[Floats, Floats]) -> Measurements:
    """Return by condition how far dissected lives are from the closed form of their own genomes, mean over seeds.

    All seeds live in the same worlds: it is worlds that the standard error counts.
    """
    exact = [_exact(*one) for one in zip(*genes, strict=True)]
    away: dict[str, Measurement] = {}
    for name in exact[0]:
        lives = (-found.scores(name) - np.array([one[name] for one in exact])[:, None]).mean(axis=0)
        away[name] = Measurement(float(lives.mean()), float(lives.std(ddof=1) / math.sqrt(lives.size)))
    return away


def _dissected(run: Networks) -> Measurements:
    found = taken_apart(run, LIVES)
    return {**_apart(found, _genes(run)), **{part: found.share(part) for part in ("start", "rule")}}


def _founders_theory(run: Networks) -> Measurements:
    """Return the same beside what theory says of founders."""
    first, rates = (np.zeros((SEEDS, len(SCALES))), np.full((SEEDS, len(SCALES)), FIRST_RATE))
    found = taken_apart(run, LIVES)
    return {**_apart(found, (first, rates)), **{part: found.share(part) for part in ("start", "rule")}}


def _optimum() -> Mapping[str, float]:
    """Return the shares of start and rule in what the best newborn with the best rates adds."""
    risk = _exact(np.array(MEANS), best_rates(SCALES, SHOTS, NOISE))
    added = risk[ANCESTRAL] - risk[WHOLE]
    return {
        "start": (risk[ANCESTRAL] - risk[EVOLVED_START]) / added,
        "rule": (risk[ANCESTRAL] - risk[EVOLVED_RULE]) / added,
    }


CLAIMS = (
    Claim(
        id="DS01",
        text="Of linear lives, start and rule are worth what theory says, each alone and together",
        settings=(EVOLVED,),
        quantities=(
            *(
                close(f"{name}: error of dissected lives less the closed form of their genomes", 0.0, FORM, of=name)
                for name in _exact(np.zeros(len(SCALES)), np.zeros(len(SCALES)))
            ),
            *(
                close(
                    f"the {part} alone, of what evolution {ADDED}: as at the optimum",
                    value,
                    FORM,
                    parts={"an allowance of ours, as evolution has not ended": 0.02},
                    of=part,
                )
                for part, value in _optimum().items()
            ),
        ),
        measure=_dissected,
        quick=True,
        null=Null("the theory of founders, of lives that evolved", measure=_founders_theory),
        remark=f"Founders are born as 0 with rates of {FIRST_RATE}; {LIVES:,} lives of each of {SEEDS} seeds.",
    ),
)
