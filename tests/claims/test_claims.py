"""Tolerances, estimates, simulation in memory, and single lives out of the kernels."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baldwin.claims.claim import (
    Claim,
    Measured,
    Outcome,
    Quantity,
    Setting,
    above,
    at_least,
    at_most,
    below,
    between,
    near,
    within_errors,
)
from baldwin.claims.estimates import difference, least_step, mean_of, median_of, share_of
from baldwin.claims.simulate import Simulator, simulate
from baldwin.definition import load
from baldwin.haystack.single_lives import first_successes
from baldwin.haystack.theory import success_probability

SMALL = Setting(
    "no-learning",
    ("population.size=20", "population.replicates=6", "population.generations=400", "population.stop=fixed"),
    ("correct", "assimilated"),
)


@pytest.mark.parametrize(
    ("quantity", "inside", "outside"),
    [
        (near("x", 1.0, 0.25), [0.75, 1.25], [0.74, 1.26]),
        (between("x", 0.0, 1.0, 0.5), [0.0, 1.0], [-0.01, 1.01]),
        (above("x", 0.5, 1.0), [0.51], [0.5]),
        (below("x", 0.5, 0.1), [0.49], [0.5]),
        (at_least("x", 0.5, 1.0), [0.5], [0.49]),
        (at_most("x", 0.5, 0.1), [0.5], [0.51]),
    ],
)
def test_tolerances_have_sharp_ends(quantity: Quantity, inside: list[float], outside: list[float]) -> None:
    assert all(quantity.agrees(Measured(value)) for value in inside)
    assert not any(quantity.agrees(Measured(value)) for value in [*outside, math.nan])


def test_a_tolerance_in_standard_errors_grows_with_them() -> None:
    quantity = within_errors("x", 1.0, 4)
    assert quantity.agrees(Measured(1.39, 0.1))
    assert not quantity.agrees(Measured(1.41, 0.1))
    assert not quantity.agrees(Measured(1.01, None))


def test_estimates() -> None:
    values = np.arange(1.0, 101.0)
    assert mean_of(values).value == 50.5
    assert mean_of(values).error == pytest.approx(values.std(ddof=1) / 10)
    assert (median_of(values).value, median_of(values).error) == (50.5, 5.0)  # order statistics 46 and 56
    share = share_of(values > 75)
    assert (share.value, share.note) == (0.25, "25 of 100")
    assert share.error == pytest.approx(0.0434, abs=2e-3)
    assert (share_of(values > 0).error or 0.0) > 0.0  # all of 100 is not certainty
    assert difference(Measured(3.0, 0.3), Measured(1.0, 0.4)).error == pytest.approx(0.5)
    assert least_step([Measured(1.0), Measured(1.5), Measured(1.25)]).value == -0.25


@pytest.mark.parametrize("estimate", [mean_of, median_of, share_of])
def test_nothing_measured_never_agrees(estimate) -> None:  # type: ignore[no-untyped-def]
    with np.errstate(invalid="ignore"):
        assert not near("x", 0.0, 1e9).agrees(estimate(np.array([])))


def test_the_standard_error_of_a_median_covers_as_often_as_it_says() -> None:
    draws = np.random.default_rng(5).normal(size=(2000, 60))
    estimates = [median_of(row) for row in draws]
    covered = np.mean([abs(one.value) <= (one.error or 0.0) for one in estimates])
    assert 0.6 < covered < 0.8  # 0.68 of a normal distribution


def test_stopped_replicates_are_carried_on() -> None:
    run = simulate(SMALL)
    assert (run.size, run.loci) == (20, 20)
    assert run["correct"].shape == run["assimilated"].shape
    assert run["correct"].shape[0] == 6
    assert run.stopped.min() < run.stopped.max()  # some stopped before others
    for correct, stop in zip(run["correct"], run.stopped, strict=True):
        assert np.all(correct[stop:] == correct[stop])
        assert correct[stop] * run.loci == pytest.approx(round(correct[stop] * run.loci))  # one genotype


def test_a_setting_is_evolved_once_and_forgotten_after_its_last_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    evolved: list[Setting] = []
    monkeypatch.setattr("baldwin.claims.simulate.simulate", lambda setting: evolved.append(setting) or "run")
    claims = [Claim(f"R{i}", "x", (), lambda run: [], settings=(SMALL,)) for i in range(2)]
    simulator = Simulator(claims)
    for claim in claims:
        assert simulator(SMALL) == "run"
        simulator.release(claim)
    assert evolved == [SMALL]
    simulator(SMALL)
    assert evolved == [SMALL, SMALL]


def test_outcomes_survive_json() -> None:
    claim = Claim("R1", "one is one", (near("one", 1.0, 0.0, "paper"),), lambda: [Measured(1.0, 0.5)], method="count")
    outcome = claim.test(simulate)
    assert outcome.passed
    assert Outcome.from_row(outcome.as_row()) == outcome
    with pytest.raises(KeyError):
        Outcome.from_row({"id": "R1"})


@pytest.mark.parametrize("learner", ["literal", "geometric"])
@pytest.mark.parametrize("q", [2, 6])
def test_first_successes_follow_the_geometric_law(learner: str, q: int) -> None:
    definition = load(
        "hinton-nowlan",
        [
            f"task.loci={q}", "encoding.correct=0.0", "encoding.wrong=0.0", "encoding.plastic=1.0",
            "population.size=4000", f"lifetime.kind={learner}", "lifetime.trials=20",
            "fitness.convention=B", "population.replicates=2",
        ],
    )  # fmt: skip
    drawn = first_successes(definition)  # type: ignore[arg-type]
    assert drawn.shape == (2, 4000)
    assert drawn.min() == 1
    for t in (1, 5, 20):
        expected = float(success_probability(q, t))
        error = math.sqrt(expected * (1 - expected) / drawn.size)
        assert abs(float((drawn <= t).mean()) - expected) <= 4 * error
    assert set(np.unique(drawn[drawn > 20])) <= {21}


@pytest.mark.parametrize("override", ["fitness.convention=A", "lifetime.kind=expected", "strategy.selfing=false"])
def test_lives_are_not_drawn_where_they_cannot_be_told_apart(override: str) -> None:
    with pytest.raises(ValueError, match="convention = B"):
        first_successes(load("hinton-nowlan", ["fitness.convention=B", override]))  # type: ignore[arg-type]
