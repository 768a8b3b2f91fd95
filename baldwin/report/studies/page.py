"""The page of a study, section by section."""

from __future__ import annotations

import math

from baldwin.figures.studies.cells import Cells
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.report.payload import Table
from baldwin.report.rendering import Section, render
from baldwin.report.sections.data import data
from baldwin.report.sections.figures import figure, panels_of
from baldwin.report.studies import compression, effects, heat_map, innate_learned, parallel, trajectories
from baldwin.report.studies.again import again
from baldwin.report.studies.asked import asked
from baldwin.report.studies.cells import rows_of
from baldwin.report.studies.contrasts import contrasts
from baldwin.report.studies.controls import explorer
from baldwin.report.words import number
from baldwin.study import Study, table

__all__ = ["study_page"]

FIGURES = (trajectories, compression, heat_map, effects, innate_learned, parallel)
ROWS = 5000  # of the table to download


def study_page(study: Study) -> str:
    """Return the report of a study; the same for equal studies."""
    cells = Cells(study)
    rows = rows_of(cells)
    charts = [
        module.chart(cells, rows) for module in FIGURES if cells.ended and cells.quantities and module.applies(cells)
    ]
    tables, notes = _tables(study)
    shown = join(explorer(cells), (figure(chart) for chart in charts)) if charts else tag("p", "No cell has ended yet.")
    sections: list[Section] = [
        ("found", "What was found", _found(study, cells)),
        ("figures", "Figures", shown),
        ("asked", "What was asked", asked(study)),
        ("data", "Data", data(tables, notes, "One row per cell and replicate, as each ended.")),
        ("again", "Run it again", again(study)),
    ]
    payload = {
        "arms": list(study.arms),
        "frames": [],
        "last": 0,
        "state": {"arms": list(range(len(study.arms))), "arm": 0},
        "readout": [],
        "panels": [panel for chart in charts for panel in panels_of(chart)],
        "tables": tables,
    }
    title = str(study.info.get("title") or study.name.replace("_", " "))
    return render(title, f"{study.name}/{study.id}", sections, payload)


def _tables(study: Study) -> tuple[dict[str, Table], list[str]]:
    whole = table(study)
    rows = len(next(iter(whole.values()), []))
    name = f"{study.name}-{study.id}"
    notes = [f"{name}: the first {ROWS:,} of {rows:,} rows"] if rows > ROWS else []
    return {name: {column: [_plain(one) for one in values[:ROWS]] for column, values in whole.items()}}, notes


def _plain(value: object) -> object:
    """Return a value as JSON has it: infinity as a word."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _found(study: Study, cells: Cells) -> Html:
    """Return how many cells ended, the best of each arm, and what failed."""
    total = int(study.info.get("counts", {}).get("cells", len(study.cells)))
    words = f"{len(cells.ended)} of {total} cells have ended; the study is {study.status}."
    failed = [[cells_name(study, i), state.reason] for i, state in study.states.items() if state.status == "failed"]
    parts: list[Html | str] = [tag("p", words)]
    for name in ("learned", "innate"):
        if name in cells.quantities:
            parts.append(_best(cells, name))
    if failed:
        parts.append(text_table("Cells that failed", ["cell", "why"], failed, numbers=9))
    if cells.study.controls:
        names = ", ".join(cells.study.controls)
        parts.append(
            tag("p", f"Control arms: {names}. Compare others with them before calling anything an effect of learning.")
        )
        parts.append(contrasts(cells))
    return join(*parts)


def _best(cells: Cells, name: str) -> Html:
    rows = []
    for arm, title in enumerate(cells.arms):
        known = [
            (value, i) for i, value in enumerate(cells.quantities[name]) if value is not None and cells.arm[i] == arm
        ]
        if known:
            value, i = max(known)
            rows.append([title, number(float(f"{value:.4g}")), cells.describe(cells.ended[i])])
    return text_table(
        f"Highest {name} ability of each arm (median over replicates)", ["arm", name, "cell"], rows, numbers=9
    )


def cells_name(study: Study, index: int) -> str:
    """Return the arm and values of a cell, ended or not."""
    cell = study.cells[index]
    return ", ".join([cell.arm, *(f"{name} = {value}" for name, value in cell.values.items())])
