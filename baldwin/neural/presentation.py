"""How populations of networks are shown."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.columns import Column
from baldwin.engine import Columns
from baldwin.neural.contracts import Comparator, SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.theory.reference_policy import INNATE, ReferencePolicy, mature
from baldwin.presentation import Level, PolicyScores, Presentation

__all__ = ["NeuralPresentation"]

Floats = npt.NDArray[np.float64]


@lru_cache(maxsize=8)
def _reference_policies(task: SequentialTask) -> tuple[ReferencePolicy, ...]:
    return task.reference_policies()


@lru_cache(maxsize=8)
def _ideals(task: SequentialTask) -> dict[str, dict[str, Any]]:
    return task.ideals()


class NeuralPresentation(Presentation):
    """A population of networks: ability is the task's score, or the error that it is the negative of."""

    definition: NeuralDefinition

    @property
    def error(self) -> str | None:
        """Name of the error whose negative the score is, None for other scores."""
        return self.definition.task.error_name

    @property
    def learns(self) -> bool:
        """Whether lives have steps."""
        return self.definition.experiences > 0

    @property
    def selects_learning(self) -> bool:
        """Whether lives learn before selection, and it (or a comparator) reads more of them than their beginning."""
        d, strategy = self.definition, self.definition.strategy
        followed = strategy.follows if isinstance(strategy, Comparator) else "fitness"
        seen = d.fitness.reads != "birth" if followed == "fitness" else followed != "birth"
        return self.learns and seen and d.inheritance.kind != "darwinian"

    def unit(self, assays: Columns) -> str:
        """Return the task's error, or its score."""
        del assays
        return self.error or self.definition.task.score_name

    def levels(self, assays: Columns) -> dict[str, Level]:
        """Return the innate ceiling, the oracle, and the best reference policy, as levels.

        Abilities of lives of trials are measured at their end, and so are all of these.
        """
        task, sign = self.definition.task, -1.0 if self.error else 1.0
        known = {
            "ceiling": (INNATE, task.innate_ceiling()),
            "oracle": ("oracle, told the instance", task.oracle()),
        }
        del assays
        found = {
            name: Level(label, sign * value + 0.0) for name, (label, value) in known.items() if value is not None
        }  # + 0.0: an error of 0, not of -0
        for policy in self.reference_policies()[:1]:
            found["best"] = Level(policy.name, float(policy.scores[-mature(policy.scores.size) :].mean()))
        return found

    def bounds(self) -> dict[str, PolicyScores]:
        """Return the innate ceiling and the oracle of a task of trials, trial by trial; errors positive."""
        task = self.definition.task
        if not isinstance(task, SequentialTask):
            return {}
        known = {"ceiling": task.innate_bound(), "oracle": task.oracle_bound()}
        return {name: self._shown(one) for name, one in known.items() if one is not None}

    def reference_policies(self) -> tuple[PolicyScores, ...]:
        """Return the reference policies of a task of trials; errors positive."""
        task = self.definition.task
        if not isinstance(task, SequentialTask):
            return ()
        return tuple(self._shown(one) for one in _reference_policies(task) if one.scores.shape == (task.trials,))

    def _shown(self, policy: ReferencePolicy) -> PolicyScores:
        sign = -1.0 if self.error else 1.0
        return PolicyScores(policy.name, sign * np.asarray(policy.scores, dtype=np.float64) + 0.0)

    @property
    def clock(self) -> tuple[int, str]:
        """Trials are counted from 1; steps of learning from 0, which is birth."""
        return (1, "trial of a life") if isinstance(self.definition.task, SequentialTask) else super().clock

    @property
    def measures(self) -> dict[str, Column]:
        """What a task of trials reports of lives, beside their scores."""
        task = self.definition.task
        return dict(task.columns) if isinstance(task, SequentialTask) else {}

    def ideals(self) -> dict[str, dict[str, Floats]]:
        """Return what reference policies show in these columns, flat lists or numbers."""
        task = self.definition.task
        found = _ideals(task) if isinstance(task, SequentialTask) else {}
        return {
            policy: {name: np.atleast_1d(np.asarray(value, dtype=np.float64)) for name, value in values.items()}
            for policy, values in found.items()
        }

    @property
    def life(self) -> int | None:
        """Steps of a life, or trials."""
        task = self.definition.task
        return task.trials if isinstance(task, SequentialTask) else self.definition.experiences

    @property
    def tensors(self) -> tuple[str, ...]:
        """Weights and biases, from input to output."""
        task = self.definition.task
        return tuple(self.definition.network.shapes(task.inputs, task.outputs))

    @property
    def learning(self) -> tuple[str, ...]:
        """Names of the tensors that the lifetime lets learn."""
        d = self.definition
        return d.lifetime.learning(d.network, self.tensors)
