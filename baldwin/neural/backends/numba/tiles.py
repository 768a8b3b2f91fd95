"""Matrix products of small matrices, held in vector registers.

Matrices are rows of a flat float32 array, padded with zeros to whole vectors. LLVM is given vectors and fused
multiply-adds outright: numba alone does not keep a tile of sums in registers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from llvmlite import binding, ir
from numba import types
from numba.core import cgutils as numba_cgutils
from numba.extending import intrinsic

from baldwin.numba_cache import helper

__all__ = [
    "LANES",
    "VECTOR",
    "Float",
    "Floats",
    "Int",
    "Ints",
    "address",
    "at",
    "dot",
    "gemm",
    "load",
    "multiply_add",
    "spread",
    "store",
    "transpose",
]


def _vectors() -> tuple[int, int]:
    """Return float32 numbers in a vector of this machine, and how many rows of sums its registers hold."""
    features = binding.get_host_cpu_features()
    if features.get("avx512f"):
        return 16, 8
    return (8, 4) if features.get("avx2") else (4, 4)


LANES, ROWS = _vectors()
WIDE = 3  # vectors in a tile's row

cgutils: Any = numba_cgutils
Compute = Callable[..., Any]
# Inside a kernel numba types arrays and numbers; NumPy's rules, which type checkers know, do not hold there.
Floats: TypeAlias = Any  # a flat array of float32
Ints: TypeAlias = Any  # a flat array of int64
Float: TypeAlias = Any
Int: TypeAlias = Any

FLOAT = ir.FloatType()
VECTOR = ir.VectorType(FLOAT, LANES)


def address(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """Return the address of an array's first number, as a number of the machine."""
    return context.make_array(kind)(context, builder, array).data


def at(builder: Any, data: Any, index: Any) -> Any:
    """Return the address of one number."""
    return builder.gep(data, [index])


def load(builder: Any, data: Any, index: Any) -> Any:
    """Return the vector that starts at an index."""
    return builder.load(builder.bitcast(at(builder, data, index), VECTOR.as_pointer()), align=4)


def store(builder: Any, vector: Any, data: Any, index: Any) -> None:
    """Keep a vector from an index on."""
    builder.store(vector, builder.bitcast(at(builder, data, index), VECTOR.as_pointer()), align=4)


def spread(builder: Any, number: Any) -> Any:
    """Return a vector full of one number."""
    first = builder.insert_element(ir.Constant(VECTOR, ir.Undefined), number, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, ir.Constant(VECTOR, ir.Undefined), ir.Constant(_mask(LANES), [0] * LANES))


def _mask(length: int) -> Any:
    return ir.VectorType(ir.IntType(32), length)


def multiply_add(builder: Any) -> Any:
    """Return LLVM's a * b + c of vectors, rounded once where the machine can."""
    kind = ir.FunctionType(VECTOR, [VECTOR] * 3)
    return cgutils.get_or_insert_function(builder.module, kind, f"llvm.fmuladd.v{LANES}f32")


def _write_tile(builder: Any, rows: int, wide: int, flat: Any, args: Any) -> None:
    """Write the instructions of a tile."""
    builder.function.attributes.add("noinline")  # one copy of each
    c, c_step, a, a_step, a_next, b, b_step, count, start, floor = args
    index = ir.IntType(64)
    lanes = [ir.Constant(index, LANES * v) for v in range(wide)]
    sums = [[cgutils.alloca_once(builder, VECTOR) for _ in range(wide)] for _ in range(rows)]
    for v in range(wide):
        first = load(builder, flat, builder.add(start, lanes[v]))
        for row in sums:
            builder.store(first, row[v])
    fused = multiply_add(builder)
    starts = [builder.add(a, builder.mul(ir.Constant(index, r), a_step)) for r in range(rows)]
    with cgutils.for_range(builder, count) as loop:
        line = builder.add(b, builder.mul(loop.index, b_step))
        right = [load(builder, flat, builder.add(line, lane)) for lane in lanes]
        along = builder.mul(loop.index, a_next)
        for r in range(rows):
            left = spread(builder, builder.load(at(builder, flat, builder.add(starts[r], along))))
            for v in range(wide):
                builder.store(builder.call(fused, [left, right[v], builder.load(sums[r][v])]), sums[r][v])
    lowest = spread(builder, floor)
    for r in range(rows):
        line = builder.add(c, builder.mul(ir.Constant(index, r), c_step))
        for v in range(wide):
            total = builder.load(sums[r][v])
            above = builder.fcmp_unordered(">=", total, lowest)  # a NaN stays one
            store(builder, builder.select(above, total, lowest), flat, builder.add(line, lanes[v]))


def _tile(rows: int, wide: int) -> Compute:
    """Return what computes `rows` x (`wide` vectors) of C = start + A B, no lower than `floor`.

    Sums start at the row `start`, so that biases cost nothing, and end at `floor`, so that rectifying costs nothing.
    """

    def define(
        typing: Any,
        data: Any,
        c: Any,
        c_step: Any,
        a: Any,
        a_step: Any,
        a_next: Any,
        b: Any,
        b_step: Any,
        count: Any,
        start: Any,
        floor: Any,
    ) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            flat = address(context, builder, signature.args[0], args[0])
            _write_tile(builder, rows, wide, flat, args[1:])
            return context.get_dummy_value()

        return types.void(data, *[types.int64] * 9, types.float32), codegen

    tile: Any = intrinsic(define)

    @helper
    def run(
        data: Floats,
        c: Int,
        c_step: Int,
        a: Int,
        a_step: Int,
        a_next: Int,
        b: Int,
        b_step: Int,
        count: Int,
        start: Int,
        floor: Float,
    ) -> None:
        tile(data, c, c_step, a, a_step, a_next, b, b_step, count, start, floor)

    return run


def _strip(wide: int) -> Compute:
    """Return what computes all rows of `wide` vectors of a product."""
    many, four, two, one = (_tile(rows, wide) for rows in (ROWS, 4, 2, 1))

    @helper
    def strip(
        data: Floats,
        c: Int,
        c_step: Int,
        a: Int,
        a_step: Int,
        a_next: Int,
        b: Int,
        b_step: Int,
        rows: Int,
        count: Int,
        start: Int,
        floor: Float,
    ) -> None:
        row = 0
        while rows - row >= ROWS:
            many(data, c + row * c_step, c_step, a + row * a_step, a_step, a_next, b, b_step, count, start, floor)
            row += ROWS
        if rows - row >= 4:
            four(data, c + row * c_step, c_step, a + row * a_step, a_step, a_next, b, b_step, count, start, floor)
            row += 4
        if rows - row >= 2:
            two(data, c + row * c_step, c_step, a + row * a_step, a_step, a_next, b, b_step, count, start, floor)
            row += 2
        if rows - row >= 1:
            one(data, c + row * c_step, c_step, a + row * a_step, a_step, a_next, b, b_step, count, start, floor)

    return strip


_one, _two, _three = _strip(1), _strip(2), _strip(3)


@helper
def gemm(
    data: Floats,
    c: Int,
    c_step: Int,
    a: Int,
    a_step: Int,
    a_next: Int,
    b: Int,
    b_step: Int,
    rows: Int,
    width: Int,
    count: Int,
    start: Int,
    floor: Float,
) -> None:
    """Set C (rows, width) to start + A B, no lower than `floor`: places and steps are indices into `data`.

    A[r, k] is at a + r a_step + k a_next, B[k] a row at b + k b_step, C[r] a row at c + r c_step; `start` is one row,
    and `width` a multiple of LANES.
    """
    column = 0
    while width - column >= 3 * LANES:
        _three(data, c + column, c_step, a, a_step, a_next, b + column, b_step, rows, count, start + column, floor)
        column += 3 * LANES
    if width - column >= 2 * LANES:
        _two(data, c + column, c_step, a, a_step, a_next, b + column, b_step, rows, count, start + column, floor)
    elif width - column >= LANES:
        _one(data, c + column, c_step, a, a_step, a_next, b + column, b_step, rows, count, start + column, floor)


def _define_turn(typing: Any, data: Any, to: Any, to_step: Any, source: Any, step: Any) -> Any:
    """Transpose a square of LANES x LANES numbers: row and column swap one bit of their indices after the other."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        flat = address(context, builder, signature.args[0], args[0])
        to, to_step, source, step = args[1:]
        index = ir.IntType(64)
        numbers = [ir.Constant(index, r) for r in range(LANES)]
        rows = [load(builder, flat, builder.add(source, builder.mul(r, step))) for r in numbers]
        bit = 1
        while bit < LANES:
            low = [j if not j & bit else LANES + j - bit for j in range(LANES)]
            high = [j + bit if not j & bit else LANES + j for j in range(LANES)]
            for r in range(LANES):
                if not r & bit:
                    pair = rows[r], rows[r + bit]
                    rows[r] = builder.shuffle_vector(*pair, ir.Constant(_mask(LANES), low))
                    rows[r + bit] = builder.shuffle_vector(*pair, ir.Constant(_mask(LANES), high))
            bit *= 2
        for r in range(LANES):
            store(builder, rows[r], flat, builder.add(to, builder.mul(numbers[r], to_step)))
        return context.get_dummy_value()

    return types.void(data, *[types.int64] * 4), codegen


_turn: Any = intrinsic(_define_turn)


@helper
def transpose(data: Floats, to: Int, to_step: Int, source: Int, step: Int, rows: Int, width: Int) -> None:
    """Write the transpose of a matrix, of padded `rows` and `width`, elsewhere."""
    for r in range(0, rows, LANES):
        for c in range(0, width, LANES):
            _turn(data, to + c * to_step + r, to_step, source + r * step + c, step)


def _define_dot(typing: Any, data: Any, a: Any, b: Any, width: Any) -> Any:
    """Return the sum of products of two rows of `width` numbers, a multiple of LANES."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        flat = address(context, builder, signature.args[0], args[0])
        a, b, width = args[1:]
        index = ir.IntType(64)
        fused = multiply_add(builder)
        total = cgutils.alloca_once(builder, VECTOR)
        builder.store(ir.Constant(VECTOR, [0.0] * LANES), total)
        with cgutils.for_range(builder, builder.udiv(width, ir.Constant(index, LANES))) as loop:
            offset = builder.mul(loop.index, ir.Constant(index, LANES))
            pair = (load(builder, flat, builder.add(place, offset)) for place in (a, b))
            builder.store(builder.call(fused, [*pair, builder.load(total)]), total)
        whole, size = builder.load(total), LANES
        while size > 1:
            size //= 2
            lower, upper = ([*range(first, first + size)] for first in (0, size))
            halves = [builder.shuffle_vector(whole, whole, ir.Constant(_mask(size), half)) for half in (lower, upper)]
            whole = builder.fadd(*halves)
        return builder.extract_element(whole, ir.Constant(ir.IntType(32), 0))

    return types.float32(data, types.int64, types.int64, types.int64), codegen


dot: Any = intrinsic(_define_dot)
