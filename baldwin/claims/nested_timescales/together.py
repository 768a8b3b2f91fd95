"""Two arms whose worth in a context stays for life, but for a part that is new in each episode."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.measures import BRIEF, Floats, excess, of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, above, close, no_more
from baldwin.claims.sources import THEORY, THIS_PROGRAM
from baldwin.neural.theory.reference_policy import mature
from baldwin.neural.theory.slow_and_fast import bounds, told

__all__ = ["CLAIMS"]

LIVES = 2000
CONTEXTS, SLOW, FAST, NOISE, TRIALS, EPISODES = 16, 1.0, 1.0, 0.5, 8, 24  # as in the preset
BOTH, WITHIN, ACROSS = 1.0554, 0.6538, 0.7760  # of the exact observers, in the last tenth of a life's episodes
ROUNDING = {"rounding": 0.0005}

KEPT = Evolution("nested-plastic", BRIEF)
WITHOUT_OUTCOMES = 'lifetime.inner.mask=["reward_action"]'  # the state cannot tell what choices brought
REMEMBERS = 'lifetime.inner={kind="recurrent",choice="greedy"}'
SLOW_ALONE = KEPT.but(WITHOUT_OUTCOMES)
FAST_ALONE = KEPT.but(REMEMBERS, "lifetime.between=nothing")
CARRIED = FAST_ALONE.but("lifetime.carry=true")
REINFORCED = KEPT.but(
    'lifetime.inner={kind="recurrent"}',
    "lifetime.between=gradient",
    "lifetime.discount=0.0",
    "lifetime.initial_rate=1.0",
    "lifetime.rate_scale=3.0",
)
REINFORCED_ALONE = REINFORCED.but('lifetime.inner={kind="recurrent",memory=false,mask=["reward_action"]}')
AROUND_PLASTICITY = Evolution(
    "nested-plastic",
    (*(one for one in REINFORCED.overrides if not one.startswith("lifetime.inner")), "lifetime.inner.choice=sample"),
)
QUICK = KEPT.but("population.replicates=1", "population.generations=60")


@cache
def _observers() -> dict[str, Floats]:
    """Return what each observer earns at the end of life in each of many sequences of contexts, (sequences,)."""
    found = bounds(CONTEXTS, SLOW, FAST, NOISE, TRIALS, EPISODES)
    last = mature(EPISODES)
    return {name: values[:, -last:].mean(axis=(1, 2)) for name, values in found._asdict().items()}


def _mean(values: Floats, note: str = "") -> Measurement:
    return Measurement(float(values.mean()), float(values.std(ddof=1)) / math.sqrt(values.size), note)


def _ideal() -> Measurements:
    found = _observers()
    return {name: _mean(values) for name, values in found.items()} | {
        "apart": _mean(found["both"] - np.maximum(found["within"], found["across"]))
    }


def _guessing() -> Measurements:
    return dict.fromkeys(("both", "within", "across", "apart"), Measurement(0.0, 0.0))


def _ability(run: Networks) -> Floats:
    """Return the mean score over the last tenth of the episodes of each life, (replicates, lives)."""
    last = mature(EPISODES)
    lived = run.lived(instances=LIVES, only=("score",))
    return np.stack([one.curves[:, -last:].mean(axis=1) for one in lived])


def _together(both: Networks, *alone: Networks) -> Measurements:
    ability = _ability(both)
    others = dict(zip(("slow", "fast", "carried"), alone, strict=False))
    return {
        "ability": of_seeds(ability),
        **{name: excess(ability, _ability(one)) for name, one in others.items()},
    }


def _quick(run: Networks) -> Measurements:
    return {"ability": of_seeds(_ability(run))}


def _beyond(expected: float) -> tuple[Quantity, ...]:
    """Return that no observer of one timescale alone could do it, nor anyone do better than all of it."""
    return (
        above("worth at the end of life, more than who acts on earlier episodes alone", ACROSS, expected, THEORY,
              of="ability"),
        above("more than who remembers one episode alone", WITHIN, expected, THEORY, of="ability"),
        no_more("no more than who remembers everything", BOTH, of="ability"),
    )  # fmt: skip


CLAIMS = (
    Claim(
        id="NT01",
        text="Who remembers everything earns more than who remembers one episode, or acts on earlier ones alone",
        method="Kalman filters over the sequences of contexts, exact for each",
        quantities=(
            *(
                close(name, value, THIS_PROGRAM, parts=ROUNDING, of=of)
                for of, name, value in (
                    ("both", "worth at the end of life: everything remembered", BOTH),
                    ("within", "one episode remembered", WITHIN),
                    ("across", "acting on earlier episodes alone", ACROSS),
                )
            ),
            above("everything less the better of the others", 0.0, BOTH - ACROSS, THEORY, of="apart"),
            no_more("earlier episodes alone, no more than who is told what stays", told(SLOW), of="across"),
            no_more("everything, no more than who is told both parts", told(SLOW, FAST), of="both"),
        ),
        measure=_ideal,
        null=Null("chance in the place of every observer", measure=_guessing),
        quick=True,
        remark="At the end of life: in the last tenth of its episodes. No paper gives these numbers.",
    ),
    Claim(
        id="NT02",
        text="A network that remembers, its plasticity kept over episodes, beats either alone and a state carried on",
        settings=(KEPT, SLOW_ALONE, FAST_ALONE, CARRIED),
        quantities=(
            *_beyond(0.96),
            above("more than plasticity whose state cannot tell outcomes", 0.0, 0.22, THIS_PROGRAM, of="slow"),
            above("more than memory that begins anew in each episode", 0.0, 0.35, THIS_PROGRAM, of="fast"),
            above("more than memory that is carried over all episodes", 0.0, 0.38, THIS_PROGRAM, of="carried"),
        ),
        measure=_together,
        null=UNTRAINED,
        remark="All live equally many steps and generations. Means of 3 seeds; differences seed by seed and life by "
        "life. Both bounds are exact: no network of one timescale could pass them, however it evolved.",
    ),
    Claim(
        id="NT03",
        text="Weights tuned by reinforcement around a network that remembers beat either alone and a state carried on",
        settings=(REINFORCED, REINFORCED_ALONE, FAST_ALONE, CARRIED),
        quantities=(
            above("more than who remembers one episode alone", WITHIN, 0.81, THEORY, of="ability"),
            no_more("no more than who remembers everything", BOTH, of="ability"),
            above("more than reinforcement without memory", 0.0, 0.18, THIS_PROGRAM, of="slow"),
            above("more than memory that begins anew in each episode", 0.0, 0.20, THIS_PROGRAM, of="fast"),
            above("more than memory that is carried over all episodes", 0.0, 0.23, THIS_PROGRAM, of="carried"),
        ),
        measure=_together,
        null=UNTRAINED,
        remark="The architecture of Wang et al. (2018), whose slow learning is a gradient step after each episode, at "
        "rates that evolve. It learns more slowly than plasticity (NT02): each context is seen twelve "
        "times in a life. Means of 3 seeds.",
    ),
    Claim(
        id="NT04",
        text="Plasticity within an episode inside development by reinforcement: more than development alone",
        settings=(AROUND_PLASTICITY, REINFORCED_ALONE),
        quantities=(
            above("more than who remembers one episode alone", WITHIN, 0.81, THEORY, of="ability"),
            no_more("no more than who remembers everything", BOTH, of="ability"),
            above("more than reinforcement without memory", 0.0, 0.18, THIS_PROGRAM, of="slow"),
        ),
        measure=_together,
        null=UNTRAINED,
        remark="Weights that plasticity changed within an episode begin the next where reinforcement left them. Means "
        "of 3 seeds.",
    ),
    Claim(
        id="NT05",
        text="One seed shows it in a minute: more than any observer of one timescale alone",
        settings=(QUICK,),
        quantities=_beyond(0.94),
        measure=_quick,
        null=UNTRAINED,
        quick=True,
        remark="The first seed of NT02, fewer generations, for the short ladder.",
    ),
)
