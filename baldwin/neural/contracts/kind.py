"""What kinds share, and the names of what passes between them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

from baldwin.definition.base import Table

__all__ = ["Array", "Instance", "Key", "Kind", "State", "Weights"]

if TYPE_CHECKING:
    from jax import Array
else:
    Array = Any

Key = Array  # a JAX random key
Weights = dict[str, Array]  # tensor name -> values: "w1" (inputs, width), "b1" (width,), "w2", ...
Instance = Any  # one draw from a task: a pytree of arrays
State = Any  # a pytree of arrays


class Kind(Table):
    """One way to fill a table of a definition; `kind` is the name of its file.

    `source` is name and content of the file, where it is one of the user's own.
    """

    source: ClassVar[tuple[str, bytes] | None] = None
    untraced: ClassVar[frozenset[str]] = frozenset()  # numbers that decide a shape, so that changing them recompiles
    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        kind: str

    @classmethod
    @abstractmethod
    def tiny(cls) -> Self:
        """Return an instance small enough for a test."""
