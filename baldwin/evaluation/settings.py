"""Runs crossed with settings: what `baldwin assay` computes."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from baldwin.definition import wing_of
from baldwin.definition.overriding import Override, parse_override
from baldwin.errors import UsageError
from baldwin.frames import data_frame
from baldwin.genotypes import Evolved, evolved
from baldwin.store import Run
from baldwin.store.labels import labels
from baldwin.study.axes import split_values, written

if TYPE_CHECKING:
    import pandas

    from baldwin.engine import Columns
    from baldwin.replaying import Measure

__all__ = ["INSTANCES", "Evaluation", "Varied", "evaluate", "labelled", "varied"]

INSTANCES = 2000  # held-out instances that each genotype lives in, by default


class Varied(NamedTuple):
    """A field and the values that it is given in turn, as the user wrote them."""

    field: str
    values: tuple[str, ...]


class Labelled(NamedTuple):
    """What evolved in a run, and what the run is called beside the others."""

    label: str
    evolved: Evolved

    @property
    def run(self) -> Run:
        """The run itself."""
        return self.evolved.run

    @property
    def generation(self) -> int:
        """Generation of the checkpoint that the genotypes come from."""
        return self.evolved.generation


@dataclass(frozen=True)
class Evaluation:
    """Runs examined in settings; each cell has the wing's columns, a row per replicate."""

    runs: tuple[Labelled, ...]
    fields: tuple[str, ...]  # that vary
    settings: tuple[tuple[str, ...], ...]  # a value for each field; one empty setting where nothing varies
    measure: Measure
    instances: int
    meanings: dict[str, str]  # of the columns
    cells: tuple[tuple[Columns, ...], ...]  # by run and setting
    reference_scores: tuple[dict[str, float], ...]  # by setting; empty where nothing varies

    @property
    def notes(self) -> tuple[str, ...]:
        """What should be known of the runs, such as that one was interrupted; one sentence each."""
        return tuple(note for one in self.runs for note in one.evolved.notes)

    @cached_property
    def scalars(self) -> list[str]:
        """The columns that hold one number for each replicate."""
        columns = (pair for row in self.cells for cell in row for pair in cell.items())
        return list(dict.fromkeys(name for name, values in columns if values.ndim == 1 and values.dtype.kind in "biuf"))

    @property
    def replicates(self) -> str:
        """How many replicates a median stands for, in words."""
        counts = sorted({len(cells[0]["measure"]) for cells in self.cells})
        if counts == [1]:
            return "one replicate"
        return f"median of {counts[0] if len(counts) == 1 else f'{counts[0]} to {counts[-1]}'} replicates"

    def shown(self, scores: Any) -> Any:
        """Return scores as people see them: errors positive, and an error of 0, not of -0."""
        return 0.0 - scores if self.measure.error else scores

    def column(self, run: int, setting: int, name: str) -> Any:
        """Return a column (replicates,) of one cell as people see it, None if it has no such column."""
        columns = self.cells[run][setting]
        if name not in columns:
            return None
        is_score = name == "measure" or name in self.measure.abilities
        return self.shown(columns[name]) if is_score else columns[name]

    def median(self, run: int, setting: int) -> float:
        """Return the median over replicates of what sums up a life, as people see it."""
        return float(self.shown(np.median(self.cells[run][setting]["measure"])))

    def references(self) -> dict[str, list[float]]:
        """Return reference policy -> its score in each setting, as people see it; NaN where it is not known."""
        names = dict.fromkeys(name for one in self.reference_scores for name in one)
        return {name: [float(self.shown(one.get(name, math.nan))) for one in self.reference_scores] for name in names}

    def table(self) -> dict[str, list[Any]]:
        """Return the long table: a row per run, replicate and setting, then one per reference policy and setting.

        `value` is what sums up a life, an error where the task has errors; the wing's columns hold scores. What is not
        known is NaN, and None of a reference policy's id and replicate. Fields of numbers hold numbers.
        """
        rest = [name for name in self.scalars if name != "measure"]
        rows: list[list[Any]] = []
        for one, row in zip(self.runs, self.cells, strict=True):
            for values, cell in zip(self.settings, row, strict=True):
                for replicate, value in enumerate(self.shown(cell["measure"])):
                    numbers = [cell[name][replicate].item() if name in cell else math.nan for name in rest]
                    rows.append(["run", one.run.name, one.run.id, replicate, *values, value.item(), *numbers])
        for name, known in self.references().items():
            for values, value in zip(self.settings, known, strict=True):
                rows.append(["theory", name, None, None, *values, value, *[math.nan] * len(rest)])
        names = ["source", "name", "id", "replicate", *self.fields, "value", *rest]
        table = {name: [row[place] for row in rows] for place, name in enumerate(names)}
        return table | {field: _as_numbers(table[field]) for field in self.fields}

    @property
    def frame(self) -> pandas.DataFrame:
        """The long table as a data frame; raises UsageError where pandas is not installed."""
        return data_frame(self.table())


def varied(given: Sequence[str] | Mapping[str, Any]) -> tuple[Varied, ...]:
    """Return fields with their values, of texts as `--vary` takes them, or of field -> values.

    Raises:
        UsageError: a text is not `table.field=value,value`, or a field is varied twice.
    """
    if isinstance(given, str):
        raise UsageError(f'vary = "{given}": must be a dict, such as {{"task.law": ["easy", "hard"]}}.')
    if isinstance(given, Mapping):
        return tuple(Varied(field, _texts(field, values)) for field, values in given.items())
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


def _texts(field: str, values: Any) -> tuple[str, ...]:
    """Return the values of a field as they would be typed."""
    several = values if isinstance(values, list | tuple | range | np.ndarray) else [values]
    plain = [one.item() if isinstance(one, np.generic) else one for one in several]
    texts = dict.fromkeys(one if isinstance(one, str) and _read_back(one) == one else written(one) for one in plain)
    if not texts:
        raise UsageError(f'vary = {{"{field}": []}}: has no values. Name at least one.')
    return tuple(texts)


def _read_back(text: str) -> Any:
    try:
        return parse_override(f"table.field={text}")[1]
    except ValueError:
        return None


def _as_numbers(texts: list[str]) -> list[Any]:
    """Return values of a field as the numbers or truth values that they are, or as texts if one is something else."""
    values = [_read_back(text) for text in texts]
    alike = all(isinstance(one, bool) for one in values)
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)
    return values if alike or numbers else list(texts)


def labelled(runs: Sequence[Run], *, world: int | None = None, trust: bool = False) -> tuple[Labelled, ...]:
    """Return what evolved in runs, each run once, with labels that distinguish them.

    They are to live in the world of the generation `world`; None is the world that they evolved in. With `trust`,
    Python files that came with a run are run even if they have never been run on this machine.

    Raises:
        UsageError: there is none, what evolved in one cannot be lived again, or there is no such generation.
        RunError: one holds no checkpoint that can be read.
    """
    if not runs:
        raise UsageError("No run given.")
    once = list({run.path.resolve(): run for run in runs}.values())
    names = labels(once) if len(once) > 1 else [run.name.replace("_", " ") for run in once]
    return tuple(
        Labelled(name, evolved(run, trust=trust).in_world(world)) for run, name in zip(once, names, strict=True)
    )


def evaluate(
    runs: Sequence[Labelled],
    fixed: Sequence[str] = (),
    vary: Sequence[Varied] = (),
    instances: int = INSTANCES,
    *,
    report: Callable[[str], None] = lambda text: None,
) -> Evaluation:
    """Examine every run in every setting.

    The genotype that stands for each replicate's last generation lives in instances that no life has seen.

    Args:
        runs: as `labelled` returns them.
        fixed: overrides of every setting, `table.field=value`.
        vary: fields whose values make the settings.
        instances: held-out instances, at least 2.
        report: is called with a line after each cell.

    Raises:
        DefinitionError: an override breaks a rule of a run's definition.
        UsageError: one changes what a genotype means, or scores would mean different things.
    """
    settings = tuple(itertools.product(*(one.values for one in vary)))
    fields = tuple(one.field for one in vary)
    grid = [[one.evolved.worlds([*fixed, *_setting(fields, values)]) for values in settings] for one in runs]
    modules = [one.evolved.replaying for one in runs]
    measures = [module.measure(one[0]) for module, row in zip(modules, grid, strict=True) for one in row]
    if len(units := list(dict.fromkeys(one.text for one in measures))) > 1:
        raise UsageError(f"These lives are measured in different units: {'; '.join(units)}. Assay them apart.")
    cells: list[list[Columns]] = []
    number = 0
    for one, row in zip(runs, grid, strict=True):
        cells.append([])
        for values, worlds in zip(settings, row, strict=True):
            started, number = time.monotonic(), number + 1
            cells[-1].append(one.evolved.assay(worlds, instances))
            where = ", ".join(f"{field} = {value}" for field, value in zip(fields, values, strict=True))
            place = f"{one.label} in {where}" if where else one.label
            report(f"{number:>4}/{len(runs) * len(settings)}  {place}  {time.monotonic() - started:.1f} s")
    return Evaluation(
        tuple(runs),
        fields,
        settings,
        measures[0],
        instances,
        {**wing_of(grid[0][0][0]).columns, **measures[0].meanings},
        tuple(map(tuple, cells)),
        tuple(modules[0].reference_scores(one[0]) if len(one) == 1 else {} for one in grid[0]) if vary else (),
    )


def _setting(fields: Sequence[str], values: Sequence[str]) -> list[str]:
    return [Override(f"{field}={value}", "--vary") for field, value in zip(fields, values, strict=True)]
