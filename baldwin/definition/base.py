"""The part of a definition that every wing shares."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from baldwin.definition.founders import Founders
from baldwin.definition.stop import Stop
from baldwin.definition.survival import Survival
from baldwin.definition.table import ONE_LINE, Table

__all__ = ["ONE_LINE", "Assays", "Definition", "Population", "Table"]


class Population(Table):
    """Who evolves, for how long, and from which seed."""

    size: Annotated[int, Field(ge=2, le=2**31 - 1, description="individuals per replicate (N)")] = 1000
    generations: Annotated[
        int, Field(ge=0, le=10**9, description="reproductions; generation 0 is the founders, assessed as they are")
    ] = 50
    replicates: Annotated[int, Field(ge=1, le=10**6, description="independent populations in one run")] = 8
    seed: Annotated[
        int, Field(ge=0, le=2**63 - 1, description="start of all random numbers; 0 is an ordinary seed")
    ] = 0
    stop: Annotated[
        Literal["never", "fixed"],
        Field(
            description="`fixed` ends a replicate once all genotypes that it passes on are identical, and neither "
            "mutation, a moving task, budget steps nor (lamarckian) a locus still plastic can change them; "
            "founders who are fixed stop at generation 0"
        ),
    ] = "never"


class Assays(Table):
    """What is measured beside the evolution; nothing here changes one bit of it."""

    every: Annotated[
        int,
        Field(
            ge=0,
            description="assays come in generations 0, every, 2 every, ... (in the last one only if it is a multiple); "
            "0 switches them off",
        ),
    ] = 1
    world: Annotated[
        int | None,
        Field(
            ge=0,
            le=10**9,
            description="a generation in whose world, as the schedule has it, innate and learned ability are measured "
            "besides: the columns world_innate and world_learned; omit for none",
        ),
    ] = None


class Definition(Table):
    """A population definition as resolved: every default written out, every rule checked."""

    format: Annotated[Literal[1], Field(alias="schema", description="version of this file format")] = 1
    name: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9_]{0,63}$",
            description="names the run's folder: lower-case letters, digits and underscores, a letter first",
        ),
    ]
    title: Annotated[
        str, Field(max_length=200, pattern=ONE_LINE, description="one line that `baldwin list` prints")
    ] = ""
    references: Annotated[
        tuple[Annotated[str, Field(pattern=ONE_LINE)], ...],
        Field(strict=False, description="publications behind the population"),
    ] = ()
    population: Population = Population()
    assays: Assays = Assays()
    founders: Founders = Founders()
    stop: Stop = Stop()
    survival: Survival = Survival()

    @property
    def first_generation(self) -> int:
        """The first that a run records: 0, the founders; of a branch the one after the state that it goes on from."""
        founders = self.founders
        return 0 if founders.who != "state" or founders.generation is None else founders.generation + 1

    @model_serializer(mode="wrap")
    def _only_what_is_said(self, serialised: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out tables that say nothing: populations without them keep their canonical form, and so their ids."""
        tables: dict[str, Any] = serialised(self)
        return {name: table for name, table in tables.items() if getattr(getattr(self, name, None), "given", True)}

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)
