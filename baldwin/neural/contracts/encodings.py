"""Encodings: from genotype to newborn, without knowing what genes mean."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from baldwin.neural.contracts.genes import Blueprint, Newborn
from baldwin.neural.contracts.kind import Array, Key, Kind, Weights

__all__ = ["Encoding"]


class Encoding(Kind):
    """The map from a genotype (G,) to a newborn."""

    inverse: ClassVar[Literal["exact", "nearest", "none"]] = "exact"
    """What `inherit` returns: `exact`, after which a newborn is born as asked; `nearest`, after which it is as near to
    that as any, in the sum of squares; `none`, nothing: it is never called."""

    @abstractmethod
    def size(self, blueprint: Blueprint) -> int:
        """Return the number of genes (G)."""

    @abstractmethod
    def founder(self, key: Key, blueprint: Blueprint) -> Array:
        """Draw the genotype (G,) of one founder."""

    @abstractmethod
    def develop(self, genotype: Array, blueprint: Blueprint) -> Newborn:
        """Return the newborn of a genotype (G,)."""

    def inner(self, blueprint: Blueprint) -> int:
        """Return how many numbers are computed between a genotype and its newborn, which memory must hold."""
        del blueprint
        return 0

    @abstractmethod
    def inherit(self, newborn: Newborn, learned: Weights, blocks: tuple[str, ...], blueprint: Blueprint) -> Array:
        """Return the change of genes (G,) that would make a newborn be born as `learned`; `blocks` () means all."""
