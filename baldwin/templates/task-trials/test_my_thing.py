"""Is the task what it should be, and can it be learned? Run with: pytest test_my_thing.py"""

from pathlib import Path

import numpy as np

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")
QUICK = {"assays.every": 100, "assays.individuals": 0, "assays.mutants": 0}  # assays that the test does not read


def test_no_policy_beats_the_best():
    """The best policy is at least as good as the others, and in the first trial no better than chance."""
    task = baldwin.load(FILE).task
    best, *others = task.reference_policies()
    assert best.scores.shape == (task.trials,)
    assert all(best.end >= one.end for one in others)
    assert best.end <= task.oracle_bound().end + 1e-9
    np.testing.assert_allclose(best.scores[0], others[-1].scores[0])  # nobody knows anything in the first trial


def test_it_is_learned(tmp_path):
    """Lives begin at chance, and at their end are much better than anyone who learns nothing."""
    run = baldwin.run(FILE, QUICK, runs=tmp_path, progress=False)
    learned, ceiling = run.assays["learned"][-1], run.definition.task.innate_bound().end
    assert learned > 1.5 * ceiling
    assert run.assays["innate"][-1] < 1.2 * ceiling
