"""What claims read from states and sequences of networks, of arrays that were planted."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.claims.ladder import ladders
from baldwin.claims.pfc.states import _balancing, _lost
from tests.probes.planted import arms

CLAIMS = {claim.id: claim for ladder in ladders().values() for claim in ladder.claims}


def lives_of(*lives: Any, **more: Any) -> Any:
    """Return networks of one life each, whatever is changed in it."""
    return SimpleNamespace(lived=lambda *overrides, **_: list(lives), centres=None, founders=None, **more)


def values(id_: str, *runs: Any) -> dict[str, float]:
    return {name: one.value for name, one in CLAIMS[id_].measure(*runs).items()}


def test_a_loss_is_against_who_knows_the_source() -> None:
    """A coin of 1/4 whose every throw is predicted with log 1/2, and one that is fair, likewise."""
    chances = np.array([0.25, 0.5])
    one = SimpleNamespace(instances=chances, chances=np.zeros((2, 20)), scores=np.full((2, 20), math.log(0.5)))
    one.behaviour = {"kl_to_bayes": 0.125}
    one.totals = one.scores.sum(axis=1)
    task = SimpleNamespace(law="bernoulli")
    run = lives_of(one, setting=SimpleNamespace(definition=SimpleNamespace(task=task)))
    lost = 20.0 * (0.25 * math.log(0.25) + 0.75 * math.log(0.75) - math.log(0.5)) / 2.0
    found = values("BP03", run)
    assert found == pytest.approx({"bernoulli divergence": 0.125, "bernoulli, least": lost, "bernoulli, most": lost})
    assert values("BP05", run) == pytest.approx({"loss": lost, "added": 0.0})


def test_a_perfect_player_keeps_the_balance_of_evidence() -> None:
    """Between mirrored arms: what spoke for the first less what spoke against it; he loses nothing, others do."""
    one = arms(0.6, trials=12)
    found = _balancing(one)
    assert one.observed.evidence is not None
    for life in range(5):
        balance = 0.0
        for trial, spoke in enumerate(one.observed.evidence[life]):
            assert found.states[life, trial, 0] == balance
            first = found.said(found.states)[life, trial, 0, 0]
            assert (first > 0.5, first < 0.5) == (balance > 0.0, balance < 0.0)
            balance += spoke
    assert _lost(found) == 0.0
    assert _lost(one) > 0.001


def test_rewards_are_set_against_optimum_and_best_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, score in (("bayes_filter", 0.5), ("best_fixed_rate", 0.25)):
        monkeypatch.setattr(
            f"baldwin.claims.volatility.blocks.{name}", lambda *_, score=score: np.full((4, 200), score)
        )

    def lived(*overrides: str, **_: Any) -> list[Any]:
        lost = 20.0 * any("mask" in one for one in overrides) + 50.0 * ("lifetime.memory=false" in overrides)
        return [SimpleNamespace(totals=np.array([100.0, 102.0]) + seed - lost) for seed in (0.0, 40.0)]

    network = SimpleNamespace(senses=("action", "reward"))
    run = SimpleNamespace(lived=lived, setting=SimpleNamespace(definition=SimpleNamespace(network=network)))
    expected = {"less optimum": 0.705 - 0.5, "less best rate": 0.505 - 0.25, "no reward": 0.605, "no memory": -0.25}
    assert values("V05", run) == pytest.approx(expected)


def test_an_interval_of_a_median_holds_95_per_cent() -> None:
    """Of eleven whole numbers a resampled median is 1 or less in 0.7 % of cases, 2 or less in 4 %."""
    errors = np.stack([np.zeros(11), np.arange(11.0)], axis=1) + 1.0
    arms = [SimpleNamespace(errors=lambda: errors)] * 4
    found = CLAIMS["X01"].measure(*arms)["Baldwin"]
    assert (found.value, found.interval) == (6.0, (3.0, 9.0))
    assert found.standard_error == pytest.approx(1.65, abs=0.15)
