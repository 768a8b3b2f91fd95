"""Runs examined in settings that are not those they evolved in, and how reference policies score there."""

from baldwin.evaluation.references import population_of, reference_policies, tasks
from baldwin.evaluation.settings import Evaluation, Varied, evaluate, labelled, varied

__all__ = [
    "Evaluation",
    "Varied",
    "evaluate",
    "labelled",
    "population_of",
    "reference_policies",
    "tasks",
    "varied",
]
