"""The interactive figures of this installation: those of `baldwin.figures.runs`, and modules of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from baldwin.figures.catalogue import described
from baldwin.report import charts as package
from baldwin.report.arms import ReportedRuns
from baldwin.report.chart import Chart
from baldwin.report.described import applies as can_show
from baldwin.report.described import chart_of

__all__ = ["ChartModule", "charts_of", "modules"]


class ChartModule(Protocol):
    """What a module of this folder holds; see `baldwin.report`."""

    ORDER: int

    def applies(self, arms: ReportedRuns) -> bool:
        """Return whether the arms have what the figure shows."""
        ...

    def chart(self, arms: ReportedRuns) -> Chart:
        """Return the figure."""
        ...


@cache
def modules() -> dict[str, ChartModule]:
    """Return the modules by name, in their order on the page."""
    names = [one.name for one in pkgutil.iter_modules(package.__path__)]
    loaded = {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
    found = {name: cast(ChartModule, one) for name, one in loaded.items() if hasattr(one, "ORDER")}
    return dict(sorted(found.items(), key=lambda item: (item[1].ORDER, item[0])))


def charts_of(arms: ReportedRuns) -> list[Chart]:
    """Return the figures that can show these arms."""
    found = [(module.ORDER, name, module.chart(arms)) for name, module in modules().items() if module.applies(arms)]
    for name, figure in described().items():
        if can_show(figure, arms):
            found.append((figure.ORDER, name, chart_of(name, figure, arms)))
    return [chart for _, _, chart in sorted(found, key=lambda one: one[:2])]
