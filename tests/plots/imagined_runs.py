"""Runs that exist in memory only, with tables as a test needs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from baldwin.definition import load
from baldwin.store import Run


def imagined(
    population: str, overrides: Sequence[str] = (), generations: dict | None = None, assays: dict | None = None
) -> Run:
    """Return a run that no file holds, with these tables."""
    run = Run(Path("imagined"), {"name": population, "id": "0" * 12, "status": "complete"})
    run.__dict__["definition"] = load(population, list(overrides))
    for name, table in (("generations", generations), ("assays", assays)):
        run.__dict__[name] = {column: np.asarray(values) for column, values in (table or {}).items()}
    return run
