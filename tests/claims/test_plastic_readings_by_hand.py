"""What claims of plastic lives read, of lives and genes that were planted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.claims.critical_period import windows
from baldwin.claims.hebbian_reversal import gated
from baldwin.claims.t_maze import mazes

TRIAL = np.arange(80)


def test_trials_around_the_reversal_are_those_that_are_named() -> None:
    """Right in trials 35 to 39, in 41 and 42 of 40 to 43, and in 75 of the last five; counted from 0."""
    right = np.isin(TRIAL, [35, 36, 37, 38, 39, 41, 42, 75]).astype(float)
    lives = np.stack([right, right])
    seeds = [SimpleNamespace(curves=lives), SimpleNamespace(curves=0.0 * lives)]
    run: Any = SimpleNamespace(lived=lambda **_: seeds)
    found = gated._reverses(run)
    whole = {"before": 1.0, "just after": 0.5, "end": 0.2, "life": 0.1}
    shares = gated._shares(gated._curves(run))
    assert {name: one.value for name, one in shares.items()} == pytest.approx({k: v / 2 for k, v in whole.items()})
    assert {name: one.value for name, one in found.items()} == pytest.approx(
        {"median, before": 1.0, "median, end": 0.2, "just after": 0.25, "life": 0.05}
    )
    assert found["median, end"].standard_error == 0.0  # over lives, which are alike
    assert gated._around(right) == pytest.approx(whole)


def test_who_eliminates_knows_a_stimulus_by_its_fourth_showing() -> None:
    """1/4 at first; in trial 1 the stimulus is the one of trial 0 with chance 1/4, and then right with chance 1/2."""
    curve = gated.eliminating()
    assert curve[:2] == pytest.approx([0.25, 0.75 * 0.25 + 0.25 * 0.5])
    assert curve[40:] == pytest.approx(curve[:40])


@pytest.mark.parametrize(("last", "expected"), [([29.5, 93.0, 12.0], 29.5), ([95.0, 93.0, 12.0], 80.0)])
def test_no_period_closes_later_than_life(last: list[float], expected: float) -> None:
    run: Any = SimpleNamespace(last=lambda name: {"period_closing": np.array(last)}[name])
    later: Any = SimpleNamespace(last=lambda name: {"period_closing": np.array([500.0, 90.0, 81.0])}[name])
    found = windows._windows(run, later, later)
    assert found["never"].value == expected
    assert found["least step"].value == pytest.approx(min(80.0 - expected, 0.0))


def test_the_best_closing_is_where_a_further_trial_is_worth_less_than_it_costs() -> None:
    """For free it is never worth less than nothing; at a price beyond all gains nothing is learned at all."""
    assert windows.best_closing(None, 0.0) >= 79
    assert windows.best_closing(None, 100.0) == 0
    assert windows.best_closing(range(40, 41), 0.05) > windows.best_closing(range(10, 11), 0.05) > 29


def test_reward_is_told_per_trip() -> None:
    """Two lives of 160 trips each that earn 16 and 48: .1 and .3."""
    run: Any = SimpleNamespace(
        setting=mazes.GATED_TWO, lived=lambda *_, **__: [SimpleNamespace(totals=np.array([16.0, 48.0]))]
    )
    assert mazes._per_trip(run) == pytest.approx(np.array([[0.1, 0.3]]))
    assert mazes._gated(run)["least"].value == pytest.approx(0.2)
