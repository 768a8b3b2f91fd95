"""The tutorial's own lines that live newborns' lives without baldwin, held to the lives that baldwin lives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from baldwin.definition import load
from baldwin.haystack import replay as haystack
from baldwin.manual.tutorials import tutorial_files
from baldwin.named_arrays import NamedArrays
from baldwin.neural import replay as neural
from baldwin.replaying import Replay

Floats = npt.NDArray[Any]
SECTION = re.compile(r"## ([^\n]+)\n(?:(?!\n## ).)*?```python\n(.*?)```", re.DOTALL)
LINES = dict(SECTION.findall(tutorial_files()["replay"].read_text(encoding="utf-8")))
GIVEN = r"(x|y|noise, pays|seen, paid|shown, asked|ways|guesses) = "  # what an example takes by itself
LIFE = 1

pytestmark = pytest.mark.parametrize("framework", ["NumPy", "PyTorch"])


def lived(framework: str, preset: str, overrides: list[str], seed: int) -> tuple[NamedArrays, Replay]:
    """Return the newborn of a genotype that chance has made, and some of its lives."""
    if framework == "PyTorch":
        pytest.importorskip("torch")
    definition: Any = load(preset, overrides)
    genes = definition.encoding.size(definition.blueprint)
    genotype = np.random.default_rng(seed).normal(0.0, 0.3, (1, genes)).astype(np.float32)
    if preset == "sinusoid":
        genotype[:, -6:] *= 0.1  # the learning rates of six tensors, on a logarithmic scale
    return neural.newborns(definition, genotype), neural.replay(definition, genotype, LIFE + 1)


def live(what: str, framework: str, born: NamedArrays, given: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the names that the tutorial's lines have made, with the examples of a life in the place of their own."""
    lines = LINES[f"{what}, in {framework}"].splitlines()
    kept = [line for line in lines if not re.match(GIVEN, line)]
    assert len(kept) < len(lines)
    assert len([line for line in kept if line and not re.match(r"import|from|print", line)]) <= 14
    if framework == "PyTorch":
        import torch

        given = {name: torch.tensor(one) if isinstance(one, np.ndarray) else one for name, one in given.items()}
    born.write_npz(folder / "newborns.npz")
    born.write_safetensors(folder / "newborns.safetensors")
    names: dict[str, Any] = given | {"print": lambda *_: None}
    exec("\n".join(kept), names)
    if framework == "NumPy":
        names["born"].close()
    return names


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_one_step_of_learning_by_gradient(framework: str, tmp_path: Path) -> None:
    born, lives = lived(framework, "sinusoid", [], 1)
    given = {name: lives[f"chance/support/{name}"][LIFE] for name in "xy"}
    names = live("Learning by gradient", framework, born, given, tmp_path)
    for tensor in ("w3", "b3"):
        before, after = lives[f"weights/{tensor}"][0, LIFE]
        assert np.abs(after - before).max() > 1e-3
        assert np.asarray(names["w"][tensor]) == pytest.approx(after, abs=1e-5)


def test_a_life_by_memory(framework: str, tmp_path: Path) -> None:
    born, lives = lived(framework, "bandit", ["network.units=4", "task.trials=30"], 2)
    life = int(lives["rewards"][0].sum(axis=1).argmax())
    given = {"noise": lives.chances.noise[life], "pays": lives.chances.world.pays[life].astype(np.float32)}
    names = live("Memory", framework, born, given, tmp_path)
    assert names["earned"] == lives["rewards"][0, life].tolist()
    assert 0 < sum(names["earned"]) < 30
    assert np.asarray(names["h"]).ravel() == pytest.approx(lives["hidden"][0, life, -1], abs=1e-4)


def test_a_life_by_plasticity(framework: str, tmp_path: Path) -> None:
    born, lives = lived(framework, "t-maze", ["task.trials=12", "task.switches=[2,2]"], 3)
    given = {"seen": lives["observations"][0, LIFE], "paid": lives["rewards"][0, LIFE]}
    names = live("Plasticity", framework, born, given, tmp_path)
    moving = lives["actions"][0, LIFE] >= 0
    assert np.asarray(names["did"])[moving].tolist() == lives["actions"][0, LIFE][moving].tolist()
    assert np.asarray(names["w"]) == pytest.approx(lives["weights/w1"][0, LIFE, -1], rel=1e-3, abs=1e-3)


def test_a_life_that_remembers_examples(framework: str, tmp_path: Path) -> None:
    born, lives = lived(framework, "few-shot-glyphs", ["task.ways=3", "task.shots=2", "lifetime.steps=2"], 4)
    shown, asked = (lives[f"chance/{part}/x"][LIFE] for part in ("support", "query"))
    names = live("Remembered examples", framework, born, {"shown": shown, "asked": asked, "ways": 3}, tmp_path)
    assert np.asarray(names["answers"]) == pytest.approx(lives["answers"][0, LIFE, -1], rel=1e-3, abs=1e-3)


def test_a_life_of_guesses(framework: str, tmp_path: Path) -> None:
    if framework == "PyTorch":
        pytest.skip("one text and a few coins need no tensors")
    alleles = np.where(np.arange(20) < 17, 1, 2)[None].astype(np.int8)  # three loci are guessed
    definition: Any = load("hinton-nowlan")
    lives = haystack.replay(definition, alleles, LIFE + 1)
    success = int(lives["first_success"][0, LIFE])
    assert success > 0
    guesses = np.arange(1, 1001)[:, None].repeat(3, axis=1) == success
    names = live("Guessing", framework, haystack.newborns(definition, alleles), {"guesses": guesses}, tmp_path)
    assert names["fitness"] == pytest.approx(lives["measure"][0, LIFE])
