"""TensorBoard, by tensorboardX: `--log-to tensorboard:DIR`, by default a folder of the run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["MODULE", "PACKAGE", "Writer"]

PACKAGE, MODULE = "tensorboardX", "tensorboardX"
FOLDER = "tensorboard"


class Writer:
    """One event file; runs in one folder are compared by their name/id."""

    def __init__(self, where: str, path: Path, name: str, population: Mapping[str, Any]) -> None:
        from tensorboardX import SummaryWriter

        folder = Path(where) / name if where else path / FOLDER
        self._writer = SummaryWriter(str(folder))
        rows = "".join(f"| {field} | {value} |\n" for field, value in population.items())
        self._writer.add_text("population", f"| field | value |\n|---|---|\n{rows}")

    def write(self, generation: int, values: Mapping[str, float]) -> None:
        """Add a scalar for each column."""
        for name, value in values.items():
            self._writer.add_scalar(name, value, generation)

    def close(self) -> None:
        """Write what is left."""
        self._writer.close()
