"""What figures and reports ask of the kinds of a neural population: of the kinds themselves, or as a run recorded it.

A run whose definition names kinds of the user's own records these answers when it begins, so that looking at it never
runs the user's files.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from baldwin.columns import Column
from baldwin.neural.contracts import ClassificationTask, Comparator, SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.theory.reference_policy import ReferencePolicy

__all__ = ["Facts", "RecordedFacts", "facts_of", "record"]

Values = dict[str, dict[str, Any]]
"""Policy -> column of behaviour -> number, or list of numbers."""


class Facts(Protocol):
    """The answers."""

    @property
    def error(self) -> str | None:
        """Name of the error whose negative the score is, None for other scores."""
        ...

    @property
    def score(self) -> str:
        """What is scored, with its unit."""
        ...

    @property
    def when_alike(self) -> str:
        """What helps in this task where all individuals score alike, in some words; none where nothing is special."""
        ...

    @property
    def experiences(self) -> int:
        """Scores of a life after its first."""
        ...

    @property
    def learns(self) -> bool:
        """Whether lives learn."""
        ...

    @property
    def trials(self) -> int | None:
        """Trials of a life, None where lives have none."""
        ...

    @property
    def counted(self) -> str:
        """What the scores of a life are of, counted from 1, where they are of no steps of learning: trials, say."""
        ...

    @property
    def ceiling(self) -> float | None:
        """Best mean score without learning, where it is known."""
        ...

    @property
    def oracle(self) -> float | None:
        """Best mean score for one who is told the instance, where it is known."""
        ...

    @property
    def policies(self) -> dict[str, list[float]]:
        """Reference policy -> its score in each trial, or at birth and after each shot, the best policy first."""
        ...

    @property
    def bounds(self) -> dict[str, tuple[str, list[float]]]:
        """The ceiling and the oracle trial by trial, where they are known: name of the policy, and its scores."""
        ...

    @property
    def follows(self) -> str:
        """What the strategy follows: fitness, or if it is a comparator what that climbs."""
        ...

    @property
    def columns(self) -> dict[str, Column]:
        """What the task reports of lives of trials."""
        ...

    @property
    def ideals(self) -> Values:
        """What reference policies show in these columns."""
        ...

    @property
    def tensors(self) -> tuple[str, ...]:
        """Weights and biases, from input to output."""
        ...

    @property
    def learning(self) -> tuple[str, ...]:
        """Those of the tensors that learn in life."""
        ...

    @property
    def rule_blocks(self) -> tuple[str, ...]:
        """Genes that say by which rule synapses change."""
        ...


class RecordedFacts(BaseModel):
    """The answers, as a run recorded them."""

    model_config = ConfigDict(frozen=True)

    error: str | None = None
    score: str = "score"
    when_alike: str = ""
    experiences: int = 0
    learns: bool = False
    trials: int | None = None
    counted: str = ""
    ceiling: float | None = None
    oracle: float | None = None
    policies: dict[str, list[float]] = {}
    bounds: dict[str, tuple[str, list[float]]] = {}
    follows: str = "fitness"
    columns: dict[str, Column] = {}
    ideals: Values = {}
    tensors: tuple[str, ...] = ()
    learning: tuple[str, ...] = ()
    rule_blocks: tuple[str, ...] = ()


class _AskedKinds:
    """The answers of the kinds themselves, each asked for when it is needed."""

    def __init__(self, definition: NeuralDefinition) -> None:
        self._definition = definition
        self._task = definition.task

    error = property(lambda self: self._task.error_name)
    score = property(lambda self: self._task.score_name)
    when_alike = property(lambda self: self._task.when_alike)
    experiences = property(lambda self: self._definition.later_scores)
    learns = property(lambda self: self._definition.learns)
    ceiling = property(lambda self: self._task.innate_ceiling())
    oracle = property(lambda self: self._task.oracle())

    @property
    def _sequence(self) -> SequentialTask | None:
        """The task, if it is one of trials whose scores are those of a life; an episode may be many trials too."""
        task = self._task
        if not isinstance(task, SequentialTask) or self._definition.lifetime.num_scores(task) != task.trials:
            return None
        return task

    @property
    def trials(self) -> int | None:
        return None if self._sequence is None else self._sequence.trials

    @property
    def counted(self) -> str:
        return self._definition.lifetime.counted if self._sequence is None else "trial"

    @property
    def policies(self) -> dict[str, list[float]]:
        if isinstance(self._task, ClassificationTask):
            by_shot = self._definition.lifetime.by_shot
            return _by_shot(self._task, self.experiences if by_shot else self._task.shots, by_shot)
        if self._sequence is None and isinstance(self._task, SequentialTask) and self._definition.lifetime.within():
            return _policies_over(self._task, self._definition.lifetime.experiences(self._task))
        return {} if self._sequence is None else _policies(self._sequence)

    @property
    def bounds(self) -> dict[str, tuple[str, list[float]]]:
        if self._sequence is None:
            return {}
        known = {"ceiling": self._sequence.innate_bound(), "oracle": self._sequence.oracle_bound()}
        return {name: (one.name, _scores(one)) for name, one in known.items() if one is not None}

    @property
    def follows(self) -> str:
        strategy = self._definition.strategy
        return strategy.follows if isinstance(strategy, Comparator) else "fitness"

    @property
    def columns(self) -> dict[str, Column]:
        return dict(self._task.columns) if isinstance(self._task, SequentialTask) else {}

    @property
    def ideals(self) -> Values:
        return _ideals(self._task) if isinstance(self._task, SequentialTask) else {}

    @cached_property
    def tensors(self) -> tuple[str, ...]:
        return tuple(self._definition.shapes)

    @property
    def learning(self) -> tuple[str, ...]:
        return self._definition.lifetime.learning(self._definition.network, self.tensors)

    @property
    def rule_blocks(self) -> tuple[str, ...]:
        return self._definition.lifetime.rule_blocks(self._definition.network, self._task)


@lru_cache(maxsize=8)
def _policies(task: SequentialTask) -> dict[str, list[float]]:
    known = [one for one in task.reference_policies() if one.scores.shape == (task.trials,)]
    return {one.name: _scores(one) for one in known}


@lru_cache(maxsize=8)
def _by_shot(task: ClassificationTask, shots: int, curve: bool) -> dict[str, list[float]]:
    return task.references_of(shots, curve=curve)


@lru_cache(maxsize=8)
def _policies_over(task: SequentialTask, episodes: int) -> dict[str, list[float]]:
    return {one.name: _scores(one) for one in task.policies_over(episodes)}


def _scores(policy: ReferencePolicy) -> list[float]:
    return [float(score) for score in policy.scores]


@lru_cache(maxsize=8)
def _ideals(task: SequentialTask) -> Values:
    return task.ideals()


def facts_of(definition: NeuralDefinition, recorded: Any) -> Facts:
    """Return the answers for a definition; `recorded` is what its run recorded, None where the kinds can be asked.

    A record that is damaged, or of another version, answers nothing.
    """
    if recorded is None:
        return _AskedKinds(definition)
    try:
        return RecordedFacts.model_validate(_without_none(recorded))
    except ValidationError:
        return RecordedFacts()


def record(definition: NeuralDefinition) -> dict[str, Any]:
    """Return the answers of the kinds of a definition as JSON has them; NaN is null."""
    asked = _AskedKinds(definition)
    names = RecordedFacts.model_fields
    made = RecordedFacts(**{name: getattr(asked, name) for name in names if name != "ideals"})
    return {**made.model_dump(mode="json"), "ideals": _plain(asked.ideals)}


def _plain(value: Any) -> Any:
    """Return nested numbers and arrays as lists of numbers, None for what is not finite."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    numbers = np.asarray(value, dtype=np.float64)
    if numbers.ndim:
        return [_plain(one) for one in numbers]
    return float(numbers) if math.isfinite(numbers) else None


def _without_none(recorded: Any) -> Any:
    """Return a record with NaN in the place of numbers that are null."""

    def numbers(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: numbers(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [numbers(inner) for inner in value]
        return math.nan if value is None else value

    if not isinstance(recorded, dict):
        return {}
    return {
        **recorded,
        **{name: numbers(recorded[name]) for name in ("policies", "bounds", "ideals") if name in recorded},
    }
