"""The numba side of `baldwin.haystack.randomness`: counters, words and bits, inlined into every kernel.

All arithmetic is on uint64; a signed integer met on the way would turn it into float64, so constants are wrapped.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from baldwin.haystack.randomness import GOLDEN
from baldwin.numba_cache import helper, small

__all__ = [
    "GOLD",
    "LOWER",
    "ONE",
    "UPPER",
    "ZERO",
    "Int",
    "U",
    "Word",
    "below",
    "key",
    "mix",
    "multiply_high",
    "popcount",
    "word",
    "word_at",
]

Word = Any
"""A uint64 inside a kernel.

Numba types it; NumPy's rules for mixed integers, which type checkers know, do not hold there.
"""

U: Any = np.uint64
Int: Any = np.int64

GOLD: Word = U(GOLDEN)
ZERO: Word = U(0)
ONE: Word = U(1)
LOWER: Word = U(0xFFFFFFFF)
UPPER: Word = U(32)
"""The lower half of a word, and how far down its upper half is shifted: sums of whole words would not fit one."""

_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_S1, _S2, _S3 = np.uint64(30), np.uint64(27), np.uint64(31)


def _multiply_high(typing_context: Any, a: Any, b: Any) -> Any:
    """Return floor(a * b / 2^64) through a 128-bit product."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(args[0], wide), builder.zext(args[1], wide))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), codegen


def _popcount(typing_context: Any, x: Any) -> Any:
    """Return the number of set bits of `x`."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.uint64(types.uint64), codegen


multiply_high: Any = intrinsic(_multiply_high)
popcount: Any = intrinsic(_popcount)


@small
def mix(x: Word) -> Word:
    """Return the SplitMix64 word of counter `x`."""
    x = (x ^ (x >> _S1)) * _M1
    x = (x ^ (x >> _S2)) * _M2
    return x ^ (x >> _S3)


@small
def word(stream_key: Word, individual: Word) -> Word:
    """Return the first word of an individual."""
    return mix(stream_key + GOLD * (individual + ONE))


@small
def word_at(first: Word, n: Word) -> Word:
    """Return the n-th word of the individual whose first word (n = 0) is `first`."""
    return first if n == ZERO else mix(first + GOLD * n)


@small
def below(w: Word, n: Word) -> Word:
    """Return floor(w * n / 2^64) for n < 2^32, in products of 32 bits, which run on vectors."""
    return ((w >> _HALF) * n + (((w & _LOW) * n) >> _HALF)) >> _HALF


@helper
def key(seed: Word, replicate: Word, generation: Word, stream: Word) -> Word:
    """Return the key of one stream of one generation of one replicate."""
    k = mix(GOLD * (seed + ONE))
    k = mix(k + GOLD * (replicate + ONE))
    k = mix(k + GOLD * (generation + ONE))
    return mix(k + GOLD * (stream + ONE))
