"""From a study to its cells, each an ordinary run; whatever is wrong with any of them is reported before one begins."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from baldwin.assimilation import MEANINGS
from baldwin.definition import load, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.names import did_you_mean
from baldwin.definition.overriding import Override
from baldwin.errors import DefinitionError
from baldwin.store.provenance import ID_LENGTH, own_files, run_id
from baldwin.study.axes import MOST, Range, values_text
from baldwin.study.cells import Cell, Plan
from baldwin.study.searches import is_adaptive, search_module
from baldwin.study.spec import Spec

__all__ = ["plan"]

SHOWN = 20  # problems; more would scroll the first away
TRIES = 1000  # points drawn for each that constraints let pass
TRIED = 3  # combinations that may be tried for each cell that a study can have, where constraints leave some out
FEWER = "Vary fewer fields, or draw some: --search sobol --cells 64."
SOME = 200  # points tried to see whether constraints let any pass


def plan(spec: Spec) -> Plan:
    """Return the plan of a study, with all of its cells unless the search is adaptive.

    Raises:    DefinitionError: with one line for each rule that a cell breaks.
    """
    base = load(spec.population, spec.fixed)
    spec = _pinned(spec.named(base.name), base)
    _refuse([f"--name {spec.name}: the population has this name. Choose another."] if spec.name == base.name else [])
    applying, problems = _applying(spec)
    _refuse([*_problems_of_search(spec), *problems])
    _refuse(_too_many(spec, applying))
    made = Plan(spec, applying, name=spec.name, unread=set(spec.constraints))
    if made.adaptive:
        problems = _try_ends(spec, applying) or _unmet(spec, applying)
    else:
        for number, point in enumerate(_points(spec, made)):
            problems += made.add(number, point)
            if len(made.cells) > MOST or len(problems) > 100 * SHOWN:
                break
        problems = problems or _problems_of_whole(spec, made) or _rehearsed(made.cells)
    _refuse(problems)
    made.id = _digest(made)
    return made


def _pinned(spec: Spec, base: Definition) -> Spec:
    """Return a study that names the run which founds its cells by its id: a name may mean another run tomorrow.

    And of a run whose state they go on from, the generation: it may have gone on by then.
    """
    if not base.founders.run or base.founders.source is not None:
        return spec
    found, added = spec.load(spec.fixed).founders, list[Override]()
    if found.run != base.founders.run:
        added.append(Override(f'founders.run="{found.run}"', "[founders] run"))
    if found.generation != base.founders.generation:
        added.append(Override(f"founders.generation={found.generation}", "[founders] generation"))
    return replace(spec, fixed=(*spec.fixed, *added))


def _too_many(spec: Spec, applying: dict[str, tuple[str, ...]]) -> list[str]:
    """Return what is wrong with a grid of more cells than a study has, before one of them is made."""
    if spec.search.kind != "grid" or any(isinstance(axis.choices, Range) for axis in spec.axes):
        return []
    sizes = {axis.field: len(axis.choices) for axis in spec.axes if not isinstance(axis.choices, Range)}
    cells = sum(math.prod(sizes[name] for name in fields) for fields in applying.values())
    if cells <= (TRIED * MOST if spec.constraints else MOST):
        return []
    return [f"--vary: {cells:,} combinations, and a study has at most {MOST:,} cells. {FEWER}"]


def _refuse(problems: Sequence[str]) -> None:
    # A field that does not exist does so for each of its values.
    once = {re.sub(r" = .*?: (?=no such)", ": ", line): line for line in reversed(problems)}
    lines = list(once.values())[::-1]
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"... and {len(lines) - SHOWN} more."]
    if lines:
        raise DefinitionError(lines)


def _problems_of_search(spec: Spec) -> list[str]:
    search, problems = spec.search, list[str]()
    draws = search.kind != "grid"
    if draws and not search.cells:
        problems.append(f"--search {search.kind}: needs a number of points. Give it with --cells.")
    if is_adaptive(search.kind) and (unknown := _unknown_objective(spec)):
        problems.append(unknown)
    if not draws and search.seed:
        problems.append(f"--search-seed {search.seed}: a grid draws nothing. Leave it out.")
    if not draws and search.cells:
        problems.append(f"--cells {search.cells}: a grid has as many cells as combinations. Leave it out.")
    if draws and not spec.axes:
        problems.append(f"--search {search.kind}: nothing varies. Name a field with --vary.")
    module = search_module(search.kind)
    if hasattr(module, "problems"):
        problems += module.problems(spec.axes, search)
    if not module.RANGES:
        problems += [
            f"{axis.origin} {axis.field} = {axis.choices}: a range can only be drawn from. Give it a step, such as "
            "0:10:2, or a search: --search random, sobol, tpe or cma."
            for axis in spec.axes
            if isinstance(axis.choices, Range)
        ]
    return problems


def _unknown_objective(spec: Spec) -> str:
    """Return what is wrong with the column that a search is to raise, nothing if runs can have it."""
    wanted = spec.search.objective
    known = [*wing_of(load(spec.population, spec.fixed)).columns, *MEANINGS, "assay_generation"]
    if wanted in known:
        return ""
    return f"--objective {wanted}: no such column. {did_you_mean(wanted, known, form='{}')}"


def _applying(spec: Spec) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return arm -> fields that vary in it, and what is wrong with arms.

    A field that an arm sets itself does not vary there, nor does one of a kind that the arm replaces by another kind
    without such a field: without learning, trials are no longer a field.
    """
    fields = tuple(axis.field for axis in spec.axes)
    applying: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for arm in spec.all_arms:
        own = dict(arm.fields)
        replaced = {name.rpartition(".")[0] for name in own if name.endswith(".kind")}
        try:
            definition = load(spec.population, [*spec.fixed, *arm.overrides])
        except DefinitionError as error:
            problems += error.problems
            continue
        applying[arm.name] = tuple(
            name for name in fields if name not in own and not (_lost(name, replaced) and not _has(definition, name))
        )
    return applying, problems


def _lost(name: str, replaced: set[str]) -> bool:
    return any(name.startswith(f"{table}.") for table in replaced)


def _has(definition: Definition, name: str) -> bool:
    table, _, rest = name.partition(".")
    return rest.partition(".")[0] in getattr(type(getattr(definition, table, None)), "model_fields", {})


def _points(spec: Spec, made: Plan) -> Iterator[tuple[Any, ...]]:
    """Yield the points of a search that does not look back, until enough of them have cells."""
    points = search_module(spec.search.kind).points(spec.axes, spec.search.seed)
    if not spec.search.cells:
        yield from points
        return
    found, tries = 0, 0
    for point in itertools.islice(points, spec.search.cells * TRIES):
        before, tries = len(made.cells), tries + 1
        yield point
        found += len(made.cells) > before
        if found == spec.search.cells or (not spec.constraints and tries >= spec.search.cells):
            return


def _problems_of_whole(spec: Spec, made: Plan) -> list[str]:
    problems = [
        f"{one.origin} {one.text}: no cell has these fields. Correct their names."
        for one in spec.constraints
        if one in made.unread
    ]
    if len(made.cells) > MOST:
        problems.append(f"--vary: more than {MOST:,} cells. {FEWER}")
    if not made.cells and not problems:
        problems.append("--require: leaves no cell. Loosen the constraints.")
    return problems


def _rehearsed(cells: Sequence[Cell]) -> list[str]:
    """Return what only an engine can find wrong with the user's own files, asked once for each shape."""
    shapes = {cell.shape: cell for cell in reversed(cells) if own_files(cell.definition)}
    found = []
    for cell in shapes.values():
        where = f" ({cell.arm}: {values_text(cell.values.items())})" if cell.values else ""
        found += [line + where for line in wing_of(cell.definition).rehearse(cell.definition)]
    return found


def _try_ends(spec: Spec, applying: dict[str, tuple[str, ...]]) -> list[str]:
    """Return what is wrong at the ends of each axis, the others being in the middle."""
    problems: list[str] = []
    middle = [axis.at(0.5) for axis in spec.axes]
    for place, axis in enumerate(spec.axes):
        for share in (0.0, 1.0 - 1e-9):
            trial = Plan(spec, applying, name=spec.name)
            problems += trial.add(0, [*middle[:place], axis.at(share), *middle[place + 1 :]])
    return problems


def _unmet(spec: Spec, applying: dict[str, tuple[str, ...]]) -> list[str]:
    """Return what is wrong with constraints, by points drawn evenly until one is allowed."""
    trial, made = Plan(spec, applying, name=spec.name, unread=set(spec.constraints)), 0
    shares = search_module("random").points(spec.axes, 0)
    for number, point in enumerate(itertools.islice(shares, SOME if spec.constraints else 0)):
        trial.add(number, point)
        made = len(trial.cells)
        if made and not trial.unread:
            break
    return _problems_of_whole(spec, trial) if spec.constraints else []


def _digest(made: Plan) -> str:
    """Return the digits that name a study: equal requests are the same study."""
    spec = made.spec
    asked: list[Any] = [spec.name, spec.budget.model_dump(mode="json")]
    if made.adaptive:
        bases = [spec.load([*spec.fixed, *arm.overrides]) for arm in spec.all_arms]
        asked += [
            spec.search.model_dump(mode="json"),
            [[axis.field, axis.described()] for axis in spec.axes],
            [one.text for one in spec.constraints],
            [[arm.name, run_id(base)] for arm, base in zip(spec.all_arms, bases, strict=True)],
        ]
    else:
        asked += [[cell.arm, cell.values, cell.run] for cell in made.cells]
    asked.append([[arm.name, arm.control] for arm in spec.arms])
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:ID_LENGTH]
