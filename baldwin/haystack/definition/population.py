"""All tables of a haystack population."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from baldwin.haystack.contracts import TASKS, Task
from baldwin.haystack.definition.encodings import Binary, Flagged, Ternary
from baldwin.haystack.definition.fitness import AllOrNone, LifetimeMean, TimeRemaining
from baldwin.haystack.definition.lifetimes import (
    TYPES,
    Classroom,
    Expected,
    Geometric,
    HillClimb,
    LiteralTrials,
    NoLearning,
)
from baldwin.haystack.definition.reproduction import BudgetGene, Genetic, Inheritance
from baldwin.haystack.tasks.needle import Needle
from baldwin.schedules.world import ScheduledDefinition

__all__ = ["HaystackDefinition"]


class HaystackDefinition(ScheduledDefinition):
    """A population of the Hinton-Nowlan family."""

    encoding: Annotated[Ternary | Binary | Flagged, Field(discriminator="kind")] = Ternary()
    task: Annotated[Task, TASKS] = Needle()
    lifetime: Annotated[
        LiteralTrials | Geometric | Expected | NoLearning | HillClimb | Classroom, Field(discriminator="kind")
    ] = LiteralTrials()
    fitness: Annotated[TimeRemaining | AllOrNone | LifetimeMean, Field(discriminator="kind")] = TimeRemaining()
    inheritance: Inheritance = Inheritance()
    strategy: Genetic = Genetic()
    budget: BudgetGene = BudgetGene()

    @property
    def whole_gene(self) -> tuple[str, int] | None:
        """Name and largest value of the gene that is inherited whole, beside the loci; None where there is none."""
        if self.budget.evolvable:
            return "budget", self.budget.levels
        return ("type", len(TYPES) - 1) if isinstance(self.lifetime, Classroom) else None
