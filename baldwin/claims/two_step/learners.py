"""Choices of evolved networks beside those of the ideal observer."""

from __future__ import annotations

from typing import Any

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import median_of_seeds
from baldwin.claims.measures import WITHOUT_MEMORY, lives_and_behaviour, means, median, without_learning, without_reward
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurements, Quantity, at_least, near, no_more
from baldwin.claims.sources import THEORY, Source, published
from baldwin.claims.two_step.settings import DRIFTING, IDEAL, IDEAL_STAY, STATIC, STATIC_IDEAL, STATIC_STAY
from baldwin.neural.theory.two_step import KINDS

__all__ = ["CLAIMS"]

WANG_2018 = published("Wang, Kurth-Nelson et al.", 2018, "figure 5")
WANG_2016 = published("Wang et al.", 2016, "figure 5c")

INDICES = ("model_based_index", "model_free_index")
CLOSE = 0.99  # times the ideal reward
LAST_TRIAL = 0.6806  # reward per trial of one who plans with the last trial alone; see claim T05
PUBLISHED = (0.99, 0.64, 0.62, 0.99)  # Wang et al. (2018), figure 5
SHORT = (1.0, 0.0, 0.0, 0.96)  # Wang et al. (2016), figure 5c


def _played(run: Networks, *overrides: str) -> Measurements:
    """Return reward per trial of the seed in the middle; four stay probabilities and two indices, medians of seeds."""
    task: Any = run.setting.definition.task  # type: ignore[attr-defined]
    scores, found = lives_and_behaviour(run, *overrides)
    stay = {kind: median_of_seeds(seeds) for kind, seeds in zip(KINDS, found["stay"].T, strict=True)}
    indices = {name: median_of_seeds(found[name]) for name in INDICES}
    return {"reward": median(means(scores / task.trials)), **stay, **indices}


def _without(run: Networks) -> Measurements:
    held = _played(run, *WITHOUT_MEMORY)
    return {
        "no reward": _played(run, *without_reward(run))["reward"],
        "no past": _played(run, *without_learning(run))["reward"],
        "no memory": held["reward"],
        **{kind: held[kind] for kind in KINDS},
    }


def _static(run: Networks) -> Measurements:
    found = _played(run)
    return {name: found[name] for name in ("reward", *KINDS)}


def _held(run: Networks) -> Measurements:
    found = _played(run, *WITHOUT_MEMORY)
    return {kind: found[kind] for kind in KINDS}


def _stays(name: str, stay: tuple[float, ...], tolerance: float, source: Source) -> tuple[Quantity, ...]:
    return tuple(
        near(f"{name}stay after {kind}", value, tolerance, source, of=kind)
        for kind, value in zip(KINDS, stay, strict=True)
    )


CLAIMS = (
    Claim(
        id="T04",
        text="In a world that changes now and then frozen weights choose as an ideal observer with a model would",
        settings=(DRIFTING,),
        quantities=(
            at_least("reward per trial", CLOSE * IDEAL, IDEAL, THEORY, of="reward"),
            no_more("the same: nobody beats the ideal observer", IDEAL, of="reward"),
            *_stays("", IDEAL_STAY, 0.05, THEORY),
            *_stays("as published: ", PUBLISHED, 0.06, WANG_2018),
            at_least("model-based index", 0.6, 0.673, THEORY, of=INDICES[0]),
            near("model-free index", 0.0, 0.05, THEORY, of=INDICES[1]),
        ),
        measure=_played,
        quick=True,
        remark="Expected: the ideal observer, exact (claim T01), and the agent of Wang et "
        "al. (2018), read off their figure. Medians of 3 seeds.",
    ),
    Claim(
        id="T05",
        text="It plans in its state, from reward: without sense of it there is chance, with the state held one trial",
        settings=(DRIFTING,),
        quantities=(
            near("reward out of sense: reward per trial", 0.5, 0.01, THEORY, of="no reward"),
            near("state held, past out of sense: reward per trial", 0.5, 0.01, THEORY, of="no past"),
            no_more("state held only: reward per trial", LAST_TRIAL, of="no memory"),
            *_stays("state held only: ", (1.0, 0.0, 0.0, 1.0), 0.05, THEORY),
        ),
        measure=_without,
        quick=True,
        remark="Who plans with the last trial alone knows the better state with chance 0.9 (1 - 0.025) + 0.1 0.025 = "
        "0.88, so that it earns 0.26 + 0.48 0.88 from the second trial on; it stays exactly where the last trial says "
        "so. The seed in the middle of 3.",
    ),
    Claim(
        id="T06",
        text="In short static lives, too, frozen weights do what an ideal observer does",
        settings=(STATIC,),
        quantities=(
            at_least("reward per trial", CLOSE * STATIC_IDEAL, STATIC_IDEAL, THEORY, of="reward"),
            no_more("the same: nobody beats the ideal observer", STATIC_IDEAL, of="reward"),
            *_stays("", STATIC_STAY, 0.08, THEORY),
        ),
        measure=_static,
        remark="The tolerance was set beforehand. The bars in figure 5c of Wang et al. (2016) disagree with their "
        "task (claim T02), so the ideal observer is tested. Where it knows nothing it takes either action; one that "
        "always stays there has middle bars of 0.59, one that never does 0.43, and both earn as much. Medians of 3 "
        "seeds.",
    ),
    Claim(
        id="T07",
        text="The published bars of short static lives are those of the same net with its state held",
        settings=(STATIC,),
        quantities=_stays("state held only: ", SHORT, 0.05, WANG_2016),
        measure=_held,
        remark="An observation of this project, not of the paper: who remembers one trial stays with 1, 0, 0, 1. It "
        "does not say that the published agent was such a one. Medians of 3 seeds.",
    ),
)
