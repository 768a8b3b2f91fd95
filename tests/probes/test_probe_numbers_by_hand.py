"""Numbers of probes that few lives make known: which part of a life counts, and what is divided by what."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from baldwin.figures.probes import describe
from baldwin.knowing import Knowledge, Moments, Observed, Sources
from baldwin.learning_rates import Choices, rescorla_wagner, singly
from baldwin.probes import ProbeResult, ResultColumn
from baldwin.probes.policy_map import PolicyMap
from baldwin.probes.prediction_error import by_kind, returns, values
from baldwin.probes.structure import shape
from baldwin.probes.sufficient import decoded, gap
from baldwin.probes.units import coding
from baldwin.probes.volatility import SINGLY, _rates
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


def test_noise_is_not_read_in_lives_that_a_map_was_not_fitted_to() -> None:
    """Thirty units of noise in forty lives: a map fits those that it was fitted to, and tells nothing of others."""
    draw, lives = np.random.default_rng(5), 40
    sources = Sources({"count": draw.normal(size=(lives, 1))}, lambda found: found)
    one = Knowledge(Observed(sources=sources), draw.normal(size=(lives, 1, 30)), lambda units: units)
    assert decoded(one)[0] < 0.1
    paid = draw.normal(size=(lives, 1))
    moments = Moments(np.zeros(1, np.int64), np.zeros((lives, 1), np.int64), paid, np.zeros(1), {}, values={})
    read = values(Knowledge(Observed(moments=moments), one.states, one.said))
    assert np.corrcoef(read[:, 0], returns(moments)[:, 0])[0, 1] < 0.5


def test_dimensions_are_of_all_components() -> None:
    """Three axes of equal variance fill three dimensions, though only two of them are drawn."""
    corners = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
    one = Knowledge(Observed({"p1": np.arange(8.0)}), corners[:, None], lambda units: units)
    assert shape(one, 0).dimensions == pytest.approx(3.0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_first_component_runs_with_what_is_to_be_found_out(sign: float) -> None:
    along = np.arange(8.0)
    states = np.stack([along, 0.1 * along**2], axis=1)[:, None]
    places = shape(Knowledge(Observed({"p1": sign * along}), states, lambda units: units), 0).places
    assert (sign * np.diff(places[:, 0]) > 0.0).all()


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


def test_situations_that_nobody_came_into_are_left_out_of_a_mean() -> None:
    """In generation 0 one of two situations is met, and acted in as learned later; in generation 9 both, one so."""
    learned = np.array([[[[0.0, 1.0], [1.0, 0.0]]] * 2])
    innate = np.array([[[[0.0, 1.0], [np.nan, np.nan]], [[0.0, 1.0], [0.0, 1.0]]]])
    columns = {name: ResultColumn([0.0, 9.0], "") for name in ("learned_from", "inborn_from")}
    arrays = {"generations": np.array([0.0, 9.0]), "learned": learned, "innate": innate}
    meanings = dict.fromkeys(arrays, "planted")
    found = describe(ProbeResult("", columns, arrays=arrays, meanings=meanings, kind="policy_map")).numbers
    assert found["innate"].middle.tolist() == [1.0, 0.5]
    assert found["learned"].middle.tolist() == [1.0, 1.0]


def test_dependence_is_drawn_in_units_of_that_on_the_last_trial() -> None:
    """Twice as much on the trial before the last: 2, not a half and 1."""
    columns = {
        name: ResultColumn([value], "")
        for name, value in {"network": "evolved", "replicate": 0, "of": "answers", "kept": 0.5}.items()
    }
    arrays = {"kernels": np.array([[0.2, 0.4, 0.1]]), "unit_kept": np.array([[0.5]])}
    meanings = dict.fromkeys(arrays, "planted")
    found = describe(ProbeResult("", columns, arrays=arrays, meanings=meanings, kind="timescales")).numbers
    assert found["evolved_answers"].middle == pytest.approx([1.0, 2.0, 0.5])


def test_one_ratio_of_rates_is_read_of_all_worlds() -> None:
    """Mean rates in volatile over those in stable times, of both orders of blocks together."""
    draw, choices = np.random.default_rng(4), []
    for slow, fast, first in ((0.04, 1.0, True), (1.0, 0.04, False)):
        paid, shown = draw.random((60, 40)) < 0.7, np.full((60, 40, 2), 0.5)
        volatile = np.broadcast_to((np.arange(40) < 20) == first, paid.shape)
        value = np.where(volatile, rescorla_wagner(paid, fast), rescorla_wagner(paid, slow))
        choices.append(Choices(value > 0.5, paid, shown, volatile))
    each = [singly(one) for one in choices]
    wanted = (each[0].volatile + each[1].volatile) / (each[0].stable + each[1].stable)
    assert abs(wanted - np.mean([one.ratio for one in each])) > 1e-4
    assert dict(_rates(("one", "other"), choices))[SINGLY] == pytest.approx(wanted)
