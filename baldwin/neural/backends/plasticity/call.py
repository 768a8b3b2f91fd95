"""The kernel as XLA calls it, once in each step: from inside a compiled program, on its threads, without Python."""

from __future__ import annotations

from functools import cache
from typing import Any

from numba import types

from baldwin.neural.backends.numba.frame import answered, arguments_of, floats, results_of, whole_number, whole_numbers
from baldwin.neural.backends.numba.tiles import LANES, Int
from baldwin.neural.backends.plasticity.kernel import step_all
from baldwin.neural.backends.plasticity.layout import At
from baldwin.neural.backends.plasticity.rows import TERMS
from baldwin.neural.lazy_jax import jax
from baldwin.numba_cache import c_entry

__all__ = ["TARGET", "register"]

TARGET = "baldwin_plastic_step"

INDIVIDUALS, LIVES, TILES, INPUTS = int(At.INDIVIDUALS), int(At.LIVES), int(At.TILES), int(At.INPUTS)
PLACES, WEIGHTS, OUTPUTS, FEEDING = int(At.PLACES), int(At.WEIGHTS), int(At.OUTPUTS), int(At.FEEDING)


@c_entry(types.int64(types.int64))
def _step(frame: Int) -> Int:
    if answered(frame):
        return 0
    arguments, results = arguments_of(frame), results_of(frame)
    plan = whole_numbers(arguments, 0)  # the layout, after its length
    people, lives = plan[INDIVIDUALS], plan[INDIVIDUALS] * plan[LIVES]
    vectors = people * plan[TILES] * LANES
    step_all(
        plan,
        whole_number(arguments, 1),
        floats(results, 0, vectors * plan[WEIGHTS]),  # the memory of the arguments, changed in place
        floats(results, 1, vectors * 2 * plan[PLACES]),
        floats(arguments, 4, people * plan[WEIGHTS] * TERMS),
        floats(arguments, 5, lives * plan[INPUTS]),
        floats(arguments, 6, lives * plan[OUTPUTS]),
        floats(arguments, 7, lives * 2),
        floats(results, 2, lives * plan[OUTPUTS]),
        floats(results, 3, lives * plan[FEEDING]),
    )
    return 0


@cache
def register() -> None:
    """Make the kernel known to XLA, once per process."""
    ffi: Any = jax.ffi
    ffi.register_ffi_target(TARGET, ffi.pycapsule(_step.ctypes), platform="cpu")
