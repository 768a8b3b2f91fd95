"""The base of all kinds, and the types of the arrays that they exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from baldwin.definition.families import Kind

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
