"""Strategies: who is born next, from genotypes and fitness alone."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from baldwin.neural.contracts.genes import Gene
from baldwin.neural.contracts.kind import Array, Key, Kind, State

__all__ = ["Strategy"]


class Strategy(Kind):
    """Outer search: who is born next. Sees genotypes and fitness, nothing that was learned; fitness is maximised.

    A generation is `rounds` times ask, live, tell. In generation 0 `ask` returns founders.
    """

    built_by_name: ClassVar[bool] = False  # whether only a dry run can tell that it can be built
    childless: ClassVar[str] = "keeps no individuals whose offspring could be counted"
    """Why absolute selection is not possible; "" where it is: individuals are offspring of some of the last generation.

    Its state then is a dictionary which holds `survivors` where a population has such selection (see `among`).
    """

    def individuals(self, size: int) -> int:
        """Return how many individuals a generation evaluates."""
        return size

    def rounds(self, size: int) -> int:
        """Return how many times a generation asks; steady-state strategies ask once per tournament."""
        del size
        return 1

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why a population of this size, with genomes of so many genes, cannot evolve so, and the remedy."""
        del size, genes
        return None

    @property
    def lives_again(self) -> bool:
        """Whether it asks for individuals again that have lived before."""
        return False

    def matrices(self, size: int) -> int:
        """Return how many numbers it keeps for each pair of genes, given the size of the population."""
        del size
        return 0

    def unmet(self, genes: tuple[Gene, ...]) -> list[tuple[str, str]]:
        """Return what it needs of the genes that lives inherit, and they do not offer: (table.field, rule)."""
        del genes
        return []

    def paced(self) -> str | None:
        """Return the field by which a generation depends on how many there are in all; None where nothing does.

        Where it is None, a run can be continued as the beginning of a longer one; a state may then hold the length as
        its entry "generations", and nowhere else. A strategy in a file of your own says so itself, or is not continued.
        """
        return None

    @abstractmethod
    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the state before generation 0, given founders (P, G); `generations` is the length of schedules."""

    @abstractmethod
    def ask(self, key: Key, state: State, generation: Array, turn: Array) -> tuple[Array, State]:
        """Return genotypes (n, G) to live now, and the state; `turn` counts the rounds of this generation."""

    @abstractmethod
    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the state after `genotypes` (n, G), in the order of `ask`, achieved `fitness` (n,), finite or NaN."""

    def among(self, state: State, survivors: Array) -> State:
        """Return the state that knows how many individuals of the last generation survived, under absolute selection.

        Those told of with a finite fitness: only they may be parents, or live on.
        """
        return {**state, "survivors": survivors}

    @abstractmethod
    def centre(self, state: State) -> Array:
        """Return the genotype (G,) that stands for the population: its mean, or where there is none its champion."""

    def champion(self, state: State) -> Array | None:
        """Return the best genotype (G,) of a population that has lived; None if a mean stands for the population."""
        del state
        return None

    def shift(self, state: State, change: Array) -> State | None:
        """Move the population by `change` (G,): Lamarckian inheritance of a mean.

        None if individuals must be changed instead, before `tell`.
        """
        del state, change
        return None
