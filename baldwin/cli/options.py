"""Options that mean the same for every command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["Generations", "Json", "Quiet", "Replicates", "Runs", "Seed", "Set", "overrides", "runs_folder"]

Set = Annotated[
    list[str] | None,
    Parameter(name="--set", negative="", help="Override one field: table.field=value. Repeatable."),
]
Seed = Annotated[int | None, Parameter(name="--seed", help="Same as --set population.seed=INT.")]
Replicates = Annotated[int | None, Parameter(name="--replicates", help="Same as --set population.replicates=INT.")]
Generations = Annotated[int | None, Parameter(name="--generations", help="Same as --set population.generations=INT.")]
Runs = Annotated[
    Path | None, Parameter(name="--runs", help="Folder that holds the runs; default: BALDWIN_RUNS, else ./runs.")
]
Quiet = Annotated[
    bool, Parameter(name="--quiet", negative="", show_default=False, help="Print results only, no progress.")
]
Json = Annotated[
    bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON on stdout, for programs.")
]


def overrides(
    set_: list[str] | None, seed: int | None = None, replicates: int | None = None, generations: int | None = None
) -> list[str]:
    """Return every override as `table.field=value`; the short options come last, so they win."""
    short = {"seed": seed, "replicates": replicates, "generations": generations}
    return [*(set_ or ()), *(f"population.{name}={value}" for name, value in short.items() if value is not None)]


def runs_folder(runs: Path | None) -> Path:
    """Return the folder of runs: the option, else BALDWIN_RUNS, else ./runs."""
    return runs or Path(os.environ.get("BALDWIN_RUNS") or "runs")
