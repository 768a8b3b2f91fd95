"""Points drawn independently, every value of an axis as likely as any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from baldwin.study.axes import Axis

__all__ = ["RANGES", "points"]

RANGES = True


def points(axes: Sequence[Axis], seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield points without end, the same for the same seed."""
    random = np.random.Generator(np.random.PCG64(seed))
    while True:
        shares = random.random(len(axes)).tolist()
        yield tuple(axis.at(share) for axis, share in zip(axes, shares, strict=True))
