"""Networks whose weights are set by hand, lived by the program itself: what they compute is read by every probe."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.knowing import Knowledge
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.knowing import knowledge
from baldwin.probes.structure import Structure
from baldwin.probes.sufficient import Sufficient
from baldwin.probes.timescales import Timescales
from baldwin.probes.units import Units
from tests.probes.planted import lives, shuffled

ARMS = """
name = "arms"
[population]
size = 8
generations = 1
[task]
kind = "bandit"
law = "uniform"
trials = 16
[network]
kind = "recurrent"
cell = "rnn"
units = 4
senses = ["action", "reward", "reward_action"]
reward_centre = 0.5
reward_scale = 0.5
[lifetime]
kind = "recurrent"
[sampling]
lives = 4
[fitness]
reads = "life"
[strategy]
kind = "open_es"
[assays]
every = 0
"""
SMALL = 1e-3  # what a trial moves a unit by: tanh is then a straight line
BALANCE, ACTION, REWARD, TRIALS = range(4)
COUNTS, LEAKS, DRAWN = range(3)


def genotype(definition: NeuralDefinition, keeps: float) -> Any:
    """Return a network whose units are the balance of evidence, the last action, the last reward, and a clock."""
    tensors = {name: np.zeros(shape) for name, shape in definition.blueprint.shapes.items()}
    into, within = tensors["wx"], tensors["wh"]
    first, second, reward, won_first, won_second = range(5)  # of what is sensed
    into[won_first, BALANCE], into[won_second, BALANCE], within[BALANCE, BALANCE] = SMALL, -SMALL, keeps
    into[first, ACTION], into[second, ACTION] = SMALL, -SMALL
    into[reward, REWARD] = SMALL
    tensors["b"][TRIALS], within[TRIALS, TRIALS] = SMALL, 1.0
    tensors["w_out"][BALANCE] = np.array([0.25, -0.25]) / SMALL
    return np.concatenate([tensors[name].ravel() for name in definition.blueprint.shapes])


@cache
def known() -> list[Knowledge]:
    """Return lives of a network that counts, of one that leaks, and of one whose weights were drawn."""
    definition = from_toml(ARMS, "arms.toml", ())
    assert isinstance(definition, NeuralDefinition)
    set_by_hand = [genotype(definition, keeps) for keeps in (1.0, 0.8)]
    drawn = 0.4 * np.random.default_rng(0).normal(size=set_by_hand[0].size)
    return knowledge(definition, np.stack([*set_by_hand, drawn]), 200)


def table(probe: Any, evolved: Knowledge, untrained: Knowledge) -> dict[tuple[str, str], dict[str, Any]]:
    """Return network and what a row is of -> its columns."""
    found = probe.find(lives(evolved, untrained)).table()
    key = next((name for name in ("of", "hidden", "followed") if name in found), "network")
    return {
        (found["network"][row], found[key][row]): {name: values[row] for name, values in found.items()}
        for row in range(len(found["network"]))
    }


def test_the_program_lives_what_was_set() -> None:
    one = known()[COUNTS]
    assert one.observed.evidence is not None
    balance = np.cumsum(one.observed.evidence, axis=1) - one.observed.evidence
    np.testing.assert_allclose(one.states[..., BALANCE] / SMALL, balance, rtol=2e-3, atol=1e-3)
    np.testing.assert_allclose(one.said(one.states)[..., 0, 0], 1.0 / (1.0 + np.exp(-0.5 * balance)), atol=2e-3)


def test_counts_are_bayes_rule_and_those_of_other_lives_are_not() -> None:
    found = table(Sufficient(), known()[COUNTS], known()[DRAWN])
    own, drawn = found["evolved", "evolved"], found["untrained", "untrained"]
    assert own["bayes_output"] < 1e-3
    assert own["network_output"] < 0.05
    assert own["decoded"] > 0.99
    assert own["bayes_output"] < 0.1 * drawn["bayes_output"]
    lost = table(Sufficient(), shuffled(known()[COUNTS]), known()[DRAWN])["evolved", "evolved"]
    assert lost["bayes_output"] > 50.0 * own["bayes_output"]
    assert lost["decoded"] < 0.1


def test_a_leak_is_read_where_choices_are_the_networks_own() -> None:
    found = table(Timescales(lags=6), known()[LEAKS], known()[COUNTS])
    assert found["evolved", "answers"]["kept"] == pytest.approx(0.8, abs=0.02)
    assert found["untrained", "answers"]["kept"] == pytest.approx(1.0, abs=0.01)
    lost = table(Timescales(lags=6), shuffled(known()[LEAKS]), known()[COUNTS])
    assert abs(lost["evolved", "answers"]["last"]) < 0.05


def test_units_are_found_by_what_they_were_wired_to() -> None:
    """Of four, one follows action, one reward; the balance is what the value is made of; a clock follows nothing."""
    found = table(Units(), known()[COUNTS], shuffled(known()[COUNTS]))
    for followed in ("last action", "last reward", "value"):
        assert found["evolved", followed]["largest_correlation"] > 0.6
        assert found["untrained", followed]["largest_correlation"] < 0.1


def test_balances_lie_on_an_arc_in_the_order_of_chances() -> None:
    found = table(Structure(), known()[COUNTS], shuffled(known()[COUNTS]))
    assert found["evolved", "p1"]["rank_correlation"] > 0.85
    assert found["untrained", "p1"]["rank_correlation"] < 0.2
