"""What comes into one unit: each of its weights is changed by Hebb's rule, and used, while it is in a register.

LLVM is given vectors and fused multiply-adds outright, as in `baldwin.neural.backends.numba.tiles`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils as numba_cgutils
from numba.extending import intrinsic

from baldwin.neural.backends.numba.tiles import (
    LANES,
    VECTOR,
    Floats,
    Int,
    address,
    at,
    load,
    multiply_add,
    spread,
    store,
)
from baldwin.numba_cache import helper

__all__ = ["one_vector", "two_vectors"]

cgutils: Any = numba_cgutils
TERMS = 4  # coefficients of a weight: A, B, C, D


def _write(builder: Any, wide: int, arrays: tuple[Any, ...], args: Any) -> None:
    """Write the instructions that change and use the weights of one unit, in `wide` vectors of lives."""
    weights, values, coefficients, work = arrays
    w, w_far, c, old, new, far, count, post, into = args
    index = ir.IntType(64)

    def whole(number: int) -> Any:
        return ir.Constant(index, number)

    def places(first: Any, step: Any) -> list[Any]:
        return [builder.add(first, builder.mul(whole(v), step)) for v in range(wide)]

    fused = multiply_add(builder)
    gates = [load(builder, work, whole(v * LANES)) for v in range(wide)]
    kept = [load(builder, work, whole((2 + v) * LANES)) for v in range(wide)]
    posts = [load(builder, values, place) for place in places(post, far)]
    sums = [cgutils.alloca_once(builder, VECTOR) for _ in range(wide)]
    for total in sums:
        builder.store(ir.Constant(VECTOR, [0.0] * LANES), total)
    weight_places, old_places, new_places = places(w, w_far), places(old, far), places(new, far)
    with cgutils.for_range(builder, count) as loop:
        along, four = builder.mul(loop.index, whole(LANES)), builder.mul(loop.index, whole(TERMS))
        first = builder.add(c, four)
        a, b, g, d = (
            spread(builder, builder.load(at(builder, coefficients, builder.add(first, whole(term)))))
            for term in range(TERMS)
        )
        for v in range(wide):
            place = builder.add(weight_places[v], along)
            before = load(builder, values, builder.add(old_places[v], along))
            change = builder.call(
                fused, [before, builder.call(fused, [a, posts[v], b]), builder.call(fused, [g, posts[v], d])]
            )
            left = builder.fmul(load(builder, weights, place), kept[v])
            weight = builder.call(fused, [gates[v], change, left])
            store(builder, weight, weights, place)
            now = load(builder, values, builder.add(new_places[v], along))
            builder.store(builder.call(fused, [now, weight, builder.load(sums[v])]), sums[v])
    for total, place in zip(sums, places(into, far), strict=True):
        store(builder, builder.load(total), values, place)


def _unit(wide: int) -> Callable[..., Any]:
    """Return what changes and sums the weights of one unit, in `wide` vectors of lives."""

    def define(
        typing: Any,
        weights: Any,
        values: Any,
        coefficients: Any,
        work: Any,
        w: Any,
        w_far: Any,
        c: Any,
        old: Any,
        new: Any,
        far: Any,
        count: Any,
        post: Any,
        into: Any,
    ) -> Any:
        kinds = (weights, values, coefficients, work)

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            arrays = tuple(address(context, builder, kind, array) for kind, array in zip(kinds, args[:4], strict=True))
            _write(builder, wide, arrays, args[4:])
            return context.get_dummy_value()

        return types.void(*kinds, *[types.int64] * 9), codegen

    written: Any = intrinsic(define)

    @helper
    def unit(
        weights: Floats,
        values: Floats,
        coefficients: Floats,
        work: Floats,
        w: Int,
        w_far: Int,
        c: Int,
        old: Int,
        new: Int,
        far: Int,
        count: Int,
        post: Int,
        into: Int,
    ) -> None:
        written(weights, values, coefficients, work, w, w_far, c, old, new, far, count, post, into)

    return unit


one_vector, two_vectors = _unit(1), _unit(2)
