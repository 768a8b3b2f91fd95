"""Branches: populations that go on with the saved state of another run, and what they must keep of its definition.

A state is what an engine saved, so that it means something to the population that it was saved of, and to those that
differ from it in what no saved number depends on: rates, costs, tasks of the same shape, lengths, seeds. The file of a
state holds the definition that it evolved under beside it, by which the two are compared; nothing of it is executed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from baldwin.definition.table import Table
from baldwin.errors import DefinitionError

if TYPE_CHECKING:
    from baldwin.definition.base import Definition
    from baldwin.definition.discovery import Wing

__all__ = ["Problems", "kept", "kept_meaning", "unfit", "with_parent"]

D = TypeVar("D", bound="Definition")
Problems = list[tuple[str, str]]
"""(table.field, message) of each rule that is broken."""

ANEW = "Take it anew from its run: leave out founders.file, and name founders.run"
KEPT = ("population.size", "population.replicates")  # in every wing


def with_parent(wing: Wing, definition: D, read: Callable[[str], Definition]) -> tuple[D, Problems]:
    """Return a branch that knows the definition of its parent, and what is wrong with the file that says so.

    Args:
        wing: of the definition.
        definition: whose founders are a state.
        read: returns the parent's definition, given its text.
    """
    founders = definition.founders
    about, generation = founders.about, founders.about.get("generation")
    if not isinstance(generation, int) or isinstance(generation, bool) or generation < 0:
        return definition, [("founders.file", f"does not say of which generation its state is. {ANEW}")]
    if founders.generation not in (None, generation):
        message = f"the state in {founders.file} is of generation {generation}. Leave it out, or leave out the file"
        return definition, [("founders.generation", message)]
    if (scheme := about.get("scheme")) != wing.scheme:
        here = f'with random scheme "{scheme}", and this version draws by "{wing.scheme}"'
        return definition, [("founders.file", f"was saved {here}. {ANEW}")]
    try:
        parent = read(str(about.get("population", "")))
    except DefinitionError as error:
        first = error.problems[0].rstrip(".")
        return definition, [("founders.file", f"does not hold the population of its state: {first}. {ANEW}")]
    known = founders.of_parent(parent).model_copy(update={"generation": generation})
    made: D = definition.model_copy(update={"founders": known})
    return made, []


def unfit(wing: Wing, definition: Definition) -> Problems:
    """Return what keeps a branch, which knows its parent, from going on with that one's state."""
    founders, population = definition.founders, definition.population
    if not isinstance(founders.parent, wing.definition):
        return [("founders.run", "is of another kind of population. Name a run of this one's task")]
    if problems := [*kept(definition, KEPT), *wing.branching(definition)]:
        return problems[:1]  # others may follow from it
    if founders.parent.stop.given and founders.parent.stop != definition.stop:
        rule = "replicates of the run whose state this population goes on from are stopped by another rule"
        remedy = 'Leave [stop] as it was, or set founders.who = "population" to begin anew with its individuals'
        return [("stop.of", f"{rule}. {remedy}")]
    begun = founders.generation or 0
    if population.generations <= begun:
        what = f"must be more than {begun}, the generation of the state that this population goes on from"
        return [
            (
                "population.generations",
                f"{what}. For {population.generations} more, set {begun + population.generations}",
            )
        ]
    return []


def kept(definition: Definition, names: Iterable[str]) -> Problems:
    """Return the first of the fields that a branch must have as its parent had them, and has not.

    Args:
        definition: of a branch that knows its parent.
        names: of fields, `table.field`, or of whole tables; those that either lacks are no matter.
    """
    parent = definition.founders.parent
    for name in names:
        table, _, field = name.partition(".")
        mine, theirs = getattr(definition, table, None), getattr(parent, table, None)
        fields = [field] if field else ["kind", *_fields(theirs)]
        for one in fields:
            before, now = (getattr(of, one, None) for of in (theirs, mine))
            if before != now and _has(theirs, one):
                return [(f"{table}.{one}" if _has(mine, one) else f"{table}.kind", _keeps(before))]
    return []


def kept_meaning(definition: Definition, shape: Callable[[Any], Any]) -> Problems:
    """Return the table, and its field, that lets genotypes of a branch mean something else than those of its parent.

    Args:
        definition: of a branch that knows its parent.
        shape: returns what genotypes mean under a definition, to be compared.
    """
    parent = definition.founders.parent
    wanted = shape(parent)
    if shape(definition) == wanted:
        return []
    for table, theirs in parent:
        mine = getattr(definition, table)
        if mine == theirs or not isinstance(theirs, Table) or table in ("population", "founders"):
            continue
        if shape(definition.model_copy(update={table: theirs})) == wanted:
            return kept(definition, [table])
    return [("founders.run", "its genotypes mean something else: task, network, encoding or genes differ")]


def _fields(table: Any) -> list[str]:
    return list(type(table).model_fields) if isinstance(table, Table) else []


def _has(table: Any, field: str) -> bool:
    return field in _fields(table)


def _keeps(before: Any) -> str:
    value = f'"{before}"' if isinstance(before, str) else before
    what = f"was {value} in the run whose state this population goes on from, and must stay so"
    return f'{what}. Leave it as it was, or set founders.who = "population" to begin anew with its individuals'
