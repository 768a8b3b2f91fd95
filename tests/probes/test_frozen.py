"""The probe `frozen`: what a life is worth with a part held still, by planted lives."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.probes.frozen import Frozen

INTACT = np.array([[1.0, 2.0, 6.0], [4.0, 4.0, 4.0]])  # two replicates, three lives
STILL = np.array([[0.0, 2.0, 1.0], [4.0, 5.0, 6.0]])


@pytest.mark.guards("probe frozen")
@pytest.mark.parametrize("error", [None, "squared error"])
def test_a_part_held_still_is_compared_life_by_life(error: str | None) -> None:
    """Losses 1, 0, 5 of the first replicate: -2 on average, with a standard error of sqrt(7 / 3)."""
    scores = {"whole": INTACT, "still": STILL}
    lives: Any = SimpleNamespace(
        freezes={"state": SimpleNamespace(definition="still", meaning="held at its beginning")},
        definition="whole",
        replay=lambda setting, only: {"measure": scores[setting]},
        measure=SimpleNamespace(error=error, text="score"),
        replicates=2,
        instances=3,
    )
    read = Frozen().find(lives)
    found = read.table()
    assert read.reading == "Lives lose nothing by any of these: none is used."  # -1.5 +- 0.8, and a single one gained
    sign = -1.0 if error else 1.0
    assert found["frozen"] == ["intact", "intact", "state", "state"]
    assert found["replicate"] == [0, 1, 0, 1]
    assert found["score"] == pytest.approx([sign * one for one in (3.0, 4.0, 1.0, 5.0)])
    assert found["difference"] == pytest.approx([0.0, 0.0, -2.0 * sign, 1.0 * sign])
    assert found["standard_error"] == pytest.approx([0.0, 0.0, math.sqrt(7.0 / 3.0), math.sqrt(1.0 / 3.0)])
    assert found["meaning"][-1] == "held at its beginning"


def test_the_reading_names_what_is_used_the_dearest_first() -> None:
    scores = {"whole": INTACT, "eye": INTACT - 1.0, "still": STILL, "ear": INTACT - 3.0}
    lives: Any = SimpleNamespace(
        freezes={name: SimpleNamespace(definition=name, meaning="") for name in ("eye", "still", "ear")},
        definition="whole",
        replay=lambda setting, only: {"measure": scores[setting]},
        measure=SimpleNamespace(error=None, text="reward"),
        replicates=2,
        instances=3,
    )
    found = Frozen().find(lives).reading
    assert found == "Held still, lives lose reward: ear 3, eye 1; nothing beyond chance: still."


def test_replicates_together_make_a_loss_certain() -> None:
    """Four replicates lose 1 +- 0.58 each: 1 +- 0.29 on average, beyond three standard errors."""
    whole = np.zeros((4, 3))
    scores = {"whole": whole, "still": whole - np.array([0.0, 1.0, 2.0])}
    lives: Any = SimpleNamespace(
        freezes={"state": SimpleNamespace(definition="still", meaning="")},
        definition="whole",
        replay=lambda setting, only: {"measure": scores[setting]},
        measure=SimpleNamespace(error=None, text="reward"),
        replicates=4,
        instances=3,
    )
    assert Frozen().find(lives).reading == "Held still, lives lose reward: state 1."
