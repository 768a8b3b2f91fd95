"""Replays of networks in tasks of trials, in the form that measures of claims read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Columns
from baldwin.replaying import Replay

__all__ = ["EVERYTHING", "Floats", "Lives", "behaviour", "transplant"]

Floats = npt.NDArray[np.float64]

TRACE = ("observations", "actions", "rewards", "scores", "hidden", "values")  # what a task's `behaviour` reads
EVERYTHING = (*TRACE, "score", "born")


@dataclass(frozen=True)
class Lives:
    """Held-out lives of one genotype; arrays have the lives first, N of them, in a task of trials each of S steps.

    Every genotype of the replay meets the same instances, with the same chance events.
    """

    replay: Replay
    place: int  # of the genotype in the replay

    def _recorded(self, name: str) -> npt.NDArray[Any]:
        array: npt.NDArray[Any] = self.replay[name][self.place]
        return array

    @property
    def curves(self) -> Floats:
        """Return the score in each trial (N, T), or where learning has steps at birth and after each (N, T + 1)."""
        return np.asarray(self._recorded("score"), np.float64)

    @property
    def curve(self) -> Floats:
        """Return the mean score of each trial (T,)."""
        mean: Floats = self.curves.mean(axis=0)
        return mean

    @property
    def totals(self) -> Floats:
        """Return the score of each life, all trials together (N,)."""
        total: Floats = self._recorded("scores").sum(axis=1, dtype=np.float64)
        return total

    @property
    def scores(self) -> Floats:
        """Return the score of each step (N, S)."""
        return np.asarray(self._recorded("scores"), np.float64)

    @property
    def actions(self) -> npt.NDArray[np.int64]:
        """Return what was chosen in each step (N, S); -1 where there was no choice."""
        return np.asarray(self._recorded("actions"), np.int64)

    @property
    def rewards(self) -> Floats:
        """Return the reward felt after each step (N, S)."""
        return np.asarray(self._recorded("rewards"), np.float64)

    @property
    def hidden(self) -> Floats:
        """Return the hidden state of the network after each step (N, S, units)."""
        return np.asarray(self._recorded("hidden"), np.float64)

    @property
    def instances(self) -> Any:
        """Return the instances of the task, in its own terms."""
        return self.replay.instances

    @property
    def chances(self) -> Any:
        """Return what chance decided in each life before it began, in the task's own terms."""
        return self.replay.chances.world

    @property
    def weights(self) -> dict[str, Floats]:
        """Return the weights that the network was born with: name of the tensor -> values."""
        born = [name for name in self.replay.arrays if name.startswith("born/")]
        return {name.removeprefix("born/"): np.asarray(self._recorded(name), np.float64) for name in born}

    @cached_property
    def behaviour(self) -> dict[str, Any]:
        """Return the behaviour of these lives, in the columns of their task: column -> number, or list (n,)."""
        from baldwin.neural.contracts import Trace

        task: Any = getattr(self.replay.definition, "task")  # noqa: B009
        found = task.behaviour(self.instances, self.chances, Trace(*(self._recorded(name) for name in TRACE)))
        return {
            name: float(value) if np.ndim(value) == 0 else np.asarray(value, np.float64)
            for name, value in found.items()
        }


def behaviour(lives: Sequence[Lives]) -> Columns:
    """Return the behaviour of lives: column of the task -> values, one row for each genotype."""
    return {name: np.stack([one.behaviour[name] for one in lives]) for name in lives[0].behaviour}


def transplant(definition: Any, births: Floats, rules: Floats) -> Floats:
    """Return genotypes with weights of `births` and learning genes of `rules`, all (replicates, genes)."""
    blueprint = definition.blueprint
    of_rules = {gene.name for gene in blueprint.genes}
    chosen = np.array(births)
    for block in definition.encoding.blocks(blueprint):
        if block.gene.name in of_rules:
            chosen[:, block.first : block.first + block.size] = rules[:, block.first : block.first + block.size]
    return chosen
