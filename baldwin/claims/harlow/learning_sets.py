"""Share correct in each of six trials with two new objects (Harlow 1949; Wang et al. 2018, simulation 5)."""

from __future__ import annotations

import math

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import exact, least_step, median_of_seeds
from baldwin.claims.measures import WITHOUT_MEMORY, Floats, without_learning, without_reward
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, above, at_least, between, near
from baldwin.claims.sources import THEORY, Source, published
from baldwin.neural.tasks.harlow import Harlow

__all__ = ["CLAIMS"]

HARLOW = published("Harlow", 1949, "last problems, as drawn by Wang et al. (2018), simulation 5")
WANG = published("Wang, Kurth-Nelson et al.", 2018, "simulation 5")

TRIALS = 6
CHECKPOINTS = (0, 200, 400, 600, 1000)  # generations
MONKEYS = (50, 97, 98, 98, 99, 99)  # per cent correct, the last of Harlow's problems (blocks 257 to 312)
AGENT = (52, 97, 98, 98, 99, 98)  # per cent correct, Wang et al. (2018)
ASSAYED = ("assays.every=200", "assays.instances=2000", "assays.individuals=0", "assays.mutants=0")
LIFE = ("population.generations=1000", "population.replicates=3", *ASSAYED)
EVOLVED = Evolution("harlow", LIFE)
FRESH = Evolution("harlow", ("task.fresh=true", *LIFE))
STAYING_WORLD, FRESH_WORLD = ("task.fresh=false",), ("task.fresh=true",)


def _correct(run: Networks, *overrides: str) -> Floats:
    """Return the share correct in each trial (replicates, T) of held-out lives."""
    return np.stack([one.curve for one in run.lived(*overrides, only=("score",))])


def _first(curves: Floats) -> Measurement:
    """Return the share correct in the first trial, of the seed in the middle."""
    return median_of_seeds(curves[:, 0])


def _later(curves: Floats) -> Measurement:
    """Return the share correct in the mean of the other trials, of the seed in the middle."""
    return median_of_seeds(curves[:, 1:].mean(axis=1))


def _ideal() -> Measurements:
    best = Harlow().reference_policies()[0].scores
    return {
        "first": exact(float(best[0])),
        "later": exact(float(best[1:].mean())),
        "per cent": exact(100.0 * float(best.mean())),
    }


def _learned(run: Networks) -> Measurements:
    curves = _correct(run)
    each = {f"trial {number}": median_of_seeds(column) for number, column in enumerate(100.0 * curves.T, start=1)}
    return {"first": _first(curves), "later": _later(curves), **each}


def _controls(run: Networks) -> Measurements:
    changes = {"no reward": without_reward(run), "no past": without_learning(run), "no memory": WITHOUT_MEMORY}
    return {name: _later(_correct(run, *changed)) for name, changed in changes.items()}


def _fresh(run: Networks, other: Networks) -> Measurements:
    blind = without_reward(run)
    own = _correct(run)
    return {
        "first": _first(own),
        "later": _later(own),
        "staying": _later(_correct(run, *STAYING_WORLD)),
        "staying, no reward": _later(_correct(run, *STAYING_WORLD, *blind)),
        "no reward": _later(_correct(run, *FRESH_WORLD, *blind)),
        "other": _later(_correct(other, *FRESH_WORLD)),
    }


def _progress(run: Networks) -> Measurements:
    second = [run.at(generation, "curve")[:, 1] for generation in CHECKPOINTS]
    found = [Measurement(float(np.median(values)), 0.5 / math.sqrt(2000)) for values in second]
    return {"founders": found[0], "last": found[-1], "step": least_step(found)}


def _published(whose: str, shares: tuple[int, ...], source: Source) -> tuple[Quantity, ...]:
    return tuple(
        near(f"trial {number}, per cent correct, and {whose}", share, 3.0, source, of=f"trial {number}")
        for number, share in enumerate(shares, start=1)
    )


CLAIMS = (
    Claim(
        id="H01",
        text="Whoever knows what a trial tells is at chance once, and then always right",
        method="the ideal: 1/2 in the first of six trials, then 1",
        quantities=(
            near("trial 1, share correct", 0.5, 1e-12, THEORY, of="first"),
            near("trials 2 to 6, share correct", 1.0, 1e-12, THEORY, of="later"),
            near("six trials, per cent correct", 91.7, 0.05, THEORY, of="per cent"),
        ),
        measure=_ideal,
        quick=True,
        remark="5.5 of 6 trials are right: the first is a guess.",
    ),
    Claim(
        id="H02",
        text="Evolved nets with frozen weights are at chance on the first trial and near certain from the second on",
        settings=(EVOLVED,),
        quantities=(
            near("trial 1, share correct", 0.5, 0.02, THEORY, of="first"),
            at_least("trials 2 to 6, share correct", 0.97, 1.0, THEORY, of="later"),
            *_published("Harlow's monkeys in the end", MONKEYS, HARLOW),
            *_published("the agent of Wang et al.", AGENT, WANG),
        ),
        measure=_learned,
        remark="Gaussian codes of 4 numbers, never the same twice, in the place of pictures. Per "
        "cent are read off the figure of Wang et al. (2018). 10,000 held-out lives; medians of 3 seeds.",
    ),
    Claim(
        id="H03",
        text="It is learned in memory and from reward: without either there is chance",
        settings=(EVOLVED,),
        quantities=(
            near("reward out of sense: trials 2 to 6, share correct", 0.5, 0.02, THEORY, of="no reward"),
            near("state held, past out of sense: the same", 0.5, 0.02, THEORY, of="no past"),
            near("state held only: the same", 0.5, 0.02, THEORY, of="no memory"),
        ),
        measure=_controls,
        remark="When objects are shown for a choice the last outcome is out of sight, so that the state alone has it. "
        "Medians of 3 seeds.",
    ),
    Claim(
        id="H04",
        text="It is the role of an object that is learned: the same where its rival is new in each trial",
        settings=(FRESH, EVOLVED),
        quantities=(
            near("evolved with fresh rivals: trial 1, share correct", 0.5, 0.02, THEORY, of="first"),
            at_least("the same: trials 2 to 6", 0.9, 1.0, THEORY, of="later"),
            at_least("the same, where both objects stay: trials 2 to 6", 0.9, 1.0, THEORY, of="staying"),
            near("the same there, reward out of sense", 0.5, 0.02, THEORY, of="staying, no reward"),
            between("with fresh rivals, reward out of sense: known again", 0.7, 0.95, 0.86, of="no reward"),
            between("evolved where both objects stay, with fresh rivals", 0.6, 0.8, 0.71, of="other"),
        ),
        measure=_fresh,
        remark="The control of Wang et al. (2018), who find the same curve. With fresh rivals, who only knows again "
        "what was there before finds the object without reward; where both stay that is of no use, and the same nets "
        "are right there too, from reward. Nets that never met a fresh rival compare the two. Medians of 3 seeds.",
    ),
    Claim(
        id="H05",
        text="Generations learn to learn: the second trial improves from chance to certainty, step by step",
        settings=(EVOLVED,),
        quantities=(
            near("generation 0: trial 2, share correct", 0.5, 0.05, THEORY, of="founders"),
            at_least("last generation: the same", 0.97, 1.0, THEORY, of="last"),
            above("smallest step from one checkpoint to the next", 0.0, 0.02, of="step"),
        ),
        measure=_progress,
        remark="Assays on 2,000 held-out lives; medians of 3 seeds.",
    ),
)
