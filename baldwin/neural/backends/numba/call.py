"""The kernel as XLA calls it: from inside a compiled program, on its threads, without Python."""

from __future__ import annotations

from functools import cache
from typing import Any

from numba import types

from baldwin.neural.backends.numba.frame import answered, arguments_of, floats, results_of, whole_numbers
from baldwin.neural.backends.numba.kernel import live_all
from baldwin.neural.backends.numba.layout import At
from baldwin.neural.backends.numba.tiles import Int
from baldwin.neural.lazy_jax import jax
from baldwin.numba_cache import c_entry

__all__ = ["TARGET", "register"]

TARGET = "baldwin_gradient_lives"

INDIVIDUALS, LIVES, SUPPORT, QUERY, STEPS = map(int, list(At)[:5])
OWN, LEARNED, WEIGHTS = int(At.OWN), int(At.LEARNED), int(At.WEIGHTS)
INPUTS, OUTPUTS = int(At.INPUTS), int(At.OUTPUTS)


@c_entry(types.int64(types.int64))
def _handle(frame: Int) -> Int:
    if answered(frame):
        return 0
    arguments, results = arguments_of(frame), results_of(frame)
    plan = whole_numbers(arguments, 0)  # the layout, after its length
    people, lives = plan[INDIVIDUALS], plan[LIVES]
    worlds = people * lives if plan[OWN] else lives
    support, query = worlds * plan[SUPPORT], worlds * plan[QUERY]
    weights = people * plan[WEIGHTS]
    live_all(
        plan,
        floats(arguments, 1, 3),
        floats(arguments, 2, weights),
        floats(arguments, 3, weights),
        floats(arguments, 4, people * 3),
        floats(arguments, 5, support * plan[INPUTS]),
        floats(arguments, 6, support * plan[OUTPUTS]),
        floats(arguments, 7, query * plan[INPUTS]),
        floats(arguments, 8, query * plan[OUTPUTS]),
        floats(results, 0, people * lives * (plan[STEPS] + 1)),
        floats(results, 1, weights * lives if plan[LEARNED] else 0),
    )
    return 0


@cache
def register() -> None:
    """Make the kernel known to XLA, once per process."""
    ffi: Any = jax.ffi
    ffi.register_ffi_target(TARGET, ffi.pycapsule(_handle.ctypes), platform="cpu")
