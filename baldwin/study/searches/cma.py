"""Points where earlier ones did well: CMA-ES of the library cmaes, on fields that are numbers.

Reference: Hansen (2016), The CMA evolution strategy: a tutorial. Each axis is mapped on 0..1, ranges as they are drawn
from and values by their order; the search begins in the middle. Points that are drawn at once (`search.batch`) are one
generation of it. What is drawn depends on the seed, the point's number and the points before: the strategy is run anew
through them each time, which takes less than a millisecond a point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from baldwin.errors import UsageError
from baldwin.study.axes import Axis, Range
from baldwin.study.spec import Search

__all__ = ["RANGES", "problems", "propose"]

RANGES = True
WIDTH = 0.3  # standard deviation of the first generation on an axis of length 1
FEWEST = 4  # points of a generation
EDGE = 1.0 - 1e-9


def problems(axes: Sequence[Axis], search: Search) -> list[str]:
    """Return what is wrong with such a search."""
    found = [
        f"{axis.origin} {axis.field}: cma needs numbers, which have an order. Use --search tpe, or leave the field out."
        for axis in axes
        if not isinstance(axis.choices, Range) and not all(map(_is_number, axis.choices))
    ]
    if search.batch < FEWEST:
        found.append(f"--batch {search.batch}: cma learns from a whole batch. Give it {FEWEST} or more.")
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def propose(
    axes: Sequence[Axis],
    search: Search,
    past: Sequence[tuple[Sequence[Any], float | None]],
    drawn: Sequence[Sequence[Any]],
    number: int,
) -> tuple[Any, ...]:
    """Return the point `number`, given the points `past` with their objectives, and those `drawn` with it.

    A point that failed counts as no better than the worst.

    Raises:    UsageError: cmaes is not installed.
    """
    try:
        from cmaes import CMA
    except ImportError as error:
        raise UsageError("--search cma needs cmaes. Install: pip install cmaes.") from error
    dimensions = max(len(axes), 2)  # the library has no fewer
    strategy = CMA(
        mean=np.full(dimensions, 0.5),
        sigma=WIDTH,
        bounds=np.array([[0.0, 1.0]] * dimensions),
        seed=search.seed,
        population_size=search.batch,
    )
    costs = _costs([value for _, value in past], search)
    for begin in range(0, len(costs), search.batch):
        strategy.tell([(strategy.ask(), cost) for cost in costs[begin : begin + search.batch]])
    shares = [strategy.ask() for _ in range(len(drawn) + 1)][-1]
    return tuple(axis.at(min(float(share), EDGE)) for axis, share in zip(axes, shares, strict=False))


def _costs(values: Sequence[float | None], search: Search) -> list[float]:
    """Return objectives as costs."""
    sign = -1.0 if search.maximise else 1.0
    known = [sign * value for value in values if value is not None]
    worst = max(known, default=0.0)
    return [worst if value is None or not math.isfinite(value) else sign * value for value in values]
