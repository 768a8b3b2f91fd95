"""What TAB offers: names that exist now, through the command that the scripts of shells call."""

from __future__ import annotations

import pytest

from baldwin import __main__ as entry


@pytest.fixture
def tab(capsys):
    """Return a function from the words of a command line, the last one cut short, to value -> description."""

    def offered(*words: str) -> dict[str, str]:
        entry.run_command(["__complete", *words])
        lines = capsys.readouterr().out.split("\n")
        rows = [line.split("\t") for line in lines if line and not line.startswith("\x1f")]
        return {row[0]: row[1] if len(row) > 1 else "" for row in rows}

    return offered


@pytest.fixture
def runs(tmp_path):
    for name in ("hinton_nowlan/3f9a1c2e77b0", "hinton_nowlan/77aa1c2e77b0", "mine/0123456789ab"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "run.json").write_text("damaged: what TAB offers is not read")
    (tmp_path / "mine" / "figures").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "some", "none"),
    [
        (["run", ""], ["hinton-nowlan", "sinusoid"], ["needle"]),
        (["sweep", "sin"], ["sinusoid"], []),
        (["run", "sinusoid", "--set", ""], ["strategy.kind=", "task.shots="], ["encoding.plastic="]),
        (["check", "few-trials", "--set", ""], ["encoding.plastic=", "fitness.bonus="], ["strategy.sigma="]),
        (["run", "sinusoid", "--set", "lifetime.kind="], ["lifetime.kind=gradient", "lifetime.kind=recurrent"], []),
        (["run", "sinusoid", "--set", "sampling.common="], ["sampling.common=true", "sampling.common=false"], []),
        (["run", "few-trials", "--set", "fitness.convention="], ["fitness.convention=B"], ["fitness.convention=D"]),
        (["sweep", "sinusoid", "--vary", "strategy.kind=snes,p"], ["strategy.kind=snes,pgpe"], ["pgpe"]),
        (["plot", "--figures", ""], ["innate_learned", "study_map"], []),
        (["plot", "--figures", "story,"], ["story,allele_shares"], ["story,story"]),
        (["plot", "--format", "pdf,"], ["pdf,svg"], ["pdf,pdf"]),
        (["reproduce", ""], ["hinton-nowlan", "harlow"], ["claim"]),
        (["reproduce", "hinton-nowlan", "--only", "R0"], ["R01"], ["B01"]),
        (["bench", ""], ["haystack", "gradient", "study"], []),
        (["plot", "any", "--quantity", "in"], ["innate", "assimilation_index"], []),
        (["probe", "any", ""], ["frozen"], ["catalogue"]),
        (["baseline", ""], ["bandit", "harlow"], []),
        (["sweep", "sinusoid", "--on", ""], ["local", "dask"], []),
        (["sweep", "sinusoid", "--search", ""], ["sobol", "tpe"], []),
    ],
)
def test_names_that_exist_are_offered(words, some, none, tab):
    offered = tab(*words)
    assert set(some) <= set(offered)
    assert not set(none) & set(offered)


def test_fields_come_with_their_values_in_that_population(tab):
    assert tab("run", "few-trials", "--set", "lifetime")["lifetime.trials="] == "100"
    assert tab("run", "hinton-nowlan", "--set", "lifetime")["lifetime.trials="] == "1000"


@pytest.mark.parametrize("command", [["show"], ["plot"], ["resume"], ["study", "status"], ["export"], ["report", "x"]])
def test_runs_are_offered_by_name_and_id(command, tab, runs, monkeypatch):
    monkeypatch.setenv("BALDWIN_RUNS", str(runs))
    expected = {"hinton_nowlan", "hinton-nowlan", "mine", "hinton_nowlan/77aa1c2e77b0", "mine/0123456789ab"}
    assert expected <= set(tab(*command, ""))
    assert f"{runs}/mine/0123456789ab" in tab(*command, f"{runs}/mi")
    monkeypatch.delenv("BALDWIN_RUNS")
    assert "mine" in tab(*command, "--runs", str(runs), "")


def test_own_files_are_offered_and_never_run(tab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('name = "mine"\n[task]\nkind = "trap.py:Task"\nshots = 3\n')
    (tmp_path / "trap.py").write_text("raise SystemExit(open('sprung', 'w').write('x'))")
    assert "mine.toml" in tab("run", "mi")
    assert tab("run", "mine.toml", "--set", "task.")["task.shots="] == "3"
    assert not (tmp_path / "sprung").exists()


def test_nothing_is_offered_where_nothing_can_be_read(tab, tmp_path):
    assert tab("show", "--runs", str(tmp_path / "none"), "") == {}
    assert "population.size=" in tab("run", str(tmp_path / "none.toml"), "--set", "pop")
