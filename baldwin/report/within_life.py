"""Drawings of time within a life, at the generation chosen: now, the founders for comparison, and what theory knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from baldwin.figures.series import Floats, Series
from baldwin.report import vega
from baldwin.report.arms import Arms, thinned
from baldwin.report.chart import Panel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table, of_series, stacked
from baldwin.report.words import number, spread

__all__ = ["Life", "life_panel", "life_table"]

POINTS = 100  # of one life
ROWS = 6
FOUNDERS = "founders"


class Life(NamedTuple):
    """What is drawn: curves by arm and moment, and how."""

    curves: Mapping[int, Mapping[int, Series]]  # place of the arm -> generation that it lived -> curve
    clock: str  # title of the horizontal axis
    unit: str  # title of the vertical axis
    label: str  # for screen readers
    theory: Mapping[str, Series] = {}  # by role: curves that stay
    levels: Mapping[str, float] = {}
    end: float | None = None  # of the evolved life, if lives are shown beyond it
    log_x: bool = False
    log_y: bool = False
    within: tuple[float, float] | None = None


def life_panel(arms: Arms, life: Life) -> Panel:
    """Return the drawing; with several arms, each has its colour."""
    single, places = len(arms) == 1, list(life.curves)
    parts = [part for own in life.curves.values() for one in own.values() for part in (one.middle, one.low, one.high)]
    parts += [one.middle for one in life.theory.values()]
    levels = {name: value for name, value in life.levels.items() if vega.near(value, parts)}
    within = life.within or vega.domain([*parts, list(levels.values())], log=life.log_y)
    grids = [_clock(own) for own in life.curves.values()]
    x = vega.x_axis(life.clock, low=min(float(one[0]) for one in grids), high=max(float(one[-1]) for one in grids))
    if life.log_x:
        x["scale"] = {"type": "log", "domain": x["scale"]["domain"]}
        x["axis"] = {"grid": False, "format": "~s"}
    y = vega.y_axis(life.unit, within=within, log=life.log_y)
    hue: Spec = {"value": "var(--learned)"}
    if not single:
        hue = vega.of_arms(places)
    now = [vega.NOW, *([] if single else ["indexof(arms, datum.arm) >= 0"])]
    first = [f"datum.generation == {[min(own) for own in life.curves.values()]}[datum.arm] && datum.arm == arm"]
    layers = [
        *_end(life.end),
        vega.band("life", x, y, [*now, "datum.low != null"], {"color": hue}),
        vega.line("life", x, y, first, {}, color="var(--muted)", strokeDash=[3, 3], strokeWidth=1.5),
        *_theory(life, x, y),
        vega.line("life", x, y, now, {"color": hue}, point={"size": 22, "filled": True} if _short(life) else False),
        *vega.level_lines("levels"),
        *_shorter(life, x, y, now, hue),
        vega.hover("life", x, _told(arms, places), life.clock, now),
    ]
    tables: dict[str, Table] = {
        "life": stacked(_rows(place, *one) for place, own in life.curves.items() for one in own.items()),
        "levels": vega.level_rows(levels, within, log=life.log_y),
    }
    if life.theory:
        tables["theory"] = stacked(of_series(one, key=one.label, role=role) for role, one in life.theory.items())
    params = vega.signals(**arms.now, arms=[arm.place for arm in arms], arm=0)
    return Panel(vega.draw(layers, params, label=life.label, height=280), tables, life.label)


def _rows(place: int, generation: int, one: Series) -> Table:
    keep = thinned(one.x.size, POINTS)
    thin = Series(one.label, one.x[keep], one.middle[keep], one.low[keep], one.high[keep], one.replicates)
    return of_series(thin, arm=place, generation=generation, key=f"arm{place}")


def _clock(own: Mapping[int, Series]) -> Floats:
    """Return the moments of an arm's lives, the same in every generation."""
    return next(iter(own.values())).x


def _short(life: Life) -> bool:
    return max(_clock(own).size for own in life.curves.values()) <= 20


def _shorter(life: Life, x: Spec, y: Spec, now: Sequence[str], hue: Spec) -> list[Spec]:
    """Return a dot, with words, where lives of an arm end before others do: a life of one trial is no line."""
    ends = [float(_clock(own)[-1]) for own in life.curves.values()]
    if min(ends) == max(ends):
        return []
    last = [*now, f"datum.x == {ends}[datum.arm]", f"datum.x < {max(ends)}"]
    data = {"data": {"name": "life"}, "transform": [{"filter": one} for one in last]}
    dot = {"type": "point", "filled": True, "size": 55, "opacity": 1}
    words = {"type": "text", "align": "left", "dx": 8, "dy": -8, "fontSize": 11, "text": "end of these lives"}
    return [{**data, "mark": mark, "encoding": {"x": x, "y": y, "color": hue}} for mark in (dot, words)]


def _told(arms: Arms, places: Sequence[int]) -> list[tuple[str, str]]:
    return [(f"arm{place}", arms[place].label if len(arms) > 1 else "this generation") for place in places]


def _theory(life: Life, x: Spec, y: Spec) -> list[Spec]:
    """Return the curves of theory, named at their right end."""
    if not life.theory:
        return []
    roles = list(life.theory)
    hue = {"field": "role", "type": "nominal", **vega.colour(roles, roles, legend=False)}
    drawn = vega.line(
        "theory", x, y, [], {"color": hue, "detail": {"field": "key"}}, strokeDash=[9, 3], strokeWidth=1.6
    )
    last = {
        "data": {"name": "theory"},
        "transform": [
            {"joinaggregate": [{"op": "max", "field": "x", "as": "last"}]},
            {"filter": "datum.x == datum.last"},
        ],
        "mark": {"type": "text", "align": "right", "dy": -7, "fontSize": 11},
        "encoding": {"x": x, "y": y, "text": {"field": "key"}, "color": hue},
    }
    return [drawn, last]


def _end(end: float | None) -> list[Spec]:
    if end is None:
        return []
    place = {"x": {"field": "end", "type": "quantitative"}}
    data = {"values": [{"end": end, "label": "end of the evolved life"}]}
    rule = {"type": "rule", "color": "var(--gain)", "strokeWidth": 4, "opacity": 0.5, "aria": False}
    text = {"type": "text", "align": "left", "dx": 6, "baseline": "top", "fontSize": 11, "color": "var(--muted)"}
    return [
        {"data": data, "mark": rule, "encoding": place},
        {"data": data, "mark": text, "encoding": {**place, "y": {"value": 2}, "text": {"field": "label"}}},
    ]


def life_table(arms: Arms, life: Life, caption: str) -> Html:
    """Return a few moments of a few generations in numbers; a dash where an arm's lives have ended."""
    grids = {place: _clock(own) for place, own in life.curves.items()}
    longest = max(grids.values(), key=lambda x: float(x[-1]))
    ends = {float(x[-1]) for x in grids.values()}
    clocks = sorted({float(longest[i]) for i in thinned(longest.size, 6)} | ends)
    heading = [*(["arm"] if len(arms) > 1 else []), "generation", *map(number, clocks)]
    rows = [
        [*([arms[place].label] if len(arms) > 1 else []), number(one), *(_at(own[one], clock) for clock in clocks)]
        for place, own in life.curves.items()
        for one in [list(own)[i] for i in thinned(len(own), ROWS)]
    ]
    ended = "; –: these lives have ended" if len(ends) > 1 else ""
    return text_table(f"{caption}; columns: {life.clock}{ended}", heading, rows, numbers=len(heading) - len(clocks))


def _at(one: Series, clock: float) -> str:
    here = np.flatnonzero(one.x == clock)
    return spread(one, int(here[0]), 2) if here.size else "–"
