"""MLflow: `--log-to mlflow:sqlite:///mlflow.db`, or a server; by default what MLFLOW_TRACKING_URI says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["MODULE", "PACKAGE", "Writer"]

PACKAGE, MODULE = "mlflow", "mlflow"
LONGEST = 500  # characters of a parameter


class Writer:
    """One run of the experiment that bears the population's name; its parameters are the population's fields."""

    def __init__(self, where: str, path: Path, name: str, population: Mapping[str, Any]) -> None:
        import mlflow

        self._client = mlflow.MlflowClient(tracking_uri=where or None)
        experiment = self._client.get_experiment_by_name(path.parent.name)
        found = experiment.experiment_id if experiment else self._client.create_experiment(path.parent.name)
        self._run = self._client.create_run(found, run_name=name).info.run_id
        for field, value in population.items():
            self._client.log_param(self._run, field, str(value)[:LONGEST])

    def write(self, generation: int, values: Mapping[str, float]) -> None:
        """Log a metric for each column."""
        for name, value in values.items():
            self._client.log_metric(self._run, name, value, step=generation)

    def close(self) -> None:
        """Say that the run has ended."""
        self._client.set_terminated(self._run)
