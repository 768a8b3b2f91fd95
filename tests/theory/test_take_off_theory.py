"""When learning takes off in an infinite population: against landmarks of the exact recursion, found independently."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.haystack.theory import take_off
from baldwin.haystack.theory.take_off import take_off_margin
from baldwin.presentation import presentation_of

UNIFORM = ["strategy.crossover=uniform", "lifetime.kind=geometric"]


@pytest.mark.parametrize(("trials", "generation"), [(300, 28), (1000, 11), (3000, 8), (10000, 6)])
def test_wrong_alleles_are_rare_from_a_generation_on(trials, generation):
    """One in a hundred is left in that generation, and more in the one before."""
    for last, taken in ((generation, True), (generation - 1, False)):
        definition = load("hinton-nowlan", [*UNIFORM, f"lifetime.trials={trials}", f"population.generations={last}"])
        margin = take_off_margin(definition)
        assert margin is not None
        assert (margin > 0.0) is taken
        assert presentation_of(definition).boundary() == margin


def test_a_price_on_plasticity_holds_it_up():
    margins = [
        take_off_margin(
            load("hinton-nowlan", [*UNIFORM, f"fitness.plasticity_cost={cost}", "population.generations=30"])
        )
        for cost in (0.0, 0.05, 0.2)
    ]
    assert margins[0] > margins[1] > 0.0 > margins[2]


@pytest.mark.parametrize("change", ["task.move_every=5", "strategy.mutation_rate=0.01", "encoding.kind=binary"])
def test_where_no_recursion_applies_there_is_no_line(change):
    more = ["lifetime.kind=none"] if "binary" in change else UNIFORM[1:]
    definition = load("hinton-nowlan", [*more, change])
    if "binary" in change:  # which has a recursion, of a population that does not learn
        assert take_off_margin(definition) < 0.0
    else:
        assert take_off_margin(definition) is None
        assert presentation_of(definition).boundary() is None


def test_a_curve_that_stops_before_the_last_generation_has_no_margin(monkeypatch):
    """Of 3 generations after the founders: with all four the last one counts, with three nothing is known."""
    definition = load("hinton-nowlan", [*UNIFORM, "population.generations=3"])
    for wrong, margin in (([0.5, 0.4, 0.3, 0.01 / math.e], 1.0), ([0.5, 0.4, 0.01], None)):
        found = SimpleNamespace(trajectory=SimpleNamespace(wrong=np.array(wrong)))
        monkeypatch.setattr(take_off, "overlay", lambda definition, generations, found=found: found)
        assert take_off_margin(definition) == (None if margin is None else pytest.approx(margin))
