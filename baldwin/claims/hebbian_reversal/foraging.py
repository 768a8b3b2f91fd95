"""Foods and poisons whose meaning is another in half of all lives: one bite tells which they are."""

from __future__ import annotations

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.measures import BRIEF, Floats, means, median_seed, of_seeds, totals
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurements, above, close
from baldwin.claims.sources import theory

__all__ = ["CLAIMS"]

LIVES, TRIALS = 4000, 40
KNOWING = 0.5  # per object, of one who knows what is nutritious: every other one is
FORAGING = Evolution("foraging", BRIEF)
ONE_BITE = theory("the first object is a guess, worth 0; after it all are known, and half of them are worth 1")


def _earned(run: Networks) -> Measurements:
    per_object: Floats = totals(run, lives=LIVES) / TRIALS
    return {"earned": of_seeds(per_object), "over": median_seed(means(per_object / KNOWING))}


CLAIMS = (
    Claim(
        id="HR06",
        text="One bite tells what is food: foragers earn all that can be earned without knowing beforehand",
        settings=(FORAGING,),
        quantities=(
            close("reward per object", KNOWING * (TRIALS - 1) / TRIALS, ONE_BITE, of="earned"),
            above("the median seed, over what one earns who knows", 0.9, 1.0 - 1.0 / TRIALS, ONE_BITE, of="over"),
        ),
        measure=_earned,
        null=UNTRAINED,
        quick=True,
        remark=f"{TRIALS} objects in a life; a nutritious one brings 1, a poisonous one costs 1. {LIVES:,} held-out "
        "lives of 3 seeds.",
    ),
)
