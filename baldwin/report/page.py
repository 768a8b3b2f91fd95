"""The page of a report: sections in their order."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.claims.reading import ClaimRun
from baldwin.playing import simulation_of
from baldwin.report.arms import ReportedRuns
from baldwin.report.chart import Chart
from baldwin.report.charts.catalogue import charts_of
from baldwin.report.claims_page import claims_page
from baldwin.report.markup import join
from baldwin.report.readout import readout
from baldwin.report.rendering import render
from baldwin.report.sections.again import again
from baldwin.report.sections.asked import asked
from baldwin.report.sections.data import data, tables_of
from baldwin.report.sections.drawn import drawn
from baldwin.report.sections.figures import explorer, figure, panels_of
from baldwin.report.sections.found import found
from baldwin.report.sections.known import charts_of_probes, findings, known
from baldwin.report.sections.played import played
from baldwin.report.studies.page import study_page
from baldwin.store import Run
from baldwin.study import Study

__all__ = ["page_of"]

LIMIT = 4_900_000  # bytes: what a mail takes
SHARES = (1.0, 0.4, 0.1)


def page_of(subject: Sequence[Run] | Study | ClaimRun, until: str | None = None, note: str = "") -> str:
    """Return the report of runs, each an arm, of a study or of tested claims; the same for equal ones.

    Runs are shown as they are given. `until` is what they were cut by, for the command that makes the page again;
    `note` is what should be said of that.
    """
    if isinstance(subject, ClaimRun):
        return claims_page(subject)
    if isinstance(subject, Study):
        return study_page(subject)
    arms = ReportedRuns.of(subject)
    charts = charts_of(arms)
    pages = (_page(arms, charts, share, until, note) for share in SHARES)
    return next((page for page in pages if len(page.encode()) < LIMIT), None) or _page(arms, charts, 0.0, until, note)


def _page(arms: ReportedRuns, charts: Sequence[Chart], share: float, until: str | None, note: str) -> str:
    """Return the page, with a share of the usual room for tables and pictures."""
    tables, notes = tables_of(arms, share)
    probed, simulation = findings(arms), simulation_of(arms[0].run.definition)
    sections = [
        ("found", "What was found", found(arms, note)),
        ("figures", "Figures", join(explorer(arms), (figure(chart) for chart in charts), drawn(arms, share))),
        *([("known", "What they know", known(probed, several=len(arms) > 1))] if probed else []),
        *([("try", "Try it yourself", played(simulation))] if simulation else []),
        ("asked", "What was asked", asked(arms)),
        ("data", "Data", data(tables, notes)),
        ("again", "Run it again", again(arms, until)),
    ]
    frames = arms.frames
    payload = {
        "arms": [arm.label for arm in arms],
        "frames": frames,
        "last": arms.last,
        "ends": [arm.last for arm in arms],
        "assayed": [[arm.at(frame) for frame in frames] if arm.assayed else [] for arm in arms],
        "state": {"arms": [arm.place for arm in arms], "arm": 0},
        "readout": readout(arms),
        "panels": [panel for chart in (*charts, *charts_of_probes(probed)) for panel in panels_of(chart)],
        "tables": tables,
    }
    title = arms[0].run.title if len(arms) == 1 else _versus(arms)
    lead = " · ".join(f"{arm.run.name}/{arm.run.id}" for arm in arms)
    return render(title, lead, sections, payload)


def _versus(arms: ReportedRuns) -> str:
    names = [arm.label for arm in arms]
    return " against ".join(names) if len(names) < 4 else f"{names[0]} and {len(names) - 1} other arms"
