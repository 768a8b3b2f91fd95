"""The figures of studies: every module in `figures/`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from baldwin.figures.studies.cells import Cells
from baldwin.plots.studies import figures as package

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["StudyFigure", "applicable", "figures", "summary"]


class StudyFigure(Protocol):
    """What a module in `figures/` holds; see `baldwin.plots.studies`."""

    ORDER: int
    NEEDS: str

    def applies(self, cells: Cells) -> bool:
        """Return whether the study has what the figure shows."""
        ...

    def draw(self, cells: Cells, quantity: str) -> Figure:
        """Return the figure."""
        ...


@cache
def figures() -> dict[str, StudyFigure]:
    """Return the figures by name, in the order in which they are drawn."""
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found = {name: cast(StudyFigure, importlib.import_module(f"{package.__name__}.{name}")) for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[1].ORDER, item[0])))


def applicable(cells: Cells) -> list[str]:
    """Return the names of the figures that can draw a study."""
    return [name for name, figure in figures().items() if cells.ended and cells.quantities and figure.applies(cells)]


def summary(name: str) -> str:
    """Return the first line of a figure's docstring."""
    return (figures()[name].__doc__ or "").partition("\n")[0]
