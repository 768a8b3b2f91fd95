"""Described figures as figures of the page: which arms they can show, and their words, controls and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from baldwin.figures.catalogue import FigureOfRuns
from baldwin.figures.changes import describe
from baldwin.figures.description import Figure
from baldwin.figures.series import Series
from baldwin.report.arms import ReportedRuns, thinned
from baldwin.report.chart import Chart, Check
from baldwin.report.markup import Html, join, text_table
from baldwin.report.panels import PanelOfArms, words
from baldwin.report.scatter import colour_of
from baldwin.report.words import number, spread

__all__ = ["applies", "chart_of"]

ROWS, PLACES = 10, 6  # of a table: rows, and columns within a life
ACROSS = {1: 1, 3: 3}  # panels side by side, where not two


def applies(figure: FigureOfRuns, arms: ReportedRuns) -> bool:
    """Return whether the figure shows every arm, and in the same panels."""
    beside, compared = getattr(figure, "beside", figure.applies), figure.applies(arms.runs)
    if not all(beside([arm.run]) for arm in arms):
        return False
    if not compared and not any(figure.applies([arm.run]) for arm in arms):
        return False
    figures = [figure.describe([arm.run], arm.assayed[-1:]) for arm in arms]
    if figures[0].together and not (compared or arms.comparable):
        return False
    return len({tuple((panel.title, panel.x.label) for panel in one.panels) for one in figures}) == 1


def chart_of(name: str, figure: FigureOfRuns, arms: ReportedRuns) -> Chart:
    """Return the interactive figure: arms share its panels, or it is of the arm chosen."""
    figures = {arm.place: describe(figure, [arm.run], arm.seen(arms.frames) if arm.assayed else ()) for arm in arms}
    first = max(figures.values(), key=lambda one: sum(not panel.redundant for panel in one.panels))
    together = first.together and len(arms) > 1
    panels = [
        PanelOfArms(arms, {arm: one.panels[place] for arm, one in figures.items()}, together, first.switched)
        for place in range(len(first.panels))
    ]
    shown = [panel for panel in panels if panel.keys]
    keys = [key for panel in shown for key in panel.keys] if first.switched else []
    stacked = all(len(row) == 1 for row in first.rows)
    return Chart(
        name=name,
        title=first.title,
        caption=_caption(arms, figures, first, together),
        panels=tuple(panel.drawn(keys, below=place > 0 and stacked) for place, panel in enumerate(shown)),
        table=_tables(first, shown) if first.summary is None else _summary(arms, figures),
        controls=_checks(first, shown, together) if first.switched else (),
        scrubbed=True,
        switched=not together,
        columns=1 if stacked else ACROSS.get(len(shown), 2),
    )


def _caption(arms: ReportedRuns, figures: Mapping[int, Figure], first: Figure, together: bool) -> str:
    """Return the words below a figure: what its lines and bands are, once if it is true of all arms."""
    if together and first.summary is None:
        of_arms = {figure.explained for figure in figures.values()} if first.of_runs else set()
        note = of_arms.pop() if len(of_arms) == 1 else "medians over replicates, and the middle 90 %"
        return f"{first.caption} Lines: {note}. A colour for each arm."
    note = _of_each(arms, {place: figure.explained for place, figure in figures.items()})
    theory = {
        place: curve.series.label
        for place, figure in figures.items()
        for panel in figure.panels
        for curve in panel.curves.values()
        if figure.theory and curve.theory
    }
    text = first.caption if first.summary is not None else f"{first.caption} Lines: {note}."
    text += f" Dashed: {_of_each(arms, theory)}." if theory else ""
    return text + (" Of the arm chosen above." if len(arms) > 1 and not together else "")


def _of_each(arms: ReportedRuns, texts: Mapping[int, str]) -> str:
    """Return what is true of all arms once, and else of each by its name."""
    of_each = {place: " ".join(text.split()) for place, text in texts.items()}
    if len(of_each) == len(arms) and len(set(of_each.values())) == 1:
        return next(iter(of_each.values()))
    return "; ".join(f"{arms[place].label}: {text}" for place, text in of_each.items())


def _checks(figure: Figure, panels: Sequence[PanelOfArms], together: bool) -> tuple[Check, ...]:
    """Return a box for each curve, one for theory, and one for bands where there are any."""
    curves = {key: curve for panel in panels for key, curve in panel.keys.items()}
    boxes = [Check(f"show_{key}", words(one), colour="" if together else colour_of(one)) for key, one in curves.items()]
    if figure.theory:
        boxes.append(Check("show_theory", figure.theory, colour="theory"))
    if any(curve.series.replicates > 1 and curve.series.each is None for curve in curves.values()):
        boxes.append(Check("bands", "bands"))
    return tuple(boxes)


def _summary(arms: ReportedRuns, figures: Mapping[int, Figure]) -> Html:
    """Return what the figure says of itself in numbers: some generations of each arm."""
    several, rows = len(arms) > 1, []
    found = {place: figure.summary for place, figure in figures.items() if figure.summary is not None}
    for place, summary in found.items():
        for i in thinned(len(summary.rows), ROWS):
            g, values = list(summary.rows.items())[i]
            own = [arms[place].label] if several else []
            rows.append([*own, number(g), *(number(float(f"{value:.3g}")) for value in values)])
    first = next(iter(found.values()))
    before = [*(["arm"] if several else []), "generation"]
    return text_table(first.caption, [*before, *first.headings], rows, numbers=len(before))


def _tables(figure: Figure, panels: Sequence[PanelOfArms]) -> Html:
    """Return a figure in numbers: its panels in one table, if all are over generations and show different things."""
    names = [shown.label(key, curve) for shown in panels for key, curve in shown.keys.items()]
    if len(panels) > 1 and len(set(names)) == len(names) and not any(shown.moments for shown in panels):
        return _table(panels, figure.title, figure.measure)
    titles = (shown.panel.title or shown.panel.meaning or shown.panel.y.label for shown in panels)
    return join(
        _table_of_moments(shown) if shown.moments else _table([shown], title, figure.measure)
        for shown, title in zip(panels, titles, strict=True)
    )


def _table(panels: Sequence[PanelOfArms], title: str, measure: str) -> Html:
    """Return panels in numbers: a few generations, of each curve."""
    first, keys = panels[0], {key: curve for shown in panels for key, curve in shown.keys.items()}
    several, rows = len(first.arms) > 1, []
    for arm in first.arms:
        curves = {
            curve.key or name: curve.series
            for shown in panels
            for name, curve in shown.panels[arm.place].curves.items()
            if not curve.theory
        }
        x = next(iter(curves.values())).x
        for i in thinned(x.size, ROWS):
            values = [_at(curves.get(key), float(x[i])) for key in keys]
            rows.append([*([arm.label] if several else []), number(x[i]), *values])
    names = [first.label(key, curve) for key, curve in keys.items()]
    caption = f"{title}: {measure}"
    headings = [*(["arm"] if several else []), first.panel.x.label, *names]
    return text_table(" ".join(caption.split()), headings, rows, numbers=len(headings) - len(names))


def _table_of_moments(shown: PanelOfArms) -> Html:
    """Return a few places of a few generations in numbers; a dash where an arm's lives have ended."""
    panel = shown.panel
    grids = {place: curve.series.x for place, _, curve in shown.curves}
    longest = max(grids.values(), key=lambda x: float(x[-1]))
    ends = {float(x[-1]) for x in grids.values()}
    places = sorted({float(longest[i]) for i in thinned(longest.size, PLACES)} | ends)
    measured = [key for key, curve in shown.keys.items() if not curve.theory]
    names = {key: words(shown.keys[key]) or key for key in measured} if len(measured) > 1 else {}
    before = [*(["arm"] if len(shown.arms) > 1 else []), "generation", *(["of"] if names else [])]
    rows = []
    for arm in shown.arms:
        for key in measured:
            known = {
                curve.generation: curve.series
                for place, own, curve in shown.curves
                if place == arm.place and own == key and curve.generation is not None
            }
            for g in [list(known)[i] for i in thinned(len(known), PLACES)]:
                first = [*([arm.label] if "arm" in before else []), number(g), *([names[key]] if names else [])]
                rows.append([*first, *(_at(known[g], place, 2) for place in places)])
    headings = [panel.x.names[int(place)] if panel.x.names else number(place) for place in places]
    ended = "; –: these lives have ended" if len(ends) > 1 else ""
    what = panel.title or panel.meaning or panel.y.label
    caption = f"{what}, median over replicates (middle 90 %); columns: {panel.x.label}{ended}"
    headings = [*before, *(" ".join(heading.split()) for heading in headings)]
    return text_table(" ".join(caption.split()), headings, rows, numbers=len(before))


def _at(series: Series | None, x: float, digits: int = 4) -> str:
    here = np.flatnonzero(series.x == x) if series is not None else np.array([])
    return spread(series, int(here[0]), digits) if series is not None and here.size else "–"
