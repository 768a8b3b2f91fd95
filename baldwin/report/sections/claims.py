"""What came of claims: the verdicts, and how far each measured number is from the expected one."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence

from baldwin.claims.claim import ClaimOutcome
from baldwin.claims.ladder import ladders
from baldwin.claims.quantity import Finding
from baldwin.claims.reading import ClaimRun
from baldwin.claims.report import finding_verdict, measured_text, number, summary
from baldwin.claims.sources import LEGEND
from baldwin.claims.story import HEADINGS, parts_of
from baldwin.claims.tolerance import RULE
from baldwin.definition import presets
from baldwin.report import vega
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.report.payload import Table
from baldwin.report.sections.again import code, install

__all__ = ["against_expected", "claims_again", "command", "verdicts", "verdicts_table"]


def verdicts(outcomes: Sequence[ClaimOutcome], run: ClaimRun) -> Html:
    """Return the summary, and every claim with its numbers."""
    counts = run.info.get("counts", {})
    left = int(counts.get("claims", len(outcomes))) - len(outcomes)
    more = f" {left} more are not tested yet; the run is {run.status}." if left > 0 else ""
    failed = any(not outcome.sound for outcome in outcomes)
    options = (tag("option", text, value=value) for value, text in CHOICES)
    chosen = tag("label", "Show", tag("select", options, id="verdicts"), class_="script-only") if failed else ""
    meanings = (join(tag("dt", source), tag("dd", meaning)) for source, meaning in LEGEND.items())
    return join(
        tag("p", f"{summary(outcomes)}{more}"),
        _story(outcomes, run),
        _overview(outcomes),
        chosen,
        (_claim(outcome) for outcome in outcomes),
        tag("h3", "Whose number the expected one is"),
        tag("dl", meanings, class_="facts"),
        tag("h3", "When a number agrees"),
        tag("p", RULE),
    )


def _story(outcomes: Sequence[ClaimOutcome], run: ClaimRun) -> Html | str:
    """Return one table of the parts of a story, where the ladder tells one."""
    ladder = ladders().get(run.ladder)
    parts = parts_of(ladder, outcomes) if ladder else ()
    return text_table("The story in parts", HEADINGS, [part.row for part in parts], numbers=9) if parts else ""


def _overview(outcomes: Sequence[ClaimOutcome]) -> Html:
    """Return a line for each claim, which leads to its numbers."""
    rows = [
        [
            tag("a", outcome.id, href=f"#claim-{outcome.id}"),
            tag("span", _word(outcome), class_=_class(outcome)),
            outcome.claim,
        ]
        for outcome in outcomes
    ]
    return text_table("Verdicts", ["claim", "verdict", "what it says"], rows, numbers=9)


FAR = (-1.0, 3.0)  # of the expected number; what lies beyond is drawn at the edge
COLUMNS = (
    *("row", "claim", "quantity", "expected", "measured", "ratio", "low", "high"),
    *("agrees_from", "agrees_to", "tolerance", "verdict"),
)
CHOICES = (("all", "all claims"), ("fail", "those that fail"), ("pass", "those that hold"))


def _claim(outcome: ClaimOutcome) -> Html:
    settings = tag("ul", (tag("li", tag("code", command(one))) for one in outcome.settings))
    rows = [
        [
            f"{one.quantity} ({one.details})" if one.details else one.quantity,
            f"{number(one.expected)} ({one.source})",
            measured_text(one),
            one.tolerance,
            WORDS[finding_verdict(outcome, one)[0]],
        ]
        for one in outcome.findings
    ]
    word = tag("span", f"{_word(outcome)}:", class_=_class(outcome))
    heading = tag("h3", f"{outcome.id} ", word, f" {outcome.claim}")
    null = tag("p", f"Null: {outcome.null}", class_="note") if outcome.null else ""
    table = text_table(f"{outcome.id}: numbers", ["quantity", "expected", "measured", "tolerance", "verdict"], rows)
    remark = tag("p", outcome.remark, class_="note") if outcome.remark else ""
    runs = join((tag("code", one) for one in outcome.runs), between=", ")
    kept = tag("p", "Its populations are the runs ", runs, " beside this one.", class_="note") if outcome.runs else ""
    return tag(
        "article", heading, null, remark, table, settings, kept, data_verdict=_class(outcome), id=f"claim-{outcome.id}"
    )


def command(setting: str) -> str:
    """Return what evolves the populations of a setting again; a method, which evolves none, in its own words."""
    preset, *overrides = setting.split(" --set ")
    if preset not in presets():
        return setting
    return shlex.join(["baldwin", "run", preset, *(word for one in overrides for word in ("--set", one))])


WORDS = {
    **{"pass": "holds", "fail": "FAILS", "agrees": "agrees", "differs": "differs"},
    **{"refuted": "refuted", "not refuted": "NOT REFUTED", "no null": "no null"},
}


def _word(outcome: ClaimOutcome) -> str:
    return WORDS[outcome.verdict]


def _class(outcome: ClaimOutcome) -> str:
    """Return the class of the page's style sheet for a verdict."""
    return "pass" if outcome.sound else "fail"


def against_expected(outcomes: Sequence[ClaimOutcome]) -> Chart | None:
    """Return the figure of measured over expected numbers; None where there are none to divide."""
    table: Table = {name: [] for name in COLUMNS}
    for outcome in outcomes:
        for place, finding in enumerate(outcome.findings):
            if not (math.isfinite(finding.expected) and math.isfinite(finding.measured)) or finding.expected == 0.0:
                continue
            ratio = finding.measured / finding.expected
            row = (
                f"{outcome.id}.{place + 1}",
                outcome.id,
                finding.quantity,
                number(finding.expected),
                measured_text(finding),
                ratio,
                *sorted(end / finding.expected for end in _uncertain(finding)),
                *sorted(end / finding.expected for end in _agreeing(finding)),
                finding.tolerance,
                "holds" if finding.agrees else "fails",
            )
            for name, value in zip(table, row, strict=True):
                table[name].append(float(f"{value:.6g}") if isinstance(value, float) else value)
    if not table["row"]:
        return None
    within = _within(table)
    for name in ("agrees_from", "agrees_to"):  # open intervals reach to the edge
        table[name] = [float(f"{min(max(one, within[0]), within[1]):.6g}") for one in table[name]]
    label = "Dot chart of measured divided by expected numbers, one row for each; 1 is as expected."
    rows = [
        [table[name][i] for name in ("row", "quantity", "expected", "measured", "tolerance", "verdict")]
        for i in range(len(table["row"]))
    ]
    numbers = text_table(
        "Each number", ["number", "quantity", "expected", "measured", "tolerance", "verdict"], rows, numbers=9
    )
    return Chart(
        name="expected",
        title="Measured against expected",
        caption="Each measured number divided by the expected one, with a standard error where it has one; on the "
        "line it is as expected. Grey: what counts as agreement, each number's tolerance. Point at a dot to read it.",
        panels=(ChartPanel(_spec(table, within, label), {"expected": table}, label),),
        table=numbers,
    )


def _uncertain(finding: Finding) -> tuple[float, float]:
    """Return the confidence interval of a measured number; where there is none, one standard error to either side."""
    error = finding.error or 0.0
    return finding.interval or (finding.measured - error, finding.measured + error)


def _agreeing(finding: Finding) -> tuple[float, float]:
    """Return from where to where a measured number agrees."""
    low, high = finding.agrees_from, finding.agrees_to
    return -math.inf if low is None else low, math.inf if high is None else high


def _within(table: Table) -> tuple[float, float]:
    """Return an axis that holds the numbers, their errors and their tolerances, as far as they are not far away."""
    edges = [one for name in ("low", "high", "agrees_from", "agrees_to") for one in table[name] if math.isfinite(one)]
    return vega.domain([[1.0], [min(max(one, FAR[0]), FAR[1]) for one in edges]]) or (0.0, 2.0)


def _spec(table: Table, within: tuple[float, float], label: str) -> Spec:
    y = {"field": "row", "type": "nominal", "title": None, "sort": None, "axis": {"grid": True, "labelFontSize": 11}}
    x = vega.x_axis("measured / expected", field="ratio", whole=False)
    x["scale"] |= {"domain": list(within), "clamp": True}
    hue = {"field": "verdict", "type": "nominal", **vega.colour(["holds", "fails"], ["pass", "fail"])}
    shape = {
        "field": "verdict",
        "type": "nominal",
        "scale": {"domain": ["holds", "fails"], "range": ["circle", "diamond"]},
    }
    tooltip = [
        {"field": name, "type": "nominal"}
        for name in ("claim", "quantity", "expected", "measured", "tolerance", "verdict")
    ]
    data = {"data": {"name": "expected"}}
    layers: list[Spec] = [
        {
            **data,
            "mark": {"type": "rule", "color": "var(--muted)", "strokeWidth": 9, "opacity": 0.3, "aria": False},
            "encoding": {"y": y, "x": {**x, "field": "agrees_from"}, "x2": {"field": "agrees_to"}},
        },
        {
            "data": {"values": [{"one": 1}]},
            "mark": {"type": "rule", "color": "var(--muted)", "strokeDash": [6, 3], "aria": False},
            "encoding": {"x": {"field": "one", "type": "quantitative"}},
        },
        {
            **data,
            "mark": {"type": "rule", "strokeWidth": 2, "aria": False},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": hue},
        },
        {
            **data,
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"y": y, "x": x, "color": hue, "shape": {**shape, "legend": None}, "tooltip": tooltip},
        },
    ]
    return vega.draw(layers, [], label=label, height=60 + 15 * len(table["row"]))


def verdicts_table(outcomes: Sequence[ClaimOutcome]) -> Table:
    """Return every number of every claim, to download."""
    found: Table = {}
    for outcome in outcomes:
        for one in outcome.findings:
            row = {
                "claim": outcome.id,
                "quantity": one.quantity,
                "expected": one.expected if math.isfinite(one.expected) else None,
                "source": str(one.source),
                "kind": one.source.kind,
                "measured": one.measured if math.isfinite(one.measured) else None,
                "standard_error": one.error,
                "interval_from": one.interval[0] if one.interval else None,
                "interval_to": one.interval[1] if one.interval else None,
                "tolerance": one.tolerance,
                "agrees_from": one.agrees_from,
                "agrees_to": one.agrees_to,
                "verdict": "pass" if one.agrees else "fail",
            }
            for name, value in row.items():
                found.setdefault(name, []).append(value)
    return found


def claims_again(run: ClaimRun) -> Html:
    """Return how to test the same claims again."""
    words = ["baldwin", "reproduce", run.ladder, *_chosen(run), *(["--null"] if run.nulls else []), "--fresh"]
    page = f"baldwin report {run.name}/{run.id}   # this page"
    return join(install(run.info), code("commands", f"{shlex.join(words)}\n{page}"))


def _chosen(run: ClaimRun) -> list[str]:
    """Return the options that choose the claims of a run; none where it tested all of its ladder."""
    ladder = ladders().get(run.ladder)
    tested = list(run.claims)
    if ladder is None or tested == [claim.id for claim in ladder.choose()]:
        return []
    if tested == [claim.id for claim in ladder.choose(quick=True)]:
        return ["--quick"]
    return [word for one in tested for word in ("--only", one)]
