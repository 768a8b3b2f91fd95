"""What kinds share, and the names of what passes between them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from baldwin.definition.base import Table

__all__ = ["TRACED", "Array", "Instance", "Key", "Kind", "Number", "State", "Weights"]

if TYPE_CHECKING:
    from jax import Array
else:
    Array = Any

Key = Array  # a JAX random key
Weights = dict[str, Array]  # tensor name -> values: "w1" (inputs, width), "b1" (width,), "w2", ...
Instance = Any  # one draw from a task: a pytree of arrays
State = Any  # a pytree of arrays


class _Traced:
    """See `TRACED`."""


TRACED: Final = _Traced()
"""Marks a field, as in `Annotated[tuple[float, ...], TRACED]`, whose numbers are arguments of what is compiled.

Changing them recompiles nothing, but no code may branch on them. A field without the mark is a constant of the compiled
program, which is compiled anew for each value.
"""
Number = Annotated[float, TRACED]
"""The type of most fields that hold a number, as in `sigma: Number = 0.1`."""


class Kind(Table):
    """One way to fill a table of a definition; `kind` is the name of its file.

    `source` is name and content of the file, where it is one of the user's own.
    """

    source: ClassVar[tuple[str, bytes] | None] = None
    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        kind: str

    @classmethod
    @abstractmethod
    def tiny(cls) -> Self:
        """Return an instance small enough for a test."""
