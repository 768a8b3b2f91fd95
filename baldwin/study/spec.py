"""What a study is: the file that says so, the options that add to it, and the file that is kept of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import Field

from baldwin.definition.base import ONE_LINE, Definition, Table
from baldwin.definition.overriding import Override
from baldwin.study.axes import MOST, Axis, override
from baldwin.study.constraints import Constraint

__all__ = [
    "BASE",
    "KINDS_OF_BUDGET",
    "MAIN",
    "STUDY",
    "Arm",
    "CellBudget",
    "Document",
    "Search",
    "Spec",
    "flat",
    "to_toml",
]

STUDY = "study.toml"
BASE = "base.toml"  # no run directory holds a file of this name
MAIN = "main"  # the arm that is the population itself

Kind = Literal["none", "generations", "evaluations", "lifetime_steps", "seconds"]
KINDS_OF_BUDGET = ("generations", "evaluations", "lifetime_steps", "seconds")


class Search(Table):
    """How points are chosen among the values of the axes."""

    kind: Annotated[str, Field(description="`grid` takes all combinations, the others draw some")] = "grid"
    cells: Annotated[
        int, Field(ge=0, le=MOST, description="points to draw; each is one cell for every arm. A grid has none")
    ] = 0
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="of what is drawn, not of the populations")] = 0
    objective: Annotated[
        str, Field(pattern=ONE_LINE, description="column that an adaptive search raises, the mean over replicates")
    ] = "learned"
    maximise: Annotated[bool, Field(description="false: an adaptive search lowers the objective instead")] = True
    batch: Annotated[
        int,
        Field(
            ge=1,
            le=10_000,
            description="points that an adaptive search draws at once, knowing those before; more keep more workers "
            "busy, fewer learn more from each",
        ),
    ] = 4


class CellBudget(Table):
    """What every cell may spend, so that arms and sizes are compared at the same cost."""

    kind: Annotated[
        Kind,
        Field(
            description="`generations`; `evaluations`: lives lived; `lifetime_steps`: steps or trials of all lives; "
            "`seconds`: wall time. All but seconds are counted per replicate"
        ),
    ] = "none"
    amount: Annotated[float, Field(ge=0, le=2**53, strict=False, description="how much of it")] = 0


class Document(Table):
    """A study file."""

    format: Annotated[Literal[1], Field(alias="schema", description="version of this file format")] = 1
    name: Annotated[
        str,
        Field(
            pattern=r"^([a-z][a-z0-9_]{0,63})?$",
            description="names the study's folder: lower-case letters, digits and underscores, a letter first",
        ),
    ] = ""
    title: Annotated[str, Field(max_length=200, pattern=ONE_LINE, description="one line for people")] = ""
    population: Annotated[str, Field(description="a preset, or a population file beside this one")]
    set: Annotated[dict[str, Any], Field(default_factory=dict, description="fields that are the same in all cells")]
    burn_in: Annotated[
        dict[str, Any],
        Field(
            default_factory=dict,
            description="fields of one run, the same for all cells otherwise, that is computed first and once, and "
            "from whose last state every cell goes on; `population.generations` says how long it lasts, and that of "
            "the cells counts on from there. Leave out the table, and cells begin with founders of their own",
        ),
    ]
    vary: Annotated[dict[str, Any], Field(default_factory=dict, description="fields and their values")]
    arms: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()
    controls: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()
    constraints: Annotated[
        tuple[str, ...], Field(strict=False, description="such as lifetime.steps <= task.shots")
    ] = ()
    search: Search = Search()
    budget: CellBudget = CellBudget()


@dataclass(frozen=True)
class Arm:
    """The population with some fields changed, run beside it for every point; `control`: to compare with."""

    name: str
    fields: tuple[tuple[str, Any], ...]
    control: bool = False
    origin: str = "--arm"

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Return what it changes, as `--set` would."""
        return tuple(override(name, value, self.origin) for name, value in self.fields)


@dataclass(frozen=True)
class Spec:
    """A study as asked for; `population` can be located from the working directory."""

    population: str
    source: str  # the population as the user named it, for provenance
    name: str = ""
    title: str = ""
    fixed: tuple[Override, ...] = ()
    burn_in: tuple[Override, ...] = ()  # what the run sets from which all cells go on; () once it is computed
    axes: tuple[Axis, ...] = ()
    arms: tuple[Arm, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    search: Search = field(default_factory=Search)
    budget: CellBudget = field(default_factory=CellBudget)
    runs: Path | None = None  # folder in which runs that found others are looked for; by default the usual one

    def load(self, overrides: Sequence[str]) -> Definition:
        """Return the population with overrides, its founders known.

        Raises:    DefinitionError: with one line for each rule that is broken.
        """
        from baldwin.founding import founded
        from baldwin.store.finding import runs_folder

        return founded(self._population(overrides), runs_folder(self.runs), awaited=True)  # of a burn-in

    @cached_property
    def _population(self) -> Callable[[Sequence[str]], Definition]:
        """What loads the population with overrides; a study of thousands of cells reads its file once."""
        from baldwin.definition.loading import loader

        return loader(self.population)

    @property
    def all_arms(self) -> tuple[Arm, ...]:
        """Return the arms, the population itself first."""
        return (Arm(MAIN, ()), *self.arms)

    def named(self, population: str) -> Spec:
        """Return the same with a name, made from that of the population where it has none."""
        return replace(self, name=self.name or f"{population[:58]}_sweep")


def flat(tables: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Return field -> value of nested tables, fields written with dots."""
    found: list[tuple[str, Any]] = []
    for key, value in tables.items():
        name = f"{above}.{key}" if above else key
        found += flat(value, name) if isinstance(value, Mapping) and value else [(name, value)]
    return found


def to_toml(spec: Spec) -> str:
    """Return a study as a file beside its own copy of the population."""
    arms = {True: list[dict[str, Any]](), False: list[dict[str, Any]]()}
    for arm in spec.arms:
        arms[arm.control].append({"name": arm.name, **dict(arm.fields)})
    document: dict[str, Any] = {
        "schema": 1,
        "name": spec.name,
        "title": spec.title,
        "population": BASE,
        "constraints": [one.text for one in spec.constraints],
        "set": dict(_parsed(spec.fixed)),
        "vary": {axis.field: axis.described() for axis in spec.axes},
        "search": spec.search.model_dump(mode="json"),
        "budget": spec.budget.model_dump(mode="json"),
        "arms": arms[False],
        "controls": arms[True],
    }
    return tomli_w.dumps({key: value for key, value in document.items() if value not in ({}, [], "")})


def _parsed(overrides: Sequence[str]) -> list[tuple[str, Any]]:
    from baldwin.definition.overriding import parse_override

    found = (parse_override(one) for one in overrides)
    return [(".".join(path), value) for path, value in found]


NO_TEXT = ("nan", "null", "na", "inf", "infinity", "true", "false")  # in a table of text; `none` is text there


def is_name(text: str) -> bool:
    """Return whether a text can name an arm."""
    return re.fullmatch(r"[a-z][a-z0-9_]{0,63}", text) is not None


def population_path(text: str, folder: Path) -> str:
    """Return the population that a study file in `folder` names: a file beside it, or a preset."""
    is_path = text.lower().endswith(".toml") or "/" in text or "\\" in text or (folder / text).is_file()
    return str(folder / text) if is_path else text
