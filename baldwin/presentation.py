"""What figures, reports and summaries ask of a population, whichever wing it belongs to.

A wing answers by a subclass of `Presentation`, which its `Wing.presentation` names; one that names none gets the
plain answers given here. Nothing that draws asks which wing a run is of. It is one class, since all who ask, be it
figures, maps of studies or plateaus, ask for the same facts, of the kinds of one definition or of their record.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from baldwin.columns import Column
from baldwin.definition.base import Definition
from baldwin.definition.discovery import wing_of
from baldwin.definition.plugins import record_of
from baldwin.engine import Columns
from baldwin.schedules.schedule import Value
from baldwin.schedules.world import ScheduledDefinition

__all__ = [
    "Criterion",
    "Level",
    "LevelCourse",
    "PolicyScores",
    "Presentation",
    "Recursion",
    "TrialAndError",
    "meanings_of",
    "presentation_of",
]

GAIN = "learning_gain"
MOST_WORLDS = 256  # whose levels are computed

Floats = npt.NDArray[np.float64]


class Level(NamedTuple):
    """A value of ability that theory knows, drawn as a line across; its name in `levels` is that of its look."""

    label: str
    value: float


class Criterion(NamedTuple):
    """What a replicate comes to, or does not: a column of its tables at least as high as a value, or below it."""

    name: str
    words: str  # after "replicates with"
    column: str  # of the table of assays, or else of generations
    value: float
    below: bool = False

    def holds(self, table: Columns) -> npt.NDArray[np.bool_]:
        """Return in which rows of a table it holds (rows,)."""
        values = np.asarray(table[self.column], np.float64)
        return values < self.value if self.below else values >= self.value


class LevelCourse(NamedTuple):
    """The values of a level in the generations that were assayed, where it changes with the world."""

    label: str
    generations: Floats  # (n,)
    values: Floats  # (n,)


class PolicyScores(NamedTuple):
    """Score of a reference policy in each trial of a life (T,), in the unit of `shown`."""

    name: str
    scores: Floats


class Recursion(NamedTuple):
    """Shares of alleles as theory expects them, generation by generation, in an infinite population."""

    label: str
    shares: Mapping[str, Floats]  # by allele (as `Presentation.alleles`), over generations 0, 1, ..


class TrialAndError(Protocol):
    """Lives that try at random until they find what they seek; q counts the loci that are left to learning."""

    @property
    def trials(self) -> int:
        """Trials of a life; the most that evolve, where they do."""
        ...

    @property
    def evolving(self) -> bool:
        """Whether the number of trials evolves."""
        ...

    def found_by(self, q: npt.NDArray[np.int64], trial: int) -> Floats:
        """Return the chance that lives with `q` plastic loci, no other one being wrong, have found it by a trial."""
        ...

    def half_found(self, q: npt.NDArray[np.int64]) -> Floats:
        """Return the trial by which half of such lives have found it, if they live so long."""
        ...

    def fitness(self) -> tuple[Floats, Floats] | None:
        """Return the expected fitness of such lives for q = 0..L, with learning and without; None where there is none.

        There is none where trials differ between individuals, or nothing is learned.
        """
        ...

    def trials_per_success(self, assays: Columns) -> Floats | None:
        """Return the trials per success expected of the genotypes of each row of the assays; None where unknown."""
        ...


class Presentation:
    """How the innate and learned ability of one population is to be shown."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def record(self) -> dict[str, Any]:
        """Return what is asked here of the kinds of the definition, as JSON has it.

        A run keeps it where kinds are of the user's own: stand-ins for them hold it, and no file is run to look at it.
        """
        return {}

    @property
    def error(self) -> str | None:
        """Name of the error, if scores are errors with their sign changed: they are then shown as errors."""
        return None

    @property
    def learns(self) -> bool:
        """Whether innate and learned ability can differ."""
        return True

    @property
    def selects_learning(self) -> bool:
        """Whether what is learned can reach selection; without it nothing that becomes inborn was learned first."""
        return self.learns

    @property
    def from_zero(self) -> bool:
        """Whether an axis of ability has to start at 0."""
        return False

    def unit(self, assays: Columns) -> str:
        """Return what `shown` is measured in."""
        del assays
        return self.error or "score"

    def label(self, assays: Columns) -> str:
        """Return the label of an axis of ability."""
        return f"{self.unit(assays)}{self.better}"

    @property
    def better(self) -> str:
        """What to add to a label where lower is better."""
        return "\n(lower is better)" if self.error else ""

    def shown(self, assays: Columns, column: str) -> Floats:
        """Return a column of abilities as figures show it: errors positive. A learning gain keeps its sign."""
        values = np.asarray(assays[column], dtype=np.float64)
        return -values if self.error and column != GAIN else values

    def world_levels(self, assays: Columns) -> dict[str, Level]:
        """Return what theory knows of ability in a world that stays as it is, in the unit of `shown`."""
        del assays
        return {}

    def levels(self, assays: Columns) -> dict[str, Level]:
        """Return what theory knows of ability and is so in all generations that were assayed."""
        found = self._by_generation(assays)
        return {name: level for name, level in found[0].items() if all(one.get(name) == level for one in found)}

    def level_courses(self, assays: Columns) -> dict[str, LevelCourse]:
        """Return what theory knows of ability where it changes with the world, alike in all replicates."""
        found, same = self._by_generation(assays), self.levels(assays)
        if len(found) == 1:
            return {}
        generations = np.unique(assays["generation"]).astype(np.float64)
        return {
            name: LevelCourse(level.label, generations, np.array([one[name].value for one in found]))
            for name, level in found[0].items()
            if name not in same and all(name in one for one in found)
        }

    def _by_generation(self, assays: Columns) -> list[dict[str, Level]]:
        """Return `world_levels` of each generation that was assayed; of one, if the world does not change."""
        definition = self.definition
        if not isinstance(definition, ScheduledDefinition) or not definition.schedule:
            return [self.world_levels(assays)]
        recorded = record_of(definition) is not None and self.lives_change  # of the world that the run began with
        if definition.by_replicate or not definition.known_worlds or recorded or "generation" not in assays:
            return [{}]
        found: list[dict[str, Level]] = []
        known: dict[tuple[Value, ...], dict[str, Level]] = {}
        for generation in np.unique(assays["generation"]).tolist():
            values = tuple(definition.scheduled_at(generation).values())
            if values not in known:
                if len(known) == MOST_WORLDS:
                    return [{}]
                known[values] = type(self)(definition.at(generation)).world_levels(assays)
            found.append(known[values])
        return found or [{}]

    @property
    def lives_change(self) -> bool:
        """Whether tasks or lives are others in some generations: what is known of one of them is not so in all."""
        schedule = self.definition.schedule if isinstance(self.definition, ScheduledDefinition) else ()
        return any(one.path[0] in ("task", "lifetime") for one in schedule)

    def innate_fitness(self) -> float | None:
        """Return the highest fitness that is possible without learning and its prices, by theory; None if not known."""
        return None

    def worth_of_learning(self) -> float | None:
        """Return how much more fitness the best learner has than the best who does not learn, by theory.

        None where that is not known. Above 0 learning pays; at 0 lies the boundary that maps of studies show
        (`boundary`), so every definition of the kind should know it. Below 0 only the sign need be right.
        """
        return None

    def boundary(self) -> float | None:
        """Return a number above 0 on one side of the boundary that maps show, and below 0 on the other; None: none."""
        return self.worth_of_learning()

    @property
    def no_boundary(self) -> str:
        """Why maps show no boundary, in words that follow "no line:"; empty where there is one, or nobody asked."""
        return ""

    @property
    def boundary_words(self) -> tuple[str, str]:
        """What the boundary is: words for a legend, and sentences for a caption."""
        return (
            "where learning begins to pay, by theory",
            "The line is where the best learner is worth no more than the best who does not learn, by theory: it is "
            "computed between the cells too, and knows nothing of what evolved.",
        )

    def best_fitness(self, row: Mapping[str, Any], assays: Columns) -> float | None:
        """Return the highest (expected) fitness possible in the world of a row of generations; None if not known."""
        del row, assays
        return None

    def when_alike(self, row: Mapping[str, Any], solved: bool) -> tuple[str, ...]:
        """Return what usually helps where all individuals have equal fitness for many generations, some words each.

        `row` is the last of these of the table of generations. Where `solved`, none can have more, as `best_fitness`
        has it: what helps is then for those who want more.
        """
        del row, solved
        return ()

    def bounds(self) -> dict[str, PolicyScores]:
        """Return the levels that are known trial by trial, where lives have trials, by their names in `levels`."""
        return {}

    def reference_policies(self) -> tuple[PolicyScores, ...]:
        """Return scores of reference policies by trial, where lives have trials: the best first, chance last."""
        return ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What counts as take-off, and as takeover by the innate skill; `baldwin.reaching` counts who comes to it."""
        return ()

    @property
    def alleles(self) -> tuple[str, ...]:
        """Alleles whose shares are worth drawing, by the names of their columns; none where genes are no alleles."""
        return ()

    @property
    def learner_types(self) -> Mapping[str, str]:
        """Columns of the shares of types of learners in one population, the least learned first, and their names."""
        return {}

    def recursion(self, generations: int) -> Recursion | None:
        """Return what theory expects of the shares of alleles up to a generation, where it is known."""
        del generations
        return None

    @property
    def search(self) -> TrialAndError | None:
        """Expectations of lives that search by trial and error; None for all others."""
        return None

    @property
    def budget_levels(self) -> int | None:
        """Highest value of a gene g that allows for 2^g trials; None where no such budget evolves."""
        return None

    @property
    def clock(self) -> tuple[int, str]:
        """What time within a life is counted from, and the label of its axis."""
        return 0, "lifetime step (0: birth)"

    @property
    def measures(self) -> dict[str, Column]:
        """Columns of assays that describe behaviour in this task, by name."""
        return {}

    def ideals(self) -> dict[str, dict[str, Floats]]:
        """Return what reference policies show in `measures`: policy -> column -> values (n,); the best comes first."""
        return {}

    @property
    def life(self) -> int | None:
        """Experiences of a life, after which selection looks; None if lives have no such count."""
        return None

    @property
    def tensors(self) -> tuple[str, ...]:
        """Names of the parts of a network that have learning rates, in the order of the column `rates`."""
        return ()

    @property
    def learning(self) -> tuple[str, ...]:
        """Names of those of the `tensors` that can learn in life."""
        return self.tensors

    @property
    def rule_blocks(self) -> tuple[str, ...]:
        """Names of the genes that say by which rule synapses change, in the order of the columns `gene_size`, .."""
        return ()


def meanings_of(definition: Definition) -> dict[str, str]:
    """Return column -> meaning and unit, of all tables of a run of this definition, those of its own task included."""
    measures = {name: column.meaning for name, column in presentation_of(definition).measures.items()}
    return {**measures, **wing_of(definition).columns}


def presentation_of(definition: Definition) -> Presentation:
    """Return how to show populations of this definition."""
    module, _, name = (wing_of(definition).presentation or "").partition(":")
    if not name:
        return Presentation(definition)
    made: Presentation = getattr(importlib.import_module(module), name)(definition)
    return made
