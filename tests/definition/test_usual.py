"""A task alone is a population: what goes with it is filled in where a file names no way of life."""

from __future__ import annotations

from typing import Any

import pytest

import baldwin
from baldwin.definition import from_toml, presets
from baldwin.definition.discovery import tasks
from baldwin.definition.usual import leaves_life_open


def load(text: str, *overrides: str) -> Any:
    return from_toml(f'name = "mine"\n{text}', "mine.toml", overrides)


@pytest.mark.parametrize("task", tasks())
def test_every_task_alone_is_a_population(task: str) -> None:
    definition = load(f'[task]\nkind = "{task}"\n')
    assert definition.task.kind == task
    assert from_toml(baldwin.to_toml(definition), "again") == definition  # written out, it says all


def test_what_a_file_says_stands() -> None:
    definition = load('[task]\nkind = "bandit"\n[network]\nunits = 5\n[population]\ngenerations = 7\n')
    assert (definition.network.kind, definition.network.units) == ("recurrent", 5)
    assert definition.population.generations == 7
    assert definition.lifetime.kind == "recurrent"
    other = load('[task]\nkind = "bandit"\n[strategy]\nkind = "cma_es"\n')
    assert other.strategy.kind == "cma_es"  # none of the usual strategy's fields reach it


def test_options_change_what_is_usual() -> None:
    assert load('[task]\nkind = "bandit"\n', "network.units=3", "lifetime.memory=false").network.units == 3
    plastic = load('[task]\nkind = "associative_memory"\n', "lifetime.kind=plastic", "network.kind=perceptron")
    assert (plastic.lifetime.kind, plastic.network.kind, plastic.fitness.reads) == ("plastic", "perceptron", "life")


def test_a_file_that_names_its_way_of_life_is_what_it_was() -> None:
    """So no shipped population changes, nor any that was legal before there were usual tables."""
    definition = load('[task]\nkind = "bandit"\n[network]\nkind = "recurrent"\n[lifetime]\nkind = "recurrent"\n')
    assert (definition.fitness.reads, definition.sampling.lives, definition.network.reward_scale) == ("end", 8, 1.0)
    document = {"task": {"kind": "bandit"}, "lifetime": {"kind": "recurrent"}}
    assert not leaves_life_open(document)
    assert leaves_life_open({"task": {"kind": "bandit"}, "lifetime": {"memory": False}})
    assert all(load(path.read_text(encoding="utf-8").split("\n\n", 1)[1]) for path in [presets()["bandit"]])
