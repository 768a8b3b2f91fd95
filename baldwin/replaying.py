"""The second contract between spine and wings: what evolved, lived again outside its evolution.

`Replaying` is a module of a wing. It looks at tasks, reference policies and genotypes; only `assay` and `replay` may
load a compiler. `baldwin.genotypes` takes the genotypes from runs.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol, cast

import numpy.typing as npt

from baldwin.definition.base import Definition
from baldwin.definition.discovery import Wing
from baldwin.engine import Arrays, Columns
from baldwin.named_arrays import NamedArrays

__all__ = [
    "Beaten",
    "Freeze",
    "Measure",
    "ReferencePolicies",
    "ReferencePolicy",
    "Replay",
    "Replaying",
    "Who",
    "replaying_of",
]

Who = Literal["centre", "champion", "individuals"]
"""Whose lives are lived again: the genotype that stands for the population, the best individual, or some of them."""


@dataclass(frozen=True)
class Replay:
    """Lives of some genotypes on named instances, with everything that happened in them.

    Every genotype lives on the same instances with the same chance events; they depend on the seed of the definition
    alone. Lives are those of the wing's assays, so that what is seen here explains what was measured there.

    Every wing gives at least `measure` (n, lives): the score that sums up each life, of which higher is better, as
    `Measure` describes it and as `assay` averages it. The same life has the same place in every replay of as many
    instances, so that lives under two settings can be compared one by one.
    """

    definition: Definition  # in which they were lived
    genotypes: npt.NDArray[Any]  # (n, G)
    arrays: Arrays  # name -> (n, lives, ..), or (n, ..) of what belongs to a genotype alone
    meanings: dict[str, str]  # name -> meaning, axes after (n, lives), and unit
    instances: Any = None  # of the task, in its own terms; arrays lead with the lives
    chances: Any = None  # what chance decided in each life before it began, likewise
    replicates: npt.NDArray[Any] | None = None  # (n,) the replicate that each genotype comes from, where it is of a run

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return an array by its name; raises KeyError that lists what there is."""
        if name not in self.arrays:
            raise KeyError(f"no {name} in this replay, which has {', '.join(self.arrays)}")
        return self.arrays[name]


class ReferencePolicy(Protocol):
    """How one policy scores in a task, as a mean in each trial of a life, in the task's unit; higher is better.

    A wing has a class of its own for it, which tasks make.
    """

    @property
    def name(self) -> str:
        """What the field calls it."""
        ...

    @property
    def scores(self) -> npt.NDArray[Any]:
        """Mean score in each trial (T,)."""
        ...

    @property
    def errors(self) -> npt.NDArray[Any] | None:
        """Standard errors (T,) of the scores where lives were simulated; None if they are exact."""
        ...

    @property
    def error_of_mean(self) -> float | None:
        """Standard error of the mean over a life, likewise."""
        ...


class Beaten(NamedTuple):
    """By how much a mean over simulated lives lies above a bound, which chance can do, and a standard error of that."""

    name: str
    bound: str
    difference: float  # of scores per trial, over a life
    error: float


def _ahead(one: ReferencePolicy, other: ReferencePolicy) -> tuple[float, float]:
    difference = float(one.scores.mean() - other.scores.mean())
    return difference, math.hypot(one.error_of_mean or 0.0, other.error_of_mean or 0.0)


@dataclass(frozen=True)
class ReferencePolicies:
    """How reference policies score in a task; the best first."""

    task: str  # its kind
    fields: dict[str, Any]  # of the task, as resolved
    score: str  # what it scores, with its unit
    error: str | None  # if that is an error with its sign changed: the error's name
    policies: Sequence[ReferencePolicy]  # empty where nothing is known, or it would take too long to work out
    ceiling: ReferencePolicy | None  # the best of those who cannot learn
    oracle: ReferencePolicy | None  # one who knows each instance
    counted: str = "trial"  # what scores are counted by: trials, or in tasks of classes shots, after which they are

    @property
    def bounds(self) -> tuple[ReferencePolicy, ...]:
        """The innate ceiling and the oracle, as far as they are known, over the same trials as the policies."""
        return tuple(one for one in (self.ceiling, self.oracle) if one is not None)

    @property
    def above(self) -> tuple[Beaten, ...]:
        """Where a policy's mean over simulated lives lies above the best policy, or above the oracle."""
        best = [*self.policies[:1], *([] if self.oracle is None else [self.oracle])]
        pairs = [(one, other) for other in best for one in self.policies if one is not other]
        found = [Beaten(one.name, other.name, *_ahead(one, other)) for one, other in pairs]
        return tuple(one for one in found if one.error > 0.0 and one.difference > 0.0)

    def shown(self, scores: Any) -> Any:
        """Return scores as people see them: errors positive, and an error of 0, not of -0."""
        return 0.0 - scores if self.error else scores

    def table(self) -> dict[str, list[Any]]:
        """Return a row per policy and trial or shot, from 1: value as people see it, standard error (0 if exact).

        The innate ceiling and the oracle come last.
        """
        rows = [
            (one.name, place + 1, float(self.shown(score)), 0.0 if one.errors is None else float(one.errors[place]))
            for one in (*self.policies, *self.bounds)
            for place, score in enumerate(one.scores)
        ]
        names = ("policy", self.counted, "value", "standard_error")
        return {name: [row[place] for row in rows] for place, name in enumerate(names)}


@dataclass(frozen=True)
class Measure:
    """What sums up a life in one number; columns of tables hold scores, of which higher is better."""

    score: str  # what a task scores, with its unit
    error: str | None  # if that is an error with its sign changed: the error's name
    trials: int | None  # over which the score is summed; None: the score at the end of life
    abilities: tuple[str, ...]  # columns of what `assay` returns that are scores, and errors where people look
    meanings: dict[str, str]  # of the columns that the task adds to those of its wing

    @property
    def text(self) -> str:
        """What the number is, as people see it."""
        unit = self.error or self.score
        return f"learned {unit}" if self.trials is None else f"{unit}, summed over a life"


class Freeze(NamedTuple):
    """One part of a life that can be held still: a setting in which it has no effect."""

    meaning: str  # what is held still, such as "weights stay as they were born"
    definition: Definition  # to be lived in, not evolved in: rules that only an evolution must keep may be broken


class Replaying(Protocol):
    """A module of a wing that looks at its tasks and genotypes outside an evolution."""

    def tasks(self) -> dict[str, str]:
        """Return the kinds of task for which reference policies are known, with their meanings."""
        ...

    def bare(self, task: str) -> str:
        """Return the TOML of a small definition around a kind of task, with the task's defaults."""
        ...

    def reference_policies(self, definition: Any) -> ReferencePolicies | None:
        """Return how reference policies score in the task of a definition, None if none are known."""
        ...

    def measure(self, definition: Any) -> Measure:
        """Return what sums up a life of this definition."""
        ...

    def reference_scores(self, definition: Any) -> dict[str, float]:
        """Return name -> score of reference policies in that measure: the optimum, ideal observers, chance."""
        ...

    def shape(self, definition: Any) -> Any:
        """Return what two definitions have in common if a genotype of one can live in the other."""
        ...

    def freezes(self, definition: Any) -> dict[str, Freeze]:
        """Return name -> what of a life can be held still, one at a time; empty where nothing can."""
        ...

    def genotypes(self, definition: Any, arrays: Arrays, who: Who = "centre") -> npt.NDArray[Any]:
        """Return the genotypes (replicates, k, G) of the last generation of a checkpoint; k is 1 but for `individuals`.

        Raises KeyError or ValueError if the arrays are no such checkpoint, or hold no such genotypes.
        """
        ...

    def population(self, definition: Any, arrays: Arrays) -> NamedArrays:
        """Return the whole last generation of a checkpoint as arrays (replicates, individuals, ..), to found another.

        Raises KeyError or ValueError if the arrays are no such checkpoint.
        """
        ...

    def newborns(self, definition: Any, genotypes: npt.NDArray[Any]) -> NamedArrays:
        """Return what each genotype (n, G) is born with, as named arrays (n, ..), described without that axis.

        Tensors of a network are called `weights/..`, what else is inherited `genes/..`.
        """
        ...

    def assay(self, definition: Any, genotypes: npt.NDArray[Any], instances: int) -> Columns:
        """Return what an assay finds of each genotype (n, G) on held-out instances: n rows, columns of the wing.

        The column `measure` holds the score that sums up a life.
        """
        ...

    def replay(
        self, definition: Any, genotypes: npt.NDArray[Any], instances: int, only: Collection[str] = ()
    ) -> Replay:
        """Return the lives of each genotype (n, G) on held-out instances, with everything that happened in them.

        `only` names the arrays that are wanted, or the first parts of their names; many lives of which all is kept
        take much memory. () is all.
        """
        ...


def replaying_of(wing: Wing) -> Replaying | None:
    """Return what looks at a wing's tasks and genotypes; None if the wing has nothing of the kind."""
    return cast("Replaying", importlib.import_module(wing.replaying)) if wing.replaying is not None else None
