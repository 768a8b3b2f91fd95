"""Is the task what it should be, and does learning find what is best? Run with: pytest test_my_thing.py"""

from pathlib import Path

import numpy as np

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")


def test_scores():
    """Phenotypes score what the docstring of the task says."""
    task = baldwin.load(FILE).task
    phenotypes = np.array([[0] * 8, [1] * 7 + [0], [1] * 8], bool)
    np.testing.assert_allclose(task.score(phenotypes), [0.5, 0.0625, 1.0])


def test_learning_finds_the_best(tmp_path):
    """With learning every replicate comes to the best; without it most stay in the trap."""
    learning = baldwin.run(FILE, runs=tmp_path, progress=False)
    last = learning.assays["generation"] == 40
    assert (learning.assays["learned"][last] > 0.9).all()
    control = baldwin.run(FILE, {"lifetime.kind": "none"}, runs=tmp_path, progress=False)
    assert control.assays["learned"][last].mean() < learning.assays["learned"][last].mean() - 0.2
