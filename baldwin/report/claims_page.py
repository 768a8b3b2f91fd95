"""The page of a run that tested claims, or their nulls."""

from __future__ import annotations

from baldwin.claims.ladder import ladders
from baldwin.claims.reading import ClaimRun
from baldwin.report.markup import Html, join, tag
from baldwin.report.rendering import Section, render
from baldwin.report.sections.asked import facts, facts_of
from baldwin.report.sections.claims import against_expected, claims_again, verdicts, verdicts_table
from baldwin.report.sections.data import data
from baldwin.report.sections.figures import figure, panels_of

__all__ = ["claims_page"]


def claims_page(run: ClaimRun) -> str:
    """Return the report of a run that tested claims; the same for equal runs.

    Raises:
        RunError: its verdicts are damaged.
    """
    outcomes = run.outcomes
    chart = against_expected(outcomes)
    name = f"{run.name}-{run.id}"
    tables = {name: verdicts_table(outcomes)} if outcomes else {}
    sections: list[Section] = [
        ("found", "What was found", verdicts(outcomes, run)),
        *([("figures", "Figure", figure(chart))] if chart else []),
        ("asked", "What was asked", join(_references(run), tag("h3", "Provenance"), facts(facts_of(run)))),
        ("data", "Data", data(tables, [], "One row per number of a claim.")),
        ("again", "Run it again", claims_again(run)),
    ]
    payload = {
        "arms": [],
        "frames": [],
        "last": 0,
        "state": {},
        "readout": [],
        "panels": panels_of(chart) if chart else [],
        "tables": tables,
    }
    return render(run.title, f"{run.name}/{run.id}", sections, payload)


def _references(run: ClaimRun) -> Html:
    ladder = ladders().get(run.ladder)
    found = ladder.references if ladder else ()
    return join(tag("h3", "References"), tag("ul", (tag("li", one) for one in found))) if found else Html()
