"""What claims on networks in moving worlds read, from tables and fates made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.claims.changing_world.arms import Fates
from baldwin.claims.moving_world import drifting_arms, lines
from baldwin.endings import Endings


def networks(**columns: list[float]) -> Any:
    """Return two replicates with assays in generations 0, SETTLED and SETTLED + 20, rows by generation."""
    generation = np.repeat([0, lines.SETTLED, lines.SETTLED + 20], 2)
    table = {name: np.array(values) for name, values in columns.items()}
    return SimpleNamespace(assays={"generation": generation, "replicate": np.tile([0, 1], 3), **table})


def fates(*ends: int) -> Fates:
    """Return replicates that died out in these generations; `LAST` is the end, which they live to."""
    last = np.array(ends)
    reasons = tuple("" if end == lines.LAST else "extinct" for end in ends)
    return Fates(Endings(np.arange(last.size), last, reasons), (), ())


def test_rates_and_errors_at_birth_are_those_of_settled_assays() -> None:
    runs = [
        networks(rates=[9.0, 9.0, rate, rate + 0.1, rate, rate + 0.3], innate=[-9.0, -9.0, -m, -m, -m, -3 * m])
        for rate, m in ((0.2, 0.1), (0.4, 0.2), (0.7, 0.6))
    ]
    np.testing.assert_allclose(lines.settled(runs[0], "rates"), [0.2, 0.4])
    found = {name: one.value for name, one in lines._rates(*runs).items()}
    assert found == pytest.approx({"still": 0.3, "most": 0.8, "step": 0.2, "missed": 0.15})


def test_best_rates_at_no_miss_at_a_mutation_and_at_all_of_the_change() -> None:
    """m / (1.2 m + 0.025), of m = 0.1^2, with 0.05^2 more, and with 2^2 more."""
    found = (lines.STILL, lines.MUTANTS, lines.MOST)
    assert found == pytest.approx(tuple(m / (1.2 * m + 0.025) for m in (0.01, 0.0125, 4.01)))


def test_who_follows_is_counted_at_the_end() -> None:
    end = lines.LAST
    slow, between, fast, innate = (
        fates(end, end, end, end),
        fates(end, end, end, 9),
        fates(3, 4, 5, 6),
        fates(8, 7, 6, end),
    )
    found = {name: one.value for name, one in lines._followed(slow, between, fast, innate).items()}
    assert (found["slow"], found["fast"], found["lead"], found["fall"]) == pytest.approx((1.0, 0.0, 0.5, 1.0))
    assert found["apart"] > 0.0


def test_regret_saved_falls_towards_faster_drift() -> None:
    def run(*regrets: float) -> Any:
        return SimpleNamespace(last=lambda column: np.array(regrets) if column == "regret_low" else None)

    found = {name: one.value for name, one in drifting_arms._within(run(0.02, 0.04), run(0.11), run(0.26)).items()}
    assert found == pytest.approx({"hardly": 0.03, "some": 0.11, "anew": 0.26, "step": 0.08})


@pytest.mark.parametrize("step", drifting_arms.LOWEST)
def test_an_ideal_observer_has_the_regret_that_is_held_against_networks(step: float) -> None:
    lives = 1500
    error = 0.06 / lives**0.5 * 1.5
    assert abs(drifting_arms.ideal_regret(step, lives, seed=5) - drifting_arms.LOWEST[step]) < 4 * error
