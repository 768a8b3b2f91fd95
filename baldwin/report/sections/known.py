"""What evolved individuals know: the findings of probes that a run's directory holds, each with table and figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from baldwin.figures.description import Figure
from baldwin.figures.probes import describe, drawable
from baldwin.probes.keeping import Kept, kept
from baldwin.probes.probe import ProbeResult
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.chart import Chart, ChartPanel
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.report.panels import PanelOfArms, words
from baldwin.report.scatter import colour_of
from baldwin.report.sections.figures import NO_SCRIPT, figure
from baldwin.report.words import number

__all__ = ["Known", "charts_of_probes", "findings", "known"]

ACROSS = {1: 1, 3: 3}  # panels side by side, where not two
ROWS = 60  # of a table; more are in the run


@dataclass(frozen=True)
class Known:
    """The finding of a probe in one arm of a report, and its figure, where it has one."""

    arm: ReportedRun
    kept: Kept
    chart: Chart | None

    @property
    def title(self) -> str:
        """The name of the probe in words."""
        return self.kept.name.replace("_", " ")


def findings(arms: ReportedRuns) -> tuple[Known, ...]:
    """Return what probes found in these runs, arm by arm."""
    return tuple(Known(arm, one, _chart(arm, one)) for arm in arms for one in kept(arm.run))


def charts_of_probes(found: Sequence[Known]) -> list[Chart]:
    """Return the figures of findings."""
    return [one.chart for one in found if one.chart is not None]


def known(found: Sequence[Known], *, several: bool) -> Html:
    """Return each finding: what it means, its figure and its table.

    Args:
        found: as `findings` returns them.
        several: whether the report has several arms, so that each finding names its own.
    """
    return join(NO_SCRIPT, (_finding(one, one.arm.label if several else "") for one in found))


def _finding(one: Known, arm: str) -> Html:
    heading = tag("h3", f"{one.title.capitalize()}: {arm}" if arm else one.title.capitalize())
    if one.kept.found is None:
        return join(heading, tag("p", one.kept.problem, class_="note"))
    found = one.kept.found
    meaning, _, more = one.kept.about.partition("\n\n")
    return join(
        heading,
        tag("p", tag("strong", found.reading)) if found.reading else "",
        tag("p", _line(meaning), f" {_line(more)}" if more else ""),
        tag("p", _how(one), class_="note"),
        figure(one.chart) if one.chart is not None else _table(found),
    )


def _how(one: Known) -> str:
    """Return whose lives were lived again, and what should be known to read the numbers."""
    found, last = one.kept.found, one.arm.last
    assert found is not None
    fields = ", ".join(
        f"{name} = {value}" for name, value in (one.kept.fields or {}).items() if value not in ([], None)
    )
    notes = [f"Generation {one.kept.generation:,}{f'; {fields}' if fields else ''}", *found.notes, *found.warnings]
    if one.kept.generation < last:
        notes.append(f"The run has since gone on to generation {last:,}; probe again to examine that")
    return " ".join(f"{_sentence(note).rstrip('.')}." for note in notes)


def _line(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _sentence(text: str) -> str:
    of_panel = text[1:2] == ":"  # the letter of a panel stays small
    return _line(text if of_panel else text[:1].upper() + text[1:])


def _chart(arm: ReportedRun, one: Kept) -> Chart | None:
    """Return the figure of a finding as one of the page, of its own arm alone; None where there is none."""
    if one.found is None or one.own or one.found.kind not in drawable():
        return None
    described = describe(one.found)
    alone = ReportedRuns([replace(arm, place=0)])
    panels = [PanelOfArms(alone, {0: panel}, together=False, switched=False) for panel in described.panels]
    name = f"probe-{one.name}-{arm.place}"
    stacked = all(len(row) == 1 for row in described.rows)
    return Chart(
        name=name,
        title=_sentence(described.title),
        caption=_caption(described),
        panels=tuple(_with_room(panel.drawn([], below=False), narrow=not stacked) for panel in panels),
        table=_table(one.found),
        columns=1 if stacked else ACROSS.get(len(panels), 2),
        apart=True,
        key=_key(described),
    )


def _with_room(panel: ChartPanel, *, narrow: bool) -> ChartPanel:
    """Return a panel whose legend, where panels are side by side, has rows enough not to be cut off."""
    if not narrow:
        return panel
    config = panel.spec["config"]
    return replace(panel, spec={**panel.spec, "config": {**config, "legend": {**config["legend"], "columns": 2}}})


def _key(described: Figure) -> tuple[tuple[str, str], ...]:
    """Return the colours of points and paths, which have no legend; what several panels show once."""
    curves = [
        curve
        for panel in described.panels
        if panel.scattered and panel.diagram is None
        for curve in panel.curves.values()
    ]
    return tuple(dict.fromkeys((colour_of(curve), words(curve)) for curve in curves))


def _caption(described: Figure) -> str:
    parts = (described.caption, described.explained)
    return " ".join(f"{_sentence(part).rstrip('.')}." for part in parts if part)


def _table(found: ProbeResult) -> Html:
    """Return the table, with what its columns mean."""
    columns = {name: list(column.values) for name, column in found.columns.items()}
    rows = [[_cell(value) for value in row] for row in zip(*columns.values(), strict=True)]
    named = sum(all(isinstance(value, str) for value in one) for one in columns.values())
    order = sorted(columns, key=lambda name: not all(isinstance(value, str) for value in columns[name]))
    places = [list(columns).index(name) for name in order]
    shown = [[row[place] for place in places] for row in rows[:ROWS]]
    meanings = (
        join(tag("dt", name.replace("_", " ")), tag("dd", f"{one.meaning}{f' [{one.unit}]' if one.unit else ''}"))
        for name, one in found.columns.items()
        if one.meaning
    )
    left = (
        f"{len(rows) - ROWS:,} more rows are in the run: baldwin probe --output FILE.csv writes all."
        if len(rows) > ROWS
        else ""
    )
    headings = [name.replace("_", " ") for name in order]
    return join(
        text_table(found.title, headings, shown, numbers=max(named, 1)),
        tag("p", left, class_="note") if left else "",
        tag("dl", meanings, class_="facts"),
    )


def _cell(value: object) -> str:
    return number(float(value)) if isinstance(value, int | float) else str(value)
