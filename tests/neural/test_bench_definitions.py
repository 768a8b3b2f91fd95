"""What the benches of networks measure can be built: nobody else would notice if it could not."""

from __future__ import annotations

from baldwin.neural.bench import rows
from baldwin.neural.evolution.generation import Program


def test_gradient_lives_that_are_timed_are_lives_of_today() -> None:
    definition = rows._definition(size=8, lives=2, steps=1, queries=4)
    assert Program(definition).genes == rows.WEIGHTS
