"""Founders taken from another run: its last saved generation, as a file of named arrays that the new run keeps."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar

from baldwin.definition import wing_of
from baldwin.definition.base import Definition
from baldwin.definition.founders import Founders
from baldwin.engine import Arrays
from baldwin.errors import BaldwinError, DefinitionError
from baldwin.named_arrays import NamedArrays
from baldwin.replaying import replaying_of
from baldwin.store.finding import find_run
from baldwin.store.newborns import replayer, saved, tell_damage
from baldwin.store.reading import Run

__all__ = ["founded"]

D = TypeVar("D", bound=Definition)


def founded(definition: D, runs: Path) -> D:
    """Return a definition whose founders are known: where it names a run, taken from its newest checkpoint.

    Args:
        definition: as loaded.
        runs: folder in which names and ids are looked for.

    Raises:
        DefinitionError: there is no such run, or its genotypes mean something else.
    """
    founders = definition.founders
    if not founders.run or founders.source is not None:
        return definition
    place = f'{definition.name}: [founders] run = "{founders.run}"'
    try:
        run = find_run(founders.run, runs).trusted()
        _refuse_other_genotypes(definition, run)
        found = _taken(run, founders)
    except BaldwinError as error:
        raise DefinitionError([f"{place}: {' '.join(str(error).split())}"]) from error
    made: D = definition.model_copy(update={"founders": found})
    assert found.arrays is not None
    problems = wing_of(made).founding(made, found.arrays)
    if problems:
        raise DefinitionError([f"{place}: {problem}." for problem in problems])
    return made


def _refuse_other_genotypes(definition: Definition, run: Run) -> None:
    """Raise DefinitionError where a genotype of the run would mean something else here."""
    replaying = replaying_of(wing_of(definition))
    same_wing = wing_of(definition) is wing_of(run.definition)
    if not same_wing or replaying is None or replaying.shape(run.definition) != replaying.shape(definition):
        raise DefinitionError(
            ["its genotypes mean something else: task, network, encoding or genes differ. Name a run of this shape."]
        )


def _taken(run: Run, founders: Founders) -> Founders:
    """Return the founders that a run gives, with the file that holds them, named by its content."""
    replaying, definition = replayer(run), run.definition

    def take(arrays: Arrays) -> NamedArrays:
        if founders.who == "population":
            return replaying.population(definition, arrays)
        genotypes = replaying.genotypes(definition, arrays, founders.who)
        born = replaying.newborns(definition, genotypes[:, 0])
        axes = {name: one._replace(axes=("replicates", *one.axes)) for name, one in born.described.items()}
        return NamedArrays(born.arrays, axes)

    generation, found, damaged = saved(run, take)
    tell_damage(damaged, generation)
    name = f"{run.name}/{run.id}"
    made = NamedArrays(found.arrays, found.described, {"run": name, "generation": generation, "who": founders.who})
    content = made.as_safetensors()
    file = f"founders_{hashlib.sha256(content).hexdigest()[:12]}.safetensors"
    return founders.known(content, run=name, file=file)
