"""Isomorphism classes of causal graphs: a number that graphs share which differ in the names of their nodes alone.

It is made by colour refinement (Weisfeiler & Leman 1968): a node's colour says, round by round, more of what is around
it. Of five nodes all 26,422 classes have numbers of their own; where two classes shared one they would only be kept
together. The arithmetic is that of unsigned 32-bit integers, in NumPy and in JAX alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["class_numbers", "withheld"]

WAYS = tuple(np.uint32(odd) for odd in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x165667B1))  # by sign, as cause or effect


def _mixed(number: Any) -> Any:
    """Return unsigned 32-bit integers scrambled, one to one (the finaliser of MurmurHash3, Appleby 2011)."""
    number = number ^ (number >> np.uint32(16))
    number = number * np.uint32(0x85EBCA6B)
    number = number ^ (number >> np.uint32(13))
    number = number * np.uint32(0xC2B2AE35)
    return number ^ (number >> np.uint32(16))


def class_numbers(edges: Any) -> Any:
    """Return the number () .. of each graph's class, unsigned 32-bit, from edges (.., N, N) of NumPy or JAX."""
    nodes = edges.shape[-1]
    signs = [(edges == sign).astype(np.uint32) for sign in (-1, 1)]
    around = [each for sign in signs for each in (sign, sign.swapaxes(-1, -2))]
    colour = (edges[..., 0] * 0).astype(np.uint32)
    for _ in range(nodes):
        told = sum(
            (one * _mixed(colour ^ way)[..., None, :]).sum(axis=-1, dtype=np.uint32) * way
            for one, way in zip(around, WAYS, strict=True)
        )
        colour = _mixed(told + colour * np.uint32(3) + np.uint32(1))
    return _mixed(_mixed(colour).sum(axis=-1, dtype=np.uint32))


def withheld(edges: Any, share: float) -> Any:
    """Return whether each graph () .. is held out: about `share` of the classes are, each of them whole."""
    return class_numbers(edges) < np.uint32(round(share * (2**32 - 1)))
