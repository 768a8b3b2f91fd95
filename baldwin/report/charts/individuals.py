"""Learned against innate ability of individuals, at the generation chosen."""

from __future__ import annotations

import numpy as np

from baldwin.figures.abilities import rows_at
from baldwin.plots.figures import individuals
from baldwin.report import vega
from baldwin.report.arms import ReportedRun, ReportedRuns, thinned
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.words import number

__all__ = ["ORDER", "applies", "chart"]

ORDER = 30
ROWS = 8
NAMES = ("innate", "learned")


def applies(arms: ReportedRuns) -> bool:
    """Return whether individuals of every arm were measured, in the same unit."""
    return arms.comparable and all(individuals.applies([arm.run]) for arm in arms)


def chart(arms: ReportedRuns) -> Chart:
    """Return the figure: a point for each individual."""
    unit = " ".join(arms[0].presentation.label(arms[0].run.assays).split())
    label = f"Scatter plot of learned against innate ability ({unit}) of individuals, at the generation chosen."
    table = stacked(_rows(arm, generation) for arm in arms for generation in arm.seen(arms.frames))
    return Chart(
        name="individuals",
        title="Individuals: does learning hide or reveal genetic differences?",
        caption="Each point is an individual of the population: ability at birth, and at the end of life. Along the "
        "diagonal nothing is learned. A flat cloud means that learning makes up for what is not inborn (it hides "
        "genetic differences from selection).",
        panels=(ChartPanel(_spec(arms, table, unit, label), {"individuals": table}, label),),
        table=_table(arms),
        scrubbed=True,
    )


def _rows(arm: ReportedRun, generation: int) -> Table:
    assays = arm.run.assays
    here = rows_at(assays, generation)
    innate, learned = (arm.presentation.shown(assays, f"individuals_{name}")[here] for name in ("innate", "learned"))
    replicate = np.repeat(assays["replicate"][here], innate.shape[1])
    return {
        "arm": [arm.place] * innate.size,
        "generation": [generation] * innate.size,
        "replicate": numbers(replicate),
        "innate": numbers(innate.ravel(), 5),
        "learned": numbers(learned.ravel(), 5),
    }


def _spec(arms: ReportedRuns, table: Table, unit: str, label: str) -> Spec:
    across, up = (vega.domain([np.array(table[name], dtype=float)]) for name in ("innate", "learned"))
    x = vega.x_axis(f"innate {unit}", field="innate", whole=False)
    if across:
        x["scale"]["domain"] = list(across)
    y = vega.y_axis(f"learned {unit}".replace(" (", "\n("), field="learned", within=up)
    hue: Spec = {"value": "var(--learned)"}
    if len(arms) > 1:
        hue = vega.of_arms([arm.place for arm in arms])
    points = {
        "data": {"name": "individuals"},
        "transform": [{"filter": f"{vega.NOW} && indexof(arms, datum.arm) >= 0"}],
        "mark": {"type": "point", "filled": True, "size": 45, "opacity": 0.75, "clip": True},
        "encoding": {
            "x": x,
            "y": y,
            "color": hue,
            "tooltip": [
                {"field": name, "type": "quantitative", "format": ".4~g"} for name in ("innate", "learned", "replicate")
            ],
        },
    }
    params = vega.signals(**arms.now, arms=[arm.place for arm in arms])
    return vega.draw([*_diagonal(across, up, x, y), points], params, label=label, height=280)


def _diagonal(across: tuple[float, float] | None, up: tuple[float, float] | None, x: Spec, y: Spec) -> list[Spec]:
    if not across or not up:
        return []
    low, high = max(across[0], up[0]), min(across[1], up[1])
    if low >= high:
        return []
    return [
        {
            "data": {"values": [{"innate": low, "learned": low}, {"innate": high, "learned": high}]},
            "mark": {"type": "line", "color": "var(--muted)", "strokeDash": [6, 3], "aria": False},
            "encoding": {"x": x, "y": y},
        }
    ]


def _table(arms: ReportedRuns) -> Html:
    rows = []
    for arm in arms:
        for i in thinned(len(arm.assayed), ROWS):
            here = rows_at(arm.run.assays, arm.assayed[i])
            values = [float(np.median(arm.presentation.shown(arm.run.assays, f"individuals_{n}")[here])) for n in NAMES]
            index = arm.run.assays["hiding_index"][here]
            hiding = float(np.median(index[np.isfinite(index)])) if np.isfinite(index).any() else float("nan")
            rows.append(
                [arm.label, number(arm.assayed[i]), *(number(float(f"{v:.4g}")) for v in values), number(hiding)]
            )
    headings = ["arm", "generation", "innate, median", "learned, median", "hiding index"]
    return text_table("Individuals (hiding index > 0: learning hides genetic differences)", headings, rows)
