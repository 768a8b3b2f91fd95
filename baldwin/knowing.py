"""The third contract between spine and wings: lives beside what an ideal observer of the same lives knows.

A module of a wing (`Wing.knowing`) gives, for each genotype, the states that it went through and what Bayes' rule would
remember in its place; or, where a world has a structure to be found out, that structure and what was remembered of it.
Probes read both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "Kinds", "Knowing", "Knowledge", "Observed", "Sources", "Structure", "Structured"]

Floats = npt.NDArray[np.float64]
Kinds = npt.NDArray[np.int64]


class Sources(NamedTuple):
    """What an ideal observer infers from, in N lives of T trials; all that is known of a trial before its answer."""

    statistics: Mapping[str, Floats]  # name -> (N, T): the sufficient statistics before each trial
    ideal: Callable[[Floats], Floats]  # statistics (.., k) -> laws (.., m, c): chances of c outcomes, of m things


@dataclass(frozen=True)
class Observed:
    """What was to be known in lives of a task, lives first: N of them, each of T trials."""

    hidden: Mapping[str, Floats] = field(default_factory=dict)  # name -> (N,): what each life is to find out
    sources: Sources | None = None  # None where no small set of statistics is sufficient
    laws: Callable[[Floats], Floats] | None = None  # answers (.., outputs) -> laws (.., m, c); None: their softmax
    predicts: bool = False  # whether these laws are of the same things as the ideal observer's
    evidence: Floats | None = None  # (N, T) what each trial told, for the first of two (above 0) or against it
    followed: Mapping[str, Floats] = field(default_factory=dict)  # name -> (N, T): known when the trial is answered
    belief: Floats | None = None  # (N, T) chance that an ideal observer gives the first of two before each trial
    changes: float | None = None  # chance that the world changes over between two trials; None: it drifts, or unknown


@dataclass(frozen=True)
class Knowledge:
    """The lives of one genotype: what was to be known, its states, and what it says in any state."""

    observed: Observed
    states: Floats  # (N, T, units) when each trial is answered
    said: Callable[[Floats], Floats]  # states (.., units) -> laws (.., m, c)


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


class Knowing(Protocol):
    """A module of a wing that knows what lives could know."""

    def knowledge(self, definition: Any, genotypes: npt.NDArray[Any], instances: int) -> list[Knowledge]:
        """Return what each genotype (n, G) knows in held-out lives, those of `Replaying.replay`.

        Empty where nothing is known: lives without memory, weights that change, a task without an ideal observer.
        """
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
