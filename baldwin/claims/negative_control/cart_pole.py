"""Cart-pole with poles that vary, and with force that acts the other way in half of all lives."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, below, close
from baldwin.claims.sources import theory
from baldwin.neural.theory.cart_pole import Policy, Rig, either_way, lasting, towards_the_lean

__all__ = ["CLAIMS"]

STEPS, LIVES = 200, 500
VARIED = Evolution(
    "cart-pole",
    (
        "task.flipped=false",
        "task.lightest=0.05",
        "task.heaviest=0.5",
        "population.size=32",
        "population.generations=30",
        "population.replicates=3",
        "sampling.lives=8",
        "fitness.statistic=mean",
        "assays.every=30",
        f"assays.instances={LIVES}",
        "assays.individuals=0",
        "assays.mutants=0",
    ),
)
FLIPPED = Evolution(
    "cart-pole",
    (
        "population.replicates=3",
        "assays.every=160",
        f"assays.instances={LIVES}",
        "assays.individuals=0",
        "assays.mutants=0",
    ),
)
RIG = Rig(STEPS, 10.0, 1.0, 9.8, 0.02, 2.4, 0.20943951, 0.05)  # of Gym's CartPole-v0
FIXED = theory("a fixed policy that pushes to the side to which the pole leans keeps up every pole: 200 steps are all")
NOTHING = theory("what is perfect at birth cannot be improved by learning")
NINE = theory("fixed weights tell from the side to which the pole fell first which way force acts")
EITHER = theory("a fixed policy keeps up the pole whichever way force acts (NC02): 200 steps are all")
SINGLE = {"means in single precision": 1e-4}  # steps; one step of one pole is .002
ONE_WAY = theory("who pushes to the side of the lean, whichever way force acts, drops the pole in half of all lives")


def _from_birth(run: Networks) -> Measurements:
    """Return the worst seed's steps at birth, and the most that a seed's lives add to theirs."""
    born, gained = run.last("innate"), run.last("learned") - run.last("innate")
    spread = [run.last(name) / math.sqrt(LIVES) for name in ("innate_sd", "learned_sd")]
    worst, best = int(np.argmin(born)), int(np.argmax(gained))
    return {
        "born": Measurement(float(born[worst]), float(spread[0][worst])),
        "gained": Measurement(float(gained[best]), float(np.hypot(spread[0][best], spread[1][best]))),
    }


def _kept_up(policy: Policy) -> float:
    """Return the share of poles and starts, both ways that force may act, that a policy keeps up for all steps."""
    poles = np.array(list(product(np.linspace(0.05, 0.5, 7), (0.5,), (1.0, -1.0))))
    starts = np.random.default_rng(11).uniform(-RIG.start, RIG.start, (100, 4))
    return float((lasting(RIG, policy, poles, starts) == STEPS).mean())


def _either_way() -> Measurements:
    return {"nine": exact(_kept_up(either_way)), "lean": exact(_kept_up(towards_the_lean))}


def _exchanged() -> Measurements:
    return {"nine": exact(_kept_up(towards_the_lean)), "lean": exact(_kept_up(either_way))}


CLAIMS = (
    Claim(
        id="NC01",
        text="Poles of unknown mass are balanced from birth, and learning adds nothing",
        settings=(VARIED,),
        quantities=(
            close("steps at birth, the worst seed", float(STEPS), FIXED, parts=SINGLE, of="born", range=(0.0, 200.0)),
            close("what hill climbing in life adds, the most of a seed", 0.0, NOTHING, parts=SINGLE, of="gained"),
        ),
        measure=_from_birth,
        null=UNTRAINED,
        quick=True,
        remark=f"Masses from 0.05 to 0.5 kg; {LIVES} held-out poles, 3 seeds. Learning was offered in every life.",
    ),
    Claim(
        id="NC02",
        text="Force that acts the other way in half of all lives is no evidence of learning either: nine numbers do",
        quantities=(
            close("poles and starts kept up by fixed weights", 1.0, NINE, of="nine", range=SHARE),
            below("by weights that balance one way", 0.75, 0.5, ONE_WAY, of="lean", range=SHARE),
        ),
        measure=_either_way,
        method="seven poles, both ways that force may act, 100 starts, 200 steps",
        null=Null("each policy in the place of the other", measure=_exchanged),
        quick=True,
        remark="The last action is not seen. Force that is first pushed one way makes the pole fall to one side or the "
        "other, and the state stays on that side: the body is the memory.",
    ),
    Claim(
        id="NC03",
        text="Evolution finds such weights: born, they balance the pole either way, and learning adds nothing",
        settings=(FLIPPED,),
        quantities=(
            close("steps at birth, the worst seed", float(STEPS), EITHER, parts=SINGLE, of="born", range=(0.0, 200.0)),
            close("what hill climbing in life adds, the most of a seed", 0.0, NOTHING, parts=SINGLE, of="gained"),
        ),
        measure=_from_birth,
        null=UNTRAINED,
        remark=f"Force acts the other way in half of all lives; {LIVES} of them, held out, 3 seeds. On the way there, "
        "while newborns balance it one way only, learning was of use.",
    ),
)
