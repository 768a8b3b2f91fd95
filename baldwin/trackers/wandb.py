"""Weights & Biases: `--log-to wandb:PROJECT`, by default a project of the population's name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["MODULE", "PACKAGE", "Writer"]

PACKAGE, MODULE = "wandb", "wandb"


class Writer:
    """One run of a project; an evolution that goes on is the same run there."""

    def __init__(self, where: str, path: Path, name: str, population: Mapping[str, Any]) -> None:
        import wandb

        project = where or path.parent.name
        self._run = wandb.init(project=project, name=name, id=path.name, resume="allow", config=dict(population))

    def write(self, generation: int, values: Mapping[str, float]) -> None:
        """Log all columns as one step."""
        self._run.log(dict(values), step=generation)

    def close(self) -> None:
        """Upload what is left."""
        self._run.finish()
