"""What claims on learning at equal evaluations read, of trajectories that were written down by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from baldwin.claims.guidance import evaluations, founders
from baldwin.claims.populations import Trajectories
from baldwin.endings import Endings


def run(wrong: Any, assimilated: Any, trials: Any) -> Trajectories:
    columns = {"wrong": np.array(wrong), "assimilated": np.array(assimilated), "trials": np.array(trials)}
    ends = Endings(np.arange(len(wrong)), np.full(len(wrong), 2), ("",) * len(wrong))
    return Trajectories(100, 16, columns, ends)


def test_the_first_generation_by_hand() -> None:
    """Two loci, one learner of two trials: 1/16 is born right, 1/4 has to guess one locus, 1/4 two."""
    found = founders._any(2, 1, 2, each=True)
    assert found == pytest.approx((1 / 16 + 3 / 4 / 4 + 7 / 16 / 4, 7 / 16))
    assert founders._any(2, 1, 2, each=False)[1] == pytest.approx(1 / 4)


def test_what_is_reached_and_what_is_innate() -> None:
    """Wrong alleles fall below 1 % in two of four; half the genomes are the target in three, of one only for a time."""
    wrong = [[0.5, 0.0099, 0.5], [0.5, 0.01, 0.01], [0.5, 0.5, 0.0], [0.1, 0.1, 0.1]]
    assimilated = [[0, 50, 0], [0, 49, 49], [0, 0, 100], [60, 60, 60]]
    first = run(wrong, assimilated, [[1, 2, 3]] * 4)
    other = run(wrong[1:3], assimilated[1:3], [[4, 4, 4], [0, 0, 12]])
    assert evaluations.reached(first).tolist() == [True, False, True, False]
    assert evaluations.innate(first).tolist() == [True, False, True, True]
    found = {name: one.value for name, one in evaluations._leads(first, other).items()}
    assert found == pytest.approx({"reached": 0.0, "innate": 0.25, "evaluations": 2.0})
    names = [name for name in evaluations._by_loci(*[first, other] * 3) if name.startswith("reached")]
    assert names == ["reached 14", "reached 16", "reached 18"]
    for claim in evaluations.CLAIMS:  # what is measured is what is expected
        measured = claim.measure(*[first, other] * (len(claim.settings) // 2))
        assert set(measured) == {quantity.of for quantity in claim.quantities}, claim.id
    clean = run([[0.0] * 3], [[0] * 3], [[1] * 3])
    pairs = evaluations._long(first, other, clean, other)
    assert (pairs["fixed innate"].value, pairs["mutants reached"].value) == (0.25, 0.5)


def test_a_risk_difference_and_its_interval() -> None:
    """All of 10 less none of 10: Wilson's ends are 1 / (1 + z^2 / 10) = 0.7225 and 0.2775, so 1 less a root of two."""
    found = evaluations.risk_difference(np.ones(10, np.bool_), np.zeros(10, np.bool_))
    assert found.value == 1.0
    assert found.interval == pytest.approx((1.0 - 0.2775 * math.sqrt(2.0), 1.0), abs=1e-4)
    assert found.standard_error == pytest.approx(math.sqrt(2 * (12 / 14) * (2 / 14) / 14))
    turned = evaluations.risk_difference(np.zeros(10, np.bool_), np.ones(10, np.bool_))
    assert turned.interval == pytest.approx((-1.0, -1.0 + 0.2775 * math.sqrt(2.0)), abs=1e-4)
