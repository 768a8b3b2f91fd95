"""The kernel as XLA calls it: from inside a compiled program, on its threads, without Python.

XLA hands a C function one pointer, to a `XLA_FFI_CallFrame` (jaxlib: include/xla/ffi/api/c_api.h, interface 0). It
tells where arguments and results are. Asked for metadata instead, the function says which version it was written for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

from baldwin.neural.backends.numba.kernel import live_all
from baldwin.neural.backends.numba.layout import At
from baldwin.neural.backends.numba.tiles import Floats, Int
from baldwin.neural.lazy_jax import jax
from baldwin.numba_cache import c_entry, helper

__all__ = ["TARGET", "register"]

TARGET = "baldwin_gradient_lives"
carray: Any = vars(numba)["carray"]
pointers: Any = types.CPointer

# Bytes from the start of a structure to its members, on machines with 64-bit pointers.
EXTENSION, API, ARGUMENTS, RESULTS = 8, 16, 72, 112  # of a call frame
EXTENSION_KIND, METADATA = 8, 24  # of a metadata extension
MAJOR, MINOR = 24, 28  # of metadata: the version of the interface
API_MINOR = 36  # of the interface itself
DATA = 24  # of a buffer
ASKED_FOR_METADATA = 1

INDIVIDUALS, LIVES, SUPPORT, QUERY, STEPS = map(int, list(At)[:5])
OWN, LEARNED, WEIGHTS = int(At.OWN), int(At.LEARNED), int(At.WEIGHTS)
INPUTS, OUTPUTS = int(At.INPUTS), int(At.OUTPUTS)


def _pointer(kind: Any) -> Any:
    """Return what makes a pointer to `kind` of an address."""

    @intrinsic
    def pointer(typing: Any, address: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(signature.return_type))

        return pointers(kind)(types.int64), codegen

    return pointer


_words, _halves, _floats = _pointer(types.int64), _pointer(types.int32), _pointer(types.float32)


@helper
def _word(address: Int) -> Int:
    """Return the number or address that is kept at an address."""
    found: Int = carray(_words(address), 1)[0]
    return found


@helper
def _numbers(buffers: Int, which: Int, count: Int) -> Floats:
    """Return the float32 numbers of one of the buffers in a list."""
    found: Floats = carray(_floats(_word(_word(buffers + 8 * which) + DATA)), count)
    return found


@c_entry(types.int64(types.int64))
def _handle(frame: Int) -> Int:
    extension = _word(frame + EXTENSION)
    if extension != 0:
        if carray(_halves(extension + EXTENSION_KIND), 1)[0] == ASKED_FOR_METADATA:
            metadata = _word(extension + METADATA)
            carray(_halves(metadata + MAJOR), 1)[0] = 0
            carray(_halves(metadata + MINOR), 1)[0] = carray(_halves(_word(frame + API) + API_MINOR), 1)[0]
        return 0
    arguments, results = _word(frame + ARGUMENTS), _word(frame + RESULTS)
    first = _word(_word(arguments) + DATA)  # the layout, after its length
    length = carray(_halves(first), 1)[0]
    narrow, plan = carray(_halves(first), length + 1), np.empty(length, np.int64)
    for i in range(length):
        plan[i] = narrow[i + 1]
    people, lives = plan[INDIVIDUALS], plan[LIVES]
    worlds = people * lives if plan[OWN] else lives
    support, query = worlds * plan[SUPPORT], worlds * plan[QUERY]
    weights = people * plan[WEIGHTS]
    live_all(
        plan,
        _numbers(arguments, 1, 3),
        _numbers(arguments, 2, weights),
        _numbers(arguments, 3, weights),
        _numbers(arguments, 4, people * 3),
        _numbers(arguments, 5, support * plan[INPUTS]),
        _numbers(arguments, 6, support * plan[OUTPUTS]),
        _numbers(arguments, 7, query * plan[INPUTS]),
        _numbers(arguments, 8, query * plan[OUTPUTS]),
        _numbers(results, 0, people * lives * (plan[STEPS] + 1)),
        _numbers(results, 1, weights * lives if plan[LEARNED] else 0),
    )
    return 0


@cache
def register() -> None:
    """Make the kernel known to XLA, once per process."""
    ffi: Any = jax.ffi
    ffi.register_ffi_target(TARGET, ffi.pycapsule(_handle.ctypes), platform="cpu")
