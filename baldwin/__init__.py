"""baldwin: evolution guided by learning.

    import baldwin

    run = baldwin.run("hinton-nowlan", ["population.seed=1"])  # kept in runs/, continued if it was cut
    baldwin.frame(run.assays)  # a data frame
    baldwin.plot(run, "innate_learned")  # a figure

and step by step, without a file:

    from baldwin.evolve import evolve, load_engine

    definition = baldwin.load("hinton-nowlan")
    for step in evolve(load_engine(definition), definition):
        print(step.generation, step.record.generations["plastic"])

Names load when they are used, so that looking at runs needs no compiler.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baldwin.definition import from_toml, load, presets, to_toml
    from baldwin.errors import BaldwinError, DefinitionError, RunError, UsageError
    from baldwin.library import data, frame, plot, run
    from baldwin.store import find_run, list_runs, open_run

__version__ = "0.1.0"

__all__ = [
    "BaldwinError",
    "DefinitionError",
    "RunError",
    "UsageError",
    "data",
    "find_run",
    "frame",
    "from_toml",
    "list_runs",
    "load",
    "open_run",
    "plot",
    "presets",
    "run",
    "to_toml",
]

_HOMES = {
    "baldwin.definition": ("from_toml", "load", "presets", "to_toml"),
    "baldwin.errors": ("BaldwinError", "DefinitionError", "RunError", "UsageError"),
    "baldwin.library": ("data", "frame", "plot", "run"),
    "baldwin.store": ("find_run", "list_runs", "open_run"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'baldwin' has no attribute {name!r}")
