"""Excess loss of evolved predictors, and their divergence from Bayes' rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from baldwin.claims.bayes_predictors.settings import COIN, KINDS, PRIOR, TRIALS, bayes_excess, evolution, true_scores
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.measures import WITHOUT_MEMORY, Floats, excess, least, lives_and_behaviour, means, most, of_seeds
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, above, below, no_less
from baldwin.claims.sources import THEORY
from baldwin.neural.theory.predictors import excess_loss

__all__ = ["CLAIMS"]

TWENTIETH = 0.05  # of what Bayes' rule that knows the last value alone is away from Bayes' rule, per step
OTHERS = tuple(law for law in KINDS if law != "bernoulli")


def _lost(run: Networks, *overrides: str) -> Floats:
    """Return what lives (replicates, lives) lose against one who knows their source, nats.

    In the same lives, so that chance cancels.
    """
    task: Any = run.setting.definition.task  # type: ignore[attr-defined]
    lost = []
    for one in run.lived(*overrides, only=("scores",)):
        known = true_scores(task.law, one.instances, one.chances)
        lost.append((known - one.scores).sum(axis=1))
    return np.stack(lost)


def _predicted(*laws: str) -> Callable[..., Measurements]:
    """Return what measures divergence and loss of the predictors of each law."""

    def measure(*runs: Networks) -> Measurements:
        found: dict[str, Measurement] = {}
        for law, run in zip(laws, runs, strict=True):
            lost = means(_lost(run))
            found |= {
                f"{law} divergence": of_seeds(lives_and_behaviour(run)[1]["kl_to_bayes"]),
                f"{law}, least": least(lost),
                f"{law}, most": most(lost),
            }
        return found

    return measure


def _forgetful(run: Networks) -> Measurements:
    held = _lost(run, *WITHOUT_MEMORY)
    return {"loss": least(means(held)), "added": excess(held, _lost(run))}


def _last_value(law: str) -> float:
    """Return what Bayes' rule loses in 20 steps if it knows the last value alone."""
    steps = excess_loss(law, 20, **PRIOR)
    return float(steps[0] + 19.0 * steps[1])


def _quantities(law: str) -> tuple[Quantity, ...]:
    forgetting = (_last_value(law) - bayes_excess(law)) / TRIALS
    return (
        below(
            f"{KINDS[law]}, divergence from Bayes' rule, nats per step, less than a twentieth of one value's",
            TWENTIETH * forgetting,
            0.0,
            THEORY,
            of=f"{law} divergence",
        ),
        no_less(
            f"{KINDS[law]}, loss over knowing the source in 20 steps, the best seed: nobody beats Bayes' rule",
            bayes_excess(law),
            of=f"{law}, least",
        ),
        below(
            f"{KINDS[law]}, the same, the worst seed, less than who remembers one value",
            _last_value(law),
            bayes_excess(law),
            THEORY,
            of=f"{law}, most",
        ),
    )


CLAIMS = (
    Claim(
        id="BP03",
        text="A network that evolved to predict tosses of an unknown coin predicts as Bayes' rule does",
        settings=(COIN,),
        quantities=_quantities("bernoulli"),
        measure=_predicted("bernoulli"),
        null=UNTRAINED,
        quick=True,
        remark="Divergence: KL(Bayes, answer), exact for what came, mean over 20 steps and 10,000 lives; the loss is "
        "that of the same lives. Bayes' rule loses 1.147, exact. Seeds: 3.",
    ),
    Claim(
        id="BP04",
        text="So do networks that predict dice, normal values and waiting times",
        settings=tuple(evolution(law) for law in OTHERS),
        quantities=tuple(quantity for law in OTHERS for quantity in _quantities(law)),
        measure=_predicted(*OTHERS),
        null=UNTRAINED,
        remark="As in BP03. Of waiting times the divergence is the mean difference of log-probabilities of what "
        "came, so that it has chance in it. Their mean is infinite, p(x) = 1 / (1 + x)^2, so nets see log(1 + x), "
        "and evolve for 1,600 generations instead of 800. Seeds: 3.",
    ),
    Claim(
        id="BP05",
        text="With their state held they lose at least what Bayes' rule does that knows the last value alone",
        settings=(COIN,),
        quantities=(
            no_less(
                "coin, loss over knowing the source, state held, the best seed", _last_value("bernoulli"), of="loss"
            ),
            above("coin, loss that holding the state adds", 0.0, 1.6, of="added"),
        ),
        measure=_forgetful,
        null=UNTRAINED,
        quick=True,
        remark="Control. Exact floor: KL_0 + 19 KL_1. What is seen at a step is the last toss and the number of the "
        "trial. Founders lose as much, and nothing by holding. Seeds: 3.",
    ),
)
