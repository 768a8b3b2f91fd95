"""One panel of a described figure as a Vega-Lite drawing, which the page's controls switch and scrub."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baldwin.figures.description import Curve, Panel
from baldwin.figures.diagram import Diagram
from baldwin.report import diagram, scatter, vega
from baldwin.report.arms import POINTS, ReportedRuns, sparse
from baldwin.report.bars import bars
from baldwin.report.chart import ChartPanel, Spec
from baldwin.report.gaps import gap_rows
from baldwin.report.horizontal import horizontal
from baldwin.report.payload import Table, of_series, stacked
from baldwin.report.replicates import lines_of_each, tables_of_each, with_middle

__all__ = ["PanelOfArms", "words"]

HEIGHT, MARKED, NAMES = 280, 20, 44  # places of a curve that have a mark each; letters in one row of a legend
LINES = 3  # times as many points has a median as the line of a replicate
CHOSEN = "datum.arm == arm"
VARIABLES = {"oracle": "muted", "limit": "muted", "ceiling": "ink"}  # of the style sheet, where a look has none
VARIABLES |= {f"policy{place}": "muted" for place in range(4)}


def _all(*conditions: str) -> list[str]:
    """Return conditions as a single filter: chains of them keep Vega-Lite from settling on its data flow."""
    return [" && ".join(f"({one})" for one in conditions)]


def words(curve: Curve) -> str:
    """Return the label of a curve, in one line."""
    return " ".join(curve.series.label.split())


@dataclass(frozen=True)
class PanelOfArms:
    """The same panel of several runs: each arm by its place."""

    arms: ReportedRuns
    panels: Mapping[int, Panel]
    together: bool  # each arm has a colour; else the one chosen is shown
    switched: bool  # curves can be switched off

    @cached_property
    def panel(self) -> Panel:
        """Return the panel of an arm, for all that they share."""
        return next(iter(self.panels.values()))

    @cached_property
    def keys(self) -> dict[str, Curve]:
        """Return one curve for each thing that is shown, by its key; what others tell only beside other runs."""
        found: dict[str, Curve] = {}
        for panel in self.panels.values():
            for name, curve in panel.curves.items():
                if self.together or not curve.redundant:
                    found.setdefault(curve.key or name, curve)
        every = [curve for panel in self.panels.values() for curve in panel.curves.values()]
        return {} if all(curve.redundant for curve in every) else found

    @property
    def curves(self) -> Iterator[tuple[int, str, Curve]]:
        """Yield place of the arm, key, and curve."""
        for place, panel in self.panels.items():
            for name, curve in panel.curves.items():
                if (curve.key or name) in self.keys:
                    yield place, curve.key or name, curve

    @cached_property
    def moments(self) -> bool:
        """Return whether the panel shows the generation chosen."""
        return not self.panel.x.generations

    def label(self, key: str, curve: Curve, moment: str = "this generation") -> str:
        """Return what a key tells: a curve of moments is that of the generation chosen, unless there are several."""
        if curve.run is not None:
            return key.replace("_", " ")
        if curve.generation is None or curve.age or curve.mark == "bars" or self.panel.scattered:
            return words(curve) or key.replace("_", " ")
        return moment

    def drawn(self, keys: Sequence[str], *, below: bool) -> ChartPanel:
        """Return the drawing; `keys` are those of all panels of the figure, `below` that it is under another one."""
        if self.panel.diagram is not None:
            return self._diagram(self.panel.diagram)
        panel, within = self.panel, self._within()
        x = horizontal(list(self.panels.values()), self.arms.last)
        y = vega.y_axis(panel.y.label, within=within, log=panel.y.logarithmic, whole=panel.y.whole)
        if panel.y.percent:
            y["axis"]["format"] = ".0%"
        if panel.y.scale is not None:
            y |= vega.second_scale(y, panel.y.scale)
        tables: dict[str, Table] = {
            "curves": stacked(self._rows()),
            "levels": vega.level_rows(self._levels(), within, log=panel.y.logarithmic),
        }
        tables |= self._each
        layers = [*vega.marks(panel), *self._gap(x, y, tables)]
        if panel.scattered:
            layers += self._scattered(x, y)
        else:
            layers += self._bars(x, y) if panel.x.names else self._lines(x, y)
        layers += vega.level_lines("levels")
        if not (panel.x.names or panel.scattered):
            layers += [vega.moment()] if panel.x.generations else []
            now = [vega.HERE] if self.moments else []
            layers.append(
                vega.hover("curves", x, self._hovered(), panel.x.label, _all("!datum.theory", *now, self._arm()))
            )
        params = vega.signals(
            **({"generation": self.arms.frames[-1]} if panel.x.generations else self.arms.now),
            arms=[arm.place for arm in self.arms],
            arm=0,
            show_theory=True,
            bands=True,
            **{f"show_{key}": True for key in keys},
        )
        size = 1.0 if self.moments else max(panel.size, 0.6)
        text = f"{' '.join(panel.y.label.split())} against {panel.x.label or 'conditions'}"
        title = " ".join((panel.title or panel.meaning).split())
        text += f", {title}." if title else "."
        return ChartPanel(
            vega.draw(layers, params, label=text, height=round(HEIGHT * size)),
            tables,
            text,
            title=title,
            when=f"show_{next(iter(self.keys))}" if below and self.switched and len(self.keys) == 1 else "",
            timed=panel.x.generations,
        )

    def _diagram(self, shown: Diagram) -> ChartPanel:
        """Return circles and arrows, which no control switches."""
        drawn, tables = diagram.layers(shown)
        text = f"{self.panel.title}. {' '.join(shown.words.split())}"
        params = vega.signals(**self.arms.now, arms=[arm.place for arm in self.arms], arm=0)
        spec = vega.draw(drawn, params, label=text, height=diagram.HEIGHT)
        return ChartPanel(spec, tables, text, title=self.panel.title)

    def _arm(self) -> str:
        return "indexof(arms, datum.arm) >= 0" if self.together else CHOSEN

    def _hovered(self) -> list[tuple[str, str]]:
        """Return key and title of the values that hovering shows."""
        measured = {key: curve for key, curve in self.keys.items() if not curve.theory}
        if not self.together:
            return [(key, self.label(key, curve)) for key, curve in measured.items()]
        several = len(measured) > 1
        return [
            (f"{key}{arm.place}", f"{arm.label}: {self.label(key, curve)}" if several else arm.label)
            for arm in self.arms
            for key, curve in measured.items()
        ]

    def _rows(self) -> Iterator[Table]:
        """Yield the curves as rows; those that belong to no moment have generation -1."""
        for place, key, curve in self.curves:
            shown = self.panels[place].drawable(curve)
            shown = shown if self.moments else sparse(shown, self.arms.share(POINTS))
            table = with_middle(shown) | of_series(
                shown,
                arm=place,
                quantity=key,
                key=f"{key}{place}" if self.together else key,
                generation=-1 if curve.generation is None else curve.generation,
                theory=curve.theory,
                look=curve.look if curve.theory else "",
                mark=curve.mark,
                label=words(curve) if curve.theory else "",
            )
            if self.panel.scattered:
                count = len(table["x"])
                table |= {"place": list(range(count)), "replicate": [curve.replicate] * count}
            yield table

    @cached_property
    def _each(self) -> dict[str, Table]:
        """Return the replicates that have lines or marks of their own."""
        most = self.arms.share(POINTS) // LINES
        return tables_of_each(
            (
                place,
                key,
                -1 if curve.generation is None else curve.generation,
                one if self.moments else sparse(one, most),
            )
            for place, key, curve in self.curves
            if curve.banded and (one := self.panels[place].drawable(curve))
        )

    def _within(self) -> tuple[float, float] | None:
        """Return limits that hold what all arms show in all generations."""
        y, curves = self.panel.y, [curve for _, _, curve in self.curves]
        ends = [(own.y.low, own.y.high) for own in self.panels.values()]
        lows, highs = ([end for end in side if end is not None] for side in zip(*ends, strict=True))
        if lows and highs:
            low, high = min(lows), max(highs)
            return max(low, 0.0) if not y.logarithmic and low > -0.05 else low, high
        parts: list[Any] = [part for one in curves for part in (one.series.middle, one.series.low, one.series.high)]
        parts += [one.series.each for one in curves if one.series.each is not None and one.banded]
        zero = any(one.mark == "bars" for one in curves) or self.panel.neutral is not None
        parts += [[0.0]] if zero and not y.logarithmic else []
        levels = [one for own in self.panels.values() for one in own.levels.values()]
        near = [one.value for one in levels if one.needed or vega.near(one.value, parts)]
        return vega.domain([*parts, near], log=y.logarithmic, zero=y.low == 0.0)

    def _levels(self) -> dict[str, float]:
        """Return what theory knows, by name, where it is the same for all arms; curves of theory tell it better."""
        levels = self.panel.levels
        if any(own.levels != levels for own in self.panels.values()):
            return {}
        beside = self.moments and any(curve.theory for curve in self.keys.values())
        kept = {name: one for name, one in levels.items() if one.needed or not beside}
        of = {name: f", {words(self.panel.curves[one.curve])}" if one.curve else "" for name, one in kept.items()}
        return {one.label + of[name]: one.value for name, one in kept.items()}

    def _gap(self, x: Spec, y: Spec, tables: dict[str, Table]) -> list[Spec]:
        """Return the gap between two curves of the arm chosen; adds its table."""
        rows = gap_rows(self.panels, self.arms.share(POINTS))
        if not rows:
            return []
        tables["gap"] = rows
        names = next(own.gap.names for own in self.panels.values() if own.gap)
        switches = " && ".join(f"show_{name}" for name in names)
        return [vega.band("gap", x, y, _all(switches, CHOSEN, "indexof(arms, arm) >= 0"), {}, color="var(--gain)")]

    def _encoding(self) -> tuple[Spec, Spec]:
        """Return the colours and the dashes of measured curves, with one legend."""
        shown = {key: curve for key, curve in self.keys.items() if not curve.theory} or self.keys
        looks = {
            key: "learned" if curve.generation is not None and curve.mark != "bars" else curve.look
            for key, curve in shown.items()
        }
        names = {key: self.label(key, curve) for key, curve in shown.items()}
        keyed = self.panel.keyed and len(shown) > 1
        columns = {"columns": 2} if sum(map(len, names.values())) > NAMES and len(names) > 2 else {}
        legend: Spec | None = {"labelExpr": f"{names}[datum.value]", **columns} if keyed else None
        in_order = {key: scatter.colour_of(curve) for key, curve in shown.items() if curve.age}
        hues = [in_order.get(key, VARIABLES.get(look, look)) for key, look in looks.items()]
        colours = vega.colour(list(shown), hues)
        hue: Spec = {"field": "quantity", "type": "nominal", **colours, "legend": legend}
        scale = {"domain": list(shown), "range": [vega.DASHES.get(look) or [1, 0] for look in looks.values()]}
        dash = {"field": "quantity", "type": "nominal", "scale": scale, "title": None, "legend": legend}
        return (vega.of_arms(list(self.panels)) if self.together else hue), dash

    def _filters(self) -> list[str]:
        """Return which measured rows are shown."""
        wanted = " || ".join(f"(datum.quantity == '{key}' && show_{key})" for key in self.keys)
        return [self._arm(), "!datum.theory", *([wanted] if self.switched else [])]

    def _scattered(self, x: Spec, y: Spec) -> list[Spec]:
        """Return points and paths of the generation chosen, and the diagonal."""
        now = [self._arm(), vega.HERE]
        here = {
            key: _all(*now, f"datum.quantity == '{key}'", *([f"show_{key}"] if self.switched else []))[0]
            for key in self.keys
        }
        line = scatter.diagonal(scatter.across(list(self.panels.values())), self._within(), x, y)
        hue = vega.of_arms(list(self.panels)) if self.together else None
        return [*(line if self.panel.diagonal else []), *scatter.layers(self.keys, x, y, here, hue)]

    def _lines(self, x: Spec, y: Spec) -> list[Spec]:
        """Return bands and lines of the generation chosen, lines of the founders, and of theory."""
        here, (hue, dash) = self._filters(), self._encoding()
        now = [*here, vega.HERE] if self.moments else here
        each = {"detail": [{"field": "quantity"}, {"field": "arm"}]}
        steps = {"interpolate": "step-after"} if any(one.mark == "step" for one in self.keys.values()) else {}
        many = not self.moments or max(curve.series.x.size for _, _, curve in self.curves) > MARKED
        point = False if many else {"size": 22, "filled": True}
        banded = [
            *now,
            "bands && datum.banded",
            *(["datum.low == null || datum.low > 0"] if self.panel.y.logarithmic else []),
        ]
        layers = [vega.band("curves", x, y, _all(*banded), {"color": hue, **each}, **steps)]
        if self.moments:
            timed = [one for one in self.curves if one[2].generation is not None and not one[2].theory]
            firsts = {place: curve.generation for place, _, curve in reversed(timed)}
            first = [firsts.get(arm.place) for arm in self.arms]
            founders = [CHOSEN, "!datum.theory", f"datum.generation == {json.dumps(first)}[datum.arm]"]
            if timed:
                layers.append(vega.line("curves", x, y, _all(*founders), each, color="var(--muted)", strokeDash=[3, 3]))
        return [
            *layers,
            *lines_of_each(self._each, x, y, _all(*now), hue, **steps),
            *self._theory(x, y),
            vega.line(
                "curves",
                x,
                y,
                _all(*now, "!datum.apart"),
                {"color": hue, "strokeDash": dash, **each},
                point=point,
                **steps,
            ),
            *self._shorter(x, y, now, hue),
        ]

    def _theory(self, x: Spec, y: Spec) -> list[Spec]:
        """Return curves of theory, named at their right ends where no control names them."""
        found = []
        wanted = " || ".join(f"(datum.quantity == '{key}' && show_{key})" for key in self.keys)
        for look in dict.fromkeys(curve.look for _, _, curve in self.curves if curve.theory):
            here = [CHOSEN, f"datum.look == '{look}'", *(["show_theory", wanted] if self.switched else [])]
            colour, each = f"var(--{VARIABLES.get(look, look)})", {"detail": {"field": "quantity"}}
            found.append(vega.line("curves", x, y, _all(*here), each, color=colour, strokeDash=[5, 3], strokeWidth=1.4))
            if self.moments:
                found.append(self._names(x, y, _all(*here), colour))
        return found

    def _names(self, x: Spec, y: Spec, filters: Sequence[str], colour: str) -> Spec:
        """Return the names of curves at their right ends: above the lines, or beside the axes where they have room."""
        last = {"joinaggregate": [{"op": "max", "field": "x", "as": "last"}]}
        transform: list[Spec] = [*({"filter": one} for one in filters), last, {"filter": "datum.x == datum.last"}]
        mark: Spec = {"type": "text", "align": "right", "dy": -7, "fontSize": 11, "color": colour}
        within = self._within()
        if self.panel.named and within is not None:
            low, high = within
            arrow = f"(datum.middle > {high} ? ' ↑' : datum.middle < {low} ? ' ↓' : '')"
            transform += [
                {"calculate": f"replace(datum.label, ', ', '\\n') + {arrow}", "as": "label"},
                {"calculate": f"clamp(datum.middle, {low}, {high})", "as": "middle"},
            ]
            mark |= {"align": "left", "dx": 6, "dy": 0, "baseline": "middle", "lineBreak": "\n"}
        named = {"x": x, "y": y, "text": {"field": "label"}}
        return {"data": {"name": "curves"}, "transform": transform, "mark": mark, "encoding": named}

    def _shorter(self, x: Spec, y: Spec, now: Sequence[str], hue: Spec) -> list[Spec]:
        """Return a dot, with words, where lives of an arm end before others do: a life of one trial is no line."""
        lasts = {place: float(curve.series.x[-1]) for place, _, curve in self.curves if not curve.theory}
        if not (self.moments and self.together) or len(set(lasts.values())) == 1:
            return []
        ends = [lasts.get(arm.place, 0.0) for arm in self.arms]
        last = [*now, f"datum.x == {ends}[datum.arm]", f"datum.x < {max(ends)}"]
        data = {"data": {"name": "curves"}, "transform": [{"filter": one} for one in _all(*last)]}
        dot = {"type": "point", "filled": True, "size": 55, "opacity": 1}
        text = {"type": "text", "align": "left", "dx": 8, "dy": -8, "fontSize": 11, "text": "end of these lives"}
        return [{**data, "mark": mark, "encoding": {"x": x, "y": y, "color": hue}} for mark in (dot, text)]

    def _bars(self, x: Spec, y: Spec) -> list[Spec]:
        """Return bars side by side of the arm chosen, and theory as ticks across them."""
        here = [CHOSEN, vega.HERE]
        marks = {curve.mark for _, _, curve in self.curves}
        return bars(
            x, y, self._encoding()[0], list(self.keys), {one: _all(*here, f"datum.mark == '{one}'") for one in marks}
        )
