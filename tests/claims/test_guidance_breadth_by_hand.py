"""What claims over trials and sizes read, from replicates made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from baldwin.claims.guidance import breadth
from baldwin.claims.populations import Trajectories
from baldwin.endings import Endings


def run(reached: int, born: int, evaluated: float, size: int = 100) -> Trajectories:
    """Return four replicates of two generations, of which so many purge wrong alleles, and so many are born right."""
    first = np.arange(4)[:, None] < np.array([0, reached])
    second = np.arange(4)[:, None] < np.array([0, born])
    columns = {
        "wrong": np.where(first, 0.0, 0.5),
        "assimilated": np.where(second, size // 2, 0),
        "trials": np.full((4, 2), evaluated / 2.0),
    }
    return Trajectories(size, 16, columns, Endings(np.arange(4), np.full(4, 1), ("",) * 4))


def test_each_case_is_learners_less_their_own_control() -> None:
    """Learners reach 4, 3, 2 .. of 4, controls 0; the controls of the last two cases spend more, or less."""
    holding = [run(4, 0, 10.0), run(0, 0, 20.0), run(3, 0, 10.0), run(1, 0, 30.0)]
    holding += [run(2, 0, 10.0), run(0, 0, 40.0)] * 3
    few = [run(1, 0, 10.0), run(2, 0, 9.0), run(1, 0, 10.0), run(1, 0, 5.0)]
    found = {name: one.value for name, one in breadth._free(*holding, *few).items()}
    assert list(found.values()) == pytest.approx([1.0, 0.5, 0.5, 0.5, 0.5, -0.25, 0.0, 2.0, 0.9])


def test_born_right_is_told_from_learned() -> None:
    found = breadth._linked(*[run(4, 1, 10.0), run(4, 3, 7.0)] * 5)
    leads = [one.value for name, one in found.items() if name != "most"]
    assert leads == pytest.approx([0.0, -0.5] * 5)
    assert found["most"].value == pytest.approx(0.7)


def test_controls_are_as_large_as_all_trials_of_learners_together() -> None:
    sizes = [one.definition.population.size for one in breadth._arms(breadth.LINKED, "one_point")]
    assert sizes == [500, 16_000, 500, 64_000, 125, 16_000, 250, 32_000, 1000, 128_000]
    alone = breadth._arms(breadth.LINKED, "one_point", each=False)
    assert {one.definition.population.size for one in alone[1::2]} == {500, 125, 250, 1000}
