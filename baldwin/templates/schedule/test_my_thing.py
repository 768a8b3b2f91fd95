"""Is the field what it should be, when it should? Run with: pytest test_my_thing.py"""

from pathlib import Path

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")


def test_good_and_bad_times():
    """Trials cost something in generations 7 to 9, and nothing before and after."""
    definition = baldwin.load(FILE)
    costs = [definition.at(generation).fitness.trial_cost for generation in range(12)]
    assert costs == [0.0] * 7 + [0.02] * 3 + [0.0] * 2


def test_bad_times_cost_fitness(tmp_path):
    """Mean fitness falls from the last good generation to the first bad one."""
    run = baldwin.run(FILE, runs=tmp_path, progress=False)
    fitness, when = run.generations["fitness_mean"], run.generations["generation"]
    assert fitness[when == 17].mean() < fitness[when == 16].mean()  # 16 is a good one, 17 a bad one
