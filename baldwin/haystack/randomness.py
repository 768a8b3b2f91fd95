"""Named random streams by counters: a word is a pure function of who draws it, when and what for.

    seed -> replicate -> generation -> stream -> individual -> n-th word

Nothing is drawn "next": results cannot depend on threads, on chunks, or on who is watching. The mixer is
SplitMix64 (Steele, Lea & Flood 2014) with the constants of Stafford's variant 13. The scheme has a version, written
into every run; streams are only ever appended.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

__all__ = ["GOLDEN", "MASK", "SCHEME", "Stream", "key", "mix", "multiply_high", "word"]

SCHEME: Final = "splitmix64-1"
GOLDEN: Final = 0x9E3779B97F4A7C15
MASK: Final = 0xFFFFFFFFFFFFFFFF


class Stream(IntEnum):
    """What a word is drawn for. Numbers are part of the scheme: append, never change."""

    FOUNDER = 1
    LIFE = 2
    MOTHER = 3
    FATHER = 4
    CROSSOVER = 5
    MUTATION = 6
    TARGET = 7
    WRITE_BACK = 8
    BUDGET_FOUNDER = 9
    BUDGET = 10
    LANDSCAPE = 11
    ASSAY = 12
    TARGET_FLIPS = 13  # one individual: the n-th word is locus n's
    RANK = 14
    REPLACED = 15
    TYPE_FOUNDER = 16
    TYPE = 17


def mix(x: int) -> int:
    """Return the 64-bit word that SplitMix64 makes of the counter `x`."""
    x &= MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def key(seed: int, replicate: int, generation: int, stream: int) -> int:
    """Return the 64-bit key of one stream of one generation of one replicate."""
    k = 0
    for part in (seed, replicate, generation, stream):
        k = mix(k + GOLDEN * (part + 1))
    return k


def word(stream_key: int, individual: int, n: int = 0) -> int:
    """Return the n-th 64-bit word of an individual in the stream of `stream_key`."""
    first = mix(stream_key + GOLDEN * (individual + 1))
    return first if n == 0 else mix(first + GOLDEN * n)


def multiply_high(a: int, b: int) -> int:
    """Return floor(a * b / 2^64): a word `a` becomes a uniform integer below `b`."""
    return (a * b) >> 64
