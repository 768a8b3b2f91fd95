"""What `baldwin assay` computes: the genotypes of runs, examined in settings that are not those they evolved in."""

from __future__ import annotations

import itertools
import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from baldwin.cli.baseline import replaying_of
from baldwin.definition import load, wing_of
from baldwin.definition.discovery import wing_of_task
from baldwin.definition.overriding import Override, parse_override
from baldwin.errors import DefinitionError, RunError, UsageError
from baldwin.figures.labels import labels
from baldwin.store import Run, find_run
from baldwin.store.reading import DEFINITION
from baldwin.study.axes import split_values

if TYPE_CHECKING:
    from baldwin.definition import Definition
    from baldwin.engine import Columns
    from baldwin.replay import Measure, Replaying

__all__ = ["Crossing", "Evolved", "Varied", "cross", "find", "varied"]


class Varied(NamedTuple):
    """A field and the values that it is given in turn, as the user wrote them."""

    field: str
    values: tuple[str, ...]


class Evolved(NamedTuple):
    """A run, and the genotypes (replicates, G) that stand for its last generation."""

    run: Run
    label: str
    generation: int
    genotypes: Any


@dataclass(frozen=True)
class Crossing:
    """Runs examined in settings; each cell has the wing's columns, a row per replicate."""

    runs: tuple[Evolved, ...]
    fields: tuple[str, ...]  # that vary
    settings: tuple[tuple[str, ...], ...]  # a value for each field
    measure: Measure
    instances: int
    meanings: dict[str, str]  # of the columns
    cells: tuple[tuple[Columns, ...], ...]  # by run and setting
    reference_scores: tuple[dict[str, float], ...]  # by setting; empty where nothing varies

    def shown(self, scores: Any) -> Any:
        """Return scores as people see them: errors positive, and an error of 0, not of -0."""
        return 0.0 - scores if self.measure.error else scores


def varied(given: Sequence[str]) -> tuple[Varied, ...]:
    """Return what `--vary` options say.

    Raises:
        UsageError: one is not `table.field=value,value`, or a field is varied twice.
    """
    found: dict[str, Varied] = {}
    for text in given:
        field, equals, rest = (part.strip() for part in text.partition("="))
        values = tuple(dict.fromkeys(split_values(rest)))
        if not equals or not field or not values:
            raise UsageError(f"--vary {text}: must be table.field=value,value,.. such as task.law=easy,hard.")
        if field in found:
            raise UsageError(f"--vary {field}: given twice. Name all its values at once.")
        found[field] = Varied(field, values)
    return tuple(found.values())


def find(texts: Sequence[str], folder: Path, *, quiet: bool) -> tuple[Evolved, ...]:
    """Return the runs that are meant, each once, and what evolved there; tells on stderr of those that are not over.

    Raises:
        UsageError: none is named, or one is of a wing whose genotypes cannot be examined.
        RunError: one holds no checkpoint.
    """
    if not texts:
        raise UsageError("No run given. Name one, such as: baldwin assay bandit (`baldwin list` shows the runs).")
    runs = list({run.path.resolve(): run for run in (find_run(text, folder) for text in texts)}.values())
    names = labels(runs) if len(runs) > 1 else [run.name.replace("_", " ") for run in runs]
    return tuple(_evolved(run, name, quiet) for run, name in zip(runs, names, strict=True))


def _evolved(run: Run, label: str, quiet: bool) -> Evolved:
    from baldwin.store import checkpoints
    from baldwin.store.provenance import scheme_of

    replaying = _replaying(run)
    for path in checkpoints.candidates(run.path):
        try:
            arrays, _ = checkpoints.read(path, scheme_of(run.definition))
            found = replaying.genotypes(run.definition, arrays)[:, 0]
        except (KeyError, ValueError) as error:
            _say(f"{run.path}: checkpoint {error.args[0]}; left out.")
            continue
        generation, last = int(path.stem.removeprefix("gen-")), run.definition.population.generations
        if generation < last and not quiet:
            _say(f"{run.path}: {run.status}, saved up to generation {generation} of {last}; examined as it was there.")
        return Evolved(run, label, generation, found)
    remedy = f"Go on with: baldwin resume {shlex.quote(str(run.path))}"
    raise RunError(f"{run.path}: holds no checkpoint that can be read. {remedy}")


def _replaying(run: Run) -> Replaying:
    found = replaying_of(wing_of(run.definition))
    if found is None:
        raise UsageError(f"{run.path}: what evolved there cannot be lived again. Only networks can be examined.")
    return found


def cross(
    runs: tuple[Evolved, ...], fixed: Sequence[str], vary: Sequence[Varied], instances: str, *, quiet: bool
) -> Crossing:
    """Examine every run in every setting; news on stderr.

    Args:
        runs: as `find` returns them.
        fixed: overrides of every setting, `table.field=value`.
        vary: fields whose values make the settings.
        instances: held-out instances, as the user wrote it.
        quiet: no news.

    Raises:
        DefinitionError: an override breaks a rule of a run's definition.
        UsageError: one changes the genome or the network, or scores would mean different things.
    """
    settings = tuple(itertools.product(*(one.values for one in vary)))
    fields = tuple(one.field for one in vary)
    grid = [[_definition(one, _overrides(fixed, fields, values, instances)) for values in settings] for one in runs]
    modules = [_replaying(one.run) for one in runs]
    measures = [module.measure(one) for module, row in zip(modules, grid, strict=True) for one in row]
    if len(units := list(dict.fromkeys(one.text for one in measures))) > 1:
        raise UsageError(f"These lives are measured in different units: {'; '.join(units)}. Assay them apart.")
    cells: list[list[Columns]] = []
    number = 0
    for one, module, row in zip(runs, modules, grid, strict=True):
        cells.append([])
        for values, definition in zip(settings, row, strict=True):
            started, number = time.monotonic(), number + 1
            cells[-1].append(module.assay(definition, one.genotypes, _instances(definition)))
            if not quiet:
                where = ", ".join(f"{field} = {value}" for field, value in zip(fields, values, strict=True))
                place = f"{one.label} in {where}" if where else one.label
                _say(f"{number:>4}/{len(runs) * len(settings)}  {place}  {time.monotonic() - started:.1f} s")
    return Crossing(
        runs,
        fields,
        settings,
        measures[0],
        _instances(grid[0][0]),
        {**wing_of(grid[0][0]).columns, **measures[0].meanings},
        tuple(map(tuple, cells)),
        tuple(modules[0].reference_scores(one) for one in grid[0]) if vary else (),
    )


def _instances(definition: Any) -> int:
    return int(definition.assays.instances)


def _overrides(fixed: Sequence[str], fields: Sequence[str], values: Sequence[str], instances: str) -> list[str]:
    changed = [Override(f"{field}={value}", "--vary") for field, value in zip(fields, values, strict=True)]
    return [*fixed, *changed, Override(f"assays.instances={instances}", "--instances")]


def _definition(one: Evolved, overrides: Sequence[str]) -> Definition:
    """Return the definition of a run, changed.

    Raises:
        UsageError: its genotypes could not live there.
    """
    file = one.run.path / DEFINITION
    guilty = [text for text in overrides if _leaves(text, one.run)]
    if not guilty:
        changed = load(file, overrides)
        replaying = _replaying(one.run)
        before = replaying.shape(one.run.definition)
        if replaying.shape(changed) == before:
            return changed
        guilty = [text for text in overrides if not _fits(file, text, before)] or list(overrides)
    option = guilty[0].option if isinstance(guilty[0], Override) else "--set"
    field = ".".join(parse_override(guilty[0])[0])
    raise UsageError(
        f"{option} {field}: changes what a genotype means, and those of {one.run.name}/{one.run.id} fit no more. "
        "Vary what leaves genome and network as they are."
    )


def _leaves(override: str, run: Run) -> bool:
    """Return whether an override makes the population one of another wing, with fields of its own."""
    try:
        path, value = parse_override(override)
    except ValueError:  # which is told with all that is wrong
        return False
    wing = wing_of_task(value) if path == ("task", "kind") else None
    return wing is not None and wing is not wing_of(run.definition)


def _fits(file: Path, override: str, shape: Any) -> bool:
    """Return whether an override alone leaves genomes and networks as they are; one that is not legal alone does."""
    try:
        changed = load(file, [override])
    except DefinitionError:
        return True
    replaying = replaying_of(wing_of(changed))
    return replaying is not None and bool(replaying.shape(changed) == shape)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
