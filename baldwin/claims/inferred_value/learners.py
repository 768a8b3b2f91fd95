"""Prediction errors of networks trained by actor-critic (Wang et al. 2018, simulation 3)."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.inferred_value.exact import ERROR
from baldwin.claims.measures import BRIEF, Floats, of_seeds, probed, range_of, without_learning, without_reward
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, Quantity, above, below, close
from baldwin.claims.sources import THEORY, published
from baldwin.probes import ProbedLives
from baldwin.probes.prediction_error import OF_VALUES, RATIO, PredictionError, latent_read

__all__ = ["CLAIMS"]

# Figure 4b: inferred +0.34 and -0.34, experienced +0.30 and -0.38; each read to 0.02.
FIGURE = published("Wang, Kurth-Nelson et al.", 2018, "figure 4b")
PUBLISHED_BEFORE, READ = (0.30, -0.34), {"reading the figure": 0.02}
PUBLISHED_RATIO, READING = 0.68 / 0.68, {"reading the figure": 0.06}
HALF = 0.5  # of what there is

TRAINED = Evolution("saccade-reversal", BRIEF)
ONE = Evolution("saccade-reversal", (*BRIEF, "population.replicates=1"))
CLUSTERED, READ_IN = 2000, 500  # lives in which the side is read, and in which errors are
CUES = ("rewarded", "unrewarded")
WHEN = {
    "before": "last trial before a reversal",
    "experienced": "after it, change experienced",
    "inferred": "after it, change inferred",
}


def _errors(run: Networks) -> Measurements:
    found = run.behaviour()
    errors = {
        f"{name}, {cue}": of_seeds(found[f"rpe_{name}"][:, place]) for name in WHEN for place, cue in enumerate(CUES)
    }
    return {
        "valid": of_seeds(found["valid_share"], range=SHARE),
        "ratio": of_seeds(found["inferred_ratio"]),
        **errors,
    }


def _difference(found: Any, when: str) -> Floats:
    """Return the error at the rewarded cue less that at the other, of each seed."""
    pairs = np.asarray(found[f"rpe_{when}"], np.float64)
    return np.asarray(pairs[:, 0] - pairs[:, 1])


def _controls(run: Networks) -> Measurements:
    found, own = dict[str, Measurement](), _difference(run.behaviour(), "inferred")
    for name, changed in {"no reward": without_reward(run), "no past": without_learning(run)}.items():
        behaviour = run.behaviour(*changed)
        for when in ("experienced", "inferred"):
            found[f"{name}, {when}"] = of_seeds(_difference(behaviour, when))
        found[f"{name}, lost"] = of_seeds(own - _difference(behaviour, "inferred"))
    founders = _difference(run.behaviour(genotypes=run.founders), "inferred")
    return {**found, "founders": of_seeds(founders)}


def _once(run: Networks) -> Measurements:
    found = run.behaviour()
    return {when: of_seeds(_difference(found, when)) for when in ("experienced", "inferred")}


def _clusters(run: Networks) -> Measurements:
    known = ProbedLives(run.evolved, CLUSTERED).known("the rewarded side")["evolved"]
    found = np.array([[share for share, _ in latent_read(one).values()] for one in known])
    names = ("known", "first", "second")
    return {name: of_seeds(column, range=SHARE) for name, column in zip(names, found.T, strict=True)}


def _read(run: Networks) -> Measurements:
    found = PredictionError().find(ProbedLives(run.evolved, READ_IN))
    contrasts = {
        network: probed(found, network, f"error: inferred, {CUES[0]} cue")
        - probed(found, network, f"error: inferred, {CUES[1]} cue")
        for network in ("untrained", "shuffled")
    }
    return {
        **range_of("ratio", probed(found, "evolved", RATIO.format("inferred over experienced"))),
        **range_of("values", probed(found, "evolved", OF_VALUES.format("ideal observer"))),
        "founders": of_seeds(contrasts["untrained"]),
        "other lives": of_seeds(contrasts["shuffled"]),
    }


def _pair(when: str) -> tuple[Quantity, ...]:
    """Return that errors are more than half of the ideal's, in the direction of the ideal's."""
    bound = HALF * ERROR
    return (
        above(f"{WHEN[when]}: prediction error, rewarded cue", bound, ERROR, THEORY, of=f"{when}, {CUES[0]}"),
        below(f"{WHEN[when]}: prediction error, unrewarded cue", -bound, -ERROR, THEORY, of=f"{when}, {CUES[1]}"),
    )


def _lost(name: str, said: str) -> Quantity:
    whole = 2.0 * ERROR
    return above(
        f"{said}: difference that is lost, inferred, more than half", HALF * whole, whole, THEORY, of=f"{name}, lost"
    )


CLAIMS = (
    Claim(
        id="I03",
        text="After a reversal prediction errors are the same for a cue that was not met since: its value is inferred",
        settings=(TRAINED,),
        quantities=(
            close("share of steps with the response that is asked for", 1.0, THEORY, of="valid", range=SHARE),
            close(
                "inferred over experienced: ratio of prediction errors",
                PUBLISHED_RATIO,
                FIGURE,
                parts=READING,
                of="ratio",
            ),
            *(
                close(f"{WHEN['before']}, as published: {cue} cue", error, FIGURE, parts=READ, of=f"before, {cue}")
                for cue, error in zip(CUES, PUBLISHED_BEFORE, strict=True)
            ),
            *(quantity for when in WHEN for quantity in _pair(when)),
        ),
        measure=_errors,
        null=UNTRAINED,
        remark="An LSTM with a value head, trained by actor-critic. An ideal observer has 0.45 here (I01), and 0.36 "
        "to 0.41 in the protocol of Wang et al. (2018), where reward comes later. Known departures: errors are "
        "larger than theirs after a reversal, by 0.14 and 0.04 where the change was experienced, by 0.07 and 0.10 "
        "where it is inferred. 128,000 lives of ten blocks (theirs 1e5 episodes of one block). Means of 3 seeds.",
    ),
    Claim(
        id="I04",
        text="It is in memory and from reward: without either, or untrained, no cue is worth more than the other",
        settings=(TRAINED,),
        quantities=(
            close(
                "reward out of sense: experienced, error at the rewarded cue less at the other",
                0.0,
                THEORY,
                of="no reward, experienced",
            ),
            close("reward out of sense: inferred, the same", 0.0, THEORY, of="no reward, inferred"),
            _lost("no reward", "reward out of sense"),
            close("state held, past out of sense: experienced, the same", 0.0, THEORY, of="no past, experienced"),
            close("state held, past out of sense: inferred, the same", 0.0, THEORY, of="no past, inferred"),
            _lost("no past", "state held, past out of sense"),
            close("founders: inferred, the same", 0.0, THEORY, of="founders"),
        ),
        measure=_controls,
        null=UNTRAINED,
        remark="Ideal: 0.90 with both (I01). Founders have nothing to lose. Means of 3 seeds.",
    ),
    Claim(
        id="I05",
        text="At fixation the state lies on one of two sides, and changes over after the first trial of a reversal",
        settings=(TRAINED,),
        quantities=(
            above("state on the rewarded side, trials 2 to 5 of a block: share", 0.75, 1.0, of="known", range=SHARE),
            below("first trial of a reversed block: share on the new side", 0.25, 0.0, of="first", range=SHARE),
            above("second trial of a reversed block: share on the new side", 0.75, 1.0, of="second", range=SHARE),
        ),
        measure=_clusters,
        null=UNTRAINED,
        remark="Wang et al. (2018), figure 4c: two clusters in the plane of the first two principal components; no "
        "number is given, so that none of theirs is tested: ours must be nearer to certainty than to a guess. A "
        "linear discriminant of the hidden state, in lives that it was not fitted to: the first two components show "
        "the sides in one of our three seeds only. Means of 3 seeds.",
    ),
    Claim(
        id="I06",
        text="A single network shows it: the newly rewarded cue is worth more at once, met since the reversal or not",
        settings=(ONE,),
        quantities=tuple(
            above(
                f"{when}: error at the rewarded cue less at the other, more than half the ideal",
                ERROR,
                2.0 * ERROR,
                THEORY,
                of=when,
            )
            for when in ("experienced", "inferred")
        ),
        measure=_once,
        null=UNTRAINED,
        quick=True,
        remark="The first seed of I03, for the short ladder.",
    ),
    Claim(
        id="I07",
        text="In every seed the inferred error is that of the cue met again; in all units of founders there is none",
        settings=(TRAINED,),
        quantities=(
            above("inferred over experienced, the least seed", 0.8, PUBLISHED_RATIO, FIGURE, of="ratio, least"),
            below("the same, the greatest seed", 1.2, PUBLISHED_RATIO, FIGURE, of="ratio, most"),
            above(
                "r2 of values with the ideal observer's, the least seed", HALF, 0.80, of="values, least", range=SHARE
            ),
            below(
                "all units of founders: inferred, difference between cues, less than half the ideal's",
                HALF * 2.0 * ERROR,
                0.0,
                of="founders",
            ),
            below("states of other lives: the same", HALF * 2.0 * ERROR, 0.0, of="other lives"),
        ),
        measure=_read,
        null=UNTRAINED,
        remark="The probe `prediction-error`, in 500 lives. The value of evolved nets is their value head's; in "
        "founders and in other lives it is fitted to rewards, on all units. Values are compared, and not errors: those "
        "of founders go with the ideal observer's, r2 0.75, as much as those of evolved nets do, 0.72 to 0.77, since "
        "the punishment for responses that were not asked for is in both. Other seeds (population.seed = 77) have "
        "ratios of 0.99, 1.01 and 1.10.",
    ),
)
