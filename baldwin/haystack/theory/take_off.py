"""Whether learning takes off in time: what an infinite population of the same kind would do."""

from __future__ import annotations

import math

from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.theory.overlay import overlay

__all__ = ["COMPETENT", "take_off_margin"]

COMPETENT = 0.01  # share of wrong alleles under which a population counts as competent
LEAST = 1e-30  # share below which wrong alleles are gone


def take_off_margin(definition: HaystackDefinition) -> float | None:
    """Return by how many powers of e wrong alleles would be rarer than one in a hundred in the last generation.

    The exact recursion of an infinite population says so (`overlay`): above 0 its learning has taken off by then, below
    0 it has not. It is exact for uniform crossover and for clones; for one-point crossover it is that of uniform
    crossover. Finite populations differ by chance: where an infinite one is slow, many of a thousand individuals lose
    the race to drift, which fixes wrong alleles meanwhile.

    None where no recursion applies, or would take too long to compute as far as the last generation.
    """
    generations = definition.population.generations
    found = overlay(definition, generations)
    if found is None or found.trajectory.wrong.size <= generations:
        return None
    return math.log(COMPETENT) - math.log(max(float(found.trajectory.wrong[-1]), LEAST))
