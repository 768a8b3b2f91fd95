"""Every combination of the axes' values, the last axis changing fastest."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from baldwin.study.axes import Axis, Range

__all__ = ["RANGES", "points"]

RANGES = False


def points(axes: Sequence[Axis], seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield every point; a grid draws nothing, so `seed` is unused."""
    del seed
    yield from itertools.product(*(() if isinstance(axis.choices, Range) else axis.choices for axis in axes))
