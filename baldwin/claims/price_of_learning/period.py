"""How uncertain a world must be before it pays to learn it: sines of unknown phase, and a price on each step.

Amplitude 2, phases uniform in 0 .. w; lives may learn for three steps, and when to begin and when to stop evolves.
"""

from __future__ import annotations

import math

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import Floats, least, means, most, of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, above, below, close, no_less
from baldwin.claims.sources import THIS_PROGRAM, theory
from baldwin.neural.theory.sinusoid import best_static_error

__all__ = ["CLAIMS"]

AMPLITUDE, INPUTS = 2.0, (-5.0, 5.0)
WIDTHS = {
    "an eighth of pi": math.pi / 8,
    "a quarter of pi": math.pi / 4,
    "half of pi": math.pi / 2,
    "pi": math.pi,
}
CEILINGS = dict(zip(WIDTHS, (0.0243, 0.0969, 0.3789, 1.2335), strict=True))
DEAR, CHEAP = 0.32, 0.02  # price of a step of learning, in error
HELD_OUT = 10_000  # sines
CLOSED_FORM = theory("closed form, baldwin.neural.theory.sinusoid")
QUADRATURE = theory("variance over phases, on a grid")
STEPS = (0.0, 3.0)  # of learning that a life can have
ROUNDING = {"rounding": 0.00005}
PERFECT = theory("not even who knew the sine after one step would earn its price")


def _evolution(width: str, price: float) -> Evolution:
    return Evolution(
        "sinusoid",
        (
            *(f"task.amplitude_{end}={AMPLITUDE}" for end in ("low", "high")),
            f"task.phase_high={WIDTHS[width]!r}",
            "lifetime.steps=3",
            "lifetime.period=evolved",
            "lifetime.period_scale=5.0",
            f"fitness.step_cost={price}",
            *("population.size=64", "population.generations=600", "population.replicates=2"),
            *("assays.every=1000000", "assays.individuals=0"),
        ),
    )


PREDICTABLE = _evolution("an eighth of pi", DEAR)
DEARLY, CHEAPLY = (_evolution("pi", price) for price in (DEAR, CHEAP))


def _ceilings() -> Measurements:
    found = {name: best_static_error((AMPLITUDE, AMPLITUDE), (0.0, w), INPUTS, "minus") for name, w in WIDTHS.items()}
    return {name: exact(value) for name, value in found.items()}


def _uncertain_amplitude() -> Measurements:
    low, high = 0.5 * AMPLITUDE, 1.5 * AMPLITUDE
    found = {name: best_static_error((low, high), (0.0, w), INPUTS, "minus") for name, w in WIDTHS.items()}
    return {name: exact(value) for name, value in found.items()}


def errors(run: Networks) -> Floats:
    """Return errors at birth and after each step (replicates, lives, steps + 1)."""
    return -np.stack([one.curves for one in run.lived(instances=HELD_OUT, only=("score",))])


def worth_of_a_step(run: Networks, price: float) -> Floats:
    """Return the fitness of single lives (replicates, lives) that learn one step, and pay so much for it."""
    found: Floats = -errors(run)[:, :, 1] - price
    return found


def _predictable(run: Networks) -> Measurements:
    born = means(errors(run)[:, :, 0])
    steps = run.last("active_steps")
    return {"steps": of_seeds(steps), "most": most(born), "least": least(born)}


def _learned(run: Networks) -> Measurements:
    found = errors(run)
    return {"steps": of_seeds(run.last("active_steps")), "gain": of_seeds(found[:, :, 0] - found[:, :, 1])}


def _given_up(dear: Networks, cheap: Networks) -> Measurements:
    """Return what evolved at the high price, and how much more fitness one step gives who evolved at the low one."""
    given_up = -errors(dear)[:, :, 0]  # they do not learn
    return {
        "steps": of_seeds(dear.last("active_steps")),
        "more": of_seeds(worth_of_a_step(cheap, DEAR) - given_up),
    }


CLAIMS = (
    Claim(
        id="PL06",
        text="What a newborn can know at best of a sine wave: the error left grows with the range of phases",
        method="closed form against the variance over phases, averaged over inputs; amplitude 2",
        quantities=tuple(
            close(f"phases 0 .. {name}: least error at birth", value, QUADRATURE, parts=ROUNDING, of=name)
            for name, value in CEILINGS.items()
        ),
        measure=_ceilings,
        null=Null("amplitudes that differ too", measure=_uncertain_amplitude),
        quick=True,
    ),
    Claim(
        id="PL07",
        text="In a predictable world no step of learning is worth its price, and none is kept",
        settings=(PREDICTABLE,),
        quantities=(
            below("steps of learning that evolved", 1.0, 0.0, PERFECT, of="steps", range=STEPS),
            below(
                "error at birth, the worst seed: less than a step costs",
                DEAR,
                CEILINGS["an eighth of pi"],
                CLOSED_FORM,
                of="most",
            ),
            no_less("error at birth, the best seed", CEILINGS["an eighth of pi"], CLOSED_FORM, of="least"),
        ),
        measure=_predictable,
        null=UNTRAINED,
        remark=f"Phases 0 .. an eighth of pi, {DEAR} a step, three at most; 600 generations, 2 seeds.",
    ),
    Claim(
        id="PL08",
        text="Where the world is uncertain and learning cheap, it is kept",
        settings=(CHEAPLY,),
        quantities=(
            above("steps of learning that evolved", 1.0, 3.0, THIS_PROGRAM, of="steps", range=STEPS),
            above("error that the first step takes away", 0.0, 1.03, THIS_PROGRAM, of="gain"),
        ),
        measure=_learned,
        null=Null("learning that is dear", (f"fitness.step_cost={DEAR}",)),
        remark=f"Phases 0 .. pi, {CHEAP} a step; 600 generations, 2 seeds.",
    ),
    Claim(
        id="PL09",
        text="Not reached: at a high price evolution gives learning up before it has found what to learn",
        settings=(DEARLY, CHEAPLY),
        quantities=(
            below(
                "steps of learning that evolved, where one would pay", 1.0, 0.0, THIS_PROGRAM, of="steps", range=STEPS
            ),
            above(
                "fitness with one step, paid for, of those that evolved where it is cheap: more",
                0.0,
                0.70,
                THIS_PROGRAM,
                of="more",
            ),
        ),
        measure=_given_up,
        null=Null("those that evolved where it is cheap, at both prices", settings=(CHEAPLY, CHEAPLY)),
        remark=f"Phases 0 .. pi, {DEAR} a step. It would pay to learn: a step leaves 0.22 of an error of 1.24. But of "
        "founders it takes away 0.16 alone, half of what it costs, and not to learn is selected first. 2 seeds.",
    ),
)
