"""What is said of replicates that a rule stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from baldwin.definition import load
from baldwin.endings import PLATEAU, TARGET, Endings, stopped_by_rule
from baldwin.store import Run
from baldwin.study.tabulation import ends_of

RULE = load("sinusoid", ["stop.of=learned", "stop.target=-0.1", "stop.plateau=500", "population.replicates=3"])


def said(*ends: tuple[int, str]) -> str:
    generation, reason = zip(*ends, strict=True)
    return stopped_by_rule(RULE, Endings(np.arange(len(reason)), np.array(generation), reason))


def test_how_many_when_and_by_which_rule() -> None:
    reached = "2 of 3 replicates reached learned >= -0.1 (generations 300 to 700)"
    flat = "1 of 3 replicates had no better learned for 500 generations (generation 900)"
    after = ", and stopped there by [stop]"
    more = ": more generations add nothing"
    assert said((700, TARGET), (900, PLATEAU), (300, TARGET)) == f"{reached}, and {flat}{after}{more}"
    assert said((700, TARGET), (1000, ""), (300, TARGET)) == f"{reached}{after}"
    assert said((1000, ""), (1000, ""), (900, PLATEAU)) == f"{flat}{after}"
    assert said((1000, ""), (1000, ""), (1000, "")) == ""


def test_a_studys_table_says_which_replicates_a_rule_stopped() -> None:
    run = Run(Path("imagined"), {"name": "sinusoid", "id": "0" * 12, "status": "complete"})
    ruled = load("sinusoid", ["stop.target=-0.1", "population.replicates=2", "population.generations=2"])
    table = {"generation": [0, 0, 1, 1, 2], "replicate": [0, 1, 0, 1, 1], "fitness_mean": [-1, -1, -0.1, -1, -1.0]}
    run.__dict__.update(definition=ruled, assays={}, generations={name: np.array(one) for name, one in table.items()})
    assert [(row["generation"], row["stopped_by"]) for row in ends_of(run)] == [(1, TARGET), (2, None)]
    assert [row["stopped_by"] for row in ends_of(run, 0)] == [None, None]  # as if both had ended before
    run.__dict__["definition"] = load("sinusoid")
    assert "stopped_by" not in ends_of(run)[0]
