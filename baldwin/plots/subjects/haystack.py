"""Populations of the Hinton-Nowlan family, and what theory says of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from baldwin.engine import Columns
from baldwin.haystack.definition import HaystackDefinition, HillClimb, Needle, NoLearning
from baldwin.haystack.theory import Overlay, class_fitness, overlay
from baldwin.plots.bands import Floats
from baldwin.plots.subjects import Level, Subject, last_generation
from baldwin.store import Run

__all__ = ["SUBJECT", "HaystackSubject", "exact", "gain_terms", "haystack", "highest_fitness", "is_needle"]


class HaystackSubject(Subject):
    """A population with alleles: ability is fitness for a needle, and a score on a landscape.

    Where replicates climb landscapes of their own, scores are shares of each landscape's highest score.
    """

    definition: HaystackDefinition

    @property
    def learns(self) -> bool:
        """Whether lives have trials."""
        return not isinstance(self.definition.lifetime, NoLearning)

    @property
    def from_zero(self) -> bool:
        """Whether fitness is shown."""
        return isinstance(self.definition.task, Needle)

    def unit(self, assays: Columns) -> str:
        """Return what innate and learned ability are measured in."""
        if isinstance(self.definition.task, Needle):
            return "fitness"
        return "score" if bool((_scale(assays) == 1.0).all()) else "relative score"

    def label(self, assays: Columns) -> str:
        """Return the label of an axis of ability."""
        return f"population mean {self.unit(assays)}"

    def shown(self, assays: Columns, column: str) -> Floats:
        """Return a column of abilities, divided by the highest score of the row's landscape where those differ."""
        return np.asarray(assays[column] / _scale(assays), dtype=np.float64)

    def levels(self, assays: Columns) -> dict[str, Level]:
        """Return the highest ability possible, where it is known."""
        if isinstance(self.definition.task, Needle):
            limit = highest_fitness(self.definition)
        else:
            limit = float(assays["optimum"][0]) if "optimum" in assays else float("nan")
        if limit is None or not np.isfinite(limit):
            return {}
        return {"limit": Level("highest possible", limit / float(_scale(assays)[0]))}


SUBJECT = HaystackSubject


def _scale(assays: Columns) -> Floats:
    """Return what to divide ability by, for each row of the assays."""
    rows = len(assays["generation"])
    optimum = assays.get("optimum", np.full(rows, np.nan))
    return optimum if bool(np.isfinite(optimum).all()) and np.ptp(optimum) > 0.0 else np.ones(rows)


def haystack(run: Run) -> HaystackDefinition | None:
    """Return the definition of a population of the Hinton-Nowlan family, None for any other."""
    return run.definition if isinstance(run.definition, HaystackDefinition) else None


def is_needle(run: Run) -> bool:
    """Return whether the run's task is the needle in a haystack."""
    definition = haystack(run)
    return definition is not None and isinstance(definition.task, Needle)


@lru_cache(maxsize=8)
def _overlay(definition: HaystackDefinition, generations: int) -> Overlay | None:
    return overlay(definition, generations)


def exact(run: Run) -> Overlay | None:
    """Return the exact recursion for the generations of the run, None where there is none."""
    definition = haystack(run)
    return None if definition is None else _overlay(definition, last_generation(run))


def gain_terms(definition: HaystackDefinition) -> tuple[Floats, Floats] | None:
    """Return the expected fitness of competent genomes with q = 0..L plastic loci: learned, and innate.

    None where there is no such thing: a landscape, nothing learned, or trials that differ between individuals.
    """
    lifetime = definition.lifetime
    if isinstance(lifetime, NoLearning | HillClimb) or definition.budget.evolvable:
        return None
    learned = class_fitness(definition)
    silent = definition.model_copy(update={"lifetime": NoLearning(hit_probability=lifetime.hit_probability)})
    innate = class_fitness(silent)
    return None if learned is None or innate is None else (learned[0], innate[0])


def highest_fitness(definition: HaystackDefinition) -> float | None:
    """Return the highest expected fitness that any genotype can have, innate or learned; None for a landscape."""
    silent = definition.model_copy(update={"lifetime": NoLearning()})
    learned, innate = class_fitness(definition), class_fitness(silent)
    return None if learned is None or innate is None else float(max(learned[0].max(), innate[0].max()))
