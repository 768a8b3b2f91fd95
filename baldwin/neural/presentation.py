"""How populations of networks are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.columns import Column
from baldwin.definition.plugins import record_of
from baldwin.engine import Columns
from baldwin.neural.contracts import SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.facts import Facts, facts_of, record
from baldwin.neural.plateaus import best_fitness, when_alike
from baldwin.neural.theory.reference_policy import INNATE, mature
from baldwin.presentation import Criterion, Level, PolicyScores, Presentation

__all__ = ["NeuralPresentation"]

Floats = npt.NDArray[np.float64]


class NeuralPresentation(Presentation):
    """A population of networks: ability is the task's score, or the error that it is the negative of."""

    definition: NeuralDefinition

    def __init__(self, definition: NeuralDefinition) -> None:
        super().__init__(definition)
        self._facts = facts_of(definition, record_of(definition))

    def record(self) -> dict[str, Any]:
        """Return what is asked of the task, the network and the lifetime."""
        return record(self.definition)

    @property
    def error(self) -> str | None:
        """Name of the error whose negative the score is, None for other scores."""
        return self._facts.error

    @property
    def learns(self) -> bool:
        """Whether lives learn, be it before their only score."""
        return self._facts.learns or self._facts.experiences > 0

    @property
    def selects_learning(self) -> bool:
        """Whether lives learn before selection, and it (or a comparator) reads more of them than their beginning."""
        d, followed = self.definition, self._facts.follows
        seen = d.fitness.reads != "birth" if followed == "fitness" else followed != "birth"
        return self.learns and seen and d.inheritance.kind != "darwinian"

    def unit(self, assays: Columns) -> str:
        """Return the task's error, or its score."""
        del assays
        return self.error or self._facts.score

    def world_levels(self, assays: Columns) -> dict[str, Level]:
        """Return the innate ceiling, the oracle, and the best reference policy, as levels.

        Abilities of lives of trials are measured at their end, and so are all of these.
        """
        facts, sign = self._facts, -1.0 if self.error else 1.0
        known = {"ceiling": (INNATE, facts.ceiling), "oracle": ("oracle, told the instance", facts.oracle)}
        del assays
        found = {
            name: Level(label, sign * value + 0.0) for name, (label, value) in known.items() if value is not None
        }  # + 0.0: an error of 0, not of -0
        for policy in self.reference_policies()[:1]:
            found["best"] = Level(policy.name, float(policy.scores[-mature(policy.scores.size) :].mean()))
        return found

    def innate_fitness(self) -> float | None:
        """Return the innate ceiling of the last generation's world, where fitness is a mean of scores.

        Of lives of trials it is known where selection reads all of them. None of a task of the user's own.
        """
        fitness = self.definition.fitness
        if record_of(self.definition) is not None or fitness.statistic != "mean":
            return None
        task = self.definition.at(self.definition.population.generations).task
        if not isinstance(task, SequentialTask):
            return task.innate_ceiling()
        bound = task.innate_bound() if fitness.reads == "life" else None
        return None if bound is None else float(bound.scores.mean())

    def worth_of_learning(self) -> float | None:
        """Return what the task knows of it, in the world of the last generation; None of a task of the user's own.

        Its file is not run to look at it.
        """
        if record_of(self.definition) is not None or not self.selects_learning:
            return None
        world = self.definition.at(self.definition.population.generations)
        return world.task.worth_of_learning(world)

    def best_fitness(self, row: Mapping[str, Any], assays: Columns) -> float | None:
        """Return the fitness of the best policy that is known, in the world of that generation."""
        del assays
        return best_fitness(*self._world(row))

    def when_alike(self, row: Mapping[str, Any], solved: bool) -> tuple[str, ...]:
        """Return what usually helps where no network does better than others."""
        return when_alike(*self._world(row), row, solved)

    def _world(self, row: Mapping[str, Any]) -> tuple[NeuralDefinition, Facts]:
        world = self.definition.at(int(row["generation"]))
        return world, facts_of(world, record_of(self.definition))

    def bounds(self) -> dict[str, PolicyScores]:
        """Return the innate ceiling and the oracle of a task of trials, trial by trial; errors positive.

        None where tasks or lives change.
        """
        return {} if self.lives_change else {name: self._shown(*one) for name, one in self._facts.bounds.items()}

    def reference_policies(self) -> tuple[PolicyScores, ...]:
        """Return the reference policies of a task of trials; errors positive. None where tasks or lives change."""
        return (
            ()
            if self.lives_change
            else tuple(self._shown(name, scores) for name, scores in self._facts.policies.items())
        )

    def _shown(self, name: str, scores: Sequence[float]) -> PolicyScores:
        sign = -1.0 if self.error else 1.0
        return PolicyScores(name, sign * np.asarray(scores, dtype=np.float64) + 0.0)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Of tasks with reference policies: that learned, and innate, ability came half way from chance to the best."""
        policies = self.reference_policies()
        if len(policies) < 2:
            return ()
        best, chance = (float(one.scores[-mature(one.scores.size) :].mean()) for one in (policies[0], policies[-1]))
        half, way = 0.5 * (best + chance), f"half way from {policies[-1].name} to {policies[0].name}"
        wanted = -half if self.error else half
        names = (("take_off", "learned"), ("takeover", "innate"))
        return tuple(Criterion(name, f"{column} ability at least {way}", column, wanted) for name, column in names)

    @property
    def clock(self) -> tuple[int, str]:
        """Trials and episodes are counted from 1; steps of learning from 0, which is birth."""
        return (1, f"{self._facts.counted} of a life") if self._facts.counted else super().clock

    @property
    def measures(self) -> dict[str, Column]:
        """What a task of trials reports of lives, beside their scores."""
        return self._facts.columns

    def ideals(self) -> dict[str, dict[str, Floats]]:
        """Return what reference policies show in these columns, flat lists or numbers; {} where lives change."""
        return (
            {}
            if self.lives_change
            else {
                policy: {name: np.atleast_1d(np.asarray(value, dtype=np.float64)) for name, value in values.items()}
                for policy, values in self._facts.ideals.items()
            }
        )

    @property
    def life(self) -> int | None:
        """Steps of a life, or trials or episodes."""
        return self._facts.experiences + self.clock[0]

    @property
    def tensors(self) -> tuple[str, ...]:
        """Weights and biases, from input to output."""
        return self._facts.tensors

    @property
    def learning(self) -> tuple[str, ...]:
        """Names of the tensors that the lifetime lets learn."""
        return self._facts.learning

    @property
    def rule_blocks(self) -> tuple[str, ...]:
        """Genes that say by which rule synapses change, such as `A.w1`."""
        return self._facts.rule_blocks
