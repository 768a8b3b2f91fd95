"""Lines that contradict each other, and remedies that must work: what a command says of what it was given."""

from __future__ import annotations

import json
import re
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from baldwin.__main__ import run_command
from baldwin.definition import fits
from baldwin.errors import NameWarning, UsageError
from baldwin.opening import open_any
from baldwin.plots.unknown import unknown_figure

Said = pytest.CaptureFixture[str]
SMALL = ("--set", "population.size=10", "--generations", "2", "--replicates", "1", "--quiet")


def error(capsys: Said, *words: str) -> str:
    assert run_command(words) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("population.size", "1e12"),
        ("population.size", "0.0"),
        ("population.replicates", "-3.0"),
        ("population.generations", '"99999999999"'),
        ("population.seed", '"-5"'),
        ("population.seed", "-1"),
    ],
)
def test_what_an_error_says_to_write_is_legal(field: str, value: str, capsys: Said) -> None:
    said = error(capsys, "check", "hinton-nowlan", "--set", f"{field}={value}")
    assert "Write" not in said
    assert "any integer" not in said


@pytest.mark.parametrize(("value", "remedy"), [("2e3", "Write 2000."), ('"200"', "Write 200, without quotes.")])
def test_a_remedy_works(value: str, remedy: str, capsys: Said) -> None:
    assert remedy in error(capsys, "check", "hinton-nowlan", "--set", f"population.size={value}")
    text = re.sub(r"\D", "", remedy)
    assert run_command(["check", "hinton-nowlan", "--set", f"population.size={text}"]) == 0


def test_a_short_option_and_set_that_differ(capsys: Said) -> None:
    said = error(capsys, "check", "hinton-nowlan", "--replicates", "3", "--set", "population.replicates=4")
    assert said == "--replicates 3: --set population.replicates=4 says otherwise. Leave one of them out.\n"


def test_what_varies_and_is_set_blames_the_option_that_was_given(capsys: Said) -> None:
    vary = ("--vary", "population.seed=1,2", "--dry-run")
    assert "--seed 3: varies already" in error(capsys, "sweep", "hinton-nowlan", "--seed", "3", *vary)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trials", "300"), "--trials: is a field of the population, no option. Write --set lifetime.trials=300\n"),
        (("--mutation-rate=.1",), "Write --set strategy.mutation_rate=.1\n"),
        (("--bonus",), "Write --set fitness.bonus=VALUE\n"),
        (("--trails", "9"), "Unknown option: --trails. Did you mean --set lifetime.trials=9?\n"),
        (("--rnus", "x"), "Did you mean --runs? See baldwin check --help.\n"),
    ],
)
def test_an_option_that_is_a_field(words: tuple[str, ...], said: str, capsys: Said) -> None:
    assert error(capsys, "run", "hinton-nowlan", *words).replace("baldwin run", "baldwin check").endswith(said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--budget", "generations=5", "--generations", "9"),
            "--budget generations=5: --generations 9 says otherwise.",
        ),
        (("--objective", "learned"), "--objective learned: grid learns from no result. Leave it out."),
        (("--search", "random", "--cells", "2", "--batch", "5"), "--batch 5: random learns from no result."),
        (("--name", "null"), "--name null: programs that read tables take this for no value."),
        (("--seed", str(2**63)), "seed = 9223372036854775808: must be an integer <= 9223372036854775807"),
    ],
)
def test_options_of_a_sweep_that_contradict_each_other(words: tuple[str, ...], said: str, capsys: Said) -> None:
    assert said in error(capsys, "sweep", "hinton-nowlan", "--vary", "lifetime.trials=1,2", "--dry-run", *words)


@pytest.mark.parametrize("name", ["nan", "null", "na", "inf", "true"])
def test_arms_are_not_named_like_nothing(name: str, capsys: Said) -> None:
    vary = ("--vary", "lifetime.trials=1,2", "--dry-run")
    said = error(capsys, "sweep", "hinton-nowlan", *vary, "--arm", f"{name}:lifetime.kind=none")
    assert f"--arm {name}: programs that read tables take this for no value" in said
    assert run_command(["sweep", "hinton-nowlan", *vary, "--arm", f"{name}_arm:lifetime.kind=none"]) == 0


def test_a_file_of_another_program_is_not_suggested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert "pyproject" not in error(capsys, "run", "nofile.toml")
    (tmp_path / "myfile.toml").write_text('name = "mine"\n')
    assert "Did you mean myfile.toml?" in error(capsys, "run", "nofile.toml")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two runs of one population, the one with changes the newer."""
    folder = tmp_path_factory.mktemp("runs")
    file = folder / "small.toml"
    file.write_text('name = "small"\n[population]\nsize = 10\ngenerations = 2\nreplicates = 1\n')
    for year, more in (("2020", ()), ("2021", ("--set", "lifetime.trials=3"))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("baldwin.store.provenance.now", lambda year=year: f"{year}-01-01T00:00:00Z")
            assert run_command(["run", str(file), "--quiet", *more, "--runs", str(folder)]) == 0
    return folder


def test_a_bare_name_says_which_run_it_took(runs: Path) -> None:
    with pytest.warns(NameWarning, match=r"2 have this name; took the newest without changes, small/.*list"):
        taken = open_any("small", runs)
    assert taken.info["created"].startswith("2020")
    assert open_any(f"small/{taken.id}", runs).id == taken.id  # says nothing: one fits


@pytest.mark.parametrize("command", ["show", "tag", "note"])
def test_commands_say_which_run_they_took_and_print_json_alone(runs: Path, command: str, capsys: Said) -> None:
    with pytest.warns(NameWarning, match=r"^small: 2 have this name; took the newest without changes, small/"):
        assert run_command([command, "small", "--runs", str(runs), "--json"]) == 0
    assert "small/" in json.loads(capsys.readouterr().out)["path"]


def test_list_says_what_was_changed(runs: Path, capsys: Said) -> None:
    assert run_command(["list", "--runs", str(runs)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if "small/" in line]
    # No preset has the name: what was set on top of the file comes first, then what differs from defaults.
    newer, older = ([word.strip(",") for word in line if "=" in word] for line in lines)
    assert newer[:2] == ["lifetime.trials=3", "task.kind=needle"]
    assert older == ["task.kind=needle", "size=10", "generations=2", "replicates=1"]


def test_figures_of_studies_and_of_runs(runs: Path, capsys: Said) -> None:
    with pytest.warns(NameWarning):
        said = error(capsys, "plot", "small", "--figures", "study-effects", "--runs", str(runs))
    assert said.startswith("--figures study_effects: draws studies, and this is none.")
    assert unknown_figure("story", of_study=True).startswith("draws runs, and this is a study.")
    assert "Did you mean study_map?" in unknown_figure("study_mapp", of_study=True)


def test_a_run_that_the_disk_has_no_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setattr(fits.shutil, "disk_usage", lambda path: SimpleNamespace(free=5_000))
    said = error(capsys, "run", "hinton-nowlan", "--runs", str(tmp_path / "new"))
    assert "of disk, and 0.005 MB are free in" in said
    words = ("sweep", "hinton-nowlan", "--vary", "lifetime.trials=1,2", "--runs", str(tmp_path / "new"))
    assert run_command(words) == 2
    assert "2 cells need about" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    assert "of disk" in error(capsys, "check", "hinton-nowlan")
    monkeypatch.undo()
    assert run_command(["check", "hinton-nowlan"]) == 0
    assert "# disk" in capsys.readouterr().out


def test_threads_that_may_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is written."""
    from baldwin import numba_cache
    from baldwin.definition import load
    from baldwin.keeping import keep
    from baldwin.store import RunWriter

    monkeypatch.setattr(numba_cache._CONFIG, "NUMBA_NUM_THREADS", 0)
    with pytest.raises(UsageError, match="NUMBA_NUM_THREADS=0: must be 1 or more"):
        keep(RunWriter.create(tmp_path / "runs", load("hinton-nowlan")))
    assert not (tmp_path / "runs").exists()


def test_threads_that_numba_asks_for_while_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """numba itself fails then, before its settings can be looked at."""
    from baldwin import numba_cache

    (tmp_path / "numba.py").write_text('raise ValueError("Number of threads specified must be > 0.")\n')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "numba")
    with pytest.raises(UsageError, match="NUMBA_NUM_THREADS: must be 1 or more"):
        runpy.run_path(numba_cache.__file__)
