"""The columns by which haystack replicates can be stopped."""

from __future__ import annotations

from baldwin.haystack.definition import HaystackDefinition, NKLandscape

__all__ = ["followed"]


def followed(definition: HaystackDefinition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns by which replicates can be stopped: of the table of generations, and of assays."""
    fitness, abilities = ("fitness_mean", "fitness_sd", "fitness_max"), ("innate", "learned", "learning_gain")
    if isinstance(definition.task, NKLandscape):
        return (*fitness, "plastic", "kept_changes"), (*abilities, "innate_share", "hamming")
    alleles = ("correct", "wrong", "plastic", "competent", "successes", "assimilated")
    budget = ("budget_mean",) if definition.budget.evolvable else ()
    return (*fitness, *alleles, *budget), (*abilities, "innate_share")
