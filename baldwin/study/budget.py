"""What a cell may spend: generations where they follow from arithmetic, else a limit watched while the cell runs.

Seconds end a cell early, and never late: its generations stay its own, since schedules of learning rates follow them.

Generation 0 spends as well: founders live. Evaluations and lifetime steps are counted per replicate.
"""

from __future__ import annotations

from dataclasses import dataclass

from baldwin.definition import wing_of
from baldwin.definition.base import Definition
from baldwin.definition.discovery import Estimate
from baldwin.study.spec import CellBudget

__all__ = ["Limit", "generations_within", "limit_of", "spends_none"]


@dataclass(frozen=True)
class Limit:
    """A cell ends once `column` exceeds `amount` in every living replicate, or with the wall time in seconds.

    How far beyond it a cell gets is a matter of pace; its table ends at the last generation within the limit.
    """

    column: str
    amount: float


def generations_within(definition: Definition, budget: CellBudget) -> int | None:
    """Return how many generations a budget allows at most, None if it sets no such limit.

    Lifetime steps that only the run itself can count end it earlier (`limit_of`).

    Raises:    ValueError: the founders alone would exceed it.
    """
    if budget.kind == "generations":
        return int(budget.amount)
    if budget.kind in ("none", "seconds"):
        return None
    estimate, replicates = _founders(definition), definition.population.replicates
    if budget.kind == "evaluations":
        each = estimate.lives // replicates
    elif estimate.exact:
        each = estimate.trials // replicates
        if each == 0:  # no individual learns, so this budget is never spent
            return None
    else:  # a life takes a step at least; only the run itself can count the others
        each = estimate.lives // replicates
    spent = definition.founders.spent  # before a branch began
    before = spent.get("lives", spent.get("individuals", 0))
    if budget.kind == "lifetime_steps" and estimate.exact:
        before = spent.get("lifetime_steps", 0)
    if before + each > budget.amount:
        least = "" if budget.kind == "evaluations" or estimate.exact else "at least "
        raise ValueError(f"one generation of a replicate takes {least}{each:,} {budget.kind.replace('_', ' ')}")
    return definition.first_generation - 1 + int((budget.amount - before) // each)


def _founders(definition: Definition) -> Estimate:
    """Return what the first generation takes."""
    first = {"generations": definition.first_generation}
    founders = definition.model_copy(update={"population": definition.population.model_copy(update=first)})
    return wing_of(definition).estimate(founders)


def spends_none(definition: Definition, budget: CellBudget) -> bool:
    """Return whether a population never spends any of a budget, so that it runs all of its own generations."""
    if budget.kind != "lifetime_steps":
        return False
    estimate = _founders(definition)
    return estimate.exact and estimate.trials == 0


def limit_of(definition: Definition, budget: CellBudget) -> Limit | None:
    """Return what must be watched while the cell runs, None if its number of generations says it all."""
    if budget.kind == "seconds" or (budget.kind == "lifetime_steps" and not _founders(definition).exact):
        return Limit(budget.kind, budget.amount)
    return None
