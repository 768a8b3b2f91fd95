"""Innate and learned ability over generations, and the gap between them: the learning gain."""

from __future__ import annotations

from typing import Any

from baldwin.figures.abilities import spans_decades
from baldwin.figures.series import Series, band_note, series
from baldwin.report import vega
from baldwin.report.arms import POINTS, Arm, Arms, sparse, thinned
from baldwin.report.chart import Chart, Check, Panel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table, numbers, of_series, stacked
from baldwin.report.words import number, spread

__all__ = ["ORDER", "applies", "chart"]

ORDER = 0
ABILITIES = ("learned", "innate")
GAIN = "learning_gain"
ROWS = 10  # of the table
SHOWN = "datum.quantity == 'innate' ? innate : learned"


def applies(arms: Arms) -> bool:
    """Return whether every arm was assayed, in the same unit."""
    return len(arms.with_columns(*ABILITIES, GAIN)) == len(arms) and arms.comparable


def chart(arms: Arms) -> Chart:
    """Return the figure: both abilities, and the gain below."""
    curves = {arm.place: _curves(arm, arms.share(POINTS)) for arm in arms}
    learns = any(arm.presentation.learns for arm in arms)
    first = arms[0]
    unit = first.presentation.label(first.run.assays)
    gain = "fall of error" if first.presentation.error else first.presentation.unit(first.run.assays)
    panels = [Panel(*_abilities(arms, curves, unit), label=_label(arms, unit))]
    if learns:
        label = f"Learning gain over generations, in {gain}."
        panels.append(Panel(*_gain(arms, curves, f"learning gain\n({gain})"), label=label, when="gain"))
    checks = [Check(name, name, colour=name if len(arms) == 1 else "") for name in ABILITIES]
    checks += [Check("gain", "learning gain", colour="gain" if len(arms) == 1 else "")] if learns else []
    checks += [Check("bands", "bands")] if any(c["innate"].replicates > 1 for c in curves.values()) else []
    return Chart(
        name="trajectory",
        title="Innate and learned ability" if learns else "Innate ability",
        caption=_caption(arms, curves, learns=learns),
        panels=tuple(panels),
        table=_table(arms, curves),
        controls=tuple(checks),
        scrubbed=True,
    )


def _curves(arm: Arm, points: int) -> dict[str, Series]:
    assays = arm.run.assays
    return {
        name: sparse(series(assays, arm.presentation.shown(assays, name), name), points) for name in (*ABILITIES, GAIN)
    }


def _label(arms: Arms, unit: str) -> str:
    return f"Line chart of learned and innate ability ({' '.join(unit.split())}) over {arms.last:,} generations."


def _caption(arms: Arms, curves: dict[int, dict[str, Series]], *, learns: bool) -> str:
    note = band_note(curves[0]["innate"]) if len(arms) == 1 else "medians over replicates, bands hold their middle 90 %"
    shown = note.replace("\n", " ")
    if not learns:
        return f"Ability at birth; nothing is learned. Line and band: {shown}."
    said = "Ability at birth (innate) and at the end of life (learned); the gain is what a life of learning adds."
    if len(arms) > 1:
        said += " Solid: learned; dash and dot: innate; a colour for each arm."
    return f"{said} Line and band: {shown}. The upright line is the generation chosen above."


def _names(arms: Arms) -> list[tuple[str, str]]:
    """Return key and title of each curve."""
    if len(arms) == 1:
        return [(name, name) for name in ABILITIES]
    return [(f"{name}{arm.place}", f"{arm.label}: {name}") for arm in arms for name in ABILITIES]


def _abilities(arms: Arms, curves: dict[int, dict[str, Series]], unit: str) -> tuple[Spec, dict[str, Table]]:
    single = len(arms) == 1
    log = spans_decades(arms[0].presentation, [curves[arm.place][name] for arm in arms for name in ABILITIES])
    rows = []
    for arm in arms:
        for name in ABILITIES:
            key = name if single else f"{name}{arm.place}"
            rows.append(of_series(curves[arm.place][name], arm=arm.place, quantity=name, key=key))
    parts = [part for arm in arms for name in ABILITIES for part in _parts(curves[arm.place][name])]
    zero = arms[0].presentation.from_zero
    levels = {label: value for label, value in _levels(arms).items() if vega.near(value, parts)}
    within = vega.domain([*parts, list(levels.values())], log=log, zero=zero)
    tables = {
        "ability": stacked(rows),
        "levels": vega.level_rows(levels, within, log=log),
        "gap": stacked(_gap(arm, curves) for arm in arms),
    }
    x, y = vega.x_axis("generation", high=arms.last), vega.y_axis(unit, within=within, log=log)
    here = ["indexof(arms, datum.arm) >= 0", SHOWN]
    banded = [*here, "bands && datum.low != null", *(["datum.low > 0"] if log else [])]
    layers = [
        _shade(x, y),
        vega.band("ability", x, y, banded, {"color": _colours(arms), "detail": {"field": "quantity"}}),
        vega.line("ability", x, y, here, {"color": _colours(arms), "strokeDash": _dashes()}),
        *vega.level_lines("levels"),
        vega.moment(),
        vega.hover("ability", x, _names(arms), "generation"),
    ]
    params = vega.signals(
        generation=arms.frames[-1],
        arms=[arm.place for arm in arms],
        arm=0,
        innate=True,
        learned=True,
        gain=True,
        bands=True,
    )
    return vega.draw(layers, params, label=_label(arms, unit), height=300), tables


def _parts(curve: Series) -> list[Any]:
    """Return what an axis must hold of a curve: not the first hundredth of a band, which may be far from all else."""
    return [curve.middle, curve.low, curve.high]


def _colours(arms: Arms) -> Spec:
    if len(arms) == 1:
        return {"field": "quantity", "type": "nominal", **vega.colour(ABILITIES, ABILITIES)}
    return vega.of_arms([arm.place for arm in arms])


def _dashes() -> Spec:
    scale = {"domain": list(ABILITIES), "range": [[1, 0], vega.DASHES["innate"]]}
    return {"field": "quantity", "type": "nominal", "scale": scale, "title": None}


def _levels(arms: Arms) -> dict[str, float]:
    """Return what theory knows, by name, where it is the same for all arms."""
    levels = arms[0].presentation.levels(arms[0].run.assays)
    same = all(arm.presentation.levels(arm.run.assays) == levels for arm in arms)
    return {one.label: one.value for one in levels.values()} if same else {}


def _gap(arm: Arm, curves: dict[int, dict[str, Series]]) -> Table:
    innate, learned = (curves[arm.place][name] for name in ("innate", "learned"))
    return {
        "arm": [arm.place] * innate.x.size,
        "x": numbers(innate.x),
        "low": numbers(innate.middle),
        "high": numbers(learned.middle),
    }


def _shade(x: Spec, y: Spec) -> Spec:
    filters = ["gain && innate && learned", "datum.arm == arm && indexof(arms, arm) >= 0"]
    return vega.band("gap", x, y, filters, {}, color="var(--gain)")


def _gain(arms: Arms, curves: dict[int, dict[str, Series]], title: str) -> tuple[Spec, dict[str, Table]]:
    single = len(arms) == 1
    rows = [
        of_series(curves[arm.place][GAIN], arm=arm.place, key="gain" if single else f"gain{arm.place}") for arm in arms
    ]
    within = vega.domain([[0.0], *(part for arm in arms for part in _parts(curves[arm.place][GAIN]))])
    x, y = vega.x_axis("generation", high=arms.last), vega.y_axis(title, within=within)
    told = [("gain", "learning gain")] if single else [(f"gain{arm.place}", arm.label) for arm in arms]
    hue: Spec = {"value": "var(--gain)"} if single else _colours(arms)
    here = ["indexof(arms, datum.arm) >= 0"]
    layers = [
        vega.band("gains", x, y, [*here, "bands && datum.low != null"], {"color": hue}),
        vega.line("gains", x, y, here, {"color": hue}),
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule", "color": "var(--muted)", "strokeDash": [2, 2], "aria": False},
            "encoding": {"y": {"field": "zero", "type": "quantitative"}},
        },
        vega.moment(),
        vega.hover("gains", x, told, "generation"),
    ]
    params = vega.signals(generation=arms.frames[-1], arms=[arm.place for arm in arms], bands=True)
    return vega.draw(layers, params, label=" ".join(title.split()), height=170), {"gains": stacked(rows)}


def _table(arms: Arms, curves: dict[int, dict[str, Series]]) -> Html:
    """Return medians at a few generations."""
    headings = [*(["arm"] if len(arms) > 1 else []), "generation", "learned", "innate", "learning gain"]
    rows = []
    for arm in arms:
        own = curves[arm.place]
        for i in thinned(own["innate"].x.size, ROWS):
            values = [spread(own[name], i) for name in (*ABILITIES, GAIN)]
            rows.append([*([arm.label] if len(arms) > 1 else []), number(own["innate"].x[i]), *values])
    return text_table("Ability: median over replicates (middle 90 %)", headings, rows, numbers=len(headings) - 3)
