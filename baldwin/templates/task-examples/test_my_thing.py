"""Is the task what it should be, and can it be learned? Run with: pytest test_my_thing.py"""

from pathlib import Path

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")
QUICK = {"assays.every": 200, "assays.individuals": 0, "assays.mutants": 0}  # assays that the test does not read


def test_it_is_learned(tmp_path):
    """Who learns does better than anyone can who does not, and nobody beats what is possible at birth."""
    run = baldwin.run(FILE, QUICK, runs=tmp_path, progress=False)
    ceiling = run.definition.task.innate_ceiling()
    innate, learned = run.assays["innate"][-1], run.assays["learned"][-1]
    assert learned > ceiling / 2.0  # scores are minus errors: less than half the error
    assert innate < ceiling + 0.1 * abs(ceiling)
