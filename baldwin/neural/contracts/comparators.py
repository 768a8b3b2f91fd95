"""Comparators, such as MAML: in the place of a strategy, on the same lives, but they may see what was learned."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, NamedTuple, Protocol

from baldwin.neural.contracts.genes import Newborn
from baldwin.neural.contracts.kind import Array, State, Weights
from baldwin.neural.contracts.lifetimes import LifeHistory, Record
from baldwin.neural.contracts.strategies import Strategy
from baldwin.neural.contracts.tasks import Task

__all__ = ["Ascent", "Comparator", "Follows", "GenomeLives"]


Follows = Literal["fitness", "end", "birth", "learned", "choices"]


class GenomeLives(Protocol):
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
    """The direction of a comparator's next step, and the fitness of its lives."""

    gradient: Array  # (G,)
    fitness: Array  # ()
    diverged: Array  # (lives,) bool


class Comparator(Strategy):
    """One genome, improved by what a strategy must not see: derivatives, learned weights, or actions."""

    follows: ClassVar[Follows] = "fitness"
    """What it improves by: fitness, score at the end or at birth, learned weights, or choices, of its lives."""
    through_lives: ClassVar[bool] = False  # whether a derivative goes back through all of a life

    @abstractmethod
    def ascent(self, genotype: Array, lives: GenomeLives, progress: Array) -> Ascent:
        """Return the gradient at `genotype` (G,); `progress` () is the share of generations that have passed."""

    @abstractmethod
    def climb(self, state: State, gradient: Array) -> State:
        """Return the state after a step along `gradient` (G,)."""
