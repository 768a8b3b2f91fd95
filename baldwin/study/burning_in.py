"""Burn in once, branch into arms: one ordinary run, from whose last state every cell of a study goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from baldwin.definition import load, refuse_if_unfit
from baldwin.definition.overriding import Override, parse_override
from baldwin.errors import DefinitionError
from baldwin.store import Run, RunWriter
from baldwin.study.spec import Spec

__all__ = ["burn_in", "burnt_in", "unburnt"]

LENGTH = "population.generations"


def unburnt(spec: Spec) -> Spec:
    """Return a study without its burn-in, to see before it begins what is wrong with the cells."""
    return replace(spec, burn_in=())


def burn_in(spec: Spec, runs: Path, **options: Any) -> RunWriter:
    """Return the writer of the run that a study burns in: its population, what all cells set, and what it changes.

    Args:
        spec: of a study with a burn-in.
        runs: folder of runs.
        options: of the writer.

    Raises:
        DefinitionError: with one line for each rule that it breaks.
    """
    fields = [".".join(parse_override(one)[0]) for one in spec.burn_in]
    if LENGTH not in fields:
        place = spec.burn_in[0].option
        raise DefinitionError([f"{place}: does not say how long it lasts. Give it {LENGTH}."])
    shared = [one for one in spec.fixed if parse_override(one)[0][0] != "founders"]
    overrides = [*shared, *spec.burn_in]
    definition = load(spec.population, overrides)
    refuse_if_unfit(definition)
    return RunWriter.create(runs, definition, source=spec.source, overrides=overrides, **options)


def burnt_in(spec: Spec, run: Run) -> Spec:
    """Return a study all of whose cells go on from the state of a run, unless it sets who founds them otherwise."""
    place = spec.burn_in[0].option
    said = {".".join(parse_override(one)[0]) for one in spec.fixed}
    origin = {"founders.run": f"{run.name}/{run.id}", "founders.who": "state", "founders.generation": run.generation}
    added = [Override(f"{field}={value}", place) for field, value in origin.items() if field not in said]
    return replace(spec, burn_in=(), fixed=(*spec.fixed, *added))
