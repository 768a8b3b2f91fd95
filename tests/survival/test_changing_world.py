"""Baldwin's scenario in the preset of switches: who learns survives, and what is learned becomes innate."""

from __future__ import annotations

import numpy as np

from baldwin.comparison import Outcome, compare_runs
from baldwin.definition import load
from baldwin.keeping import keep
from baldwin.store import Run, RunWriter


def evolved(folder: object, *overrides: str) -> Run:
    return keep(RunWriter.create(folder, load("changing-needle", overrides)))  # type: ignore[arg-type]


def test_who_can_learn_survives_and_what_was_learned_becomes_innate(tmp_path: object) -> None:
    plastic = evolved(tmp_path)
    unlearned = evolved(tmp_path, 'lifetime={kind="none"}')
    curve, other = plastic.survival(), unlearned.survival()
    assert curve is not None
    assert other is not None
    assert curve.at(9)[0] == other.at(9)[0] == 1.0  # before the change nobody dies out
    assert curve.at(150)[1] > other.at(150)[2]  # even at the ends of their intervals
    found = compare_runs([plastic], unlearned, until="all").outcomes
    extinction = next(one for one in found if one.name == "extinction")
    assert isinstance(extinction, Outcome)
    assert extinction.p < 1e-4
    assays = plastic.assays
    innate = [np.median(assays["innate"][assays["generation"] == generation]) for generation in (11, 150)]
    assert innate[1] > 2.0 * innate[0]
