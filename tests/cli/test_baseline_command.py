"""`baldwin baseline` as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from baldwin.__main__ import run_command
from baldwin.definition import from_toml
from baldwin.neural import replay

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def baseline(capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run_command(["baseline", *map(str, arguments)])
        return status, *capsys.readouterr()

    return call


def rows(baseline: Call, *arguments: str) -> dict[str, dict]:
    status, out, _ = baseline(*arguments, "--json")
    assert status == 0
    return {one["name"]: one for one in json.loads(out)["reference_policies"]}


def test_the_exact_numbers_of_a_hard_bandit(baseline: Call) -> None:
    """Cumulative regret at trials 10, 20, 50, 100, as an independent program has it, to three decimals."""
    found = rows(baseline, "bandit", "--set", "task.law=hard", "--trials", "10,20,50,100")
    optimum = found["Bayes-optimal"]
    assert [one["trial"] for one in optimum["at"]] == [10, 20, 50, 100]
    assert [round(one["cumulative"], 3) for one in optimum["at"]] == [0.697, 1.142, 1.876, 2.312]
    assert round(found["Bayes-optimal for independent arms"]["at"][-1]["cumulative"], 3) == 2.965
    chance = found["chance"]
    assert [one["value"] for one in chance["at"]] == pytest.approx([0.1] * 4)
    assert [one["cumulative"] for one in chance["at"]] == pytest.approx([1.0, 2.0, 5.0, 10.0])
    assert optimum["exact"]
    assert np.cumsum(optimum["per_trial"])[[9, 19, 49, 99]] == pytest.approx([r["cumulative"] for r in optimum["at"]])
    assert next(iter(found)) == "Bayes-optimal"
    assert list(found)[-1] == "chance"


def test_errors_are_positive_and_scores_stay_as_they_are(baseline: Call) -> None:
    regret = json.loads(baseline("bandit", "--set", "task.trials=4", "--json")[1])
    assert regret["unit"] == "regret per trial"
    assert regret["lower_is_better"]
    assert (regret["innate_ceiling"], regret["oracle"]) == (pytest.approx(1 / 6), 0.0)
    correct = json.loads(baseline("harlow", "--json")[1])
    assert correct["unit"] == "share correct"
    assert not correct["lower_is_better"]
    assert (correct["innate_ceiling"], correct["trials"]) == (0.5, 6)
    assert correct["reference_policies"][0]["mean"] > 0.5


def test_the_table(baseline: Call) -> None:
    status, out, err = baseline("bandit", "--set", "task.trials=20", "--set", "task.law=easy")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].strip() == "bandit"
    assert lines[1].split(", ") == ["arms 2", "law easy", "trials 20"]
    assert lines[2] == "regret per trial, lower is better"
    means, sums = (next(line for line in lines if line.startswith(word)) for word in ("mean in", "sum up to"))
    assert means.split()[3:] == ["2", "4", "10", "20", "of", "a", "life"]
    assert sums.split()[4:] == ["2", "4", "10", "20"]
    optimum = [line.split() for line in lines if line.startswith("Bayes-optimal ") and "for" not in line]
    # 0.9 or 0.1: the first choice costs 0.4, the second is wrong with chance 0.1; both to the table's digits
    assert optimum[0][1] == "0.0800"
    assert optimum[1][1] == "0.480"
    assert [line.split()[-1] for line in lines if line.startswith("chance")] == ["0.4000", "8.000"]
    assert [line.split()[-1] for line in lines if line.startswith("innate ceiling")] == ["0.4000", "8.000"]
    assert "±" not in out


def test_what_was_simulated_says_so(baseline: Call) -> None:
    status, out, _ = baseline("two-step", "--set", "task.trials=5", "--trials", "2,5")
    assert status == 0
    assert "±: standard error of simulated lives" in out
    found = rows(baseline, "two_step", "--set", "task.trials=5")
    for one in found.values():
        assert one["exact"] is (one["standard_error"] is None)
        assert all((cell["standard_error"] is None) is one["exact"] for cell in one["at"])
    assert {one["exact"] for one in found.values()} == {True, False}


def test_a_population_is_asked_for_its_own_task(baseline: Call, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(replay.bare("bandit").replace('kind = "bandit"', 'kind = "bandit"\ntrials = 7\nlaw = "medium"'))
    whole = json.loads(baseline(str(file), "--set", "population.size=8", "--json")[1])
    assert (whole["task"], whole["trials"], whole["fields"]["law"]) == ("bandit", 7, "medium")
    alone = rows(baseline, "bandit", "--set", "task.trials=7", "--set", "task.law=medium")
    assert whole["reference_policies"] == list(alone.values())


def test_a_preset_that_differs_from_the_task_of_its_name_is_told(
    baseline: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bandit.toml"
    monkeypatch.setattr("baldwin.evaluation.references.presets", lambda: {"bandit": file})
    file.write_text(replay.bare("bandit"))
    assert baseline("bandit", "--set", "task.trials=3")[::2] == (0, "")
    file.write_text(replay.bare("bandit").replace('kind = "bandit"', 'kind = "bandit"\ntrials = 7'))
    told = f"The preset of this name sets other fields: baldwin baseline {file}\n"
    assert baseline("bandit", "--set", "task.trials=3")[::2] == (0, told)


def test_tasks_are_listed(baseline: Call) -> None:
    status, out, _ = baseline()
    assert status == 0
    assert any(line.startswith("bandit ") for line in out.splitlines())
    listed = json.loads(baseline("--json")[1])["tasks"]
    kinds = {row["task"]: row["meaning"] for row in listed}
    assert {"bandit", "two_step", "harlow"} <= set(kinds)
    assert not {"sinusoid", "navigation", "needle"} & set(kinds)
    assert all(kinds.values())


@pytest.mark.parametrize("task", sorted(replay.tasks()))
def test_every_task_stands_alone(task: str) -> None:
    definition = from_toml(replay.bare(task), task)
    assert definition.task.kind == task  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["bandt"],
            "bandt: no such task, preset or file. Did you mean bandit? Tasks with reference policies: ",
        ),
        (["missing.toml"], "missing.toml: no such file."),
        ([""], "The name of the population is empty."),
        (["sinusoid"], "sinusoid: task 'sinusoid' has no reference policies. Tasks that have some: "),
        (["hinton-nowlan"], "hinton-nowlan: task 'needle' has no reference policies."),
        (["bandit", "--set", "lifetime.kind=innate"], "--set lifetime.kind: a task alone has fields task.FIELD only."),
        (["bandit", "--set", "task.law=hrd"], '--set: [task] law = "hrd": must be one of'),
        (["bandit", "--set", "task.lw=hard"], "--set: [task] lw"),
        (["bandit", "--set", "task.law=hard", "--set", "task.arms=3"], "Set task.arms = 2"),
        (["bandit", "--trials", "0"], "--trials 0: must be trials of a life, integers from 1 to 100"),
        (["bandit", "--trials", "5,101"], "--trials 101: must be trials of a life"),
        (["bandit", "--trials", "5,,6"], "--trials : must be trials of a life"),
    ],
)
def test_mistakes_are_one_line(baseline: Call, arguments: list[str], words: str) -> None:
    status, out, err = baseline(*arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert ":4:" not in err


def test_looking_loads_no_compiler() -> None:
    """One process takes all commands: none of them loads any."""
    commands = [[], ["bandit", "--set=task.trials=5"], ["two-step", "--set=task.trials=3"]]
    code = (
        "import sys; from baldwin.__main__ import run_command\n"
        f"for arguments in {commands!r}:\n"
        "    assert run_command(['baseline', *arguments]) == 0, arguments\n"
        "    heavy = sorted({'numba', 'jax', 'evosax', 'matplotlib'} & set(sys.modules))\n"
        "    assert not heavy, (arguments, heavy)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_tasks_of_classes_are_counted_by_shots(baseline: Call) -> None:
    fields = [
        "--set",
        "task.scored=accuracy",
        "--set",
        "task.ways=4",
        "--set",
        "task.queries=2",
        "--set",
        "task.shots=3",
    ]
    found = json.loads(baseline("glyphs", *fields, "--json")[1])
    assert (found["shots"], found["innate_ceiling"], found["oracle"]) == (3, 0.25, None)
    raw, chance = found["reference_policies"]
    assert [one["shot"] for one in raw["at"]] == [1, 3]
    assert chance["per_shot"] == [0.25] * 3
    assert raw["per_shot"] == sorted(raw["per_shot"])
    assert raw["per_shot"][0] > 0.5
    assert "cumulative" not in raw["at"][0]
    assert 0.0 < raw["at"][0]["standard_error"] < 0.01
    status, out, _ = baseline("glyphs", *fields, "--trials", "2")
    assert status == 0
    assert out.splitlines()[4].split() == ["mean", "after", "shot", "2"]
    assert "sum up" not in out
    assert baseline("glyphs", *fields, "--trials", "4")[2].count("must be shots of a life, integers from 1 to 3") == 1
