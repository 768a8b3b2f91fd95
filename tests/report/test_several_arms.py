"""Pages of several arms, without a browser: arms of other lengths, other numbers of replicates, other units."""

from __future__ import annotations

from html import unescape

import pytest
from test_pages import payload_of
from written import written

from baldwin.figures.catalogue import described
from baldwin.report.arms import ReportedRuns
from baldwin.report.described import chart_of
from baldwin.report.page import page_of
from baldwin.store import Run, open_run

pytest.importorskip("vl_convert")


def until(run: Run, last: int) -> Run:
    """Return a run as if it had ended at generation `last`."""
    short = open_run(run.path)
    for name in ("generations", "assays"):
        table = getattr(run, name)
        short.__dict__[name] = {column: values[table["generation"] <= last] for column, values in table.items()}
    return short


@pytest.fixture(scope="module")
def needles(run_of) -> list[Run]:
    """Return 20 generations with learning, and 12 without."""
    return [run_of("hinton_nowlan"), run_of("no_learning")]


@pytest.fixture(scope="module")
def payload(needles) -> dict:
    return payload_of(written(needles))


def test_figures_hold_no_generation_that_an_arm_did_not_live(payload, run_of):
    networks = payload_of(page_of([run_of("sinusoid"), until(run_of("sinusoid"), 2)]))
    for page, lived, charts in (
        (payload, (20, 12), {"finding", "competent"}),
        (networks, (4, 2), {"lifetime_curve", "individuals", "examples"}),
    ):
        tables = [table for one in page["panels"] if one["chart"] in charts for table in one["tables"].values()]
        timed = [table for table in tables if "generation" in table]
        assert len(timed) >= len(charts)
        for table in timed:
            for arm, last in enumerate(lived):
                own = {g for g, place in zip(table["generation"], table["arm"], strict=True) if place == arm}
                assert max(own, default=0) <= last


def test_an_arm_that_has_ended_is_said_to_have_ended(payload):
    assert payload["ends"] == [20, 12]
    assert payload["assayed"][1][-1] == 12
    told = dict(zip(payload["frames"], payload["readout"][1], strict=True))
    assert told[20].startswith("no learning: ended at generation 12: innate")
    assert told[12].startswith("no learning: innate")
    assert not any("ended" in words for words in payload["readout"][0])


def test_lives_of_other_lengths_are_in_the_table(needles):
    shown = chart_of("finding", described()["finding"], ReportedRuns.of(needles))
    table = unescape(shown.table)
    assert "these lives have ended" in table
    assert table.count('<th scope="row">no learning</th>') == 6
    own = shown.panels[0].tables["curves"]
    assert {x for x, arm in zip(own["x"], own["arm"], strict=True) if arm == 1} == {1}
    assert (
        'scope="row">no learning' in chart_of("finding", described()["finding"], ReportedRuns.of(needles[::-1])).table
    )


def test_captions_tell_the_replicates_of_each_arm(needles, run_of):
    many = open_run(needles[1].path)
    for name in ("generations", "assays"):
        table = getattr(needles[1], name)
        many.__dict__[name] = {column: values[table["replicate"] < 2] for column, values in table.items()}
    caption = chart_of("allele_shares", described()["allele_shares"], ReportedRuns.of([needles[0], many])).caption
    assert "hinton nowlan: median of 3 replicates; thin lines: each of them; no learning: median" in caption
    assert "median of 2 replicates" in caption
    alike = chart_of("allele_shares", described()["allele_shares"], ReportedRuns.of(needles)).caption
    assert "Lines: median of 3 replicates; thin lines: each of them." in alike


def test_a_page_says_where_its_arms_were_cut(needles):
    page = unescape(page_of(needles, "all", "Shown to generation 12, where the shortest run ends"))
    assert "Shown to generation 12, where the shortest run ends." in page
    assert " --until all   # this page" in page


def test_one_command_makes_the_page_of_all_arms(needles):
    page = unescape(written(needles))
    first, second = (f"{run.name}/{run.id}" for run in needles)
    assert page.count("# this page") == 1
    assert f"baldwin report {first} {second}   # this page" in page
    assert f"baldwin report {first}   # this page" in unescape(written(needles[:1]))
    assert "pip install uv && uv run baldwin" in page
    assert "baldwin-effect" not in page


def test_units_are_told_where_they_differ(needles, run_of):
    together = unescape(written([needles[0], run_of("sinusoid")]))
    glance = together.split("<caption>How the arms ended")[1].split("</table>")[0]
    assert "<td>population mean fitness</td>" in glance
    assert "<td>mean squared error (lower is better)</td>" in glance
    assert "The arms have different tasks" in together
    alike = unescape(written(needles)).split("<caption>How the arms ended")[1].split("</table>")[0]
    assert alike.startswith(" (population mean fitness)")
    assert "<td>population mean fitness</td>" not in alike


def test_runs_without_assays_have_a_page(needles):
    bare = open_run(needles[0].path)
    bare.__dict__["assays"] = {}
    alone, beside = (payload_of(page_of(runs)) for runs in ([bare], [bare, needles[1]]))
    assert {one["chart"] for one in alone["panels"]} == {
        *("allele_shares", "quantities", "takeover", "trials_per_success")
    }
    assert alone["frames"] == list(range(21))
    assert "correct" in alone["readout"][0][-1]
    assert beside["assayed"][0] == []


def test_arms_of_one_population_are_saved_as_different_files(run_of):
    page = page_of([run_of("sinusoid"), until(run_of("sinusoid"), 2)])
    assert page.count(f'data-name="sinusoid_{run_of("sinusoid").id}.toml"') == 2
    assert f'data-name="sinusoid_{run_of("sinusoid").id}.toml"' not in written([run_of("sinusoid")])


def test_arms_share_the_panels_of_figures_that_compare_them(needles, payload):
    charts = {
        name: [one for one in payload["panels"] if one["chart"] == name] for name in ("takeover", "compare_alleles")
    }
    assert [len(panels) for panels in charts.values()] == [2, 2]
    table = charts["compare_alleles"][0]["tables"]["curves"]
    assert set(zip(table["arm"], table["quantity"], strict=True)) == {(0, "correct"), (1, "correct")}
    alone = {one["chart"] for one in payload_of(written(needles[:1]))["panels"]}
    assert alone & set(charts) == {"takeover"}
