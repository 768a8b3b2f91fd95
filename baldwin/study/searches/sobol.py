"""Points that fill the space evenly: a Sobol sequence, moved as a whole by the seed.

Reference: Sobol' (1967); the move, modulo 1, is that of Cranley & Patterson (1976). Powers of two fill it best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from baldwin.study.axes import Axis

__all__ = ["RANGES", "points"]

RANGES = True
BLOCK = 1024  # a power of two, as the sequence wants it


def points(axes: Sequence[Axis], seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield points, up to a million, the same for the same seed."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(axes), scramble=False)
    move = np.random.Generator(np.random.PCG64(seed)).random(len(axes))
    for _ in range(1024):
        for row in ((sequence.random(BLOCK) + move) % 1.0).tolist():
            yield tuple(axis.at(share) for axis, share in zip(axes, row, strict=True))
