"""What of a network's life can be held still: every part is a setting in which the same genotypes live."""

from __future__ import annotations

from typing import Any

import pytest

from baldwin.definition import load, presets, wing_of
from baldwin.neural.replay import freezes, shape


def networks() -> list[str]:
    return [name for name in presets() if wing_of(load(name)).name == "neural"]


def differences(whole: Any, without: Any) -> dict[str, Any]:
    before, after = whole.model_dump(), without.model_dump()
    assert {name for name in before if before[name] != after[name]} == {"lifetime"}
    return {name: value for name, value in after["lifetime"].items() if value != before["lifetime"][name]}


@pytest.mark.parametrize("name", networks())
def test_each_part_changes_the_life_and_not_what_a_genotype_means(name: str) -> None:
    whole: Any = load(name)
    for part, one in freezes(whole).items():
        assert differences(whole, one.definition), part
        assert shape(one.definition) == shape(whole), part  # type: ignore[arg-type]
        assert one.definition.lifetime.refuses(whole.network, whole.task) == [], part  # type: ignore[attr-defined]


def test_lives_by_weights_can_be_lived_without_steps() -> None:
    whole: Any = load("sinusoid")
    assert {part: differences(whole, one.definition) for part, one in freezes(whole).items()} == {
        "weights": {"steps": 0}
    }
    still: Any = load("sinusoid", ["lifetime.steps=0"])
    assert freezes(still) == {}


def test_lives_by_memory_lose_memory_and_one_sense_at_a_time() -> None:
    senses = 'network.senses=["reward", "trial"]'
    whole: Any = load("bandit", [senses])
    assert {part: differences(whole, one.definition) for part, one in freezes(whole).items()} == {
        "learning": {"memory": False, "mask": ("reward",)},  # the trial is no sight of the past
        "state": {"memory": False},
        "input reward": {"mask": ("reward",)},
        "input trial": {"mask": ("trial",)},
    }
    masked: Any = load("bandit", [senses, 'lifetime.mask=["trial"]'])
    assert set(freezes(masked)) == {"learning", "state", "input reward"}
