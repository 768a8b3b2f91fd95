"""Tasks whose worlds have a structure that can be read in memories, and lives among causes that can be retold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from baldwin.neural.contracts.kind import Instance
from baldwin.neural.contracts.tasks import SequentialTask

if TYPE_CHECKING:
    from baldwin.knowing import Episode, Structure

__all__ = ["StructuredTask"]


class StructuredTask(SequentialTask):
    """A task of trials whose instances are worlds of pieces, such as edges between causes and effects.

    Arguments are those of `SequentialTask.observed`, and observations (N, S, inputs).
    """

    @abstractmethod
    def structure(self, instances: Instance, chances: Any, actions: Any, observations: Any) -> Structure:
        """Return what the worlds of N lives are made of."""

    @abstractmethod
    def retold(self, instances: Instance, chances: Any, actions: Any, observations: Any, life: int | None) -> Episode:
        """Return what happened in one of N lives, from 0, or in the first that says most.

        Raises IndexError if there is no such life.
        """

    @property
    def contrasts(self) -> Mapping[str, StructuredTask]:
        """How experience comes about here -> this task; then other ways -> it with nothing else changed."""
        return {"as it evolved": self}
