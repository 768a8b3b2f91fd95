"""baldwin: evolution guided by learning.

    import baldwin

    run = baldwin.run("hinton-nowlan", {"population.seed": 1})  # kept in runs/, continued if it was cut
    baldwin.frame(run.assays)  # a data frame
    baldwin.plot(run, "innate_learned")  # a figure
    baldwin.film(run, "story", to="story.gif")  # one that moves
    baldwin.assay(run, {"lifetime.trials": [100, 1000]}).frame  # what evolved, in other settings
    baldwin.dissect(run).frame  # what its start and its rule of learning are worth, each alone
    baldwin.replay(run)["measure"]  # its lives lived again, as arrays
    baldwin.open_any("hinton-nowlan")  # what is kept: a run, a study or tested claims
    study = baldwin.sweep("hinton-nowlan", {"lifetime.trials": [10, 100, 1000]})  # many runs, as one

and step by step, without a file:

    from baldwin.evolve import evolve, load_engine

    definition = baldwin.load("hinton-nowlan")
    for step in evolve(load_engine(definition), definition):
        print(step.generation, step.record.generations["plastic"][-1])

Names load when they are used, so that looking at runs needs no compiler.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from baldwin.arguments import checked
from baldwin.version import VERSION

if TYPE_CHECKING:
    from baldwin.api import (
        assay,
        baseline,
        compare,
        data,
        dissect,
        film,
        frame,
        plot,
        probe,
        replay,
        resume,
        run,
        sweep,
    )
    from baldwin.definition import from_toml, load, presets, to_toml
    from baldwin.errors import BaldwinError, DefinitionError, RunError, UsageError
    from baldwin.opening import list_any, open_any
    from baldwin.store import find_run, list_runs, open_run
    from baldwin.study import open_study

__version__ = VERSION

__all__ = [
    "BaldwinError",
    "DefinitionError",
    "RunError",
    "UsageError",
    "assay",
    "baseline",
    "compare",
    "data",
    "dissect",
    "film",
    "find_run",
    "frame",
    "from_toml",
    "list_any",
    "list_runs",
    "load",
    "open_any",
    "open_run",
    "open_study",
    "plot",
    "presets",
    "probe",
    "replay",
    "resume",
    "run",
    "sweep",
    "to_toml",
]

_HOMES = {
    "baldwin.definition": ("from_toml", "load", "presets", "to_toml"),
    "baldwin.errors": ("BaldwinError", "DefinitionError", "RunError", "UsageError"),
    "baldwin.api": (
        "assay",
        "baseline",
        "compare",
        "data",
        "dissect",
        "film",
        "frame",
        "plot",
        "probe",
        "replay",
        "resume",
        "run",
        "sweep",
    ),
    "baldwin.opening": ("list_any", "open_any"),
    "baldwin.store": ("find_run", "list_runs", "open_run"),
    "baldwin.study": ("open_study",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(home), name)
            return found if isinstance(found, type) else _face(found)
    raise AttributeError(f"module 'baldwin' has no attribute {name!r}")


@cache
def _face(function: Any) -> Any:
    """Return a function of the public face: it answers arguments of a wrong type in one line."""
    return checked(function)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
