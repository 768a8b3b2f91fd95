"""The state of one run as another would have saved it: a shorter run's in a longer one, or a parent's in a branch."""

from __future__ import annotations

import numpy as np

from baldwin.endings import can_end
from baldwin.engine import Arrays
from baldwin.neural.definition import NeuralDefinition
from baldwin.stop_rules import Course, courses_as_arrays

__all__ = ["adopted"]

LIVING = ("living", "strategy/survivors")  # arrays that count individuals under absolute selection


def adopted(definition: NeuralDefinition, sampled: int, arrays: Arrays) -> Arrays:
    """Return the state that a run of `definition` would have saved where one that it goes on from saved `arrays`.

    Schedules of the strategy follow the length of this run. Individuals that were kept for assays are forgotten if
    others, `sampled` in number, are to be kept, as each generation keeps its own.

    Raises:
        ValueError: fewer individuals live than a population without absolute selection has.
    """
    length, made = np.array(definition.population.generations, np.float32), Arrays()
    for name, value in arrays.items():
        made[name] = length if name.endswith("/strategy/generations") else value
        if name.endswith("/sample") and len(value) != sampled:
            made[name] = np.zeros((sampled, *value.shape[1:]), value.dtype)
    return made | _standing(definition, arrays)


def _standing(definition: NeuralDefinition, arrays: Arrays) -> Arrays:
    """Return what a state lacks of who is alive, where no replicate could end so far, and nobody had to survive."""
    whole, size, replicates = Arrays(), definition.population.size, definition.population.replicates
    if can_end(definition):
        evaluated = np.full(replicates, definition.founders.spent.get("individuals", 0), np.int64)
        whole = {"alive": np.ones(replicates, np.bool_), "evaluated": evaluated}
    if definition.stop.given:
        whole |= courses_as_arrays([Course() for _ in range(replicates)])
    if definition.survival.given:
        whole |= {f"{number}/{one}": np.array(size, np.int32) for number in range(replicates) for one in LIVING}
    elif any(int(arrays.get(f"{number}/living", size)) < size for number in range(replicates)):
        raise ValueError("its population has shrunk by absolute selection, which has to stay. Set survival.threshold")
    return {name: value for name, value in whole.items() if name not in arrays}
