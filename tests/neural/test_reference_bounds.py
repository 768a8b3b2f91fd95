"""What bounds the scores of lives of trials: every task's innate ceiling, optimum and oracle, over the same trials."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import numpy as np
import pytest

from baldwin.__main__ import run_command
from baldwin.definition import load, presets
from baldwin.neural import replay
from baldwin.neural.contracts import SequentialTask
from baldwin.neural.registry import kinds
from baldwin.neural.theory import matching
from baldwin.neural.theory.reference_policy import ReferencePolicy, constant
from baldwin.replaying import ReferencePolicies

TASKS: dict[str, type[Any]] = {name: kind for name, kind in kinds("task").items() if issubclass(kind, SequentialTask)}
SETTINGS: dict[str, list[dict[str, Any]]] = {  # beside `tiny`: where bounds differ between trials, or are at an edge
    "associative_memory": [{"trials": 30, "reversals": (12,), "spread": 5, "misleading": 4}],
    "bandit": [{"law": "hard", "trials": 7}, {"arms": 5, "trials": 12}],
    "delayed_match": [{"trials": 8}, {"trials": 8, "rules": ("and", "match"), "examined": ("or",)}],
    "foraging": [
        {"trials": 9, "types": 3, "meanings": meanings, "flip": flip, "poison": poison}
        for meanings in ("together", "each")
        for flip, poison in ((0.0, 2.0), (0.2, 0.5), (1.0, 1.0))
    ],
    "harlow": [{"fresh": True, "trials": 1}],
    "informative_arm": [{"other": 0.0}, {"other": 0.05, "trials": 12}, {"reward_code": "one_hot"}],
    "inferred_value": [{"fixation": False}, {"fixation": True}],
    "matching": [{"trials": 12, "bands": "all", "total": 0.9}],
    "restless": [{"trials": 12, "volatility": "high"}],
    "safe_risky": [{}, {"forced": 2, "free": 1}, {"safe": -1.0, "p_low": 0.9, "p_high": 0.1}],
    "sequence": [{"law": law, "trials": 12} for law in ("bernoulli", "categorical", "normal", "exponential")],
    "slow_and_fast": [{"slow": 0.0}, {"fast": 0.0, "noise": 0.0}, {"contexts": 2, "noise": 3.0, "trials": 7}],
    "t_maze": [{"arms": 4, "trials": 20, "switches": (0, 3)}, {"trials": 30, "switches": (2, 2), "low": -1.0}],
    "two_step": [{"version": "daw", "trials": 12}, {"trials": 12, "p_common": 0.3}, {"trials": 12, "high": 0.9}],
    "uncertain_arm": [
        {"trials": 12, "mean": mean, "prior_sd": prior, "noise_sd": noise}
        for mean, prior, noise in ((0.7, 0.01, 20.0), (0.0, 0.01, 1.0), (-1.0, 20.0, 0.01), (0.7, 20.0, 1.0))
    ],
    "volatility": [{"layout": layout, "trials": 120} for layout in ("stable_first", "volatile_first")],
}
LARGER = 383 / 1287  # half the mean of the larger of two Beta(4, 4): of one arm or the other pays, as likely
CASES = [(kind, fields) for kind in TASKS for fields in (None, *SETTINGS.get(kind, []))]


def made(kind: str, fields: dict[str, Any] | None) -> Any:
    return TASKS[kind].tiny() if fields is None else TASKS[kind](**fields)


def no_better(one: ReferencePolicy, other: ReferencePolicy) -> bool:
    """Whether the mean of one is no higher than that of the other, but for four standard errors and rounding."""
    slack = 4.0 * math.hypot(one.error_of_mean or 0.0, other.error_of_mean or 0.0)
    return bool(one.scores.mean() <= other.scores.mean() + slack + 1e-5 * max(1.0, abs(other.scores.mean())))


DEAR = {"bandit", "bandit-correlated", "causal", "causal-active", "causal-counterfactual"}
DEAR |= {"random-mdp", "restless-bandit"}  # whose bounds take seconds


def in_trials() -> list[str]:
    """Return the presets whose tasks are of trials and differ, the first of each."""
    tasks = {name: getattr(load(name), "task", None) for name in reversed(presets())}
    return list({repr(one): name for name, one in tasks.items() if isinstance(one, SequentialTask)}.values())


@pytest.mark.parametrize(
    "preset", [pytest.param(one, marks=pytest.mark.slow if one in DEAR else ()) for one in in_trials()]
)
def test_bounds_of_presets_are_in_order(preset: str) -> None:
    are_in_order(getattr(load(preset), "task"))  # noqa: B009 - which wing it is of is known


@pytest.mark.parametrize(("kind", "fields"), CASES)
def test_ceiling_optimum_and_oracle_are_in_order(kind: str, fields: dict[str, Any] | None) -> None:
    are_in_order(made(kind, fields))


def are_in_order(task: Any) -> None:
    best, *others = task.reference_policies()
    ceiling, oracle = task.innate_bound(), task.oracle_bound()
    known = [one for one in (best, *others, ceiling, oracle) if one is not None]
    assert all(one.scores.shape == (task.trials,) and np.isfinite(one.scores).all() for one in known)
    assert oracle is not None
    for one in (best, *others):
        assert no_better(one, oracle), one.name
        assert no_better(one, best), one.name
    if ceiling is not None:
        assert no_better(ceiling, best)
        assert task.innate_ceiling() == ceiling.end <= oracle.end + 1e-9 == task.oracle() + 1e-9


@pytest.mark.parametrize(
    ("kind", "fields", "ceiling", "oracle"),
    [
        ("safe_risky", {}, 0.75, 1.0),  # 20 free pulls of 30: (1 + 1.25) / 2, and (1 + 2) / 2
        ("safe_risky", {"forced": 3, "free": 2, "safe": -1.0}, 0.25 * 0.125, 0.25 * 1.25),
        ("matching", {}, 0.99 * 0.41 + 0.01 * 0.25, 0.46044),
        ("informative_arm", {}, 1.4, 5.0),
        ("informative_arm", {"other": 0.0}, 0.55, 5.0),  # arm 11 pays 0.1 .. 1, the ten a tenth of 5
        ("informative_arm", {"other": 0.1}, 0.59, 5.0),
        ("bandit", {"law": "independent", "arms": 4, "trials": 3}, 0.5 - 0.8, 0.0),
        ("two_step", {"version": "daw", "low": 0.2, "high": 0.8, "p_common": 0.7, "trials": 3}, 0.5, 0.632),
        ("harlow", {}, 0.5, 1.0),
        (
            "volatility",
            {"layout": "stable_first", "stable": 1.0, "volatile": 0.5, "trials": 150},
            LARGER,
            (100 * 0.5 + 50 * LARGER) / 150,
        ),
        ("sequence", {"law": "bernoulli", "a": 1.0, "b": 1.0, "trials": 4}, -0.6506724, -0.5),
    ],
)
def test_bounds_worked_out_by_hand(kind: str, fields: dict[str, Any], ceiling: float, oracle: float) -> None:
    task = made(kind, fields)
    assert task.innate_bound().scores.mean() == pytest.approx(ceiling, abs=3e-6)
    assert task.oracle_bound().scores.mean() == pytest.approx(oracle, abs=6e-6)


def test_the_end_of_a_life_is_not_the_whole_of_it() -> None:
    """Figures hold abilities, of the last tenth, against bounds of that tenth."""
    assert (TASKS["safe_risky"]().innate_ceiling(), TASKS["safe_risky"]().oracle()) == pytest.approx((1.125, 1.5))
    blocks = TASKS["volatility"](layout="stable_first", stable=1.0, volatile=0.5, trials=150)
    assert blocks.oracle() == pytest.approx(LARGER)  # the last tenth is volatile


def paid(choices: tuple[int, ...], chances: np.ndarray) -> float:
    """Return the mean score of fixed choices among two baited arms."""
    waited, total = [1, 1], 0.0
    for chosen in choices:
        total += 1.0 - (1.0 - chances[chosen]) ** waited[chosen]
        waited = [count + 1 for count in waited]
        waited[chosen] = 1
    return total / len(choices)


def test_all_plans_for_baited_arms_are_tried() -> None:
    """Fixed choices are at best alternation's, and those made for known chances the planner's: all 256 are tried."""
    chances = matching.bets("all", 0.7)[::9]
    plans = np.array([[paid(one, pair) for pair in chances] for one in itertools.product((0, 1), repeat=8)])
    all_chances = matching.bets("all", 0.7)
    taking_turns = np.mean([paid((0, 1) * 4, pair) for pair in all_chances])
    assert matching.alternating("all", 0.7, 8).mean() == pytest.approx(taking_turns)
    mirrored = 0.5 * (plans + plans[::-1])  # with the arms exchanged
    assert mirrored.mean(axis=1).max() == pytest.approx(mirrored.mean(axis=1)[0b01010101])
    best = np.mean([max(paid(one, pair) for one in itertools.product((0, 1), repeat=5)) for pair in all_chances])
    assert matching.planned("all", 0.7, 5).mean() == pytest.approx(best)


@pytest.mark.parametrize("task", ["safe-risky", "matching", "informative-arm", "volatility"])
def test_numbers_of_a_table_are_over_the_same_trials(task: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Means per trial times trials are the sums of a life, in bounds as in policies."""
    setting = ["--set", "task.layout=volatile_first"] if task == "volatility" else []
    assert run_command(["baseline", task, *setting, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    everyone = [*found["reference_policies"], *found["bounds"]]
    assert [one["name"] for one in found["bounds"]] == ["innate ceiling", "oracle"]
    for one in everyone:
        assert len(one["per_trial"]) == found["trials"]
        assert one["at"][-1]["cumulative"] == pytest.approx(sum(one["per_trial"]))
        assert one["mean"] * found["trials"] == pytest.approx(sum(one["per_trial"]))
    assert [found["innate_ceiling"], found["oracle"]] == [one["mean"] for one in found["bounds"]]


def test_a_sample_above_an_exact_bound_is_told_with_its_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = ReferencePolicy("Thompson", np.array([0.5, 0.72]), np.array([0.1, 0.1]), 0.04)
    policies = (constant("Bayes-optimal", 0.6, 2), ahead, constant("chance", 0.5, 2))
    found = ReferencePolicies("bandit", {}, "score", None, policies, None, constant("oracle", 0.7, 2))
    assert found.above == (("Thompson", "Bayes-optimal", pytest.approx(0.01), 0.04),)
    assert found.table()["policy"][-2:] == ["oracle", "oracle"]
    monkeypatch.setattr("baldwin.cli.baseline.reference_policies", lambda *_: found)
    assert run_command(["baseline", "bandit"]) == 0
    assert (
        "Thompson is better than Bayes-optimal by 0.01 a trial, which is 0.25 standard errors"
        in capsys.readouterr().out
    )


def test_the_bounds_of_a_task_reach_its_table() -> None:
    from baldwin.definition import from_toml

    definition: Any = from_toml(replay.bare("safe_risky"), "bare")
    found = replay.reference_policies(definition)
    assert found is not None
    assert [one.name for one in found.bounds] == ["innate ceiling", "oracle"]
