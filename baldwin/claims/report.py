"""Verdicts on claims, to read: a table for the terminal, Markdown, and JSON for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baldwin.claims.claim import ClaimOutcome
from baldwin.claims.ladder import Ladder
from baldwin.claims.quantity import Finding
from baldwin.claims.sources import KINDS, LEGEND, Kind
from baldwin.claims.tolerance import RULE

if TYPE_CHECKING:
    from rich.table import Table

__all__ = [
    "as_json",
    "as_legend",
    "as_markdown",
    "as_table",
    "counts",
    "finding_verdict",
    "measured_text",
    "number",
    "summary",
]

NUMBERS: dict[Kind, tuple[str, str]] = {  # one of them, several
    "published": ("published", "published"),
    "theory": ("theory", "theory"),
    "regression": ("regression", "regressions"),
}


def counts(outcomes: Sequence[ClaimOutcome]) -> dict[Kind, tuple[int, int]]:
    """Return kind of source -> how many of its numbers agree, and how many there are."""
    found = [finding for outcome in outcomes for finding in outcome.findings]
    each = {kind: [one.agrees for one in found if one.source.kind == kind] for kind in KINDS}
    return {kind: (sum(agree), len(agree)) for kind, agree in each.items()}


def summary(outcomes: Sequence[ClaimOutcome]) -> str:
    """Return one line: how many hold, counted apart by whose numbers they are, and which fail.

    Of nulls: how many are refuted, as they should be, and which are not.
    """
    if any(outcome.null for outcome in outcomes):
        return _summary_of_nulls(outcomes)
    failed = [outcome.id for outcome in outcomes if not outcome.passed]
    parts = []
    for kind, (held, all_) in counts(outcomes).items():
        share = f"{held}" if held == all_ else f"{held} of {all_}"
        parts.append(f"{share} {NUMBERS[kind][all_ != 1]}")
    passed = f"{len(outcomes) - len(failed)} of {len(outcomes)} claims hold"
    numbers = f"Of their numbers {', '.join(parts)} hold."
    return f"{passed}; outside their tolerance: {', '.join(failed)}. {numbers}" if failed else f"{passed}. {numbers}"


def _summary_of_nulls(outcomes: Sequence[ClaimOutcome]) -> str:
    refuted = sum(outcome.verdict == "refuted" for outcome in outcomes)
    without = sum(outcome.verdict == "no null" for outcome in outcomes)
    noisy = [outcome.id for outcome in outcomes if not outcome.sound]
    line = f"{refuted} of {len(outcomes) - without} claims fail on their null, as they should"
    line += f"; {without} can have none" if without else ""
    return f"{line}; these do not: {', '.join(noisy)}." if noisy else f"{line}."


def finding_verdict(outcome: ClaimOutcome, finding: Finding) -> tuple[str, bool]:
    """Return the verdict on a number in a word, and whether it is one that speaks for the claim."""
    if outcome.null:
        return ("agrees", False) if finding.agrees else ("differs", True)
    return ("pass", True) if finding.agrees else ("fail", False)


def as_table(outcomes: Sequence[ClaimOutcome], folder: Path) -> Table:
    """Return a table with a row for each claim and, below it, one for each of its numbers.

    Args:
        outcomes: of claims.
        folder: of runs, where their populations are.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    for heading in ("claim", "", "expected", "measured", "tolerance"):
        table.add_column(heading, no_wrap=heading == "claim", overflow="fold", ratio=None)
    table.add_column("verdict", no_wrap=True)
    for outcome in outcomes:
        about = Text(outcome.claim, style="bold")
        if outcome.null:
            about.append(f"\nnull: {outcome.null}", style="not bold")
        for setting in _condensed(outcome.settings):
            about.append(f"\n{setting}", style="not bold dim")
        for run in outcome.runs:
            about.append(f"\n{folder / run}", style="not bold dim")
        if outcome.remark:
            about.append(f"\n{outcome.remark}", style="not bold italic")
        style = "green" if outcome.sound else "bold red"
        table.add_row(Text(outcome.id, style="bold"), about, "", "", "", Text(outcome.verdict, style=style))
        for finding in outcome.findings:
            note = f"{finding.quantity} [{finding.details}]" if finding.details else finding.quantity
            word, speaks = finding_verdict(outcome, finding)
            table.add_row(
                "",
                Text(f"- {note}"),
                Text(f"{number(finding.expected)} {finding.source}"),
                Text(measured_text(finding)),
                Text(finding.tolerance),
                Text(word, style="green" if speaks else "dim" if outcome.null else "bold red"),
            )
    return table


def _condensed(settings: Sequence[str]) -> list[str]:
    """Return settings that differ in a single value as one, with all values."""
    words = [setting.split(" ") for setting in settings]
    if len(words) < 2 or len({len(each) for each in words}) > 1:
        return list(settings)
    differ = [i for i in range(len(words[0])) if len({each[i] for each in words}) > 1]
    names = {each[i].partition("=")[0] for each in words for i in differ}
    if len(differ) != 1 or len(names) != 1 or differ[0] == 0:
        return list(settings)
    values = ", ".join(each[differ[0]].partition("=")[2] for each in words)
    return [" ".join([*words[0][: differ[0]], f"{names.pop()}={{{values}}}", *words[0][differ[0] + 1 :]])]


def as_legend(references: Sequence[str]) -> list[str]:
    """Return what a reader of verdicts should know, a line each: whose numbers, the rule, and the references."""
    return [
        "Measured: value ± standard error. Whose number the expected one is:",
        *(f"- {kind}: {meaning}" for kind, meaning in LEGEND.items()),
        f"Tolerance: {RULE}",
        "References:",
        *(f"- {reference}" for reference in references),
    ]


def as_markdown(ladder: Ladder, outcomes: Sequence[ClaimOutcome]) -> str:
    """Return the report of a ladder; nothing in it depends on when or where it was tested."""
    option = " --null" if any(outcome.null for outcome in outcomes) else ""
    lines = [f"# {ladder.title}", "", f"`baldwin reproduce {ladder.name}{option}`: {summary(outcomes)}", ""]
    for outcome in outcomes:
        lines += [f"## {outcome.id} {outcome.verdict}: {outcome.claim}", ""]
        lines += [f"Null: {outcome.null}", ""] if outcome.null else []
        lines += [f"- `{setting}`" for setting in outcome.settings]
        lines += [f"- run `{run}`" for run in outcome.runs]
        lines += ["", outcome.remark] if outcome.remark else []
        lines += ["", "| quantity | expected | whose | measured | tolerance | verdict |", "|---|---|---|---|---|---|"]
        lines += [_markdown_row(outcome, finding) for finding in outcome.findings]
        lines.append("")
    for line in as_legend(ladder.references):
        lines += [line] if line.startswith("- ") and lines[-1].startswith("- ") else ["", line]
    return "\n".join([*lines, ""])


def _markdown_row(outcome: ClaimOutcome, finding: Finding) -> str:
    measured = measured_text(finding) + (f" ({finding.details})" if finding.details else "")
    word, _ = finding_verdict(outcome, finding)
    cells = (
        finding.quantity,
        number(finding.expected),
        str(finding.source),
        measured,
        finding.tolerance,
        "**fail**" if word == "fail" else word,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def as_json(ladder: Ladder, outcomes: Sequence[ClaimOutcome]) -> dict[str, Any]:
    """Return the report in the types of JSON, wall times left out."""
    rows = [outcome.as_row() for outcome in outcomes]
    for row in rows:
        del row["seconds"]
    return {
        "ladder": ladder.name,
        "title": ladder.title,
        "references": list(ladder.references),
        "legend": dict(LEGEND),
        "rule": RULE,
        "nulls": any(outcome.null for outcome in outcomes),
        "passed": sum(outcome.sound for outcome in outcomes),
        "failed": sum(not outcome.sound for outcome in outcomes),
        "numbers": {kind: {"hold": held, "of": all_} for kind, (held, all_) in counts(outcomes).items()},
        "claims": rows,
    }


def number(value: float) -> str:
    """Return a number as people write it."""
    if not math.isfinite(value):
        return "never" if value == math.inf else "-"
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e6 else f"{value:.5g}"


def measured_text(finding: Finding) -> str:
    """Return the measured number with its standard error."""
    return number(finding.measured) if finding.error is None else f"{number(finding.measured)} ± {finding.error:.2g}"
