"""Prefrontal cortex as a system that learns to learn: the story of Wang, Kurth-Nelson et al. (2018), in one ladder.

Its claims are those of other ladders where these have them, on the same populations, and else of probes.
"""

from __future__ import annotations

from baldwin.claims.bandits import LADDER as BANDITS
from baldwin.claims.bayes_predictors import LADDER as PREDICTORS
from baldwin.claims.harlow import LADDER as HARLOW
from baldwin.claims.inferred_value import LADDER as INFERRED
from baldwin.claims.ladder import Ladder, gather
from baldwin.claims.matching import LADDER as MATCHING
from baldwin.claims.story import chosen
from baldwin.claims.two_step import LADDER as TWO_STEP
from baldwin.claims.volatility import LADDER as VOLATILITY

__all__ = ["LADDER"]

OTHERS = (BANDITS, MATCHING, INFERRED, VOLATILITY, HARLOW, TWO_STEP, PREDICTORS)
PARTS = {
    "learning lives in the state": ("W04",),
    "bandit structure": ("W06", "PF01", "PF07"),
    "single-unit coding": ("Q05", "Q04"),
    "inferred-value errors": ("I06", "I03", "I05"),
    "volatility": ("V02", "V06", "V07"),
    "Harlow": ("H02", "H05"),
    "two-step": ("T04", "PF03"),
    "sufficiency": ("BP03", "PF02", "PF05"),
    "how long is remembered": ("PF04", "PF06"),
}
OWN = {claim.id: claim for claim in gather(__name__)}
IDS = tuple(one for ids in PARTS.values() for one in ids)
TAKEN = {claim.id: claim for claim in chosen((one for one in IDS if one not in OWN), *OTHERS)}
REFERENCES = dict.fromkeys(text for ladder in OTHERS for text in ladder.references)

LADDER = Ladder(
    name="pfc",
    title="Prefrontal cortex as a meta-reinforcement-learning system: one table of the whole story",
    references=tuple(REFERENCES),
    claims=tuple(OWN.get(one) or TAKEN[one] for one in IDS),
    parts=PARTS,
)
