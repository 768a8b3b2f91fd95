"""The picture after a run: right numbers in 80 columns, readable without colour and without Unicode."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from baldwin.definition import load
from baldwin.progress.picture import show_picture
from baldwin.store import Run

GENERATIONS, REPLICATES = 31, 3


def run_of(name: str, generations: dict[str, Any], assays: dict[str, Any]) -> Run:
    """Return a run with these columns, constant over replicates, as if it had been read."""
    run = Run(Path("runs") / name / "0123456789ab", {"name": name})
    keys = {
        "generation": np.repeat(np.arange(GENERATIONS), REPLICATES),
        "replicate": np.tile(np.arange(REPLICATES), GENERATIONS),
    }
    tables = [
        keys | {column: np.repeat(np.broadcast_to(values, GENERATIONS), REPLICATES) for column, values in table.items()}
        if table
        else {}
        for table in (generations, assays)
    ]
    run.__dict__.update(definition=load(name), generations=tables[0], assays=tables[1])
    return run


def lines_of(run: Run, encoding: str = "utf-8", width: int = 80) -> list[str]:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    show_picture(run, Console(file=file, width=width, highlight=False))
    file.flush()
    return raw.getvalue().decode(encoding).splitlines()


def rows_of(lines: list[str]) -> list[list[str]]:
    return [line.split() for line in lines if line.strip()[:1].isdigit()]


def test_alleles_as_shares_of_a_bar() -> None:
    t = np.linspace(0, 1, GENERATIONS)
    shares = {"correct": 0.25 + 0.5 * t, "wrong": 0.25 - 0.25 * t, "plastic": 0.5 - 0.25 * t}
    lines = lines_of(run_of("hinton-nowlan", shares, {"innate": 1.0, "learned": 1 + 15 * t}))
    assert max(map(len, lines)) <= 80
    rows = rows_of(lines)
    assert len(rows) == 12
    assert rows[0] == ["0", "█" * 10 + "▒" * 20 + "░" * 10, "1.00", "1.00"]
    assert rows[-1] == ["30", "█" * 30 + "▒" * 10, "1.00", "16.00"]
    assert lines[-1] == "Figures: baldwin plot runs/hinton-nowlan/0123456789ab"


@pytest.mark.parametrize(("width", "length"), [(40, 9), (41, 10), (60, 29), (80, 40), (200, 40)])
def test_bars_keep_to_the_terminal(width: int, length: int) -> None:
    run = run_of("hinton-nowlan", {"correct": 0.5, "wrong": 0.25, "plastic": 0.25}, {"innate": 1.0, "learned": 2.0})
    lines = lines_of(run, width=width)
    assert "…" not in "".join(lines)
    assert max(len(line) for line in lines[:-1]) <= width
    (bar,) = {row[1] for row in rows_of(lines)}
    assert len(bar) == length
    assert [bar.count(sign) for sign in "█▒░"] == pytest.approx([length / 2, length / 4, length / 4], abs=1)


def test_without_room_for_bars_numbers_alone() -> None:
    run = run_of("hinton-nowlan", {"correct": 0.5, "wrong": 0.25, "plastic": 0.25}, {"innate": 1.0, "learned": 2.0})
    assert rows_of(lines_of(run, width=39))[0] == ["0", "1.000", "2.000"]


def test_without_unicode() -> None:
    run = run_of("hinton-nowlan", {"correct": 0.5, "wrong": 0.25, "plastic": 0.25}, {"innate": 1.0, "learned": 2.0})
    assert rows_of(lines_of(run, "ascii"))[0][1] == "#" * 20 + "+" * 10 + "." * 10


def test_landscapes_show_abilities() -> None:
    run = run_of("nk-landscape", {"plastic": 0.5}, {"innate": 0.4, "learned": 0.8})
    lines = lines_of(run)
    assert rows_of(lines)[0] == ["0", "█" * 20 + "▒" * 20, "0.400", "0.800"]
    assert any("learning gain" in line for line in lines)


def test_numbers_that_are_none() -> None:
    run = run_of("nk-landscape", {"plastic": 0.5}, {"innate": np.nan, "learned": np.inf})
    assert rows_of(lines_of(run))[0] == ["0", "-", "-"]


def test_without_assays_bars_alone() -> None:
    run = run_of("hinton-nowlan", {"correct": 0.5, "wrong": 0.25, "plastic": 0.25}, {})
    assert rows_of(lines_of(run))[0] == ["0", "█" * 20 + "▒" * 10 + "░" * 10]


def test_nothing_to_show() -> None:
    assert lines_of(run_of("hinton-nowlan", {"fitness_mean": 1.0}, {})) == [
        "Figures: baldwin plot runs/hinton-nowlan/0123456789ab"
    ]
    assert len(lines_of(run_of("hinton-nowlan", {}, {}))) == 1


def test_a_replicate_that_stopped_counts_on() -> None:
    run = run_of("hinton-nowlan", {"correct": 1.0, "wrong": 0.0, "plastic": 0.0}, {"innate": 5.0, "learned": 9.0})
    table = run.assays
    table["innate"] = np.where(table["replicate"] == 0, 9.0, 1.0)
    early = (table["replicate"] == 0) | (table["generation"] <= 10)
    run.__dict__["assays"] = {name: values[early] for name, values in table.items()}
    assert rows_of(lines_of(run))[-1][2] == "1.000"  # the median of 9, 1, 1, though two of them stopped at 10


def test_networks_show_their_error_and_the_innate_ceiling() -> None:
    t = np.linspace(0, 1, GENERATIONS)
    run = run_of("sinusoid", {}, {"innate": -3.0, "learned": -3.0 + 1.5 * t})
    lines = lines_of(run)
    rows = rows_of(lines)
    assert rows[0] == ["0", "█" * 40, "3.000", "3.000"]
    assert rows[-1] == ["30", "█" * 20 + "▒" * 20, "3.000", "1.500"]
    assert any("learned error" in line and "learning gain" in line for line in lines)
    assert any(line.startswith("mean squared error, lower is better; innate ceiling 3.006") for line in lines)


def test_an_error_far_off_is_cut_off() -> None:
    learned = np.full(GENERATIONS, -2.0)
    learned[0] = -500.0
    rows = rows_of(lines_of(run_of("sinusoid", {}, {"innate": -3.0, "learned": learned})))
    assert rows[0] == ["0", "█" * 39 + "›", "3.00", "500.00"]
    assert rows[-1] == ["30", "█" * 18 + "▒" * 9, "3.00", "2.00"]  # 40 characters are 1.5 times the median, 4.5
    learned[:] = np.nan
    assert rows_of(lines_of(run_of("sinusoid", {}, {"innate": np.nan, "learned": learned})))[0] == ["0", "-", "-"]


def test_returns_are_told_as_they_are() -> None:
    assert rows_of(lines_of(run_of("navigation", {}, {"innate": -7.0, "learned": -5.0})))[0] == [
        "0",
        "-7.000",
        "-5.000",
    ]
