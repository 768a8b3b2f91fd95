"""Shared numbers: many synapses use one gene, by an assignment that never changes."""

from __future__ import annotations

import math
import zlib
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Gene
from baldwin.neural.encodings._compressed import Compressed, Encoded, Parts, Shapes, saves
from baldwin.neural.lazy_jax import jnp

__all__ = ["Shared"]


class Shared(Compressed):
    """Each array has `groups` numbers, and each of its places uses one of them: a random one, but always the same.

    Groups are of equal size, within one. With `encodes` = ["genes"] synapses share rules of plasticity alone, and have
    weights of their own.

    Reference: Chen et al. (2015), ICML, for weights ("hashed nets", without their signs); Pedersen & Risi (2021),
    GECCO, for rules of plasticity: they merge rules as they evolve, here who shares with whom is fixed.
    """

    inverse: ClassVar[Literal["exact", "nearest", "none"]] = "nearest"
    kind: Literal["shared"] = "shared"
    groups: Annotated[int, Field(ge=1, le=2**20, description="numbers of each array")] = 64
    assignment: Annotated[int, Field(ge=0, le=2**31, description="seed of who shares with whom")] = 0

    def parts(self, gene: Gene, axes: tuple[str, ...]) -> Shapes:
        """Return the numbers of the groups."""
        del axes
        return saves({f"{gene.name}.groups": (self.groups,)}, gene.shape)

    def group_of(self, gene: Gene) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """Return the number of the group that each place of an array belongs to, of the array's shape."""
        random = np.random.default_rng([self.assignment, zlib.crc32(gene.name.encode())])
        places = random.permutation(math.prod(gene.shape)) % self.groups
        return places.reshape(gene.shape)

    def make(self, array: Encoded, parts: Parts) -> Array:
        """Return each place's number."""
        (numbers,) = parts.values()
        return numbers[self.group_of(array.gene)]

    def nearest(self, array: Encoded, change: Array) -> Array:
        """Return the mean change of each group, which is the least-squares solution."""
        groups = self.group_of(array.gene).ravel()
        count = np.bincount(groups, minlength=self.groups)
        return jnp.zeros(self.groups).at[groups].add(change.ravel()) / count

    @classmethod
    def tiny(cls) -> Self:
        """Return three groups."""
        return cls(groups=3)
