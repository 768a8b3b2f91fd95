"""How populations of the Hinton-Nowlan family are shown, and what theory says of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Columns
from baldwin.haystack.ability import worth_of
from baldwin.haystack.contracts import MovingTask
from baldwin.haystack.definition import (
    TYPES,
    Binary,
    Classroom,
    Graded,
    HaystackDefinition,
    HillClimb,
    Needle,
    NoLearning,
)
from baldwin.haystack.plateaus import best_fitness, when_alike
from baldwin.haystack.theory import Overlay, class_fitness, overlay, success_probability
from baldwin.haystack.theory.take_off import COMPETENT, take_off_margin
from baldwin.presentation import Criterion, Level, Presentation, Recursion

__all__ = ["HaystackPresentation", "NeedleSearch"]

Floats = npt.NDArray[np.float64]

TAKEN = 0.5  # share of individuals with every locus correct and none plastic


class HaystackPresentation(Presentation):
    """A population with alleles: ability is fitness for a needle, else a score.

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

    def world_levels(self, assays: Columns) -> dict[str, Level]:
        """Return the highest ability possible, where it is known."""
        if isinstance(self.definition.task, Needle):
            limit = _highest_fitness(self.definition)
        elif isinstance(self.definition.task, Graded):
            limit = 1.0
        else:
            limit = float(assays["optimum"][0]) if "optimum" in assays else float("nan")
        if limit is None or not np.isfinite(limit):
            return {}
        return {"limit": Level("highest possible", limit / float(_scale(assays)[0]))}

    def _world(self, row: Mapping[str, Any]) -> HaystackDefinition:
        """Return the world of a row of a table."""
        return self.definition.at(int(row["generation"]), int(row.get("replicate", 0)))

    def best_fitness(self, row: Mapping[str, Any], assays: Columns) -> float | None:
        """Return the highest fitness that any genome can expect in the world of that generation."""
        return best_fitness(self._world(row), row, assays)

    def when_alike(self, row: Mapping[str, Any], solved: bool) -> tuple[str, ...]:
        """Return what usually helps where no genome is worth more than others."""
        return when_alike(self._world(row), row, solved)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Of those that seek a needle: that learning took off, and that the innate skill took over.

        They are counts of alleles, against the needle of their generation, whatever lives are worth in it.
        """
        if not isinstance(self.definition.task, Needle):
            return ()
        size = self.definition.population.size
        return (
            Criterion("take_off", f"fewer than {100 * COMPETENT:.0f} % wrong alleles", "wrong", COMPETENT, below=True),
            Criterion("takeover", f"the skill innate in {100 * TAKEN:.0f} % or more", "assimilated", TAKEN * size),
        )

    def boundary(self) -> float | None:
        """Return how far an infinite population of this kind has come beyond take-off in its last generation."""
        return None if self.search is None else take_off_margin(self.definition)

    @property
    def no_boundary(self) -> str:
        """Why there is none where loci of the target move one by one."""
        task = self.definition.task
        if not isinstance(task, MovingTask) or (task.move_every == 0 and task.flip_rate == 0.0):
            return ""
        return (
            "a locus that has moved is no longer like the others, and no exact recursion is known of such populations"
        )

    @property
    def boundary_words(self) -> tuple[str, str]:
        """What the boundary is: where learning takes off in time."""
        return (
            "where learning takes off, by the recursion of an infinite population",
            "The line is where the exact recursion of an infinite population, with free recombination or of clones, "
            "has 1 % of wrong alleles left in the last generation: on one side of it learning has taken off by then, "
            "on the other it has not yet. Finite populations may lose what is slow to drift.",
        )

    @property
    def learner_types(self) -> dict[str, str]:
        """Columns of the shares of types of learners, and what the types are called."""
        classroom = isinstance(self.definition.lifetime, Classroom)
        return {name: name.replace("_", " ").replace("non ", "non-") for name in TYPES} if classroom else {}

    @property
    def alleles(self) -> tuple[str, ...]:
        """The alleles of the encoding that are recorded; a binary one has no plastic allele."""
        return ("correct", "wrong") if isinstance(self.definition.encoding, Binary) else ("correct", "plastic", "wrong")

    def recursion(self, generations: int) -> Recursion | None:
        """Return the exact recursion of these generations, where there is one."""
        found = _overlay(self.definition, generations)
        if found is None:
            return None
        label = found.label.replace(", infinite", ",\ninfinite")
        label = label if found.matches else f"{label} (here: one-point crossover)"
        return Recursion(label, {name: np.asarray(getattr(found.trajectory, name)) for name in self.alleles})

    @property
    def search(self) -> NeedleSearch | None:
        """What lives can expect that seek the needle; None where that differs by score, generation or learner."""
        needle = isinstance(self.definition.task, Needle) and not self.learner_types
        return NeedleSearch(self.definition) if needle and not self._changes else None

    @property
    def _changes(self) -> bool:
        """Whether a schedule changes what lives are worth."""
        return any(one.path[0] in ("lifetime", "fitness") for one in self.definition.schedule)

    @property
    def budget_levels(self) -> int:
        """Highest value of the budget gene."""
        return self.definition.budget.levels


class NeedleSearch:
    """Implements `baldwin.presentation.TrialAndError`: lives that try until they find the needle; all is exact."""

    def __init__(self, definition: HaystackDefinition) -> None:
        self.definition = definition
        self.hit = float(getattr(definition.lifetime, "hit_probability", 0.5))

    @property
    def trials(self) -> int:
        """Trials of a life, the most that evolve, where they do; without learning, birth is the only one."""
        lifetime = self.definition.lifetime
        return 1 if isinstance(lifetime, NoLearning) else int(getattr(lifetime, "trials", 1))

    @property
    def evolving(self) -> bool:
        """Whether trials evolve."""
        return self.definition.budget.evolvable

    def found_by(self, q: npt.NDArray[np.int64], trial: int) -> Floats:
        """Return the chance that lives with `q` plastic loci and no wrong one have found it by a trial."""
        return success_probability(q, trial, self.hit)

    def half_found(self, q: npt.NDArray[np.int64]) -> Floats:
        """Return the trial by which half of such lives have found the needle, if they live so long."""
        with np.errstate(divide="ignore"):
            return np.where(q == 0, 1.0, np.ceil(np.log(0.5) / np.log1p(-(self.hit ** q.astype(np.float64)))))

    def fitness(self) -> tuple[Floats, Floats] | None:
        """Return the expected fitness of genomes without a wrong allele, q = 0..L: learned, and innate."""
        lifetime = self.definition.lifetime
        if isinstance(lifetime, NoLearning | HillClimb) or self.definition.budget.evolvable:
            return None
        learned = class_fitness(self.definition)
        silent = self.definition.model_copy(update={"lifetime": NoLearning(hit_probability=self.hit)})
        innate = class_fitness(silent)
        return None if learned is None or innate is None else (learned[0], innate[0])

    def trials_per_success(self, assays: Columns) -> Floats | None:
        """Return the trials per success expected of the genotypes of each row of the assays.

        It takes the plastic loci of the competent as they were, and all others for learners who try in vain to the end.
        None where populations shrink, too.
        """
        definition = self.definition
        if "plastic_loci" not in assays or definition.budget.evolvable or definition.survival.given:
            return None
        worth = worth_of(definition)
        counts = assays["plastic_loci"].astype(np.float64)
        others = definition.population.size - counts.sum(axis=1)
        in_vain = worth.trials[1, 0 if isinstance(definition.encoding, Binary) else -1]
        with np.errstate(divide="ignore"):
            found: Floats = (counts @ worth.trials[0] + others * in_vain) / (counts @ worth.success[0])
        return found


def _scale(assays: Columns) -> Floats:
    """Return what to divide ability by, for each row of the assays."""
    rows = len(assays["generation"])
    optimum = assays.get("optimum", np.full(rows, np.nan))
    return optimum if bool(np.isfinite(optimum).all()) and np.ptp(optimum) > 0.0 else np.ones(rows)


@lru_cache(maxsize=8)
def _overlay(definition: HaystackDefinition, generations: int) -> Overlay | None:
    return overlay(definition, generations)


def _highest_fitness(definition: HaystackDefinition) -> float | None:
    """Return the highest expected fitness that any genotype can have, innate or learned; None for a landscape."""
    silent = definition.model_copy(update={"lifetime": NoLearning()})
    learned, innate = class_fitness(definition), class_fitness(silent)
    return None if learned is None or innate is None else float(max(learned[0].max(), innate[0].max()))
