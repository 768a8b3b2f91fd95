"""Simulations that a page holds whole: a reader plays with them in a browser, without Python and without a network."""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple, Protocol, cast

from baldwin.definition.base import Definition
from baldwin.definition.discovery import wing_of

__all__ = ["Playing", "Simulation", "simulation_of"]


class Simulation(NamedTuple):
    """What a page needs to simulate a population as a definition has it."""

    words: str  # what it does, and how near it is to the run
    settings: dict[str, Any]  # as JSON has it; the page keeps them where its element `simulation-settings` is
    scripts: tuple[str, ...]  # texts of scripts, in their order; they fill the element `simulation`


class Playing(Protocol):
    """A wing's module of simulations."""

    def simulation(self, definition: Definition) -> Simulation | None:
        """Return the simulation of populations of this definition; None where a page can hold none."""
        ...


def simulation_of(definition: Definition) -> Simulation | None:
    """Return the simulation of populations of this definition; None where a page can hold none."""
    module = wing_of(definition).playing
    return None if module is None else cast(Playing, importlib.import_module(module)).simulation(definition)
