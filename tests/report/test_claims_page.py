"""The page of tested claims: tolerances are drawn, axes hold them, and settings are commands."""

from __future__ import annotations

import math

import pytest

from baldwin.claims.claim import Finding, Measured, Outcome
from baldwin.claims.ladder import ladders
from baldwin.report.sections.claims import against_expected, command


def finding(expected: float, measured: float, tolerance: str, error: float | None = None) -> Finding:
    return Finding("number", expected, "theory", tolerance, measured, error, "", True)


def axis(*findings: Finding) -> tuple[list[float], dict]:
    """Return the limits of the figure's axis and its table."""
    chart = against_expected([Outcome("R01", "a claim", (), "", findings, 0.1)])
    assert chart is not None
    (panel,) = chart.panels
    return panel.spec["layer"][-1]["encoding"]["x"]["scale"]["domain"], panel.tables["expected"]


def test_tolerances_are_read_as_they_are_kept():
    """Every quantity of every ladder: what lies inside the interval agrees, what lies beyond does not."""
    error = 0.01
    for ladder in ladders().values():
        for quantity in (one for claim in ladder.claims for one in claim.quantities):
            told = Finding(quantity.name, quantity.expected, "", quantity.tolerance, 0.0, error, "", True)
            low, high = told.interval
            assert low <= high, quantity.tolerance
            rim = 1e-3 * (high - low if math.isfinite(high - low) else max(1.0, abs(quantity.expected))) + 1e-8
            for edge, inwards in ((low, rim), (high, -rim)):
                if math.isfinite(edge) and low + rim < high - rim:
                    assert quantity.agrees(Measured(edge + inwards, error)), (quantity.name, quantity.tolerance)
                    if "rounding" not in quantity.tolerance:  # counts the expected number's own error as well
                        assert not quantity.agrees(Measured(edge - inwards, error)), quantity.tolerance


def test_the_axis_holds_the_tolerance():
    (low, high), table = axis(finding(2.0, 2.0016, "± 0.1"))
    assert low < 0.95 < 1.05 < high, "a deviation of 0.08 % is small beside 5 %"
    assert (table["agrees_from"], table["agrees_to"]) == ([0.95], [1.05])
    assert table["tolerance"] == ["± 0.1"]


def test_open_and_negative_tolerances_reach_the_edge():
    (low, high), table = axis(
        finding(-2.0, -2.1, "in -2.4 .. -1.8"),
        finding(4.0, 5.0, ">= 3, less 4 standard errors", 0.1),
        finding(1.0, 1, "?"),
    )
    assert table["agrees_from"] == [0.9, 0.65, None]
    assert table["agrees_to"] == [1.2, pytest.approx(high, rel=1e-5), None]
    assert low < 0.65


def test_settings_are_commands():
    setting = "linear-life --set assays.every=0 --set network.hidden=[8, 8]"
    assert command(setting) == "baldwin run linear-life --set assays.every=0 --set 'network.hidden=[8, 8]'"
    assert command("closed forms, exact") == "closed forms, exact"
