"""The page of tested claims: tolerances are drawn, axes hold them, and settings are commands."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from baldwin.claims.claim import ClaimOutcome
from baldwin.claims.quantity import Finding, Measurement, Quantity, close, no_less
from baldwin.claims.sources import THEORY
from baldwin.report.sections.claims import against_expected, command, verdicts


def finding(quantity: Quantity, value: float, error: float | None = None) -> Finding:
    return quantity.found(Measurement(value, error))


def axis(*findings: Finding) -> tuple[list[float], dict]:
    """Return the limits of the figure's axis and its table."""
    chart = against_expected([ClaimOutcome("R01", "a claim", (), "", findings, 0.1)])
    assert chart is not None
    (panel,) = chart.panels
    return panel.spec["layer"][-1]["encoding"]["x"]["scale"]["domain"], panel.tables["expected"]


def test_the_axis_holds_the_tolerance():
    (low, high), table = axis(finding(close("number", 2.0, THEORY, parts={"print": 0.1}), 2.0016))
    assert low < 0.95 < 1.05 < high, "a deviation of 0.08 % is small beside 5 %"
    assert (table["agrees_from"], table["agrees_to"]) == ([0.95], [1.05])
    assert table["tolerance"] == ["± 0.1 of print"]


def test_open_and_negative_tolerances_reach_the_edge():
    (low, high), table = axis(
        finding(close("number", -2.0, THEORY, parts={"print": 0.4}), -2.1),
        finding(no_less("number", 3.0), 5.0, 0.1),
    )
    assert table["agrees_from"] == [0.8, pytest.approx(1 - 0.4 / 3, rel=1e-5)]
    assert table["agrees_to"] == [1.2, pytest.approx(high, rel=1e-5)]
    assert low < 1 - 0.4 / 3


def test_a_confidence_interval_is_drawn_in_the_place_of_a_standard_error():
    _, table = axis(
        close("number", -2.0, THEORY).found(Measurement(-2.0, interval=(-2.5, -1.9))),
        close("number", 2.0, THEORY).found(Measurement(2.0, 0.2)),
    )
    assert (table["low"], table["high"]) == ([0.95, 0.9], [1.25, 1.1])


def test_a_story_comes_first_as_one_table():
    run: Any = SimpleNamespace(ladder="pfc", info={}, status="complete")
    number = finding(no_less("number", 3.0), 2.5)
    page = verdicts([ClaimOutcome("H02", "a claim", (), "", (number,), 0.1)], run)
    assert page.index("The story in parts") < page.index("a claim")
    assert "number: 2.5, too small by 0.5" in page
    assert page.count("not tested") == 9
    assert "The story in parts" not in verdicts([], SimpleNamespace(ladder="harlow", info={}, status="complete"))


def test_settings_are_commands():
    setting = "linear-life --set assays.every=0 --set network.hidden=[8, 8]"
    assert command(setting) == "baldwin run linear-life --set assays.every=0 --set 'network.hidden=[8, 8]'"
    assert command("closed forms, exact") == "closed forms, exact"
