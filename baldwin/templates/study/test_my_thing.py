"""Is every cell computed, and does learning pay? Run with: pytest test_my_thing.py"""

from pathlib import Path

import numpy as np

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")


def test_learning_pays(tmp_path):
    """All four cells are computed, and with learning fitness ends higher than in the control arm."""
    study = baldwin.sweep(FILE, runs=tmp_path, progress=False)
    ends = {name: [] for name in study.arms}
    for cell in study.cells:
        run = study.run(cell)
        ends[cell.arm].append(run.generations["fitness_mean"][run.generations["generation"] == 30].mean())
    assert len(ends["main"]) == 4
    assert np.mean(ends["main"]) > np.mean(ends["no_learning"]) + 1.0
