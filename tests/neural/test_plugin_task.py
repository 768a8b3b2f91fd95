"""A task in a file of the user's own, run by the real engine from end to end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.evolve import evolve, load_engine
from baldwin.store import open_run
from baldwin.templates import filled_in

# The package's own sinusoid under another name: whatever it scores is known.
SAME = '''
from baldwin.neural.tasks.sinusoid import Sinusoid


class Waves(Sinusoid):
    """Sine waves, once more."""
'''

PARABOLAS = filled_in("task", "parabolas", "examples")["parabolas.py"]  # what `baldwin new` writes

TEXT = """
name = "mine"
[population]
size = 8
generations = 3
[task]
kind = "KIND"
shots = 4
[network]
hidden = [4]
[sampling]
lives = 2
[assays]
every = 1
instances = 4
steps = 1
individuals = 2
"""


def write(folder: Path, kind: str, content: str = "") -> Path:
    if content:
        (folder / kind.partition(":")[0]).write_text(content)
    path = folder / "mine.toml"
    path.write_text(TEXT.replace("KIND", kind))
    return path


def test_a_copy_of_a_task_lives_exactly_as_the_task(tmp_path: Path) -> None:
    tables = []
    for path in (write(tmp_path, "waves.py:Waves", SAME), None):
        definition = load(path or write(tmp_path, "sinusoid"))
        records = [chunk.record for chunk in evolve(load_engine(definition), definition)]
        tables.append([record.generations for record in records] + [record.assays for record in records])
    for own, shipped in zip(*tables, strict=True):
        assert list(own) == list(shipped)
        for name, values in own.items():
            assert np.array_equal(values, shipped[name], equal_nan=values.dtype.kind == "f"), name


def test_run_show_and_plot_need_nothing_but_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    path = write(source, "parabolas.py:Parabolas", PARABOLAS)
    monkeypatch.chdir(tmp_path)
    assert run_command(["run", str(path), "--quiet", "--set", "task.steepest=3"]) == 0
    run = open_run(Path(capsys.readouterr().out.strip()))
    assert (run.status, run.generation) == ("complete", 3)
    assert np.isfinite(run.generations["fitness_mean"]).all()
    assert run.definition.task.steepest == 3.0  # type: ignore[attr-defined]
    shutil.move(run.path, tmp_path / "copied")
    shutil.rmtree(source)
    code = (
        "import sys; from baldwin.__main__ import run_command\n"
        "assert run_command(['show', 'copied']) == 0\n"
        "assert run_command(['resume', 'copied', '--quiet']) == 0\n"
        "assert run_command(['plot', 'copied']) == 0\n"
        "assert not {'jax', 'evosax', 'numba'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "parabolas.py:Parabolas" in done.stdout
    assert list((tmp_path / "copied" / "figures").glob("*.png"))
    assert str(tmp_path) not in json.dumps(run.info)


def test_a_mistake_that_shows_when_lives_begin_names_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALDWIN_DEBUG", raising=False)
    path = write(tmp_path, "parabolas.py:Parabolas", PARABOLAS.replace("slope * x**2", "slope * y**2"))
    line = 1 + PARABOLAS[: PARABOLAS.index("slope * x**2")].count("\n")
    assert run_command(["run", str(path), "--quiet"]) == 2
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith(f"parabolas.py, line {line}: NameError: name 'y' is not defined. See baldwin.neural")
    assert not (tmp_path / "runs").exists()
