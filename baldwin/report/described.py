"""Draws described figures on the page: each panel as a Vega-Lite drawing that the page's controls switch and scrub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from baldwin.figures.catalogue import FigureOfRuns
from baldwin.figures.description import Curve, Figure, Panel
from baldwin.figures.series import Series
from baldwin.report import vega
from baldwin.report.arms import POINTS, Arms, sparse, thinned
from baldwin.report.chart import Chart, Check, Spec
from baldwin.report.chart import Panel as Drawn
from baldwin.report.markup import Html, join, text_table
from baldwin.report.payload import Table, of_series, stacked
from baldwin.report.words import number, spread

__all__ = ["applies", "chart_of"]

ROWS = 8  # of a table
ACROSS = {1: 1, 3: 3}  # panels side by side, where not two
HEIGHT, MARKED = 250, 20  # places of a curve, up to which each has a mark
Panels = Mapping[int, Panel]  # of one drawing, by place of the arm


def applies(figure: FigureOfRuns, arms: Arms) -> bool:
    """Return whether the figure shows every arm, and in the same panels."""
    if not all(figure.applies([arm.run]) for arm in arms):
        return False
    return len({_shape(figure.describe([arm.run])) for arm in arms}) == 1


def _shape(figure: Figure) -> tuple[tuple[str, ...], ...]:
    """Return what panels show, by which arms can be told to show the same."""
    return tuple((panel.title, panel.x.label) for panel in figure.panels)


def chart_of(name: str, figure: FigureOfRuns, arms: Arms) -> Chart:
    """Return the interactive figure: of the arm chosen, where there are several."""
    figures = {arm.place: figure.describe([arm.run], arm.seen(arms.frames) if arm.assayed else ()) for arm in arms}
    first = next(iter(figures.values()))
    places = range(len(first.panels))
    by_arm = [{arm: one.panels[place] for arm, one in figures.items()} for place in places]
    return Chart(
        name=name,
        title=first.title,
        caption=_caption(arms, figures),
        panels=tuple(_drawn(arms, panels, switched=first.switched) for panels in by_arm),
        table=join(_table(arms, panels) for panels in by_arm),
        controls=_checks(first, by_arm) if first.switched else (),
        scrubbed=True,
        switched=True,
        columns=ACROSS.get(len(by_arm), 2),
    )


def _caption(arms: Arms, figures: Mapping[int, Figure]) -> str:
    """Return the words below a figure: what its lines and bands are, once if it is true of all arms."""
    note = _of_each(arms, {place: figure.note for place, figure in figures.items()})
    theory = {
        place: curve.series.label
        for place, figure in figures.items()
        for panel in figure.panels
        for curve in panel.curves.values()
        if figure.theory and curve.theory
    }
    words = f"{next(iter(figures.values())).caption} Line and band: {note}."
    words += f" Dashed: {_of_each(arms, theory)}." if theory else ""
    return words + (" Of the arm chosen above." if len(arms) > 1 else "")


def _of_each(arms: Arms, texts: Mapping[int, str]) -> str:
    """Return what is true of all arms once, and else of each by its name."""
    words = {place: " ".join(text.split()) for place, text in texts.items()}
    if len(words) == len(arms) and len(set(words.values())) == 1:
        return next(iter(words.values()))
    return "; ".join(f"{arms[place].label}: {text}" for place, text in words.items())


def _checks(figure: Figure, by_arm: Sequence[Panels]) -> tuple[Check, ...]:
    """Return a box for each curve, and one for theory."""
    curves = {key: curve for panels in by_arm for key, curve in _keys(panels).items()}
    boxes = [Check(f"show_{key}", _words(curve), colour=curve.look) for key, curve in curves.items()]
    return (*boxes, *((Check("show_theory", figure.theory, colour="theory"),) if figure.theory else ()))


def _words(curve: Curve) -> str:
    return " ".join(curve.series.label.split())


def _keys(panels: Panels) -> dict[str, Curve]:
    """Return one curve for each thing that is shown, by its key."""
    found: dict[str, Curve] = {}
    for panel in panels.values():
        for name, curve in panel.curves.items():
            found.setdefault(curve.key or name, curve)
    return found


def _drawn(arms: Arms, panels: Panels, *, switched: bool) -> Drawn:
    """Return the drawing of one panel, for all arms."""
    panel = next(iter(panels.values()))
    rows = [row for place, own in panels.items() for row in _rows(arms, place, own)]
    within = _within(panels)
    levels = _levels(panels)
    tables: dict[str, Table] = {
        "shown": stacked(rows),
        "levels": vega.level_rows(levels, within, log=panel.y.logarithmic),
    }
    words = " ".join(panel.y.label.split())
    label = f"{words} against {panel.x.label or 'conditions'}{f', {panel.title}' if panel.title else ''}."
    x = _x_axis(arms, panels)
    y = vega.y_axis(panel.y.label, within=within, log=panel.y.logarithmic)
    neutral = [] if panel.neutral is None else [_neutral(panel.neutral)]
    drawn = _layers(panels, x, y)
    signals = {f"show_{key}": True for key in _keys(panels)} if switched else {}
    if switched:
        wanted = " || ".join(f"(datum.key == '{key}' && show_{key})" for key in _keys(panels))
        for layer in drawn:
            layer["transform"] += [{"filter": wanted}, {"filter": "!datum.theory || show_theory"}]
    layers = [*neutral, *drawn, *vega.level_lines("levels")]
    if not panel.x.names:
        layers += [vega.moment()] if panel.x.generations else []
        here = [
            "datum.arm == arm",
            "!datum.theory",
            *([] if panel.x.generations else ["datum.generation == -1 || " + vega.NOW]),
        ]
        told = [(key, _label(panel, key, curve)) for key, curve in _keys(panels).items()]
        layers.append(vega.hover("shown", x, told, panel.x.label, here))
    now = {"generation": arms.frames[-1]} if panel.x.generations else arms.now
    params = vega.signals(**now, arm=0, show_theory=True, **signals)
    title = " ".join(panel.title.split())
    return Drawn(vega.draw(layers, params, label=label, height=HEIGHT), tables, label, title=title)


def _label(panel: Panel, key: str, curve: Curve) -> str:
    """Return what a key tells: a curve of moments is that of the generation chosen."""
    if curve.generation is None or curve.mark == "bars":
        return _words(curve) or key.replace("_", " ")
    return "this generation"


def _levels(panels: Panels) -> dict[str, float]:
    """Return what theory knows, by name, where it is the same for all arms."""
    panel = next(iter(panels.values()))
    if any(own.levels != panel.levels for own in panels.values()):
        return {}
    of = {name: f", {_words(panel.curves[one.curve])}" if one.curve else "" for name, one in panel.levels.items()}
    return {one.label + of[name]: one.value for name, one in panel.levels.items()}


def _within(panels: Panels) -> tuple[float, float] | None:
    """Return limits that hold what all arms show in all generations."""
    panel = next(iter(panels.values()))
    if panel.y.low is not None and panel.y.high is not None:
        return panel.y.low, panel.y.high
    curves = [curve for own in panels.values() for curve in own.curves.values()]
    parts: list[Any] = [part for one in curves for part in (one.series.middle, one.series.low, one.series.high)]
    parts += [[0.0]] if any(one.mark == "bars" for one in curves) else []
    levels = [one for own in panels.values() for one in own.levels.values()]
    near = [one.value for one in levels if one.needed or vega.near(one.value, parts)]
    return vega.domain([*parts, near], log=panel.y.logarithmic, zero=panel.y.low == 0.0)


def _rows(arms: Arms, place: int, panel: Panel) -> list[Table]:
    """Return the curves of one arm as rows; those that belong to no moment have generation -1."""
    found = []
    for name, curve in panel.curves.items():
        shown = sparse(curve.series, arms.share(POINTS)) if panel.x.generations else curve.series
        generation = -1 if curve.generation is None else curve.generation
        key = curve.key or name
        label = curve.series.label if curve.theory else ""
        words = {"key": key, "generation": generation, "theory": curve.theory, "mark": curve.mark, "label": label}
        found.append(of_series(shown, arm=place, **words))
    return found


def _x_axis(arms: Arms, panels: Panels) -> Spec:
    panel = next(iter(panels.values()))
    if panel.x.generations:
        return vega.x_axis("generation", high=arms.last)
    if panel.x.names:
        names = [name.split("\n") for name in panel.x.names]
        axis: Spec = {"labelExpr": f"{names}[datum.value]", "labelAngle": 0, "ticks": False}
        return {"field": "x", "type": "ordinal", "title": panel.x.label or None, "axis": axis}
    low, high = (panel.x.low or 0.0), panel.x.high
    axis = vega.x_axis(panel.x.label, low=low, high=high, whole=panel.x.whole)
    if panel.x.logarithmic:
        axis["scale"] = {"type": "log", "domain": axis["scale"]["domain"]}
        axis["axis"] = {"grid": False, "format": "~s"}
    return axis


def _neutral(value: float) -> Spec:
    return {
        "data": {"values": [{"neutral": value}]},
        "mark": {"type": "rule", "color": "var(--muted)", "strokeDash": [2, 2], "aria": False},
        "encoding": {"y": {"field": "neutral", "type": "quantitative"}},
    }


def _layers(panels: Panels, x: Spec, y: Spec) -> list[Spec]:
    """Return the marks of a panel: bands, lines of the generation chosen and of the founders, theory, bars."""
    keys, panel = _keys(panels), next(iter(panels.values()))
    shown = {key: curve for key, curve in keys.items() if not curve.theory} or keys
    moments = {key for key, curve in shown.items() if curve.generation is not None and curve.mark != "bars"}
    looks = ["learned" if key in moments else curve.look for key, curve in shown.items()]
    hue: Spec = {"field": "key", "type": "nominal", **vega.colour(list(shown), looks)}
    names = {key: _label(panel, key, curve) for key, curve in shown.items()}
    legend: Spec | None = {"labelExpr": f"{names}[datum.value]"} if panel.keyed and len(shown) > 1 else None
    hue["legend"] = legend
    if panel.x.names:
        hue["legend"] = legend and {**legend, "symbolType": "square", "symbolStrokeWidth": 0, "symbolSize": 90}
        return _bars(x, y, hue, list(shown), panels)
    scale = {"domain": list(shown), "range": [vega.DASHES.get(look) or [1, 0] for look in looks]}
    encoding = {
        "color": hue,
        "strokeDash": {"field": "key", "type": "nominal", "scale": scale, "title": None, "legend": legend},
    }
    here = ["datum.arm == arm", "!datum.theory"]
    now = here if panel.x.generations else [*here, vega.NOW]
    many = panel.x.generations or max(one.series.x.size for one in keys.values()) > MARKED
    mark: dict[str, Any] = {"point": False if many else {"size": 22, "filled": True}}
    steps = {"interpolate": "step-after"} if any(one.mark == "step" for one in keys.values()) else {}
    layers = [vega.band("shown", x, y, [*now, "datum.low != null"], {"color": hue}, **steps)]
    each = {"detail": {"field": "key"}}
    if moments:
        founders = [*here, f"datum.generation == {_firsts(panels)}[datum.arm]"]
        layers.append(vega.line("shown", x, y, founders, each, color="var(--muted)", strokeDash=[3, 3]))
    theory = ["datum.arm == arm", "datum.theory"]
    return [
        *layers,
        vega.line("shown", x, y, theory, each, color="var(--theory)", strokeDash=[5, 3], strokeWidth=1.2),
        *([_named_ends(x, y)] if not panel.x.generations else []),
        vega.line("shown", x, y, now, encoding, **mark, **steps),
    ]


def _named_ends(x: Spec, y: Spec) -> Spec:
    """Return the names of curves of theory, at their right ends."""
    last = {"joinaggregate": [{"op": "max", "field": "x", "as": "last"}]}
    filters = [{"filter": "datum.arm == arm && datum.theory"}, last, {"filter": "datum.x == datum.last"}]
    mark = {"type": "text", "align": "right", "dy": -7, "fontSize": 11, "color": "var(--theory)"}
    encoding = {"x": x, "y": y, "text": {"field": "label"}}
    return {"data": {"name": "shown"}, "transform": filters, "mark": mark, "encoding": encoding}


def _firsts(panels: Panels) -> list[int]:
    """Return the first generation that is shown, of each arm."""
    return [min(one.generation or 0 for one in own.curves.values() if not one.theory) for own in panels.values()]


def _bars(x: Spec, y: Spec, hue: Spec, keys: Sequence[str], panels: Panels) -> list[Spec]:
    """Return bars side by side, and theory as ticks across them."""
    beside: Spec = {"field": "key", "type": "nominal", "sort": list(keys)}
    y = {**y, "scale": {**y["scale"], "zero": True}}
    here = ["datum.arm == arm", f"datum.generation == -1 || {vega.NOW}"]
    told = [{"field": "middle", "type": "quantitative", "format": ".4~g", "title": "median"}]
    drawings = {
        "bars": {"type": "bar", "opacity": 0.8},
        "ticks": {"type": "tick", "thickness": 2, "color": "var(--theory)"},
    }
    layers = []
    for mark, drawn in drawings.items():
        filters = [{"filter": one} for one in (*here, f"datum.mark == '{mark}'")]
        encoding = {"x": x, "y": y, "xOffset": beside, "tooltip": told, **({"color": hue} if mark == "bars" else {})}
        if any(curve.mark == mark for panel in panels.values() for curve in panel.curves.values()):
            layers.append({"data": {"name": "shown"}, "transform": filters, "mark": drawn, "encoding": encoding})
    return layers


def _table(arms: Arms, panels: Panels) -> Html:
    """Return a panel in numbers: a few generations, or the last one place by place."""
    panel = next(iter(panels.values()))
    keys = _keys(panels)
    names = [_label(panel, key, curve) for key, curve in keys.items()]
    if not panel.x.generations:
        last = max((curve.generation or 0 for own in panels.values() for curve in own.curves.values()), default=0)
        names = [f"generation {last:,}" if name == "this generation" else name for name in names]
    several = len(arms) > 1
    rows = []
    for place, own in panels.items():
        latest = {curve.key or name: curve.series for name, curve in own.curves.items()}  # later generations come last
        x = next(iter(latest.values())).x
        for i in thinned(x.size, ROWS):
            where = panel.x.names[int(x[i])] if panel.x.names else number(x[i])
            values = [_at(latest.get(key), float(x[i])) for key in keys]
            rows.append([*([arms[place].label] if several else []), " ".join(where.split()), *values])
    caption = f"{panel.title or ' '.join(panel.y.label.split())}: median over replicates (middle 90 %)"
    headings = [*(["arm"] if several else []), panel.x.label or "condition", *names]
    return text_table(" ".join(caption.split()), headings, rows, numbers=len(headings) - len(names))


def _at(series: Series | None, x: float) -> str:
    here = np.flatnonzero(series.x == x) if series is not None else np.array([])
    return spread(series, int(here[0])) if series is not None and here.size else "–"
