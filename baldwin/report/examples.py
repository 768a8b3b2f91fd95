"""What figures of example lives share: three instances side by side, at the generation and for the arm chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from baldwin.figures.examples import instances_of
from baldwin.report.arms import ReportedRun, ReportedRuns, thinned
from baldwin.report.chart import Chart, ChartPanel, Control
from baldwin.report.markup import Html, text_table
from baldwin.report.words import number

__all__ = ["example_chart", "example_table"]

ROWS = 6


def example_chart(
    arms: ReportedRuns,
    name: str,
    shown: str,
    panel: Callable[[ReportedRuns, int], ChartPanel],
    table: Html,
    controls: Sequence[Control] = (),
) -> Chart:
    """Return a figure of `shown`, with the `panel` of each instance that all arms recorded."""
    panels = tuple(panel(arms, i) for i in range(min(instances_of(arm.run) for arm in arms)))
    return Chart(
        name=name,
        title="Example lives",
        caption=f"Three instances that no life has seen: {shown}; first replicate."
        + (" Of the arm chosen above." if len(arms) > 1 else ""),
        panels=panels,
        table=table,
        controls=tuple(controls),
        scrubbed=True,
        switched=True,
        columns=len(panels),
    )


def example_table(
    arms: ReportedRuns,
    caption: str,
    headings: Mapping[int, str],
    measure: Callable[[ReportedRun, int], Mapping[int, float]],
) -> Html:
    """Return the same in numbers: a row for some generations of each arm, a column for each key of `headings`."""
    rows = []
    for arm in arms:
        for i in thinned(len(arm.assayed), ROWS):
            found = measure(arm, arm.assayed[i])
            rows.append([arm.label, number(arm.assayed[i]), *(number(found.get(key)) for key in headings)])
    return text_table(caption, ["arm", "generation", *headings.values()], rows)
