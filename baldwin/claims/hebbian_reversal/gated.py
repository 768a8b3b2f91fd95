"""Four stimuli, four actions and a reversal: gated plasticity, its controls, and where its skill lies."""

from __future__ import annotations

import numpy as np
from scipy.stats import binom

from baldwin.claims.claim import UNTRAINED, Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.measures import BRIEF, Floats, excess, means, median_seed, of_seeds
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, above, below, close, no_more
from baldwin.claims.sources import regression, theory
from baldwin.neural.theory.associative_memory import Life, told

__all__ = ["CLAIMS"]

LIVES, TRIALS = 4000, 80
AIM = 0.97
CHANCE = 0.25
HERE = regression("this program itself, three seeds")
INDEPENDENT = regression("an independent prototype of this project: one seed, 4,000 lives")
GUESSES = theory("where no reward is sensed and none gates a change, an action says nothing of what is right: 1 / k")
ELIMINATION = theory(
    "a stimulus's right action is found by its fourth showing: E min((N + 1) / 4, 1), N of Bin(t, 1/4)"
)

GATED = Evolution("associative-memory", BRIEF)
UNGATED = Evolution("associative-memory", ("lifetime.modulator=none", *BRIEF))
FIXED = Evolution("associative-memory", ("lifetime.period=never", "population.generations=200", *BRIEF))
SETS = Evolution(
    "associative-memory",
    (
        "task.kind=harlow",
        "task.seen=difference",
        "task.feedback=false",
        "fitness.reads=mean",
        "sampling.lives=64",
        "population.generations=300",
        *BRIEF,
    ),
)


def eliminating() -> Floats:
    """Return the chance (T,) that one who eliminates, and is told of the reversal before trial 40, is right."""
    shown = np.arange(TRIALS // 2 + 1)
    known = np.minimum((shown + 1) / 4.0, 1.0)
    half = np.array([binom.pmf(shown, t, 0.25) @ known for t in range(TRIALS // 2)])
    return np.concatenate([half, half])


def _around(curve: Floats) -> dict[str, float]:
    half = TRIALS // 2
    return {
        "before": float(curve[half - 5 : half].mean()),
        "just after": float(curve[half : half + 4].mean()),
        "end": float(curve[-5:].mean()),
        "life": float(curve.mean()),
    }


IDEAL = _around(eliminating())


def _told() -> Measurements:
    life = Life(stimuli=4, actions=4, trials=TRIALS, reversals=(TRIALS // 2,), spread=0, childhood=0)
    return {name: exact(value) for name, value in _around(told(life)).items()}


def _guessing() -> Measurements:
    return dict.fromkeys(IDEAL, exact(CHANCE))


def _curves(run: Networks, genotypes: Floats | None = None) -> Floats:
    """Return whether each trial of each life was right, (replicates, lives, T)."""
    found = run.lived(instances=LIVES, genotypes=genotypes, only=("score",))
    return np.stack([one.curves for one in found])


def _shares(curves: Floats) -> dict[str, Measurement]:
    half = TRIALS // 2
    parts = {
        "before": curves[:, :, half - 5 : half],
        "just after": curves[:, :, half : half + 4],
        "end": curves[:, :, -5:],
        "life": curves,
    }
    return {name: of_seeds(part.mean(axis=2), range=SHARE) for name, part in parts.items()}


def _reverses(run: Networks) -> Measurements:
    """Return the shares, and of those at the end of either half the median seed, with its error over lives."""
    curves = _curves(run)
    half = TRIALS // 2
    middle = {"median, before": curves[:, :, half - 5 : half], "median, end": curves[:, :, -5:]}
    shares = {name: one for name, one in _shares(curves).items() if name in ("just after", "life")}
    return shares | {name: median_seed(means(part.mean(axis=2))) for name, part in middle.items()}


def _controls(ungated: Networks, fixed: Networks) -> Measurements:
    return {
        f"{name}, {part}": share
        for name, run in (("no gate", ungated), ("fixed", fixed))
        for part, share in _shares(_curves(run)).items()
        if part in ("before", "end")
    }


def _dissected(run: Networks) -> Measurements:
    start = _curves(run, run.transplant(births=run.centres, rules=run.founders)).mean(axis=2)
    rule = _curves(run, run.transplant(births=run.founders, rules=run.centres)).mean(axis=2)
    return {
        "start": of_seeds(start, range=SHARE),
        "rule": excess(rule, start),
        "end": _shares(_curves(run, run.transplant(births=run.founders, rules=run.centres)))["end"],
    }


def _swapped(run: Networks) -> Measurements:
    """Return the same with the two parts taken for each other."""
    start = _curves(run, run.transplant(births=run.founders, rules=run.centres)).mean(axis=2)
    rule = _curves(run, run.transplant(births=run.centres, rules=run.founders)).mean(axis=2)
    return {"start": of_seeds(start, range=SHARE), "rule": excess(rule, start), "end": of_seeds(rule, range=SHARE)}


def _sets(run: Networks) -> Measurements:
    curves = _curves(run)
    return {
        "first": of_seeds(curves[:, :, 0], range=SHARE),
        "later": of_seeds(curves[:, :, 1:].mean(axis=2), range=SHARE),
    }


CLAIMS = (
    Claim(
        id="HR01",
        text="Who tries each action once, and is told of the reversal, is right in 85 of 100 trials",
        method="elimination: the right one of four actions is found by the fourth showing of a stimulus at the latest",
        quantities=(
            close(
                "last five trials before the reversal, share correct",
                IDEAL["before"],
                ELIMINATION,
                of="before",
                range=SHARE,
            ),
            close("first four trials after it", IDEAL["just after"], ELIMINATION, of="just after", range=SHARE),
            close("last five trials of a life", IDEAL["end"], ELIMINATION, of="end", range=SHARE),
            close("all trials", IDEAL["life"], ELIMINATION, of="life", range=SHARE),
        ),
        measure=_told,
        null=Null("chance in the place of who eliminates", measure=_guessing),
        quick=True,
        remark="Expected numbers are worked out here from binomials; measured is the task's own reference policy.",
    ),
    Claim(
        id="HR02",
        text="Gated by reward, synapses learn what to do, and learn it anew after a reversal nobody announces",
        settings=(GATED,),
        quantities=(
            above(
                "last five trials before the reversal, share correct, the median seed",
                AIM,
                0.998,
                INDEPENDENT,
                of="median, before",
                range=SHARE,
            ),
            above(
                "last five trials of a life, the median seed", AIM, 0.997, INDEPENDENT, of="median, end", range=SHARE
            ),
            below("first four trials after the reversal", 0.5, 0.34, INDEPENDENT, of="just after", range=SHARE),
            no_more("all trials: no more than who is told", IDEAL["life"], ELIMINATION, of="life", range=SHARE),
        ),
        measure=_reverses,
        null=UNTRAINED,
        quick=True,
        remark="One layer, 16 synapses, each with genes of its own for Hebb's terms A to D; the gate is the reward "
        "less a baseline that evolves. 4,000 held-out lives of 3 seeds; one that learned "
        "the first half as well as the others has been seen to end at .957.",
    ),
    Claim(
        id="HR03",
        text="Without the gate, or without plasticity, there is chance",
        settings=(UNGATED, FIXED),
        quantities=tuple(
            close(f"{words}: {place}, share correct", CHANCE, GUESSES, of=f"{name}, {part}", range=SHARE)
            for name, words in (("no gate", "plastic without a gate"), ("fixed", "weights fixed"))
            for part, place in (("before", "last five trials before the reversal"), ("end", "last five of a life"))
        ),
        measure=_controls,
        null=Null("plasticity that reward gates, in both", settings=(GATED, GATED)),
        remark="Neither senses a reward. 4,000 held-out lives; means of 3 seeds.",
    ),
    Claim(
        id="HR04",
        text="The evolved rule carries the skill, not the evolved start",
        settings=(GATED,),
        quantities=(
            close("evolved start with the founders' rule, share correct", CHANCE, GUESSES, of="start", range=SHARE),
            above(
                "founders' start with the evolved rule: more than that", 0.0, 0.59, HERE, of="rule", range=(-1.0, 1.0)
            ),
            above("the same, last five trials of a life", 0.9, 0.998, HERE, of="end", range=SHARE),
        ),
        measure=_dissected,
        null=Null("start and rule taken for each other", measure=_swapped),
        remark="Founders' weights and genes of plasticity are 0 but for what mutated; transplants of 3 seeds.",
    ),
    Claim(
        id="HR05",
        text="The same layer learns Harlow's sets: chance in the first trial, certainty from the second on",
        settings=(SETS,),
        quantities=(
            close("trial 1, share correct", 0.5, theory("two objects never seen"), of="first", range=SHARE),
            above("trials 2 to 6, share correct", 0.99, 1.0, INDEPENDENT, of="later", range=SHARE),
        ),
        measure=_sets,
        null=UNTRAINED,
        quick=True,
        remark="Objects are Gaussian codes of 4 numbers, seen as their difference. 4,000 held-out lives; means of 3 "
        "seeds.",
    ),
)
