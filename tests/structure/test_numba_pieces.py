"""Kernels are compiled in one piece: their parts are linked into them, and into whatever else calls these later."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from baldwin.numba_pieces import in_one_piece

njit: Any = numba.njit


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)
def half_of(x: int) -> int:
    if x % 2:
        raise ValueError("an odd number has no half")
    return x // 2


@njit(**in_one_piece())
def halves(numbers: Any) -> Any:
    found = np.empty(numbers.size, np.int64)
    for i in range(numbers.size):
        found[i] = half_of(numbers[i])
    return found


@njit
def fourth_of(x: int) -> int:
    return half_of(half_of(x))


def test_a_kernel_is_compiled_with_its_parts_and_they_have_no_code_of_their_own() -> None:
    assert halves(np.array([2, 6])).tolist() == [1, 3]
    with pytest.raises(ValueError, match="an odd number has no half"):
        halves(np.array([2, 3]))
    part, whole = (next(iter(one.overloads.values())) for one in (half_of, halves))
    addresses = [one.library.get_pointer_to_function(one.fndesc.llvm_func_name) for one in (part, whole)]
    assert addresses[0] == 0 != addresses[1]
    assert fourth_of(8) == 2  # a function of anybody's, compiled later as numba does it, links the same part
