"""The tutorial's own lines that live a newborn's life without baldwin, held to the lives that baldwin lives."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.manual.tutorials import tutorial_files
from baldwin.neural import replay as neural

TUTORIAL = tutorial_files()["replay"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lived():
    """A genotype's newborn, and one of its lives: examples, and its head before and after learning from them."""
    definition = load("sinusoid")
    genes = definition.encoding.size(definition.blueprint)
    genotype = np.random.default_rng(1).normal(0.0, 0.3, (1, genes)).astype(np.float32)
    genotype[:, -6:] *= 0.1  # the learning rates of six tensors, on a logarithmic scale
    return neural.newborns(definition, genotype), neural.replay(definition, genotype, 2)


def block(starts: str) -> str:
    """Return the block that begins with an import, its own examples left out: the test brings some."""
    found = next(one for one in re.findall(r"```python\n(.*?)```", TUTORIAL, re.DOTALL) if one.startswith(starts))
    lines = [line for line in found.splitlines() if not re.match(r"[xy] = ", line)]
    assert len(lines) == len(found.splitlines()) - 2
    assert len([line for line in found.splitlines() if line and "import" not in line]) <= 10
    return "\n".join(lines)


@pytest.mark.parametrize("framework", ["numpy", "torch"])
def test_one_step_of_learning_is_that_of_baldwin(framework, lived, tmp_path, monkeypatch):
    born, lives = lived
    monkeypatch.chdir(tmp_path)
    born.write_npz(tmp_path / "newborns.npz")
    born.write_safetensors(tmp_path / "newborns.safetensors")
    x, y = (lives.arrays[f"chance/support/{name}"][1] for name in "xy")
    if framework == "torch":
        torch = pytest.importorskip("torch")
        x, y = torch.from_numpy(x.copy()), torch.from_numpy(y.copy())
    names: dict[str, Any] = {"x": x, "y": y, "print": lambda *_: None}
    exec(block("import numpy" if framework == "numpy" else "import torch"), names)
    for tensor in ("w3", "b3"):
        before, after = lives[f"weights/{tensor}"][0, 1]
        assert np.abs(after - before).max() > 1e-3
        assert np.asarray(names["w"][tensor]) == pytest.approx(after, abs=1e-5)
