"""Excess loss of evolved predictors, and their divergence from Bayes' rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from baldwin.claims.bayes_predictors.settings import COIN, KINDS, bayes_excess, evolution, true_scores
from baldwin.claims.claim import Claim
from baldwin.claims.estimates import median_of_seeds
from baldwin.claims.measures import WITHOUT_MEMORY, lives_and_behaviour, means, median
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, at_most, near, no_less
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.predictors import excess_loss

__all__ = ["CLAIMS"]

BAR = 0.005  # nats per step that a predictor may be away from Bayes
NEAR = 0.05  # nats in a life of 20
OTHERS = tuple(law for law in KINDS if law != "bernoulli")


def _excess(run: Networks, *overrides: str) -> Measurement:
    """Return what a life loses against one who knows its source, nats; the same lives, so that chance cancels."""
    task: Any = run.setting.definition.task  # type: ignore[attr-defined]
    lost = []
    for one in run.lived(*overrides, only=("scores",)):
        known = true_scores(task.law, one.instances, one.chances)
        lost.append((known - one.scores).sum(axis=1))
    return median(means(np.stack(lost)))


def _divergence(run: Networks) -> Measurement:
    return median_of_seeds(lives_and_behaviour(run)[1]["kl_to_bayes"])


def _predicted(*laws: str) -> Callable[..., Measurements]:
    """Return what measures divergence and loss of the predictors of each law."""

    def measure(*runs: Networks) -> Measurements:
        found: dict[str, Measurement] = {}
        for law, run in zip(laws, runs, strict=True):
            found |= {f"{law} divergence": _divergence(run), f"{law} loss": _excess(run)}
        return found

    return measure


def _forgetful(run: Networks) -> Measurements:
    return {"loss": _excess(run, *WITHOUT_MEMORY)}


def _last_value(law: str) -> float:
    """Return what Bayes' rule loses in 20 steps if it knows the last value alone."""
    steps = excess_loss(law, 20, a=1.0, b=1.0, alpha=1.0, symbols=3, t0=1.0, s=1.0)
    return float(steps[0] + 19.0 * steps[1])


def _quantities(law: str) -> tuple[Quantity, ...]:
    return (
        at_most(f"{KINDS[law]}, divergence from Bayes' rule, nats per step", BAR, 0.0, THEORY, of=f"{law} divergence"),
        near(
            f"{KINDS[law]}, loss over knowing the source, 20 steps",
            bayes_excess(law),
            NEAR,
            THEORY,
            of=f"{law} loss",
        ),
    )


CLAIMS = (
    Claim(
        id="BP03",
        text="A network that evolved to predict tosses of an unknown coin predicts as Bayes' rule does",
        settings=(COIN,),
        quantities=(
            *_quantities("bernoulli"),
            no_less(
                "loss over knowing the coin, against the exact optimum", bayes_excess("bernoulli"), of="bernoulli loss"
            ),
        ),
        measure=_predicted("bernoulli"),
        quick=True,
        remark="Divergence: KL(Bayes, answer), exact for what came, mean over 20 steps and 10,000 "
        "lives; the loss is that of the same lives. Exact optimum 1.147. The seed in the middle of 3.",
    ),
    Claim(
        id="BP04",
        text="So do networks that predict dice, normal values and waiting times",
        settings=tuple(evolution(law) for law in OTHERS),
        quantities=tuple(quantity for law in OTHERS for quantity in _quantities(law)),
        measure=_predicted(*OTHERS),
        remark="Exact optima, with bars as in BP03. Of waiting times the divergence is the "
        "mean difference of log-probabilities of what came, so that it has chance in it. Their mean is infinite, "
        "p(x) = 1 / (1 + x)^2, so nets see log(1 + x), and evolve for 1,600 generations instead of 800. Seeds in the "
        "middle of 3.",
    ),
    Claim(
        id="BP05",
        text="With their state held they lose at least what Bayes' rule does that knows the last value alone",
        settings=(COIN,),
        quantities=(no_less("coin, loss over knowing the source, state held", _last_value("bernoulli"), of="loss"),),
        measure=_forgetful,
        quick=True,
        remark="Control. Exact floor: KL_0 + 19 KL_1. What is seen at a step is the last toss and the number of the "
        "trial. The seed in the middle of 3.",
    ),
)
