"""Evolves the populations of claims in memory; what several claims need is evolved once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import Claim, Setting
from baldwin.engine import Columns
from baldwin.evolve import evolve, load_engine

__all__ = ["Simulator", "Trajectories", "simulate"]


@dataclass(frozen=True)
class Trajectories:
    """What the replicates of one setting did; each column has shape (replicates, generations + 1)."""

    size: int  # individuals per replicate
    loci: int
    columns: Columns
    stopped: npt.NDArray[np.int64]  # (replicates,) the last generation that each lived

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return one column."""
        return self.columns[name]


class Simulator:
    """Remembers trajectories for as long as one of `claims` still needs them."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._waiting = [setting for claim in claims for setting in claim.settings]
        self._known: dict[Setting, Any] = {}

    def __call__(self, setting: Setting) -> Any:
        """Return what the populations of `setting` did."""
        if setting not in self._known:
            self._known[setting] = setting.run()
        return self._known[setting]

    def release(self, claim: Claim) -> None:
        """Forget what only `claim` needed."""
        for setting in claim.settings:
            self._waiting.remove(setting)
            if setting not in self._waiting:
                self._known.pop(setting, None)


def simulate(setting: Setting) -> Trajectories:
    """Evolve the populations of `setting`, without assays.

    A replicate that stopped (`population.stop = "fixed"`) is carried on as it last was.
    """
    definition = Setting(setting.preset, (*setting.overrides, "assays.every=0")).definition
    wanted = ("generation", "replicate", *setting.keep)
    chunks: list[Columns] = []
    for progress in evolve(load_engine(definition), definition):
        chunks.append({name: progress.record.generations[name] for name in wanted})
    table = {name: np.concatenate([chunk[name] for chunk in chunks]) for name in wanted}
    replicate, generation = table["replicate"], table["generation"]
    stopped = np.bincount(replicate, minlength=definition.population.replicates) - 1
    shape = (stopped.size, int(generation.max()) + 1)
    carried = np.minimum(np.arange(shape[1]), stopped[:, None])
    columns: Columns = {}
    for name in setting.keep:
        grid = np.empty(shape, dtype=table[name].dtype)
        grid[replicate, generation] = table[name]
        columns[name] = np.take_along_axis(grid, carried, axis=1)
    task: Any = getattr(definition, "task", None)
    return Trajectories(definition.population.size, int(getattr(task, "loci", 0)), columns, stopped)
