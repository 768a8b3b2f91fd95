"""Single lives out of the kernels, to compare learners with each other and with theory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.haystack.definition import HaystackDefinition, TimeRemaining
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.kernels.packed_life import EXCESS_SHIFT
from baldwin.haystack.wing import uses_packed_words

__all__ = ["first_successes"]


def first_successes(definition: HaystackDefinition) -> npt.NDArray[np.int64]:
    """Return the trial on which each founder first succeeds, G + 1 for those who never do; shape (replicates, size).

    Founders who are all alike, as with `encoding.plastic = 1` (q = L plastic loci), show the law of one genotype.

    Raises:    ValueError: unless the packed kernel applies with fitness by convention B, which distinguishes a success
               on the last trial from none.
    """
    fitness = definition.fitness
    distinguishable = isinstance(fitness, TimeRemaining) and fitness.convention == "B" and fitness.credit_innate
    if not uses_packed_words(definition) or not distinguishable or definition.lifetime.kind == "none":
        raise ValueError("lives are drawn only for learners of the packed kernel with fitness.convention = B")
    engine = HaystackEngine(definition)
    state, _ = engine.found()
    founders = state.genomes[:, : definition.population.size]
    left = (founders >> EXCESS_SHIFT).astype(np.int64)  # n = G - t + 1
    first: npt.NDArray[np.int64] = int(engine.model.trials) + 1 - left
    return first
