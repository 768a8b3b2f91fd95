"""Does the probe find what it should? Run with: pytest test_my_thing.py"""

from pathlib import Path

import numpy as np

import baldwin

HERE = Path(__file__).parent


def test_short_lives_are_worth_less(tmp_path):
    """A life of two trials scores less than a whole one, in every replicate."""
    run = baldwin.run(HERE / "my_thing.toml", runs=tmp_path, progress=False)
    found = baldwin.probe(run, f"{HERE / 'my_thing.py'}:MyThing", trials=2).table()
    whole, short = (np.array(found["score"])[np.array(found["life"]) == life] for life in ("whole", "short"))
    assert whole.shape == (3,)
    assert (short < whole).all()
