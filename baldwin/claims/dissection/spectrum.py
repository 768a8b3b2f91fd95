"""From innate start to learned content: gradients on inherited features, plasticity on any weights, memory alone."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.dissection.parts import ADDED, Taken, taken_apart
from baldwin.claims.estimates import exact
from baldwin.claims.measures import of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, Quantity, Range, above, below, close, no_less
from baldwin.claims.sources import theory
from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, LEARNING_OFF, WHOLE

__all__ = ["CLAIMS"]

LIVES, SEEDS = 500, 3
SCRAMBLED, MODULATION_OFF = "learning scrambled", "modulation off"
QUIET = (f"population.replicates={SEEDS}", "assays.every=1000000", "assays.individuals=0", "assays.examples=false")
EXCHANGEABLE = theory("nothing is known of an instance, and its actions are exchangeable")
DRAWN = theory("weights are drawn at every birth: nobody inherits a start")
CHANCE = 0.25  # of 4 actions
CLOSED_FORM = theory("closed form, baldwin.neural.theory.sinusoid")
FLOOR = 3.006  # squared error of the best newborn that cannot learn
REGRET = -1.0 / 6.0  # of choices between two arms that heed nothing: E max(p, q) - E p, p and q uniform


def _plastic(weights: str) -> Evolution:
    """Return populations that learn by a plastic layer which of 4 actions is right for which of 4 stimuli."""
    generations = 400 if weights == "inherited" else 200
    return Evolution(
        "bandit",
        (
            "task.kind=associative_memory",
            "network.kind=perceptron",
            "network.hidden=[]",
            "network.bias=false",
            "network.initial=normal",
            "network.initial_scale=0.3",
            "lifetime.kind=plastic",
            "lifetime.modulator=reward",
            "lifetime.rule.kind=hebb",
            "lifetime.rule.decay=true",
            f"lifetime.initial_weights={weights}",
            "population.size=64",
            f"population.generations={generations}",
            "sampling.lives=32",
            "strategy.sigma=0.1",
            "strategy.sigma_final=0.1",
            "strategy.learning_rate=0.05",
            "strategy.learning_rate_final=0.005",
            *QUIET,
        ),
    )


INHERITED, RANDOM = _plastic("inherited"), _plastic("random")
ARMS = Evolution("bandit", ("population.size=64", "population.generations=250", "task.trials=20", *QUIET))
SINES = Evolution("sinusoid", ("population.generations=600", *QUIET))


def _furthest(found: Taken, one: str, other: str) -> Measurement:
    return exact(float(np.abs(found.scores(one) - found.scores(other)).max()))


def _inherited(run: Networks) -> Measurements:
    found = taken_apart(run, LIVES)
    names = (WHOLE, EVOLVED_START, LEARNING_OFF, MODULATION_OFF, SCRAMBLED)
    return {**{name: of_seeds(found.scores(name)) for name in names}, "rule": found.share("rule")}


def _random(run: Networks) -> Measurements:
    found = taken_apart(run, LIVES)
    return {
        WHOLE: of_seeds(found.scores(WHOLE)),
        "start": _furthest(found, EVOLVED_START, ANCESTRAL),
        "rule": _furthest(found, EVOLVED_RULE, WHOLE),
    }


def _arms(run: Networks) -> Measurements:
    found = taken_apart(run, LIVES)
    return {name: of_seeds(found.scores(name)) for name in (WHOLE, LEARNING_OFF, SCRAMBLED)}


def _sines(run: Networks) -> Measurements:
    found = taken_apart(run, LIVES)
    return {
        LEARNING_OFF: of_seeds(-found.scores(LEARNING_OFF)),
        SCRAMBLED: of_seeds(found.scores(LEARNING_OFF) - found.scores(SCRAMBLED)),
        **{part: found.share(part) for part in ("start", "rule")},
    }


def _at_chance(name: str, words: str, value: float, within: Range | None = None) -> Quantity:
    return close(f"{words}: chance", value, EXCHANGEABLE, of=name, range=within)


CLAIMS = (
    Claim(
        id="DS02",
        text="Of plasticity on inherited weights the rule carries the skill: the start alone is worth nothing",
        settings=(INHERITED,),
        quantities=(
            above("share correct at the end of life", CHANCE, 0.957, of=WHOLE, range=SHARE),
            above(f"the rule alone, of what evolution {ADDED}", 0.5, 0.9997, of="rule"),
            _at_chance(EVOLVED_START, "evolved weights with the founders' rule, share correct", CHANCE, SHARE),
            _at_chance(LEARNING_OFF, "learning off, share correct", CHANCE, SHARE),
            _at_chance(MODULATION_OFF, "a rule that is not gated by reward, share correct", CHANCE, SHARE),
            _at_chance(SCRAMBLED, "what was learned in another instance, share correct", CHANCE, SHARE),
        ),
        measure=_inherited,
        null=UNTRAINED,
        remark=f"Associative memory of 4 stimuli and 4 actions, a reversal before trial 41; {LIVES} lives of each of "
        f"{SEEDS} seeds, the last 10 of 100 trials. What is learned is content of one instance alone.",
    ),
    Claim(
        id="DS03",
        text="Weights drawn at every birth cost nothing: the start is worth nothing, exactly, and the rule all of it",
        settings=(RANDOM,),
        quantities=(
            above("share correct at the end of life", CHANCE, 0.849, of=WHOLE, range=SHARE),
            close("what an evolved start changes in any life", 0.0, DRAWN, of="start"),
            close("what a founder's start changes in any life of the evolved rule", 0.0, DRAWN, of="rule"),
        ),
        measure=_random,
        null=UNTRAINED,
        remark="The same task, with half the generations (after Najarro & Risi 2020).",
    ),
    Claim(
        id="DS04",
        text="Of one gradient step on inherited features the start carries the skill: founders' start gains nothing by "
        "the evolved rule",
        settings=(SINES,),
        quantities=(
            above(f"the start alone, of what evolution {ADDED}", 0.5, 0.691, of="start"),
            below(f"the rule alone, of what evolution {ADDED}", 0.5, -0.074, of="rule"),
            no_less("learning off, squared error: nobody is born better", FLOOR, CLOSED_FORM, of=LEARNING_OFF),
            above("what was learned of another sine, error above that at birth", 0.0, 2.08, of=SCRAMBLED),
        ),
        measure=_sines,
        quick=True,
        null=UNTRAINED,
        remark="The preset sinusoid, 600 generations: the last layer learns, its rates evolve with the features.",
    ),
    Claim(
        id="DS05",
        text="Of lives by memory weights are start and rule in one; the rewards of another life teach nothing",
        settings=(ARMS,),
        quantities=(
            above("minus the regret at the end of life", REGRET, -0.025, of=WHOLE),
            _at_chance(LEARNING_OFF, "learning off, minus the regret", REGRET),
            _at_chance(SCRAMBLED, "rewards of a life in another instance, minus the regret", REGRET),
        ),
        measure=_arms,
        null=UNTRAINED,
        remark="Two arms, independent and uniform; 20 trials, 250 generations.",
    ),
)
