"""Runs and studies as a notebook shows them: a card with a picture, what it is, and what came of it.

A notebook asks each value for its HTML (`_repr_html_`); entries of the store name this module for it, which is above
them, and which alone may draw.
"""

from __future__ import annotations

import base64
from typing import Any

from baldwin.errors import BaldwinError
from baldwin.medians import median
from baldwin.report.markup import Html, join, tag
from baldwin.report.words import number
from baldwin.store import Run
from baldwin.store.reading import Entry
from baldwin.study import Study

__all__ = ["card"]

SHOWN = ("innate", "learned", "learning_gain", "fitness_mean")
STYLE = "display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start"


def card(entry: Entry) -> str:
    """Return a run or a study as HTML: texts are escaped, and nothing is fetched; what is damaged is said."""
    rows = [(entry.kind, f"{entry.name}/{entry.id}"), ("status", entry.status)]
    note = entry.problem
    picture = Html()
    try:
        rows += _of_run(entry) if isinstance(entry, Run) else _of_study(entry) if isinstance(entry, Study) else []
        picture = _picture(entry)
    except (BaldwinError, OSError) as error:
        note = note or str(error)
    table = tag("table", tag("caption", tag("strong", entry.title)), [_row(*row) for row in rows])
    return tag("div", tag("div", table, tag("p", note) if note else ""), picture, style=STYLE)


def _row(heading: str, text: str) -> Html:
    return tag("tr", tag("th", heading, style="text-align:left"), tag("td", text, style="text-align:left"))


def _of_run(run: Run) -> list[tuple[str, str]]:
    """Return headings and texts: how far it came, and medians over replicates at its end."""
    population: Any = run.definition.population
    rows = [("generations", run.progress), ("replicates", number(int(population.replicates)))]
    found = []
    for name in SHOWN:
        table = run.assays if name in run.assays else run.generations
        if name in table and table[name].ndim == 1:
            last = table["generation"] == table["generation"].max()
            found.append((f"{name} (median)", number(float(median(table[name][last])))))
    return rows + found


def _of_study(study: Study) -> list[tuple[str, str]]:
    """Return headings and texts: how far it came, and what varies."""
    values = {name: [cell.values[name] for cell in study.cells if name in cell.values] for name in study.axes}
    axes = [(name, ", ".join(dict.fromkeys(map(str, found)))) for name, found in values.items()]
    return [("progress", study.progress), *axes]


def _picture(entry: Entry) -> Html:
    """Return the first figure that can be drawn; nothing where there is none yet."""
    from baldwin.api.drawing import plot

    if not isinstance(entry, Run | Study):
        return Html()
    figure: Any = plot(entry)
    data, size = figure._repr_png_()
    source = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return join(tag("img", src=source, alt=f"figure of {entry.name}", width=size["width"], height=size["height"]))
