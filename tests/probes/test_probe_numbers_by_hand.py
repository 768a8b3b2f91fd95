"""Numbers of probes that few lives make known: which part of a life counts, and what is divided by what."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from baldwin.knowing import Knowledge, Moments, Observed, Sources
from baldwin.learning_rates import Choices, singly
from baldwin.probes.policy_map import PolicyMap
from baldwin.probes.prediction_error import by_kind
from baldwin.probes.structure import shape
from baldwin.probes.sufficient import gap
from baldwin.probes.units import coding
from tests.probes.planted import arms


def test_learned_actions_are_those_of_the_last_third_of_a_life() -> None:
    """Of nine choices, six of action 0 and three of action 1: 1 is what was learned, in all visits that count."""
    actions = np.broadcast_to(np.repeat([0, 1], [6, 3]), (1, 4, 9))
    lived = {"actions": actions, "rewards": np.zeros(actions.shape), "observations": np.zeros((*actions.shape, 0))}
    stack = SimpleNamespace(replay=lambda setting, only: SimpleNamespace(arrays=lived))
    asked = SimpleNamespace(
        freezes={"learning": SimpleNamespace(definition="still", meaning="")},
        definition="whole",
        replay=stack.replay,
        replicates=1,
        instances=4,
        run=SimpleNamespace(generation=0, path="runs/planted"),
        over_generations=lambda wanted: stack,
    )
    found = PolicyMap(maps=2, past=False).find(asked).table()  # type: ignore[arg-type]
    assert (found["learned"], found["learned_share"]) == (["1"], [1.0])


def test_the_error_of_a_mean_is_over_lives_not_over_moments() -> None:
    """Errors 1 and 3 of one life, and 5 of another: mean 3; by the delta method sqrt(2^2 + 2^2) over 3 moments."""
    kinds = {"all": np.array([[True, True], [True, False]])}
    nothing = np.zeros((2, 2))
    moments = Moments(np.arange(2), np.zeros((2, 2), np.int64), nothing, np.zeros(2), kinds, values={})
    found = by_kind(np.array([[1.0, 3.0], [5.0, 7.0]]), moments)
    assert found["all"] == (3.0, pytest.approx(math.sqrt(8.0) / 3.0), 3)


def relative_entropy(p: float, q: float) -> float:
    return p * math.log(p / q) + (1.0 - p) * math.log((1.0 - p) / (1.0 - q))


def test_what_is_lost_of_answers_is_seen_from_those_that_were_given() -> None:
    """Where Bayes' rule knows nothing, units are guessed as 1/4, and lives of 1/2 and 9/10 lose KL(own, 1/4)."""
    units = np.repeat([0.25, 0.5, 0.9], [60, 30, 30])
    nothing = Sources({"nothing": np.zeros((120, 1))}, lambda found: np.full((*found.shape[:-1], 1, 2), 0.5))

    def said(states: np.ndarray) -> np.ndarray:
        return np.stack([states[..., 0], 1.0 - states[..., 0]], axis=-1)[..., None, :]

    found = gap(Knowledge(Observed(sources=nothing, predicts=True), units[:, None, None], said))
    lost = 0.5 * (relative_entropy(0.5, 0.25) + relative_entropy(0.9, 0.25))
    spread = 0.5 * (relative_entropy(0.5, 0.7) + relative_entropy(0.9, 0.7))
    assert found.network_output == pytest.approx(lost / spread)
    bayes = np.mean([relative_entropy(0.5, one) for one in (0.25, 0.25, 0.5, 0.9)])
    assert found.divergence == pytest.approx(bayes)


def test_dimensions_are_of_all_components() -> None:
    """Three axes of equal variance fill three dimensions, though only two of them are drawn."""
    corners = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
    one = Knowledge(Observed({"p1": np.arange(8.0)}), corners[:, None], lambda units: units)
    assert shape(one, 0).dimensions == pytest.approx(3.0)


def test_units_are_looked_at_in_the_last_two_thirds_of_lives() -> None:
    """A unit that is noise in the first third and the value from then on follows the value perfectly."""
    one = arms(1.0, trials=30)
    states = np.array(one.observed.followed["value"])[..., None]
    states[:, :10] = np.random.default_rng(8).normal(size=states[:, :10].shape)
    place = list(one.observed.followed).index("value")
    assert coding(Knowledge(one.observed, states, one.said)).correlations[place, 0] == pytest.approx(1.0)


def test_of_rates_that_are_as_likely_the_lowest_is_read() -> None:
    """Ten choices of the arm that never pays are likeliest by the toss of a coin, whatever the rate."""
    always = np.ones((1, 10), np.bool_)
    choices = Choices(first=~always, paid=always, shown=np.full((1, 10, 2), 0.5), volatile=~always)
    found = singly(choices)
    assert found.stable == pytest.approx(0.04)
    assert math.isnan(found.volatile)
