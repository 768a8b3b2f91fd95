"""A new way of learning, plasticity rule, encoding, .. is one file, beside a definition or in the package."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.errors import DefinitionError
from baldwin.neural.contracts import Newborn
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lifetimes._rule import Plasticity
from baldwin.neural.replay import genotypes, replay
from baldwin.store import checkpoints
from baldwin.store.provenance import scheme_of

HERE = Path(__file__).parent
TEXT = """
name = "toys"
[population]
size = 4
generations = 2
[task]
kind = "bandit"
trials = 4
[network]
kind = "recurrent"
units = 2
[lifetime]
kind = "{lifetime}"
[encoding]
kind = "{encoding}"
[strategy]
kind = "{strategy}"
[sampling]
lives = 2

[fitness]
reads = "life"
[assays]
every = 1
instances = 3
individuals = 2
mutants = 1
"""
OWN = {
    "lifetime": "hebbian_life.py:HebbianLife",
    "encoding": "additive.py:Additive",
    "strategy": "random_search.py:RandomSearch",
}
FOLDERS = {
    "hebbian_life": "neural/lifetimes",
    "bcm": "neural/plasticity",
    "novelty": "neural/lifetimes",
    "additive": "neural/encodings",
    "random_search": "neural/strategies",
    "royal_road": "haystack/tasks",
    "pulse": "schedules",
    "luck": "probes",
    "spread": "figures/runs",
    "gain_claims": "claims",
}
NEXT = "-- next --"
CALLS = f"""
import json, sys, baldwin
sys.path.append({str(Path(__file__).parents[1])!r})
import compiled_sooner  # as in all tests: which compile the same programs
from baldwin.__main__ import run_command
for command in json.loads(sys.argv[1]):
    assert run_command(command) == 0, command
    print({NEXT!r})
print(baldwin.__file__)
"""
PULSE = """
[[schedule]]
kind = "{}"
field = "lifetime.strength"
every = 2
value = 2.0
"""


@pytest.fixture(scope="module")
def hebbian(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A run of a local rule with a gene per synapse, of a compressed genome, under a strategy of the user's own."""
    folder = tmp_path_factory.mktemp("own")
    for path in HERE.glob("*.py"):
        shutil.copy(path, folder)
    (folder / "toys.toml").write_text(TEXT.format(**OWN) + PULSE.format("pulse.py:Pulse"))
    return baldwin.run(folder / "toys.toml", runs=folder / "runs", progress=False)


def lived(run: Any, *overrides: str) -> Any:
    """Return a replay of one individual of a run's last generation, which is a mutant."""
    path = checkpoints.candidates(run.path)[0]
    arrays, _ = checkpoints.read(path, scheme_of(run.definition))
    definition: Any = baldwin.load(run.path / "population.toml", list(overrides))
    return replay(definition, genotypes(definition, arrays, "individuals")[0, :1], 5)


def test_a_local_rule_changes_synapses_in_life(hebbian: Any) -> None:
    found = lived(hebbian)
    assert found["genes/coefficient.wh"].shape == found["born/wh"].shape  # a gene for each synapse
    rewarded = found["rewards"][0].cumsum(axis=1) > 0
    moved = np.abs(found["weights/w_out"][0] - found["born/w_out"][0]).max(axis=(2, 3)) > 0
    assert rewarded.any()
    assert (moved <= rewarded).all()  # nothing changes before the first reward
    assert moved.any()


def test_no_synapse_changes_without_reward(hebbian: Any) -> None:
    found = lived(hebbian, "lifetime.strength=0.0")
    assert all(
        (found[f"weights/{name}"][0] == found[f"born/{name}"][0]).all() for name in ("wx", "wh", "b", "w_out", "b_out")
    )


def test_a_compressed_genome_makes_the_whole_network(hebbian: Any) -> None:
    direct: Any = baldwin.load(hebbian.path / "population.toml", ["encoding.kind=direct"])
    blueprint = hebbian.definition.blueprint
    assert blueprint.shapes == direct.blueprint.shapes
    born = lived(hebbian)["born/wh"][0]
    np.testing.assert_allclose(born - born[0] - born[:, :1] + born[0, 0], 0.0, atol=1e-5)  # row + column


@pytest.mark.parametrize("command", ["show", "plot", "report", "assay"])
def test_what_it_left_is_looked_at_as_ever(
    hebbian: Any, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command([command, str(hebbian.path)]) == 0, capsys.readouterr().err


def test_a_probe_and_a_figure_in_files_of_ones_own(
    hebbian: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = baldwin.probe(hebbian, f"{HERE / 'luck.py'}:Luck", instances=20)
    assert found.table()["spread"][0] > 0.0
    figure = tmp_path / "spread.png"
    command = ["plot", str(hebbian.path), "--figures", str(HERE / "spread.py"), "--output", str(tmp_path)]
    assert run_command(command) == 0, capsys.readouterr().err
    assert figure.stat().st_size > 1000


@pytest.fixture(scope="module")
def founders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of runs that a claim of one's own was measured on."""
    runs = tmp_path_factory.mktemp("founders")
    assert run_command(["reproduce", str(HERE / "gain_claims.py"), "--runs", str(runs)]) == 0
    return runs


def test_a_claim_in_a_file_of_ones_own(founders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["reproduce", str(HERE / "gain_claims.py"), "--null", "--runs", str(founders)]) == 0
    assert "MY1" in capsys.readouterr().out


def test_a_plasticity_rule_of_ones_own(tmp_path: Path) -> None:
    """Each weight changes as the rule says, recomputed here from what was recorded, each by a gene of its own."""
    shutil.copy(HERE / "bcm.py", tmp_path)
    tables = {"lifetime": "plastic", "encoding": "direct", "strategy": "open_es"}
    (tmp_path / "toys.toml").write_text(TEXT.format(**tables) + '[lifetime.rule]\nkind = "bcm.py:BCM"\n')
    run = baldwin.run(tmp_path / "toys.toml", runs=tmp_path / "runs", progress=False)
    found = lived(run)
    rate, weight = found["genes/rate.wh"][0], found["born/wh"][0]
    assert rate.shape == weight.shape
    assert np.unique(rate).size == rate.size
    before, after = (np.asarray(found[f"activity/wh/{side}"][0, 0], np.float64) for side in ("before", "after"))
    threshold = np.zeros(weight.shape[1])
    for pre, post, now in zip(before, after, found["weights/wh"][0, 0], strict=True):
        weight = weight + rate * np.outer(pre, post * (post - threshold))
        threshold += 0.1 * (post**2 - threshold)
        np.testing.assert_allclose(now, weight, atol=1e-6)
    assert not np.allclose(weight, found["born/wh"][0], atol=1e-5)  # it moved at all


def test_a_modulator_of_ones_own(tmp_path: Path) -> None:
    """It has its gene beside those of the rule, and gates by what it says."""
    shutil.copy(HERE / "novelty.py", tmp_path)
    tables = {"lifetime": "novelty.py:Novelty", "encoding": "direct", "strategy": "open_es"}
    (tmp_path / "toys.toml").write_text(TEXT.format(**tables))
    definition = load(tmp_path / "toys.toml", ["lifetime.expectation=0.5"])
    assert isinstance(definition, NeuralDefinition)
    assert definition.lifetime.rule_blocks(definition.network, definition.task)[-1] == "modulator.gain"
    life: Any = definition.lifetime
    kept = Plasticity({}, {}, np.zeros(()), np.float32(0.25))
    newborn = Newborn({}, {"modulator.gain": np.float32(2.0)})
    modulator, after = life.signal(newborn, definition.network, kept, {}, np.float32(1.0), True)
    assert (float(modulator), float(after.expected)) == (1.5, 0.625)
    modulator, after = life.signal(newborn, definition.network, kept, {}, np.float32(1.0), False)
    assert (float(modulator), float(after.expected)) == (0.0, 0.25)


def test_a_schedule_changes_a_rule_of_ones_own_by_its_rules(tmp_path: Path) -> None:
    shutil.copy(HERE / "bcm.py", tmp_path)
    tables = TEXT.format(lifetime="plastic", encoding="direct", strategy="open_es")
    schedule = '[[schedule]]\nkind = "step"\nfield = "lifetime.rule.follows"\nat = 1\nvalue = {}\n'
    file, rule = tmp_path / "toys.toml", '[lifetime.rule]\nkind = "bcm.py:BCM"\n'
    file.write_text(tables + rule + schedule.format(0.5))
    definition = load(file)
    assert isinstance(definition, NeuralDefinition)
    assert [definition.at(one).lifetime.rule.follows for one in (0, 1)] == [0.1, 0.5]
    file.write_text(tables + rule + schedule.format(-3))
    with pytest.raises(DefinitionError, match=r"value = -3.0: lifetime.rule.follows must be a number above 0 and <= 1"):
        load(file)


@pytest.mark.slow
def test_a_life_within_a_life(tmp_path: Path) -> None:
    shutil.copy(HERE / "nested_life.py", tmp_path)
    tables = {"lifetime": "nested_life.py:NestedLife", "encoding": "direct", "strategy": "open_es"}
    (tmp_path / "toys.toml").write_text(TEXT.format(**tables))
    run = baldwin.run(tmp_path / "toys.toml", runs=tmp_path / "runs", progress=False)
    found = lived(run)
    assert found["score"].shape == (1, 5, 3)  # at birth, and after each of two inner lives
    assert (np.diff(found["score"], axis=2) >= 0.0).all()  # a change that is worse is taken back
    better = np.diff(found["score"][0], axis=1) > 0.0
    changed = (np.diff(found["weights/wh"][0], axis=1) != 0.0).any(axis=(2, 3))
    np.testing.assert_array_equal(better, changed)


@pytest.mark.slow
def test_the_same_files_work_in_the_package(founders: Path, tmp_path: Path) -> None:
    """In a scratch copy, each in its family's folder, with no other file edited.

    The claim finds the run that it needs, which saves compiling the copy's kernels.
    """
    package = Path(baldwin.__file__).parent
    shutil.copytree(package, tmp_path / "baldwin", ignore=shutil.ignore_patterns("__pycache__"))
    populations = package / "_populations"
    shutil.copytree(
        populations if populations.exists() else package.parent / "populations", tmp_path / "baldwin" / "_populations"
    )
    names = {table: kind.partition(".")[0] for table, kind in OWN.items()}
    for name, place in FOLDERS.items():
        shutil.copy(HERE / f"{name}.py", tmp_path / "baldwin" / place)
    (tmp_path / "toys.toml").write_text(TEXT.format(**names) + PULSE.format("pulse"))
    (tmp_path / "roads.toml").write_text('name = "roads"\n[task]\nkind = "royal_road"\n')

    commands = [
        ["check", "roads.toml"],
        ["check", "toys.toml"],
        ["list", "--kinds"],
        ["run", "toys.toml"],
        ["plot", "toys", "--figures", "spread"],
        ["probe", "toys", "luck", "--instances", "5"],
        ["reproduce", "my-founders", "--runs", str(founders)],
    ]
    done = subprocess.run(
        [sys.executable, "-c", CALLS, json.dumps(commands)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = dict(zip((command[0] for command in commands), done.stdout.split(NEXT), strict=False))
    assert all(f'kind = "{name}"' in found["check"] for name in names.values())
    assert re.search(r"task +royal_road +Scores the share", found["list"])
    assert re.search(r"lifetime.rule +bcm +A weight changes", found["list"])
    path = found["run"].splitlines()[-1]
    assert json.loads((tmp_path / path / "run.json").read_text())["status"] == "complete"
    assert "spread.png" in found["plot"]
    assert "standard deviation over lives" in found["probe"]
    assert "MY1" in found["reproduce"]
    assert done.stdout.split(NEXT)[-1].strip() == str(tmp_path / "baldwin" / "__init__.py")
