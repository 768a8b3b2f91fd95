"""Options that mean the same for every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from baldwin.cli.options import overrides, whole_number
from baldwin.definition import load
from baldwin.errors import DefinitionError, UsageError
from baldwin.store.finding import runs_folder


def test_short_options_come_after_set_and_must_not_say_otherwise():
    assert overrides(["population.seed=7", "lifetime.trials=3"], "7", None, "0") == [
        "population.seed=7",
        "lifetime.trials=3",
        "population.seed=7",
        "population.generations=0",
    ]
    assert overrides(None) == []
    for name, given in (("seed", ("7",)), ("replicates", (None, "7")), ("generations", (None, None, "7"))):
        with pytest.raises(UsageError, match=f"--{name} 7: --set population.{name} = 8 says otherwise. Leave one"):
            overrides([f"population.{name}=7", f"population.{name} = 8"], *given)
        assert overrides([f"population.{name}=8", f"population.{name}=7"], *given)  # of several --set the last counts


def test_errors_blame_the_option_that_came_last():
    def problem(*given):
        with pytest.raises(DefinitionError) as caught:
            load("asexual", overrides(*given))
        return str(caught.value).split(":")[0]

    assert problem(["lifetime.trials=3"], "-1") == "--seed"
    assert problem(["population.size=1"], "1") == "--set"
    assert problem(["population={seed=5}"], None, "0") == "--replicates"
    assert load("asexual", overrides(["population={seed=5}"], "7")).population.seed == 7


@pytest.mark.parametrize("text", ["1.5", "x", "", "-1", "6", "1e0"])
def test_whole_numbers(text):
    assert whole_number("5", "--until", "", least=0, most=5) == 5
    with pytest.raises(UsageError, match=f"--until {text}: must be"):
        whole_number(text, "--until", "must be 0 to 5.", least=0, most=5)


def test_runs_folder(monkeypatch):
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    assert runs_folder(None) == Path("runs")
    monkeypatch.setenv("BALDWIN_RUNS", "elsewhere")
    assert runs_folder(None) == Path("elsewhere")
    assert runs_folder(Path("here")) == Path("here")
    monkeypatch.setenv("BALDWIN_RUNS", "")
    assert runs_folder(None) == Path("runs")


def test_runs_folder_is_no_file(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    with pytest.raises(UsageError, match=r"^--runs file: is not a folder"):
        runs_folder(Path("file"))
    monkeypatch.setenv("BALDWIN_RUNS", "file")
    with pytest.raises(UsageError, match=r"^BALDWIN_RUNS file: is not a folder"):
        runs_folder(None)
