"""What XLA hands a C function: a pointer to a `XLA_FFI_CallFrame` (jaxlib: include/xla/ffi/api/c_api.h, interface 0).

It tells where arguments and results are. Asked for metadata instead, the function says for which version it was
written.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

from baldwin.neural.backends.numba.tiles import Floats, Int, Ints
from baldwin.numba_cache import helper

__all__ = ["answered", "arguments_of", "floats", "results_of", "whole_number", "whole_numbers"]

carray: Any = vars(numba)["carray"]
pointers: Any = types.CPointer

# Bytes from the start of a structure to its members, on machines with 64-bit pointers.
EXTENSION, API, ARGUMENTS, RESULTS = 8, 16, 72, 112  # of a call frame
EXTENSION_KIND, METADATA = 8, 24  # of a metadata extension
MAJOR, MINOR = 24, 28  # of metadata: the version of the interface
API_MINOR = 36  # of the interface itself
DATA = 24  # of a buffer
ASKED_FOR_METADATA = 1


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
def answered(frame: Int) -> bool:
    """Answer a call that asks for metadata, and return whether this was one."""
    extension = _word(frame + EXTENSION)
    if extension == 0:
        return False
    if carray(_halves(extension + EXTENSION_KIND), 1)[0] == ASKED_FOR_METADATA:
        metadata = _word(extension + METADATA)
        carray(_halves(metadata + MAJOR), 1)[0] = 0
        carray(_halves(metadata + MINOR), 1)[0] = carray(_halves(_word(frame + API) + API_MINOR), 1)[0]
    return True


@helper
def arguments_of(frame: Int) -> Int:
    """Return the address of the list of arguments."""
    return _word(frame + ARGUMENTS)


@helper
def results_of(frame: Int) -> Int:
    """Return the address of the list of results."""
    return _word(frame + RESULTS)


@helper
def floats(buffers: Int, which: Int, count: Int) -> Floats:
    """Return the float32 numbers of one of the buffers in a list."""
    found: Floats = carray(_floats(_word(_word(buffers + 8 * which) + DATA)), count)
    return found


@helper
def whole_numbers(buffers: Int, which: Int) -> Ints:
    """Return the int32 numbers of one of the buffers in a list, widened; the first one there says how many follow."""
    first = _word(_word(buffers + 8 * which) + DATA)
    length = carray(_halves(first), 1)[0]
    narrow, found = carray(_halves(first), length + 1), np.empty(length, np.int64)
    for i in range(length):
        found[i] = narrow[i + 1]
    return found


@helper
def whole_number(buffers: Int, which: Int) -> Int:
    """Return the int32 number that is one of the buffers in a list."""
    found: Int = carray(_halves(_word(_word(buffers + 8 * which) + DATA)), 1)[0]
    return found
