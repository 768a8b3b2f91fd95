"""Does learning guide it? Run with: pytest test_my_thing.py"""

from pathlib import Path

import baldwin

FILE = Path(__file__).with_name("my_thing.toml")


def test_learning_guides_it(tmp_path):
    """With learning most replicates find the needle; without it next to none does."""
    run = baldwin.run(FILE, runs=tmp_path, progress=False)
    control = baldwin.run(FILE, {"lifetime.kind": "none"}, runs=tmp_path, progress=False)
    found, not_found = (one.generations["fitness_mean"][one.generations["generation"] == 50] for one in (run, control))
    assert (found > 5.0).mean() > 0.5
    assert (not_found > 5.0).mean() < 0.25
