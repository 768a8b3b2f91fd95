"""The cells of a study: each an ordinary run, an arm at a point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from baldwin.definition import refuse_if_too_large, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.overriding import Override
from baldwin.errors import DefinitionError
from baldwin.store.provenance import ID_LENGTH, run_id
from baldwin.study.axes import override
from baldwin.study.budget import Limit, generations_within, limit_of, spends_none
from baldwin.study.constraints import Constraint
from baldwin.study.searches import is_adaptive
from baldwin.study.spec import MAIN, Arm, Spec

__all__ = ["Cell", "Plan", "seconds_of"]


@dataclass(frozen=True)
class Cell:
    """One run of a study: an arm at a point."""

    index: int
    point: int
    arm: str
    values: dict[str, Any]  # of the axes that mean something in this arm
    definition: Definition
    overrides: tuple[str, ...]
    limit: Limit | None

    @cached_property
    def run(self) -> str:
        """Return name/id of the run."""
        return f"{self.definition.name}/{run_id(self.definition)}"

    @property
    def shape(self) -> str:
        """Return what it has in common with cells for which compilers do the same work: all but numbers and seeds."""
        tables = self.definition.model_dump(mode="json", by_alias=True)
        for name in ("title", "references"):
            tables.pop(name)
        for name in ("generations", "replicates", "seed"):
            tables["population"].pop(name)
        return hashlib.sha256(json.dumps(_without_numbers(tables)).encode()).hexdigest()[:ID_LENGTH]

    def row(self) -> dict[str, Any]:
        """Return the cell as its line in `cells.jsonl`."""
        return {
            "cell": self.index,
            "point": self.point,
            "arm": self.arm,
            "values": self.values,
            "run": self.run,
            "generations": self.definition.population.generations,
        }


@dataclass
class Plan:
    """The cells of a study, made as they are asked for; equal ones are made once."""

    spec: Spec
    applying: dict[str, tuple[str, ...]]  # arm -> fields that vary in it
    name: str = ""
    id: str = ""
    cells: list[Cell] = field(default_factory=list)
    left_out: int = 0  # cells that break a constraint
    repeated: int = 0  # cells that equal an earlier one
    unread: set[Constraint] = field(default_factory=set)  # constraints that no cell had the fields for
    seen: set[str] = field(default_factory=set)
    main: dict[int, str] = field(default_factory=dict)  # point -> run of the population itself there, if it is allowed
    idle: set[str] = field(default_factory=set)  # arms with cells that spend none of the budget
    drawn: bool = False  # whether an adaptive search has drawn its last point

    @property
    def notes(self) -> list[str]:
        """Return what should be known of the plan, a sentence each."""
        what = self.spec.budget.kind.replace("_", " ")
        return [f"Arm {name} spends no {what}: its cells run all of their generations." for name in sorted(self.idle)]

    @property
    def adaptive(self) -> bool:
        """Return whether later cells depend on how earlier ones did."""
        return is_adaptive(self.spec.search.kind)

    @property
    def total(self) -> int:
        """Return how many cells the study has, or for an adaptive search, at most will have."""
        if self.drawn or not self.adaptive:
            return len(self.cells)
        return max(self.spec.search.cells * len(self.spec.all_arms), len(self.cells))

    def add(self, number: int, point: Sequence[Any]) -> list[str]:
        """Add the cells of a point, a value for each axis; return what is wrong with them."""
        problems: list[str] = []
        given = dict(zip((axis.field for axis in self.spec.axes), point, strict=True))
        for arm in self.spec.all_arms:
            values = {name: given[name] for name in self.applying[arm.name]}
            try:
                made = self._cell(number, arm, values)
            except DefinitionError as error:
                problems += error.problems
                continue
            if made is None:
                self.left_out += 1
                continue
            if arm.name == MAIN:
                self.main[number] = made.run
            if made.run in self.seen:
                self.repeated += 1
            else:
                self.seen.add(made.run)
                self.cells.append(made)
                if spends_none(made.definition, self.spec.budget):
                    self.idle.add(arm.name)
        return problems

    def _cell(self, number: int, arm: Arm, values: dict[str, Any]) -> Cell | None:
        origins = {axis.field: axis.origin for axis in self.spec.axes}
        varied = [override(name, value, origins[name]) for name, value in values.items()]
        overrides = [*self.spec.fixed, *varied, *arm.overrides]
        definition = self.spec.load(overrides)
        budget = self.spec.budget
        try:
            generations = generations_within(definition, budget)
        except ValueError as error:
            raise DefinitionError([f"--budget {budget.kind}={budget.amount:g}: too small, {error}."]) from None
        if generations is not None:
            overrides.append(Override(f"population.generations={generations}", "--budget"))
            definition = self.spec.load(overrides)
        if not self._allowed(definition):
            return None
        refuse_if_too_large(definition)
        return Cell(
            len(self.cells), number, arm.name, values, definition, tuple(overrides), limit_of(definition, budget)
        )

    def _allowed(self, definition: Definition) -> bool:
        if not self.spec.constraints:
            return True
        tables = definition.model_dump(mode="json", by_alias=True)
        allowed = True
        for one in self.spec.constraints:
            try:
                holds = one.holds(tables)
            except ValueError as error:
                raise DefinitionError([f"{one.origin} {error}."]) from None
            if holds is not None:
                self.unread.discard(one)
            allowed = allowed and holds is not False
        return allowed


def _without_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_numbers(one) for one in value]
    return 0.0 if isinstance(value, float) else value


def seconds_of(cell: Cell) -> float:
    """Return a rough time that a cell takes on one core."""
    return max(float(wing_of(cell.definition).estimate(cell.definition).seconds), 1e-3)
