"""Options that mean the same for every command."""

from __future__ import annotations

from pathlib import Path

from baldwin.cli.options import overrides, runs_folder


def test_short_options_win_over_set():
    assert overrides(["population.seed=1", "lifetime.trials=3"], 7, None, 0) == [
        "population.seed=1",
        "lifetime.trials=3",
        "population.seed=7",
        "population.generations=0",
    ]
    assert overrides(None) == []


def test_runs_folder(monkeypatch):
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    assert runs_folder(None) == Path("runs")
    monkeypatch.setenv("BALDWIN_RUNS", "elsewhere")
    assert runs_folder(None) == Path("elsewhere")
    assert runs_folder(Path("here")) == Path("here")
    monkeypatch.setenv("BALDWIN_RUNS", "")
    assert runs_folder(None) == Path("runs")
