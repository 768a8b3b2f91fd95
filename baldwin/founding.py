"""Founders taken from another run: a generation that it saved, as a file of named arrays that the new run keeps.

Who they are says `[founders] who`. The whole state makes the new run a branch, which goes on where that run stood.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

from baldwin.definition import to_toml, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.branching import unfit, with_parent
from baldwin.definition.founders import Founders
from baldwin.engine import Arrays
from baldwin.errors import BaldwinError, DefinitionError
from baldwin.named_arrays import NamedArrays
from baldwin.replaying import replaying_of
from baldwin.store.finding import find_run
from baldwin.store.newborns import replayer, saved, tell_damage, tell_extinction
from baldwin.store.provenance import scheme_of
from baldwin.store.reading import Run

__all__ = ["founded", "state_file"]

SPENDING = ("individuals", "lives", "lifetime_steps")  # columns that add up over generations

D = TypeVar("D", bound=Definition)


def founded(definition: D, runs: Path, *, awaited: bool = False) -> D:
    """Return a definition whose founders are known: where it names a run, taken from its newest checkpoint.

    Args:
        definition: as loaded.
        runs: folder in which names and ids are looked for.
        awaited: whether founders that are not named yet may be named later, as by a study that burns in.

    Raises:
        DefinitionError: there is no such run, or its genotypes mean something else; or founders are chosen of none.
    """
    founders = definition.founders
    if not (founders.given or awaited):
        _refuse_founders_of_nobody(definition)
    if not founders.run or founders.source is not None:
        return definition
    place = f'{definition.name}: [founders] run = "{founders.run}"'
    try:
        run = find_run(founders.run, runs).trusted()
        if founders.who == "state":
            return _branched(definition, run)
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


def _refuse_founders_of_nobody(definition: Definition) -> None:
    """Raise DefinitionError where it is said which founders are taken, and not from where."""
    founders, usual = definition.founders, Founders()
    for field in ("who", "generation"):
        value = getattr(founders, field)
        if value != getattr(usual, field):
            said = f'"{value}"' if isinstance(value, str) else value
            raise DefinitionError(
                [
                    f"{definition.name}: [founders] {field} = {said}: no run or file is named to take founders from. "
                    f"Name one: --set founders.run=RUN, or leave out {field}."
                ]
            )


def _branched(definition: D, run: Run) -> D:
    """Return a definition that goes on with the state of a run, which is its parent from now on.

    Raises:
        DefinitionError: it changes what that state depends on.
    """
    wing, asked = wing_of(definition), definition.founders
    generation, arrays, damaged = saved(run, lambda arrays: arrays, asked.generation)
    tell_damage(damaged, generation)
    name, bare = f"{run.name}/{run.id}", _bare(run.definition)
    content = state_file(bare, arrays, run=name, generation=generation, spent=_spent(run, generation))
    file = f"state_{hashlib.sha256(content).hexdigest()[:12]}.safetensors"
    found = definition.model_copy(update={"founders": asked.known(content, run=name, file=file)})
    made, problems = with_parent(wing, found, lambda text: bare)
    if problems := problems or unfit(wing, made):
        (field, message), *_ = problems
        table, _, one = field.partition(".")
        now = getattr(getattr(made, table, None), one, None)
        value = f'"{now}"' if isinstance(now, str) else now
        raise DefinitionError([f"[{table}] {one} = {value}: {message}."])
    return made


def _bare(definition: Definition) -> Definition:
    """Return what a state's numbers may depend on: what came before is in the state, and words for people are not."""
    return definition.model_copy(update={"founders": Founders(), "title": "", "references": ()})


def state_file(parent: Definition, arrays: Arrays, **about: Any) -> bytes:
    """Return what the file of a state holds: the arrays that an engine saved, and where they come from.

    Args:
        parent: the definition that they evolved under.
        arrays: as `Engine.save` returned them.
        about: `run`, its name/id; `generation`; and `spent`, what each replicate had spent, by the columns that count.
    """
    about |= {"who": "state", "scheme": scheme_of(parent), "population": to_toml(_bare(parent))}
    return NamedArrays(arrays, about=about).as_safetensors()


def _spent(run: Run, generation: int) -> dict[str, int]:
    """Return what each replicate of a run had spent with a generation, the most of any, by the columns that count."""
    table = run.generations
    rows = table["generation"] <= generation
    return {name: int(table[name][rows].max()) for name in SPENDING if name in table}


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
        if founders.who not in ("centre", "champion"):
            return replaying.population(definition, arrays)
        genotypes = replaying.genotypes(definition, arrays, founders.who)
        born = replaying.newborns(definition, genotypes[:, 0])
        axes = {name: one._replace(axes=("replicates", *one.axes)) for name, one in born.described.items()}
        return NamedArrays(born.arrays, axes)

    generation, found, damaged = saved(run, take, founders.generation)
    tell_damage(damaged, generation)
    tell_extinction(run)
    name = f"{run.name}/{run.id}"
    made = NamedArrays(found.arrays, found.described, {"run": name, "generation": generation, "who": founders.who})
    content = made.as_safetensors()
    file = f"founders_{hashlib.sha256(content).hexdigest()[:12]}.safetensors"
    return founders.known(content, run=name, file=file)
