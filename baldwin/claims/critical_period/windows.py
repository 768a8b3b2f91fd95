"""Evolved openings and closings of plasticity where the world never changes, changes early or late, or misleads."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact, least_step, median_of_seeds
from baldwin.claims.measures import BRIEF, Floats
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, above, close
from baldwin.claims.sources import regression, theory
from baldwin.neural.theory.associative_memory import by_age

__all__ = ["CLAIMS"]

TRIALS, COST = 80, 0.05  # a life; what a plastic trial costs, in right choices
CHILDHOOD = 20  # misleading trials
WORTH = 0.001  # of a life: what selection takes no notice of
WORLDS = {
    "never": (),
    "early": ("task.reversals=[5]", "task.spread=24"),
    "late": ("task.reversals=[40]", "task.spread=29"),
}
SWITCHES = {"early": range(5, 30), "late": range(40, 70)}
HERE = regression("this program itself, three seeds")
INDEPENDENT = regression("an independent prototype of this project, three seeds")
IDEAL = theory("the best closing of who eliminates and is told of reversals, by summing binomials over all closings")
EVOLVED = tuple(Evolution("critical-period", (*changes, *BRIEF)) for changes in WORLDS.values())
MISLED = Evolution("critical-period", (f"task.misleading={CHILDHOOD}", *BRIEF))
FREE = ("fitness.step_cost=0.0",)


def worths(switches: range | None, cost: float = COST) -> Floats:
    """Return what a life is worth to an ideal learner who stops learning after trial 0, 1, .. (TRIALS + 1,).

    The world changes before one of the trials `switches`, each as likely; None: never.
    """
    known = by_age(4, 4, TRIALS + 1)  # how often one is right after so many trials of learning
    trial = np.arange(TRIALS)

    def worth(closing: int, switch: int) -> float:
        learned = np.minimum(trial, closing) - np.where(trial >= switch, switch, 0)
        return float(known[np.maximum(learned, 0)].sum()) - cost * closing

    cases = [TRIALS] if switches is None else list(switches)
    return np.array([np.mean([worth(closing, switch) for switch in cases]) for closing in range(TRIALS + 1)])


def best_closing(switches: range | None, cost: float = COST) -> int:
    """Return after which trial an ideal learner had best stop learning, where the world changes before one of these."""
    return int(np.argmax(worths(switches, cost)))


def unnoticed() -> float:
    """Return by how many trials an ideal learner may close too late or too early, for `WORTH` of what a life is worth.

    In a world that never changes.
    """
    found = worths(None)
    near = np.flatnonzero(found >= (1.0 - WORTH) * found.max())
    return float(np.abs(near - found.argmax()).max())


def _ideal(cost: float = COST) -> Measurements:
    return {name: exact(float(best_closing(SWITCHES.get(name), cost))) for name in WORLDS}


def _free() -> Measurements:
    return _ideal(0.0)


def _closing(run: Networks) -> Floats:
    """Return the last plastic trial of each replicate; nothing is later than the last of a life."""
    closing: Floats = np.minimum(run.last("period_closing"), TRIALS)
    return closing


def _windows(*runs: Networks) -> Measurements:
    found = {name: median_of_seeds(_closing(run)) for name, run in zip(WORLDS, runs, strict=True)}
    return {"never": found["never"], "least step": least_step(list(found.values()))}


def _misled(run: Networks) -> Measurements:
    return {"opening": median_of_seeds(run.last("period_opening"))}


CLAIMS = (
    Claim(
        id="CP01",
        text="An ideal learner closes after trial 29 of 80, later where the world changes early, and last where late",
        method="who tries each action once and is told of reversals: the closing of most worth, all tried",
        quantities=(
            close("the world never changes: closing", 29.0, IDEAL, of="never"),
            close("it changes before one of trials 5 to 29: closing", 48.0, IDEAL, of="early"),
            close("it changes before one of trials 40 to 69: closing", 76.0, IDEAL, of="late"),
        ),
        measure=_ideal,
        null=Null("plasticity that costs nothing", measure=_free),
        quick=True,
        remark="A plastic trial costs a twentieth of a right choice.",
    ),
    Claim(
        id="CP02",
        text="Evolved periods close in the same order: never, early, late",
        settings=EVOLVED,
        quantities=(
            close(
                "the world never changes: closing",
                29.0,
                IDEAL,
                parts={"trials that are worth a thousandth of a life": unnoticed()},
                of="never",
            ),
            above("least step from never to early to late", 0.0, 20.0, INDEPENDENT, of="least step"),
        ),
        measure=_windows,
        null=Null("plasticity that costs nothing", FREE),
        remark="Medians of 3 seeds.",
    ),
    Claim(
        id="CP03",
        text="After a misleading childhood the period opens when it is over",
        settings=(MISLED,),
        quantities=(
            above("opening", 0.0, 20.5, INDEPENDENT, of="opening"),
            close(
                "opening, at the end of childhood",
                float(CHILDHOOD),
                theory("nothing that counts can be learned before"),
                of="opening",
            ),
        ),
        measure=_misled,
        null=Null("a childhood that does not mislead", ("task.misleading=0",)),
        quick=True,
        remark="Of 80 trials the first 20 follow another mapping and score nothing. Medians of 3 seeds.",
    ),
)
