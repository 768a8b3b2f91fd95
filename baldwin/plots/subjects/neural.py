"""Populations of networks."""

from __future__ import annotations

from typing import Any

from baldwin.engine import Columns
from baldwin.neural.definition import NeuralDefinition
from baldwin.plots.subjects import Level, Subject

__all__ = ["SUBJECT", "NeuralSubject"]


class NeuralSubject(Subject):
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

    def unit(self, assays: Columns) -> str:
        """Return the task's error, or its score."""
        del assays
        return self.error or self.definition.task.score_name

    def levels(self, assays: Columns) -> dict[str, Level]:
        """Return the best that nobody who cannot learn can exceed, and what the omniscient score, where known."""
        task, sign = self.definition.task, -1.0 if self.error else 1.0
        known = {
            "ceiling": ("innate ceiling", task.innate_ceiling()),
            "oracle": ("oracle, told the instance", task.oracle()),
        }
        del assays
        return {
            name: Level(label, sign * value + 0.0) for name, (label, value) in known.items() if value is not None
        }  # + 0.0: an error of 0, not of -0

    @property
    def life(self) -> int | None:
        """Steps of a life."""
        return self.definition.experiences

    @property
    def tensors(self) -> tuple[str, ...]:
        """Weights and biases, from input to output."""
        task = self.definition.task
        return tuple(self.definition.network.shapes(task.inputs, task.outputs))

    @property
    def learning(self) -> tuple[str, ...]:
        """Names of the tensors that the lifetime lets learn."""
        d = self.definition
        names: dict[str, Any] = dict.fromkeys(self.tensors)
        return tuple(d.lifetime.learning(d.network, names)) if hasattr(d.lifetime, "learning") else tuple(names)


SUBJECT = NeuralSubject
