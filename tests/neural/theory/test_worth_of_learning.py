"""What populations say learning is worth: with what they may learn, and at the price that they pay."""

from __future__ import annotations

import pytest

from baldwin.definition import load
from baldwin.neural.theory.linear import worth_at_price
from baldwin.neural.theory.uncertain_arm import worth_of_trying
from baldwin.presentation import presentation_of

KNOWN = ("task.mean=-1.0", "task.trials=12")
LINEAR = ("fitness.plasticity_cost=0.8", "task.scales=[0.2, 0.7]", "task.shots=3", "task.noise=1.0")
PRICED = ("lifetime.period=evolved", "fitness.step_cost=0.5")  # for each step that is plastic: one is enough


@pytest.mark.parametrize(
    ("preset", "changed", "known"),
    [
        ("nature-nurture", KNOWN, worth_of_trying(12, -1.0, 2.0, 1.0) / 12),
        ("nature-nurture", (*KNOWN, "fitness.reads=mean"), None),
        ("nature-nurture", (*KNOWN, "fitness.statistic=median"), None),
        ("nature-nurture", (*KNOWN, "inheritance.kind=darwinian"), None),
        ("nature-nurture", (*KNOWN, "task.trials=5000"), None),
        ("linear-life", LINEAR, worth_at_price([0.2, 0.7], 3, 1.0, 0.4)),
        ("linear-life", (*LINEAR, "fitness.reads=birth"), None),
        ("linear-life", (*LINEAR, "lifetime.steps=2"), None),
        ("linear-life", (*LINEAR, "lifetime.rate=global"), None),
        ("sinusoid", (*PRICED, "lifetime.steps=3"), 3.006 - 0.5),
        ("sinusoid", ("lifetime.steps=0",), None),
        ("sinusoid", ("fitness.reads=mean",), None),
        ("phase-sines", PRICED, 0.5 * 0.5 * 0.9**2 * 24 / 25 - 0.5),
        ("hinton-nowlan", ("lifetime.kind=none",), None),
    ],
)
def test_worth_of_learning(preset: str, changed: tuple[str, ...], known: float | None) -> None:
    found = presentation_of(load(preset, list(changed))).worth_of_learning()
    assert found == (None if known is None else pytest.approx(known, abs=5e-4))


@pytest.mark.parametrize(
    ("preset", "changed", "known"),
    [
        ("linear-life", LINEAR, -(0.2**2 + 0.7**2)),  # its prices are of learning
        ("linear-life", (*LINEAR, "fitness.statistic=worst"), None),
        ("nature-nurture", ("task.mean=0.3",), 0.3),
        ("nature-nurture", ("task.mean=-0.3",), 0.0),
        ("nature-nurture", ("fitness.reads=end",), None),
        ("sinusoid", (), -3.006),
        ("hinton-nowlan", (), None),
    ],
)
def test_highest_fitness_without_learning(preset: str, changed: tuple[str, ...], known: float | None) -> None:
    found = presentation_of(load(preset, list(changed))).innate_fitness()
    assert found == (None if known is None else pytest.approx(known, abs=5e-4))
