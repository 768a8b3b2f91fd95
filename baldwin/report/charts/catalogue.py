"""The interactive figures of this installation: every module of this folder that has an `ORDER`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from baldwin.report import charts as package
from baldwin.report.arms import Arms
from baldwin.report.chart import Chart

__all__ = ["ChartModule", "charts_of", "modules"]


class ChartModule(Protocol):
    """What a module of this folder holds; see `baldwin.report`."""

    ORDER: int

    def applies(self, arms: Arms) -> bool:
        """Return whether the arms have what the figure shows."""
        ...

    def chart(self, arms: Arms) -> Chart:
        """Return the figure."""
        ...


@cache
def modules() -> dict[str, ChartModule]:
    """Return the modules by name, in their order on the page."""
    names = [one.name for one in pkgutil.iter_modules(package.__path__)]
    loaded = {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
    found = {name: cast(ChartModule, one) for name, one in loaded.items() if hasattr(one, "ORDER")}
    return dict(sorted(found.items(), key=lambda item: (item[1].ORDER, item[0])))


def charts_of(arms: Arms) -> list[Chart]:
    """Return the figures that can show these arms."""
    return [module.chart(arms) for module in modules().values() if module.applies(arms)]
