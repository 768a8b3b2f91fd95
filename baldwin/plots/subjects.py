"""What figures ask of a run: which population it is, what it recorded, what theory says of it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from baldwin.haystack.definition import HaystackDefinition, HillClimb, Needle, NoLearning
from baldwin.haystack.theory import Overlay, class_fitness, overlay
from baldwin.plots.bands import Floats
from baldwin.store import Run

__all__ = [
    "ability_scale",
    "ability_unit",
    "cut",
    "exact",
    "gain_terms",
    "has",
    "haystack",
    "highest_fitness",
    "is_needle",
    "last_generation",
]


def has(run: Run, *columns: str) -> bool:
    """Return whether the run recorded these columns in its table of generations or of assays."""
    return all(column in run.generations or column in run.assays for column in columns)


def cut(run: Run, until: int | None) -> Run:
    """Return `run` as if it had ended at generation `until`; itself if that is None."""
    if until is None:
        return run
    shorter = replace(run)
    for name, table in (("generations", run.generations), ("assays", run.assays)):
        early = table["generation"] <= until if table else None
        # fills the cached property, so that the files are not read for it
        shorter.__dict__[name] = {column: values[early] for column, values in table.items()}
    return shorter


def haystack(run: Run) -> HaystackDefinition | None:
    """Return the definition of a population of the Hinton-Nowlan family, None for any other."""
    return run.definition if isinstance(run.definition, HaystackDefinition) else None


def is_needle(run: Run) -> bool:
    """Return whether the run's task is the needle in a haystack."""
    definition = haystack(run)
    return definition is not None and isinstance(definition.task, Needle)


def last_generation(run: Run) -> int:
    """Return the last generation on record."""
    return int(run.generations["generation"].max())


@lru_cache(maxsize=8)
def _overlay(definition: HaystackDefinition, generations: int) -> Overlay | None:
    return overlay(definition, generations)


def exact(run: Run) -> Overlay | None:
    """Return the exact recursion for the generations of the run, None where there is none."""
    definition = haystack(run)
    return None if definition is None else _overlay(definition, last_generation(run))


def ability_scale(run: Run) -> Floats:
    """Return what to divide innate and learned ability by, for each row of the assays.

    It is 1, or the highest score of the row's landscape where replicates climb landscapes of their own.
    """
    rows = len(run.assays["generation"])
    optimum = run.assays.get("optimum", np.full(rows, np.nan))
    return optimum if bool(np.isfinite(optimum).all()) and np.ptp(optimum) > 0.0 else np.ones(rows)


def ability_unit(run: Run) -> str:
    """Return what innate and learned ability are measured in, after division by `ability_scale`."""
    if is_needle(run):
        return "fitness"
    return "score" if bool((ability_scale(run) == 1.0).all()) else "relative score"


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
