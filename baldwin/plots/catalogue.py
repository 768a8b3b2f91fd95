"""The figures of this installation: those described in `baldwin.figures.runs`, and every module in `figures/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from baldwin.figures.catalogue import FigureOfRuns, described
from baldwin.figures.changes import describe
from baldwin.figures.series import Series
from baldwin.plots import figures as figures_package
from baldwin.plots.comparing import draw_beside
from baldwin.plots.drawing import draw
from baldwin.store import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FigureModule", "Runs", "applicable", "figures", "is_whole", "summary"]

Runs = Sequence[Run]


class FigureModule(Protocol):
    """What a module in `figures/` holds; see `baldwin.plots`."""

    @property
    def ORDER(self) -> int:  # noqa: N802
        """Its place among the figures."""
        ...

    @property
    def NEEDS(self) -> str:  # noqa: N802
        """What it draws."""
        ...

    def applies(self, runs: Runs) -> bool:
        """Return whether these runs have what the figure shows."""
        ...

    def data(self, runs: Runs) -> dict[str, Series]:
        """Return the curves of the figure as numbers."""
        ...

    def draw(self, runs: Runs) -> Figure:
        """Return the figure."""
        ...


@dataclass(frozen=True)
class Described:
    """A described figure, as `FigureModule` has it."""

    figure: FigureOfRuns
    ORDER: int
    NEEDS: str
    __doc__: str | None

    def applies(self, runs: Runs) -> bool:
        """Return whether these runs have what the figure shows."""
        return self.figure.applies(runs)

    def data(self, runs: Runs) -> dict[str, Series]:
        """Return the curves of the figure as numbers."""
        return self.figure.describe(runs).numbers

    def draw(self, runs: Runs) -> Figure:
        """Return the figure."""
        shown = describe(self.figure, runs)
        return draw_beside(shown) if shown.of_runs else draw(shown)


@cache
def _drawn() -> dict[str, FigureModule]:
    names = [module.name for module in pkgutil.iter_modules(figures_package.__path__)]
    modules = {name: importlib.import_module(f"{figures_package.__name__}.{name}") for name in names}
    return {name: cast(FigureModule, module) for name, module in modules.items()}


def figures() -> dict[str, FigureModule]:
    """Return the figures by name, in the order in which they are drawn."""
    found = dict(_drawn())
    for name, figure in described().items():
        found[name] = Described(figure, figure.ORDER, figure.NEEDS, figure.__doc__)
    return dict(sorted(found.items(), key=lambda item: (item[1].ORDER, item[0])))


def applicable(runs: Runs) -> list[str]:
    """Return the names of the figures that can draw `runs`."""
    return [name for name, figure in figures().items() if figure.applies(runs)]


def is_whole(name: str) -> bool:
    """Return whether a figure shows whole runs beside each other, since its axis is not that of generations."""
    return bool(getattr(described().get(name), "WHOLE", False))


def summary(name: str) -> str:
    """Return the first line of a figure's docstring."""
    return (figures()[name].__doc__ or "").partition("\n")[0]
