"""What reference policies show in the columns of tasks, where it can be counted or simulated in a few lines."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.neural.contracts import SequentialTask, Trace
from baldwin.neural.registry import TASKS
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.tasks.harlow import Harlow
from baldwin.neural.tasks.inferred_value import InferredValue
from baldwin.neural.tasks.informative_arm import InformativeArm
from baldwin.neural.tasks.matching import Matching
from baldwin.neural.tasks.restless import Restless
from baldwin.neural.tasks.safe_risky import SafeRisky
from baldwin.neural.tasks.tabular_mdp import TabularMdp
from baldwin.neural.tasks.two_step import TwoStep
from baldwin.neural.tasks.uncertain_arm import UncertainArm
from baldwin.neural.tasks.volatility import Volatility
from baldwin.neural.theory.ideals import two_step_lags

DRAW = np.random.default_rng(17)
LIVES = 4000


def trace(actions: Any, rewards: Any = None, scores: Any = None) -> Trace:
    nothing = np.zeros(np.shape(actions))
    rewards, scores = (nothing if one is None else np.asarray(one) for one in (rewards, scores))
    return Trace(None, np.asarray(actions), rewards, scores, np.zeros((*nothing.shape, 0)), nothing)


def agrees(found: dict[str, Any], known: dict[str, Any], lives: int = LIVES, size: float = 0.5) -> None:
    """Shares of independent lives are what is known, within 4.5 standard errors of at most `size` a life."""
    for name, value in known.items():
        assert found[name] == pytest.approx(value, abs=4.5 * size / math.sqrt(lives)), name


@pytest.mark.parametrize(("arms", "regret"), [(2, 2 / 3 - 1 / 2), (4, 4 / 5 - 1 / 2)])
def test_chance_in_a_bandit(arms: int, regret: float) -> None:
    """The mean of the largest of n uniform chances is n / (n + 1)."""
    task = Bandit(arms=arms, trials=6)
    known = task.ideals()["chance"]
    assert known["regret"] == pytest.approx(6 * regret)
    chances = DRAW.random((LIVES, arms))
    actions = DRAW.integers(0, arms, (LIVES, 6))
    wins = DRAW.random(actions.shape) < np.take_along_axis(chances, actions, axis=1)
    scores = np.take_along_axis(chances, actions, axis=1) - chances.max(axis=1, keepdims=True)
    found = task.behaviour(chances, None, trace(actions, wins, scores))
    agrees({"regret": found.pop("regret") / 6.0}, {"regret": known.pop("regret") / 6.0})
    agrees(found, known, LIVES // 4)


def test_the_optimum_of_two_pulls() -> None:
    """A win is followed (2/3), a loss changes to the other arm (1/2): 13/12 of 4/3 that could be had."""
    best = Bandit(arms=2, trials=2).ideals()["Bayes-optimal"]
    assert best["regret"] == pytest.approx(4 / 3 - 13 / 12)


def test_what_is_known_of_the_other_tasks() -> None:
    """By counting: everything or nothing is remembered, or an arm of eleven, or of two, is taken at random."""
    sure, lost = {"win_stay": 1.0, "lose_shift": 1.0}, {"win_stay": 0.5, "lose_shift": 0.5}
    assert Harlow(trials=6).ideals() == {"Bayes-optimal": sure, "chance": lost}
    assert Harlow(trials=1).ideals() == {}
    eleven = dict.fromkeys(("informative_first", "then_target", "target"), 1.0 / 11.0)
    assert InformativeArm().ideals() == {"chance": pytest.approx(eleven)}
    half = dict.fromkeys(("risky_share_high", "risky_share_low", "obeyed"), 0.5)
    assert SafeRisky().ideals() == {"chance": half}
    assert UncertainArm().ideals() == {"chance": dict.fromkeys(("risky_first", "risky", "right_end"), 0.5)}
    assert TabularMdp(actions=4).ideals() == {"chance": {"optimal_actions": [0.25] * TabularMdp().episodes}}
    assert Matching().ideals()["perfect matching"] == {"matching_slope": 1.0}
    for discount in (0.9, 0.5):  # rewards of 1 or 0 at the cue, half of which was expected on average
        ideal = InferredValue(discount=discount).ideals()["ideal observer"]
        assert ideal.pop("inferred_ratio") == 1.0
        for value in ideal.values():
            assert value == pytest.approx((discount / 2.0, -discount / 2.0))


def test_chance_is_what_random_choices_show() -> None:
    """In the behaviour of tasks whose columns are shares."""
    eleven = InformativeArm(trials=5)
    targets = DRAW.integers(0, 10, LIVES)
    found = eleven.behaviour(targets, None, trace(DRAW.integers(0, 11, (LIVES, 5))))
    agrees(found, eleven.ideals()["chance"], LIVES // 11, 0.3)
    uncertain = UncertainArm(trials=5)
    found = uncertain.behaviour(DRAW.standard_normal(LIVES), None, trace(DRAW.integers(0, 2, (LIVES, 5))))
    agrees(found, uncertain.ideals()["chance"])
    risky = SafeRisky(forced=2, free=4)
    forced = np.concatenate([DRAW.permuted(np.tile([0, 1, 0, 1], (LIVES, 1)), axis=1), np.full((LIVES, 4), -1)], axis=1)
    bets: Any = SimpleNamespace(risky=DRAW.integers(0, 2, LIVES), p=DRAW.choice([risky.p_low, risky.p_high], LIVES))
    luck: Any = SimpleNamespace(forced=forced)
    agrees(risky.behaviour(bets, luck, trace(DRAW.integers(0, 2, forced.shape))), risky.ideals()["chance"])


def test_two_step_observers_stay_as_their_indices_say() -> None:
    """The ideal observer is model-based and not model-free; TD(1) is the other way round; lags fade."""
    known = TwoStep(trials=40).ideals()
    ideal, free = known["ideal observer"], known[next(name for name in known if name != "ideal observer")]
    for one in (ideal, free):
        stay = np.asarray(one["stay"])
        assert one["model_based_index"] == pytest.approx(stay[0] - stay[1] - stay[2] + stay[3])
        assert one["model_free_index"] == pytest.approx(stay[0] + stay[1] - stay[2] - stay[3])
    assert ideal["model_based_index"] > 0.5 > 0.1 > abs(ideal["model_free_index"])
    assert free["model_free_index"] > 0.25 > 0.2 > abs(free["model_based_index"])
    lags = np.asarray(ideal["lag_weights"]).reshape(5, 4)
    assert np.abs(lags[0]).max() > 2.0 * np.abs(lags[3]).max()


def test_an_observer_of_states_that_exchange_every_other_time_follows_nothing() -> None:
    found = two_step_lags(0.8, 0.9, 0.1, 0.5, 12)  # nothing is known before any trial, and all choices are ties
    assert np.abs(found).max() < 0.3


def test_ideal_observers_learn_faster_where_more_changes() -> None:
    """A drift that takes 400 trials to cross, or some ten; blocks of 100 trials, or exchanges every 25."""
    known = Restless(trials=60, low=0.05, high=0.3).ideals()["ideal observer"]
    assert known["rate_low"] == pytest.approx(0.27, abs=0.08)
    assert known["rate_high"] > known["rate_low"] + 0.3
    assert set(Restless(trials=60, volatility="low").ideals()["ideal observer"]) == {"rate_low"}
    quick = Volatility(trials=100).ideals()["ideal observer"]
    assert 0.02 < quick["learning_rate_stable"] < quick["learning_rate_volatile"] - 0.1 < 0.9


def test_local_matching_matches_less_than_perfectly() -> None:
    known = Matching(trials=60).ideals()
    name = next(one for one in known if one.startswith("local matching"))
    assert 0.6 < known[name]["matching_slope"] < 1.0
    rewards, choices = known[name]["reward_kernel"], known[name]["choice_kernel"]
    assert rewards[0] > 2.0 * abs(rewards[8]) > 0.0
    assert rewards[0] > 3.0 * np.abs(choices[:3]).max()


def test_every_ideal_is_of_a_column() -> None:
    for kind in TASKS.kinds().values():
        if issubclass(kind, SequentialTask) and kind.ideals is not SequentialTask.ideals:
            for policy, values in kind.tiny().ideals().items():
                assert set(values) <= set(kind.columns), (kind, policy)
