"""What figures ask of a run, whichever wing it belongs to.

A wing answers by a module of its name in this folder that holds a `SUBJECT`, a subclass of `Subject`; one without gets
the plain answers given here. No figure, and nothing else outside this folder, asks which wing a run is of.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from baldwin.definition.base import Definition
from baldwin.definition.discovery import wing_of
from baldwin.engine import Columns
from baldwin.plots.bands import Floats
from baldwin.store import Run

__all__ = ["Level", "Rule", "Subject", "cut", "has", "last_generation", "subject_of"]

GAIN = "learning_gain"


class Level(NamedTuple):
    """A value of ability that theory knows, drawn as a line across; its name in `levels` is that of its look."""

    label: str
    value: float


class Rule(NamedTuple):
    """What a rule of theory scores in each trial of a life (T,), in the unit of `shown`."""

    name: str
    scores: Floats


class Subject:
    """How the innate and learned ability of one population is to be shown."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    @property
    def error(self) -> str | None:
        """Name of the error, if scores are errors with their sign changed: they are then shown as errors."""
        return None

    @property
    def learns(self) -> bool:
        """Whether innate and learned ability can differ."""
        return True

    @property
    def from_zero(self) -> bool:
        """Whether an axis of ability has to start at 0."""
        return False

    def unit(self, assays: Columns) -> str:
        """Return what `shown` is measured in."""
        del assays
        return self.error or "score"

    def label(self, assays: Columns) -> str:
        """Return the label of an axis of ability."""
        return f"{self.unit(assays)}{self.better}"

    @property
    def better(self) -> str:
        """What to add to a label where lower is better."""
        return "\n(lower is better)" if self.error else ""

    def shown(self, assays: Columns, column: str) -> Floats:
        """Return a column of abilities as figures show it: errors positive. A learning gain keeps its sign."""
        values = np.asarray(assays[column], dtype=np.float64)
        return -values if self.error and column != GAIN else values

    def levels(self, assays: Columns) -> dict[str, Level]:
        """Return what theory knows of ability, in the unit of `shown`: the highest possible, say."""
        del assays
        return {}

    def rules(self) -> tuple[Rule, ...]:
        """Return what others score, trial by trial, where lives have trials: the best first, chance last."""
        return ()

    @property
    def clock(self) -> tuple[int, str]:
        """What time within a life is counted from, and the label of its axis."""
        return 0, "lifetime step (0: birth)"

    @property
    def measures(self) -> dict[str, str]:
        """Columns of assays that tell what lives do in this task: name -> meaning."""
        return {}

    @property
    def life(self) -> int | None:
        """Experiences of a life, after which selection looks; None if lives have no such count."""
        return None

    @property
    def tensors(self) -> tuple[str, ...]:
        """Names of the parts of a network that have learning rates, in the order of the column `rates`."""
        return ()

    @property
    def learning(self) -> tuple[str, ...]:
        """Names of those of the `tensors` that can learn in life."""
        return self.tensors


def subject_of(definition: Definition) -> Subject:
    """Return how to show populations of this definition."""
    name = f"{__name__}.{wing_of(definition).name}"
    if importlib.util.find_spec(name) is None:
        return Subject(definition)
    subject: Subject = importlib.import_module(name).SUBJECT(definition)
    return subject


def has(run: Run, *columns: str) -> bool:
    """Return whether the run recorded these columns in its table of generations or of assays."""
    return all(column in run.generations or column in run.assays for column in columns)


def cut(run: Run, until: int | None) -> Run:
    """Return `run` as if it had ended at generation `until`; itself if that is None."""
    if until is None:
        return run
    shorter = replace(run)
    for name, table in (("generations", run.generations), ("assays", run.assays)):
        early = table["generation"] <= until if table else None
        # fills the cached property, so that the files are not read for it
        shorter.__dict__[name] = {column: values[early] for column, values in table.items()}
    return shorter


def last_generation(run: Run) -> int:
    """Return the last generation on record."""
    return int(run.generations["generation"].max())
