"""Individuals of the population, and mutants of its centre: does learning hide differences, is ability robust?"""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition

PLACE = 3
COLUMNS = {
    "innate_canalisation": "innate ability that a mutation (assays.mutation on each gene) of the centre costs, mean "
    "over assays.mutants: 0 is robust",
    "learned_canalisation": "learned ability that the same mutations cost",
    "hiding_index": "1 - Cov(learned, innate) / Var(innate) over individuals: > 0 where learning masks genetic "
    "differences, < 0 where it reveals them",
    "individuals_innate": "innate ability of individuals of the population (assays.individuals of them)",
    "individuals_learned": "learned ability of the same individuals",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return True; there may be no individuals and no mutants to look at."""
    del definition
    return True


def measure(subject: Subject) -> dict[str, Array]:
    """Return innate and learned ability of individuals (k, 2), and what mutations cost (2,)."""
    individuals, mutants = subject.others
    found = {"innate": individuals[:, 0], "learned": individuals[:, 1]}
    if mutants.shape[0]:
        found["costs"] = subject.abilities.mean(axis=0) - mutants.mean(axis=0)
    return found


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del definition, before
    columns: dict[str, Any] = {}
    if "costs" in found:
        columns["innate_canalisation"], columns["learned_canalisation"] = (float(cost) for cost in found["costs"])
    if found["innate"].size:
        columns["hiding_index"] = hiding_index(found["innate"], found["learned"])
        columns["individuals_innate"] = rounded(found["innate"])
        columns["individuals_learned"] = rounded(found["learned"])
    return columns


def hiding_index(innate: Any, learned: Any) -> float:
    """Return 1 - Cov(learned, innate) / Var(innate) over individuals; NaN where all are born alike."""
    innate, learned = np.asarray(innate, np.float64), np.asarray(learned, np.float64)
    spread = float(innate.var())
    if spread == 0.0:
        return float("nan")
    return 1.0 - float(((learned - learned.mean()) * (innate - innate.mean())).mean()) / spread
