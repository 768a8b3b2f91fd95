"""The ideal observer and a learner without a model: no evolution (Wang et al. 2016, exp. 5; 2018, sim. 4)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact, mean_of
from baldwin.claims.lives import Floats
from baldwin.claims.quantity import SHARE, Measurement, Measurements, Quantity, above, close
from baldwin.claims.sources import theory
from baldwin.claims.two_step.settings import (
    DRIFTING_WORLD,
    IDEAL,
    IDEAL_STAY,
    READING,
    SHORT,
    STATIC_IDEAL,
    STATIC_STAY,
    STATIC_WORLD,
)
from baldwin.neural.theory.two_step import KINDS, indices, model_free, observer

__all__ = ["CLAIMS"]

# alpha and beta of TD(1) -> stay; model-based index, model-free index, reward per trial
RULES = {(0.7, 20.0): (1.00, 1.00, 0.77, 0.89), (0.5, 5.0): (0.96, 0.88, 0.55, 0.73)}
SUMS = {(0.7, 20.0): (0.13, 0.34, 0.652), (0.5, 5.0): (0.27, 0.55, 0.636)}
BEGINNING = {"values that begin at 1/2 there, at 0 here": 0.003}
BATCHES, LIVES = 10, 2000
LONGER = {20: 0.70, 100: 0.93}  # trials of a static life -> stay after rewarded rare
PROGRAM = theory("an independent program: Bayes' filter, and TD(1) simulated")
TWO_DIGITS, THREE, FOUR = ({"rounding": half} for half in (0.005, 0.0005, 0.00005))


def _stay(name: str, stay: Iterable[float]) -> dict[str, Measurement]:
    """Return the probabilities of staying, each under the name of its quantity; see `_stays`."""
    return {f"{name}, stay after {kind}": exact(float(value)) for kind, value in zip(KINDS, stay, strict=True)}


def _indices(name: str, stay: Floats) -> dict[str, Measurement]:
    model_based, model_free_index = (exact(float(value)) for value in indices(stay))
    return {f"{name}, model-based index": model_based, f"{name}, model-free index": model_free_index}


def _observer() -> Measurements:
    drifting, static = observer(*DRIFTING_WORLD), observer(*STATIC_WORLD)
    return {
        "drifting, reward per trial": exact(float(drifting.scores.mean())),
        **_stay("drifting", drifting.stay),
        **_indices("drifting", drifting.stay),
        "static, reward per trial": exact(float(static.scores.mean())),
        **_stay("static", static.stay),
        **{f"{n} trials": exact(float(observer(*STATIC_WORLD[:-1], n).stay[1])) for n in LONGER},
    }


def _guessing() -> Measurements:
    stay = np.full(4, 0.5)
    found = {f"{world}, reward per trial": exact(0.5) for world in ("drifting", "static")}
    sums = _stay("drifting", stay) | _indices("drifting", stay) | _stay("static", stay)
    return {**found, **sums, **{f"{n} trials": exact(0.5) for n in LONGER}}


def _unlike_the_figure() -> Measurements:
    return _less_published(observer(*STATIC_WORLD).stay)


def _like_the_figure() -> Measurements:
    return _less_published(np.array(SHORT))


def _less_published(stay: Floats) -> Measurements:
    return {KINDS[kind]: exact(float(stay[kind] - SHORT[kind])) for kind in (1, 2)}


def _rule_name(rule: tuple[float, float]) -> str:
    return "alpha {:g}, beta {:g}".format(*rule)


def _model_free() -> Measurements:
    found: dict[str, Measurement] = {}
    for rule in RULES:
        batches = [model_free(*rule, *DRIFTING_WORLD, lives=LIVES, seed=seed) for seed in range(BATCHES)]
        stay = np.array([one.stay for one in batches])
        found |= _of_rule(rule, stay, np.array([one.scores.mean() for one in batches]))
    return found


def _with_a_model() -> Measurements:
    ideal = observer(*DRIFTING_WORLD)
    found: dict[str, Measurement] = {}
    for rule in RULES:
        found |= _of_rule(rule, np.tile(ideal.stay, (BATCHES, 1)), np.full(BATCHES, ideal.scores.mean()))
    return found


def _of_rule(rule: tuple[float, float], stay: Floats, rewards: Floats) -> Measurements:
    name = _rule_name(rule)
    sums = np.array([indices(one) for one in stay])
    return {
        **{f"{name}, stay after {kind}": mean_of(stay[:, place]) for place, kind in enumerate(KINDS)},
        f"{name}, model-based index": mean_of(sums[:, 0]),
        f"{name}, model-free index": mean_of(sums[:, 1]),
        f"{name}, reward per trial": mean_of(rewards),
    }


def _stays(name: str, stay: tuple[float, ...], parts: dict[str, float]) -> tuple[Quantity, ...]:
    return tuple(
        close(f"{name}, stay after {kind}", value, PROGRAM, parts=parts, range=SHARE)
        for kind, value in zip(KINDS, stay, strict=True)
    )


def _rule(rule: tuple[float, float]) -> tuple[Quantity, ...]:
    name = _rule_name(rule)
    model_based, model_free_index, reward = SUMS[rule]
    return (
        *_stays(name, RULES[rule], TWO_DIGITS),
        close(f"{name}, model-based index", model_based, PROGRAM, parts=TWO_DIGITS),
        close(f"{name}, model-free index", model_free_index, PROGRAM, parts=TWO_DIGITS),
        close(f"{name}, reward per trial", reward, PROGRAM, parts={**THREE, **BEGINNING}),
    )


CLAIMS = (
    Claim(
        id="T01",
        text="The ideal observer's choices are known exactly",
        method="Bayes's rule on which second state is the better, its law carried from trial to trial",
        quantities=(
            close("drifting, reward per trial", IDEAL, PROGRAM, parts=FOUR),
            *_stays("drifting", IDEAL_STAY, THREE),
            close("drifting, model-based index", 2.0 * (1.0 - IDEAL_STAY[1]), PROGRAM, parts={"rounding": 0.001}),
            close("drifting, model-free index", 0.0, PROGRAM, parts={"rounding": 0.001}),
            close("static, reward per trial", STATIC_IDEAL, PROGRAM, parts=FOUR),
            *_stays("static", STATIC_STAY, THREE),
            *(
                close(
                    f"static, {n} trials, stay after rewarded rare",
                    value,
                    PROGRAM,
                    parts=TWO_DIGITS,
                    of=f"{n} trials",
                    range=SHARE,
                )
                for n, value in LONGER.items()
            ),
        ),
        measure=_observer,
        null=Null("chance in the place of the observer", measure=_guessing),
        quick=True,
        remark="No one can do better than the observer: chances sum to 1, so that nothing is to be explored.",
    ),
    Claim(
        id="T02",
        text="The bars published for short static lives are not those of an ideal observer",
        method="stay of the ideal observer in static lives of 10 trials, less Wang et al. (2016), figure 5c",
        quantities=tuple(
            above(
                f"{KINDS[kind]}: observer less published, more than can be misread",
                READING,
                0.508,
                PROGRAM,
                of=KINDS[kind],
            )
            for kind in (1, 2)
        ),
        measure=_unlike_the_figure,
        null=Null("the published bars in the place of the observer's", measure=_like_the_figure),
        quick=True,
        remark="Figure and task disagree: after ten trials of one world an ideal observer has often seen enough to "
        "stay where one trial speaks against it. An open replication (Trazzi & Hamdani, mtrazzi/two-step-task) has "
        "0.98, 0.53, 0.56 and 0.95, at most 0.05 from the observer. Claim T06 tests the observer, T07 who would show "
        "the published bars.",
    ),
    Claim(
        id="T03",
        text="A learner without a model stays after any reward, however it came about",
        method="TD(1), Q(a) <- Q(a) + alpha (r - Q(a)), softmax: 20,000 simulated lives in the drifting world",
        quantities=tuple(quantity for rule in RULES for quantity in _rule(rule)),
        measure=_model_free,
        null=Null("the ideal observer, who has a model, in its place", measure=_with_a_model),
        quick=True,
        remark="Standard errors are over ten batches of 2,000 lives.",
    ),
)
