"""The described figures of runs: every module in `runs/`, and files of the user's own.

Such a module has a docstring, whose first line lists print, and

    ORDER: int                                   its place among the figures
    NEEDS: str                                   what it draws, for errors: "one run with assays"
    applies(runs) -> bool                        whether it can draw these runs
    describe(runs, generations=()) -> Figure     what it shows; panels of one moment show these generations, or a few
    beside(runs) -> bool                         optional: whether a page can show the run beside one that it applies to
    WHOLE: bool                                  optional: whether runs are never cut to the length of the shortest
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from baldwin.definition.plugins import module_of
from baldwin.errors import UsageError
from baldwin.figures import runs as package
from baldwin.figures.description import Figure
from baldwin.store import Run

__all__ = ["FigureOfRuns", "Runs", "described", "named"]

Runs = Sequence[Run]
PARTS = ("ORDER", "NEEDS", "applies", "describe")


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


OWN: dict[str, FigureOfRuns] = {}  # from files of the user's own, by the name of the file


def described() -> dict[str, FigureOfRuns]:
    """Return the figures by name."""
    return _shipped() | OWN


@cache
def _shipped() -> dict[str, FigureOfRuns]:
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return {name: cast(FigureOfRuns, importlib.import_module(f"{package.__name__}.{name}")) for name in names}


def named(text: str) -> str:
    """Return the name of the figure that a text means; where it is a Python file, that is run, and its figure known.

    Raises:
        UsageError: there is no such file, it fails, or it holds no figure.
    """
    if not text.endswith(".py"):
        return text.replace("-", "_")
    path = Path(text)
    module, _ = module_of(path)
    missing = [part for part in PARTS if not hasattr(module, part)]
    if missing:
        raise UsageError(f"{text}: holds no figure: {', '.join(missing)} missing. See baldwin/figures/catalogue.py.")
    OWN[path.stem] = cast(FigureOfRuns, module)
    return path.stem
