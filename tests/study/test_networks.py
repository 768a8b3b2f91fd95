"""Studies of networks: the same bytes wherever they are computed, at the cost that arithmetic foretold."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from calls import call, table

TINY = (
    "sweep",
    "sinusoid",
    *("--vary", "lifetime.steps=1,2", "--vary", "strategy.sigma=0.05,0.1", "--name", "waves"),
    *("--set", "population.size=8", "--set", "sampling.lives=2", "--set", "network.hidden=[6]"),
    *("--set", "assays.every=5", "--set", "assays.instances=8", "--set", "assays.mutants=0"),
)


@pytest.mark.cluster
def test_the_same_bytes_on_every_executor(tmp_path: Path) -> None:
    words = (*TINY, "--budget", "lifetime_steps=500")
    call(*words, "--runs", tmp_path / "local", "--workers", "2")
    call(*words, "--runs", tmp_path / "one", "--workers", "1")
    call(*words, "--runs", tmp_path / "dask", "--on", "dask", "--workers", "2")
    runs = sorted(path.name for path in (tmp_path / "local" / "sinusoid").iterdir())
    assert len(runs) == 4
    for other in ("one", "dask"):
        assert table(tmp_path / other, "waves") == table(tmp_path / "local", "waves")
        for run in runs:
            for name in ("generations.jsonl", "assays.jsonl"):
                there = tmp_path / other / "sinusoid" / run / name
                assert there.read_bytes() == (tmp_path / "local" / "sinusoid" / run / name).read_bytes()
    rows = list(csv.DictReader(io.StringIO(table(tmp_path / "local", "waves"))))
    for row in rows:
        each = 8 * 2 * int(row["lifetime.steps"])
        assert int(row["lifetime_steps"]) == (int(row["generation"]) + 1) * each
        assert 500 - each < int(row["lifetime_steps"]) <= 500
        assert row["ended_by_budget"] == "true"  # which its number of generations follows from


@pytest.mark.cluster
def test_evaluations_are_lives(tmp_path: Path) -> None:
    call(*TINY, "--budget", "evaluations=160", "--runs", tmp_path)
    rows = list(csv.DictReader(io.StringIO(table(tmp_path, "waves"))))
    assert {row["lives"] for row in rows} == {"160"}
    assert {row["generation"] for row in rows} == {"9"}
