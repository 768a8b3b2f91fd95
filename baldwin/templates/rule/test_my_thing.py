"""Does it learn, and because of its rule? Run with: pytest test_my_thing.py"""

from pathlib import Path

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")
QUICK = {"assays.every": 80, "assays.individuals": 0, "assays.mutants": 0}  # assays that the test does not read


def test_it_learns(tmp_path):
    """Nobody is above chance at birth; at the end of a life most choices are right."""
    run = baldwin.run(FILE, QUICK, runs=tmp_path, progress=False)
    chance = 1.0 / run.definition.task.actions
    assert abs(run.assays["innate"][-1] - chance) < 0.15
    assert run.assays["learned"][-1] > chance + 0.25
