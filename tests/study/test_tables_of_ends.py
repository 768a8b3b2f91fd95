"""What the table of a study takes of a run's last rows."""

from __future__ import annotations

import numpy as np

from baldwin.study.tabulation import _last


def test_a_list_of_one_number_is_that_number() -> None:
    table = {
        "replicate": np.array([0, 1, 0, 1]),
        "rates": np.array([[0.1], [0.2], [0.3], [0.4]]),
        "curve": np.arange(8.0).reshape(4, 2),
        "fitness_mean": np.array([1.0, 2.0, 3.0, 4.0]),
        "reason": np.array(["", "", "", "extinct"]),
    }
    assert _last(table) == {
        0: {"replicate": 0, "rates": 0.3, "fitness_mean": 3.0},
        1: {"replicate": 1, "rates": 0.4, "fitness_mean": 4.0},
    }
    assert _last({}) == {}
