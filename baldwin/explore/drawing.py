"""Figures of the report whose data and axes change in place, so that a page moves without being drawn anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baldwin.explore.live import LiveRuns
from baldwin.figures.catalogue import FigureOfRuns, described
from baldwin.figures.description import Figure
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.chart import Chart
from baldwin.report.charts.catalogue import modules
from baldwin.report.described import applies as can_show
from baldwin.report.described import chart_of
from baldwin.report.markup import Html, join
from baldwin.report.panels import PanelOfArms
from baldwin.report.sections.figures import controls, keys, panels_of
from baldwin.store import Run
from baldwin.store.labels import labels

__all__ = ["PREFERRED", "drawn", "expected_drawn", "names_of"]

Drawing = dict[str, Any]
"""One figure as JSON: name, title, caption, controls and numbers as HTML, and panels; `arm` where it is of one."""

# Shown first, where they apply: what a page begins with. All others are to be chosen.
PREFERRED = (
    "innate_learned",
    "allele_shares",
    "budget",
    "learner_types",
    "lifetime_curve",
    "regret",
    "examples",
    "individuals",
    "plasticity_genes",
)
SHOWN = 3  # of them at once, until others are chosen


def names_of(runs: Sequence[Run]) -> dict[str, str]:
    """Return name -> title of all figures that can show these runs, in the order of a report."""
    arms = LiveRuns.of(runs)
    found = {name: (one.ORDER, name, _title(one, arms)) for name, one in described().items() if can_show(one, arms)}
    found |= {name: (one.ORDER, name, name) for name, one in modules().items() if one.applies(arms)}
    return {name: title.replace("_", " ").capitalize() for _, name, title in sorted(found.values())}


def _title(figure: FigureOfRuns, arms: ReportedRuns) -> str:
    return figure.describe([arms[0].run], arms[0].assayed[-1:]).title


def drawn(runs: Sequence[Run], names: Sequence[str] | None) -> list[Drawing]:
    """Return the figures of these names that can show these runs, or those preferred.

    Figures in which arms have colours are of all runs together; of others there is one for each, side by side.
    """
    arms = LiveRuns.of(runs)
    wanted = PREFERRED if names is None else names
    found: list[Drawing] = []
    for name in wanted:
        if names is None and len({one["name"] for one in found}) == SHOWN:
            break
        chart = _chart(name, arms)
        if chart is None:
            continue
        if len(arms) == 1 or not chart.switched:
            found.append(_drawing(chart))
            continue
        for arm in arms:
            alone = _chart(name, LiveRuns([ReportedRun(0, arm.label, arm.run)]))
            if alone is not None:
                found.append(_drawing(alone, arm.place, arm.label))
    return found


def _chart(name: str, arms: ReportedRuns) -> Chart | None:
    if name in described():
        figure = described()[name]
        return chart_of(name, figure, arms) if can_show(figure, arms) else None
    module = modules().get(name)
    return module.chart(arms) if module is not None and module.applies(arms) else None


def _drawing(chart: Chart, arm: int | None = None, label: str = "") -> Drawing:
    panels = panels_of(chart)
    for panel, one in zip(panels, chart.panels, strict=True):
        panel["spec"], panel["axes"] = moving(panel["spec"])
        panel["title"], panel["when"] = one.title, one.when
        panel["id"] = panel["id"] if arm is None else f"{panel['id']}-arm{arm}"
    return {
        "name": chart.name,
        "title": chart.title,
        "caption": chart.caption,
        "controls": join(controls(chart.controls), keys(chart)),
        "numbers": chart.table,
        "columns": chart.columns,
        "arm": arm,
        "label": label,
        "panels": panels,
    }


def moving(spec: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, float]]:
    """Return a drawing whose limits are signals, and their values: `x_low`, `x_high`, `y_low` and `y_high`."""
    axes: dict[str, float] = {}

    def walked(value: Any) -> Any:
        if isinstance(value, list):
            return [walked(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {key: _with_signals(key, walked(one), axes) for key, one in value.items()}

    made = walked(spec)
    made["params"] = [*made.get("params", ()), *({"name": name, "value": value} for name, value in axes.items())]
    return made, axes


def _with_signals(key: str, value: Any, axes: dict[str, float]) -> Any:
    """Return the encoding of a position with signals in the place of its limits, which are noted in `axes`."""
    if key not in ("x", "y") or not isinstance(value, dict) or "scale" not in value:
        return value
    limits = (value["scale"] or {}).get("domain")
    if not (isinstance(limits, list) and len(limits) == 2 and all(isinstance(one, int | float) for one in limits)):
        return value
    names = f"{key}_low", f"{key}_high"
    for name, limit in zip(names, limits, strict=True):
        if axes.setdefault(name, float(limit)) != float(limit):
            return value  # two scales in one drawing: left as they are
    return {**value, "scale": {**value["scale"], "domain": [{"expr": name} for name in names]}}


class _Foreseen(LiveRuns):
    """Arms of which nothing is recorded."""

    __slots__ = ()

    @property
    def frames(self) -> list[int]:
        """The founders alone."""
        return [0]

    @property
    def now(self) -> dict[str, object]:
        """The signals of no generation, as rows have it that belong to none."""
        return {"generation": 0, "assayed": [-1 for _ in self]}


def expected_drawn(runs: Sequence[Run], figures: Sequence[Mapping[str, Figure]]) -> list[Drawing]:
    """Return the figures of theory of each arm, side by side where there are several."""
    found, names_of_arms = [], labels(runs)
    for name in dict.fromkeys(name for own in figures for name in own):
        for place, (run, own) in enumerate(zip(runs, figures, strict=True)):
            if name not in own:
                continue
            arms = _Foreseen.of([run])
            panels = [
                PanelOfArms(arms, {0: panel}, together=False, switched=False).drawn([], below=False)
                for panel in own[name].panels
            ]
            chart = Chart(name, own[name].title, own[name].caption, tuple(panels), Html())
            found.append(_drawing(chart, place, names_of_arms[place]) if len(runs) > 1 else _drawing(chart))
    return found
