"""Verdicts on claims, to read: a table for the terminal, Markdown, and JSON for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baldwin.claims.claim import ClaimOutcome
from baldwin.claims.ladder import Ladder
from baldwin.claims.quantity import SOURCES, Finding

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["as_json", "as_markdown", "as_table", "measured_text", "number", "summary"]

STYLES = {"pass": "green", "fail": "bold red"}


def summary(outcomes: Sequence[ClaimOutcome]) -> str:
    """Return one line: how many passed, and which failed."""
    failed = [outcome.id for outcome in outcomes if not outcome.passed]
    passed = f"{len(outcomes) - len(failed)} of {len(outcomes)} claims hold"
    return f"{passed}; outside their tolerance: {', '.join(failed)}." if failed else f"{passed}."


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
        for setting in _condensed(outcome.settings):
            about.append(f"\n{setting}", style="not bold dim")
        for run in outcome.runs:
            about.append(f"\n{folder / run}", style="not bold dim")
        if outcome.remark:
            about.append(f"\n{outcome.remark}", style="not bold italic")
        table.add_row(Text(outcome.id, style="bold"), about, "", "", "", _verdict(outcome.passed))
        for finding in outcome.findings:
            note = f"{finding.quantity} [{finding.details}]" if finding.details else finding.quantity
            table.add_row(
                "",
                Text(f"- {note}"),
                Text(f"{number(finding.expected)} {finding.source}"),
                Text(measured_text(finding)),
                Text(finding.tolerance),
                _verdict(finding.agrees),
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


def _verdict(passed: bool) -> Any:
    from rich.text import Text

    word = "pass" if passed else "fail"
    return Text(word, style=STYLES[word])


def as_markdown(ladder: Ladder, outcomes: Sequence[ClaimOutcome]) -> str:
    """Return the report of a ladder; nothing in it depends on when or where it was tested."""
    lines = [f"# {ladder.title}", "", f"`baldwin reproduce {ladder.name}`: {summary(outcomes)}", ""]
    for outcome in outcomes:
        lines += [f"## {outcome.id} {outcome.verdict}: {outcome.claim}", ""]
        lines += [f"- `{setting}`" for setting in outcome.settings]
        lines += [f"- run `{run}`" for run in outcome.runs]
        lines += ["", outcome.remark] if outcome.remark else []
        lines += ["", "| quantity | expected | whose | measured | tolerance | verdict |", "|---|---|---|---|---|---|"]
        lines += [_markdown_row(finding) for finding in outcome.findings]
        lines.append("")
    lines += ["Measured: value ± standard error. Whose number the expected one is:", ""]
    lines += [f"- {source}: {meaning}" for source, meaning in SOURCES.items()]
    lines += ["", "References:", "", *(f"- {reference}" for reference in ladder.references), ""]
    return "\n".join(lines)


def _markdown_row(finding: Finding) -> str:
    measured = measured_text(finding) + (f" ({finding.details})" if finding.details else "")
    verdict = "pass" if finding.agrees else "**fail**"
    cells = (
        finding.quantity,
        number(finding.expected),
        finding.source,
        measured,
        finding.tolerance,
        verdict,
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
        "passed": sum(outcome.passed for outcome in outcomes),
        "failed": sum(not outcome.passed for outcome in outcomes),
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
