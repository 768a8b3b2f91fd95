"""Isomorphism classes of causal graphs: a number that graphs share which differ in the names of their nodes alone.

It is made by colour refinement (Weisfeiler & Leman 1968): a node's colour says, round by round, more of what is around
it. Of five nodes all 26,422 classes have numbers of their own; where two classes shared one they would only be kept
together. The arithmetic is that of unsigned 32-bit integers, in NumPy and in JAX alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["class_numbers", "withheld"]

WAYS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x165667B1], np.uint32)[:, None]  # as effect or cause, by sign


def _mixed(number: Any) -> Any:
    """Return unsigned 32-bit integers scrambled, one to one (the finaliser of MurmurHash3, Appleby 2011)."""
    number = number ^ (number >> np.uint32(16))
    number = number * np.uint32(0x85EBCA6B)
    number = number ^ (number >> np.uint32(13))
    number = number * np.uint32(0xC2B2AE35)
    return number ^ (number >> np.uint32(16))


def class_numbers(edges: Any) -> Any:
    """Return the number () .. of each graph's class, unsigned 32-bit, from edges (.., N, N) of NumPy or JAX."""
    towards = (edges[..., None, :, :] == np.array([-1, 1])[:, None, None]).astype(np.uint32)
    around = [towards, towards.swapaxes(-1, -2)]  # (.., 2, N, N) each
    colour = (edges[..., 0] * 0).astype(np.uint32)
    for _ in range(edges.shape[-1]):
        seen = _mixed(colour[..., None, :] ^ WAYS)  # (.., 4, N)
        told = [
            (one * seen[..., k : k + 2, None, :]).sum(axis=-1, dtype=np.uint32)
            for one, k in zip(around, (0, 2), strict=True)
        ]
        heard = sum(
            (part * WAYS[k : k + 2]).sum(axis=-2, dtype=np.uint32) for part, k in zip(told, (0, 2), strict=True)
        )
        colour = _mixed(heard + colour * np.uint32(3) + np.uint32(1))
    return _mixed(_mixed(colour).sum(axis=-1, dtype=np.uint32))


def withheld(edges: Any, share: float) -> Any:
    """Return whether each graph () .. is held out: about `share` of the classes are, each of them whole."""
    return class_numbers(edges) < np.uint32(round(share * (2**32 - 1)))
