"""The figures of runs that are described once: every module in `runs/`.

Such a module has a docstring, whose first line lists print, and

    ORDER: int                                   its place among the figures
    NEEDS: str                                   what it draws, for errors: "one run with assays"
    applies(runs) -> bool                        whether it can draw these runs
    describe(runs, generations=()) -> Figure     what it shows; panels of one moment show these generations, or a few
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

from baldwin.figures import runs as package
from baldwin.figures.description import Figure
from baldwin.store import Run

__all__ = ["FigureOfRuns", "Runs", "described"]

Runs = Sequence[Run]


class FigureOfRuns(Protocol):
    """What a module in `runs/` holds."""

    ORDER: int
    NEEDS: str

    def applies(self, runs: Runs) -> bool:
        """Return whether these runs have what the figure shows."""
        ...

    def describe(self, runs: Runs, generations: Sequence[int] = ()) -> Figure:
        """Return what the figure shows."""
        ...


@cache
def described() -> dict[str, FigureOfRuns]:
    """Return the figures by name."""
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return {name: cast(FigureOfRuns, importlib.import_module(f"{package.__name__}.{name}")) for name in names}
