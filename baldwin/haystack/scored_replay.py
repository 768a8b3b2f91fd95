"""Lives for a score lived again, of a graded needle or a task of the user's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Arrays
from baldwin.haystack.contracts import ScoredTask
from baldwin.haystack.definition import Flagged, HaystackDefinition, NoLearning

__all__ = ["live_for_a_score"]


def live_for_a_score(
    definition: HaystackDefinition, genotypes: npt.NDArray[Any], instances: int, replicate: int
) -> Arrays:
    """Return what happened in `instances` lives of each genotype (n, G), by the words of the lives of a replicate.

    See `baldwin.haystack.replay.MEANINGS`.
    """
    from baldwin.haystack.kernels.graded import SCORE_UNITS
    from baldwin.haystack.lives import climb, first_words, guess, packed, phenotypes, scored_by
    from baldwin.haystack.model import counted_of, model_of
    from baldwin.haystack.randomness import Stream, key

    task, m, loci = definition.task, model_of(definition, tables=False), definition.task.loci
    assert isinstance(task, ScoredTask)
    who = np.repeat(genotypes.astype(np.int64), instances, axis=0)
    first = first_words(key(int(m.seed), replicate, 0, Stream.LIFE), np.tile(np.arange(instances), len(genotypes)))
    bits, flags = packed(who[:, :loci] % 2 == 1), packed(who[:, :loci] > 1)
    shape, learns = (len(genotypes), instances), (who[:, :loci] > 1).any(axis=1)
    climbs = isinstance(definition.encoding, Flagged)
    trials = 0 if climbs and isinstance(definition.lifetime, NoLearning) else int(m.trials)
    history = np.zeros((len(who), trials + 1))
    if climbs:
        climbed = climb(bits, flags, first, trials, scored_by(task), loci, history)
        born, adult = climbed.born, climbed.adult
        used, more = np.where(learns & (trials > 0), trials, 1), {"kept": climbed.kept}
    else:
        limits = 2 ** who[:, loci] if m.levels else np.full(len(who), trials)
        counted = np.where(learns, *counted_of(definition))
        hit = m.hit_probability, int(m.hit_threshold)
        guessed = guess(bits, flags, first, limits, counted, scored_by(task), hit, loci, history)
        born, adult = guessed.first, guessed.kept
        used = np.where(guessed.found > 0, guessed.found, np.where(learns, limits, 1))
        more = {"first_success": guessed.found}
    return {
        "measure": history[:, -1].reshape(shape),
        "innate": (born / SCORE_UNITS).reshape(shape).mean(axis=1),
        "trials": used.reshape(shape),
        "learned": phenotypes(adult, loci).reshape(*shape, loci).astype(np.int8),
        "score": history.reshape(*shape, trials + 1),
        **{name: values.reshape(shape) for name, values in more.items()},
    }
