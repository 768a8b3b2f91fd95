"""Does it learn, and what? Run with: pytest test_my_thing.py"""

from pathlib import Path

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")
QUICK = {"assays.every": 100, "assays.individuals": 0, "assays.mutants": 0}  # assays that the test does not read


def test_it_learns(tmp_path):
    """At birth nobody is better than the mean world allows; in life most of the rest is learned. Scores are < 0."""
    run = baldwin.run(FILE, QUICK, runs=tmp_path, progress=False)
    ceiling = run.definition.task.innate_ceiling()
    assert run.assays["innate"][-1] < 0.7 * ceiling  # 200 held-out lives know it to a tenth or so
    assert run.assays["learned"][-1] > ceiling / 3.0  # less than a third of the error
