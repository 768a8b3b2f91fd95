"""The figures of this installation: every module in `figures/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from baldwin.figures.series import Series
from baldwin.plots import figures as figures_package
from baldwin.store import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FigureModule", "Runs", "applicable", "figures", "summary"]

Runs = Sequence[Run]


class FigureModule(Protocol):
    """What a module in `figures/` holds; see `baldwin.plots`."""

    ORDER: int
    NEEDS: str

    def applies(self, runs: Runs) -> bool:
        """Return whether these runs have what the figure shows."""
        ...

    def data(self, runs: Runs) -> dict[str, Series]:
        """Return the curves of the figure as numbers."""
        ...

    def draw(self, runs: Runs) -> Figure:
        """Return the figure."""
        ...


@cache
def figures() -> dict[str, FigureModule]:
    """Return the figures by name, in the order in which they are drawn."""
    names = [module.name for module in pkgutil.iter_modules(figures_package.__path__)]
    modules = {name: importlib.import_module(f"{figures_package.__name__}.{name}") for name in names}
    found = {name: cast(FigureModule, module) for name, module in modules.items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].ORDER, item[0])))


def applicable(runs: Runs) -> list[str]:
    """Return the names of the figures that can draw `runs`."""
    return [name for name, figure in figures().items() if figure.applies(runs)]


def summary(name: str) -> str:
    """Return the first line of a figure's docstring."""
    return (figures()[name].__doc__ or "").partition("\n")[0]
