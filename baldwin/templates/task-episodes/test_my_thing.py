"""Is the task what it should be, and can it be learned? Run with: pytest test_my_thing.py"""

from pathlib import Path

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")
QUICK = {"assays.every": 60, "assays.individuals": 0, "assays.mutants": 0}  # assays that the test does not read


def test_it_is_learned(tmp_path):
    """Who tries gets more than halfway from what is possible at birth to what is possible at all."""
    run = baldwin.run(FILE, QUICK, runs=tmp_path, progress=False)
    task = run.definition.task
    ceiling, best = task.innate_ceiling(), task.oracle()
    assert run.assays["learned"][-1] > (ceiling + best) / 2.0
    assert run.assays["innate"][-1] <= ceiling + 0.1 * (best - ceiling)
