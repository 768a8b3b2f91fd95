"""What the benches of networks measure can be built: nobody else would notice if it could not."""

from __future__ import annotations

from baldwin.neural.bench import rows
from baldwin.neural.bench.plasticity.rows import definition
from baldwin.neural.evolution.generation import Program


def test_gradient_lives_that_are_timed_are_lives_of_today() -> None:
    timed = rows._definition(size=8, lives=2, steps=1, queries=4)
    assert Program(timed).genes == rows.WEIGHTS


def test_plastic_lives_that_are_timed_have_four_coefficients_per_weight_and_a_baseline() -> None:
    perceptron, rnn = 9 * 32 + 32 + 32 * 4 + 4, (9 + 32 + 1) * 32 + 33 * 4
    assert Program(definition("perceptron")).genes == 5 * perceptron + 1
    assert Program(definition("rnn")).genes == 5 * rnn + 1
