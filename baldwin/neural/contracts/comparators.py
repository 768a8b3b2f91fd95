"""Comparators: learners that see what evolution must not, in the place of a strategy, on the same lives."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, NamedTuple, Protocol

from baldwin.neural.contracts.genes import Newborn
from baldwin.neural.contracts.kind import Array, State, Weights
from baldwin.neural.contracts.lifetimes import LifeHistory, Record
from baldwin.neural.contracts.strategies import Strategy
from baldwin.neural.contracts.tasks import Task

__all__ = ["Ascent", "Comparator", "Follows", "Lives"]


Follows = Literal["fitness", "end", "birth", "learned", "choices"]


class Lives(Protocol):
    """The lives of one genome in all worlds of a generation, as a comparator sees them; arrays lead with the lives."""

    @property
    def task(self) -> Task:
        """The task that they are lived in."""
        ...

    def develop(self, genotype: Array) -> Newborn:
        """Return the newborn of a genotype (G,)."""
        ...

    def live(self, newborn: Newborn) -> LifeHistory:
        """Return its lives, stacked."""
        ...

    def live_fully(self, newborn: Newborn) -> tuple[LifeHistory, Record]:
        """Return its lives, stacked, and everything that happened in them."""
        ...

    def fitness(self, newborn: Newborn, lives: LifeHistory) -> Array:
        """Return what selection would read from them, ()."""
        ...

    def shifted_score(self, weights: Weights, shift: Weights) -> Array:
        """Return the mean score () of `weights`, moved by `shift` (lives, ..), with nothing more learned."""
        ...

    def change(self, newborn: Newborn, learned: Weights) -> Array:
        """Return the change of genes (lives, G) that would make the newborn be born as each life `learned`."""
        ...


class Ascent(NamedTuple):
    """Where a comparator climbs, and what its lives came to."""

    gradient: Array  # (G,)
    fitness: Array  # ()
    diverged: Array  # (lives,) bool


class Comparator(Strategy):
    """One genome, improved by what only its lives can tell: derivatives, what was learned, or what was done."""

    follows: ClassVar[Follows] = "fitness"
    """What of its lives it climbs: fitness, their score at the end or at birth, what was learned, or was chosen."""
    through_lives: ClassVar[bool] = False  # whether a derivative goes back through all of a life

    @abstractmethod
    def ascent(self, genotype: Array, lives: Lives, progress: Array) -> Ascent:
        """Return where to climb from `genotype` (G,); `progress` () is the share of generations that have passed."""

    @abstractmethod
    def climb(self, state: State, gradient: Array) -> State:
        """Return the state after a step along `gradient` (G,)."""
