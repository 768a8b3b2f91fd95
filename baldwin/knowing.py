"""The third contract between spine and wings: lives beside what an ideal observer of the same lives knows.

A module of a wing (`Wing.knowing`) gives, for each genotype, the states that it went through and what Bayes' rule would
remember in its place; or, where a world has a structure to be found out, that structure and what was remembered of it.
Probes read both.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
import numpy.typing as npt

from baldwin.definition.discovery import wings
from baldwin.learning_rates import Choices

__all__ = [
    "Bools",
    "Episode",
    "Floats",
    "Kinds",
    "Knowing",
    "Knowledge",
    "Latent",
    "Moments",
    "Observed",
    "Sources",
    "Structure",
    "Structured",
    "Times",
    "tasks_known",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Kinds = npt.NDArray[np.int64]


class Sources(NamedTuple):
    """What an ideal observer infers from, in N lives of T trials; all that is known of a trial before its answer."""

    statistics: Mapping[str, Floats]  # name -> (N, T): the sufficient statistics before each trial
    ideal: Callable[[Floats], Floats]  # statistics (.., k) -> laws (.., m, c): chances of c outcomes, of m things


@dataclass(frozen=True)
class Moments:
    """Moments of N lives at which reward is expected, M in a life, in order; what follows each may be a surprise.

    The value of a moment is the reward that comes before the next one, plus the value of that, discounted. The error
    after a moment is by how much these exceed the value.
    """

    steps: Kinds  # (M,) the step of a life in whose state one is then
    seen: Kinds  # (N, M) what is seen then beside that state: a fitted readout has weights of its own for each
    paid: Floats  # (N, M) reward between a moment and the next
    discounts: Floats  # (M,) of the value of the next moment; 0 where what follows counts no more
    kinds: Mapping[str, Bools]  # name -> (N, M): kinds of moment, after which errors are averaged
    values: Mapping[str, Floats]  # policy -> (N, M): one that knows how the world is made, then one that does not
    ratios: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = field(default_factory=dict)
    """Name -> two differences between the errors after kinds, of which the first is divided by the second."""
    head: bool = True  # whether values are those that a value head learns


class Latent(NamedTuple):
    """Which of two states the world of N lives is in, hidden, in each of T trials."""

    steps: Kinds  # (T,) the step of a life at which each trial is looked at
    state: Kinds  # (N, T) 0 or 1
    known: Bools  # (T,) trials in which it can be known: to these a readout is fitted
    kinds: Mapping[str, Bools]  # name -> (N, T): kinds of trial in which it is read


class Times(NamedTuple):
    """Choices of N lives in a world that is now stable, now volatile, and those of an ideal observer in their place."""

    choices: Choices
    ideal: Choices


@dataclass(frozen=True)
class Observed:
    """What was to be known in lives of a task, lives first: N of them, each of T trials."""

    hidden: Mapping[str, Floats] = field(default_factory=dict)  # name -> (N,): what each life is to find out
    sources: Sources | None = None  # None where no small set of statistics is sufficient
    laws: Callable[[Floats], Floats] | None = None  # answers (.., outputs) -> laws (.., m, c); None: their softmax
    predicts: bool = False  # whether these laws are of the same things as the ideal observer's
    evidence: Floats | None = None  # (N, T) what each trial showed, for the first of two (above 0) or against it
    followed: Mapping[str, Floats] = field(default_factory=dict)  # name -> (N, T): known when the trial is answered
    belief: Floats | None = None  # (N, T) chance that an ideal observer gives the first of two before each trial
    changes: float | None = None  # chance that the world changes over between two trials; None: it drifts, or unknown
    moments: Moments | None = None  # None where it is not known what is to be expected
    latent: Latent | None = None  # None where nothing hidden changes over
    times: Times | None = None  # None where no time is more volatile than another


@dataclass(frozen=True)
class Knowledge:
    """The lives of one genotype: what was to be known, its states, and what it says in any state."""

    observed: Observed
    states: Floats  # (N, T, units) when each trial is answered
    said: Callable[[Floats], Floats]  # states (.., units) -> laws (.., m, c)
    steps: Floats | None = None  # (N, S, units) states in all steps of a life; None: trials are single steps
    values: Floats | None = None  # (N, S) reward that is expected by a value head; None without one

    @property
    def every_step(self) -> Floats:
        """Return the states (N, S, units) in all steps of a life."""
        return self.states if self.steps is None else self.steps


@dataclass(frozen=True)
class Structure:
    """What the worlds of N lives are made of, piece by piece; kinds of a piece are integers."""

    kinds: Mapping[str, Kinds]  # sort of piece -> (N, k), such as the signs of k edges
    labels: Mapping[str, tuple[str, ...]]  # sort of piece -> what the k pieces are called
    world: Kinds  # (N,) a number that lives in the same world share
    until: int  # steps of a life before it is asked about its world
    ideal: Mapping[str, Kinds] = field(default_factory=dict)  # as `kinds`, to an ideal observer of these lives


@dataclass(frozen=True)
class Structured:
    """The lives of one genotype in such worlds: what it remembers, and what it saw, before it is asked."""

    structure: Structure
    states: Floats  # (N, units)
    seen: Floats  # (N, numbers) all that was seen, step by step


@dataclass(frozen=True)
class Episode:
    """One life among N things that cause each other, in M moments: what was done to them, and what was chosen of them.

    The causes themselves are `edges`: weights (N, N) of cause j in effect i at [i, j].
    """

    names: tuple[str, ...]  # of the things
    edges: Kinds
    titles: tuple[str, ...]  # of the moments
    values: Floats  # (M, N) of each; NaN where nobody sees it
    held: Kinds  # (M,) which one somebody set, -1 if none
    chosen: Kinds  # (M,) which one was chosen, -1 if none
    best: npt.NDArray[np.bool_]  # (M, N) which would have been best to choose
    number: int  # of the life, among those that were lived
    words: str = ""  # what else is to be said of it
    most: float = 1.0  # size of the largest value that is set


class Knowing(Protocol):
    """A module of a wing that knows what lives could know."""

    def tasks(self, *, structured: bool) -> tuple[str, ...]:
        """Return the kinds of task that say what there is to know, or of which structure their worlds are."""
        ...

    def knowledge(self, definition: Any, genotypes: npt.NDArray[Any], instances: int) -> list[Knowledge]:
        """Return what each genotype (n, G) knows in held-out lives, those of `Replaying.replay`.

        Empty where nothing is known: lives without memory, weights that change, a task without an ideal observer.
        """
        ...

    def examinations(self, definition: Any) -> dict[str, Any]:
        """Return name -> the same definition in a world that is made to examine lives in; empty: its own serves."""
        ...

    def founders(self, definition: Any, replicates: int) -> npt.NDArray[Any]:
        """Return the genotypes (replicates, G) that stood for the populations before anything evolved."""
        ...

    def structured(self, definition: Any, genotypes: npt.NDArray[Any], instances: int) -> dict[str, list[Structured]]:
        """Return how experience came about -> what each genotype (n, G) remembers of the structure of its worlds.

        The first is as in the definition; the others differ in this alone, such as in who chooses what is tried. Empty
        where worlds have no structure, or nothing is remembered.
        """
        ...

    def episode(self, definition: Any, genotypes: npt.NDArray[Any], instances: int, life: int | None) -> Episode | None:
        """Return one held-out life of the first of some genotypes, or the first that says most of them; None if none.

        Raises IndexError if there is no such life.
        """
        ...


def tasks_known(*, structured: bool) -> str:
    """Return in words the kinds of task, of all wings, that say what there is to know: "a, b and c"."""
    modules = [cast("Knowing", importlib.import_module(wing.knowing)) for wing in wings() if wing.knowing is not None]
    *others, last = sorted(name for module in modules for name in module.tasks(structured=structured))
    return f"{', '.join(others)} and {last}" if others else last
