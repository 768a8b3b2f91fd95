"""What an evaluation says of runs in settings, of scores that were written down by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.evaluation.settings import Evaluation


def evaluation(error: str | None) -> Evaluation:
    """Return one run of three replicates in two settings; it learned nothing in the second."""
    easy = {
        "measure": np.array([-1.0, -2.0, -6.0]),
        "learned": np.array([-1.0, 0.0, -3.0]),
        "drift": np.array([3, 2, 4]),
    }
    hard = {"measure": np.array([-4.0, -8.0, -5.0])}
    measure: Any = SimpleNamespace(error=error, abilities=("learned",), text="regret")
    run: Any = SimpleNamespace(
        run=SimpleNamespace(name="net", id="abc"), label="net", evolved=SimpleNamespace(notes=())
    )
    known = ({"chance": -9.0, "oracle": 0.0}, {"chance": -10.0})
    return Evaluation((run,), ("task.law",), (("easy",), ("hard",)), measure, 7, {}, ((easy, hard),), known)


@pytest.mark.parametrize(("error", "sign"), [("regret", -1.0), (None, 1.0)])
def test_medians_columns_and_references_are_shown_as_people_see_them(error: str | None, sign: float) -> None:
    """An error is a score with its sign changed; what is no ability keeps its own."""
    found = evaluation(error)
    assert [found.median(0, setting) for setting in (0, 1)] == [-2.0 * sign, -5.0 * sign]
    assert list(found.column(0, 0, "learned")) == [-1.0 * sign, 0.0, -3.0 * sign]
    assert list(found.column(0, 0, "drift")) == [3, 2, 4]
    assert found.column(0, 1, "learned") is None
    assert found.references()["chance"] == [-9.0 * sign, -10.0 * sign]
    assert found.references()["oracle"][0] == 0.0
    assert math.isnan(found.references()["oracle"][1])
    assert found.replicates == "median of 3 replicates"


def test_the_long_table_has_a_row_for_each_replicate_and_setting() -> None:
    table = evaluation("regret").table()
    rows = list(zip(*(table[name] for name in ("source", "replicate", "task.law", "value")), strict=True))
    assert rows[:3] == [("run", 0, "easy", 1.0), ("run", 1, "easy", 2.0), ("run", 2, "easy", 6.0)]
    assert rows[3:6] == [("run", 0, "hard", 4.0), ("run", 1, "hard", 8.0), ("run", 2, "hard", 5.0)]
    assert rows[6:8] == [("theory", None, "easy", 9.0), ("theory", None, "hard", 10.0)]
    assert table["learned"][:3] == [-1.0, 0.0, -3.0]
    assert math.isnan(table["learned"][3])
