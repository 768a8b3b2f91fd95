"""What run.json counts."""

from __future__ import annotations

import numpy as np

from baldwin.engine import Columns

__all__ = ["Totals"]


class Totals:
    """Lives and trials, summed over replicates, and rows whose mean fitness is no number.

    Attributes:
        not_finite: count of such rows, generation and replicate of the first; None without one.
    """

    def __init__(self) -> None:
        self.not_finite: tuple[int, int, int] | None = None
        self._last: dict[str, dict[int, int]] = {"individuals": {}, "lifetime_steps": {}}

    def add(self, rows: Columns) -> None:
        """Count the rows of a table of generations; columns that it lacks are not counted."""
        for name, last in self._last.items():
            if name in rows:  # counts up within a replicate, so its last row holds the total
                last.update(zip(rows["replicate"].tolist(), rows[name].tolist(), strict=True))
        if "fitness_mean" in rows and (bad := np.flatnonzero(~np.isfinite(rows["fitness_mean"]))).size:
            first = (int(rows["generation"][bad[0]]), int(rows["replicate"][bad[0]]))
            count = int(bad.size)
            if self.not_finite is not None:
                count, first = count + self.not_finite[0], self.not_finite[1:]
            self.not_finite = (count, *first)

    def counts(self) -> dict[str, int]:
        """Return the counts by name."""
        counts = {name: sum(last.values()) for name, last in self._last.items() if last}
        if self.not_finite is not None:
            counts["rows_without_finite_fitness"] = self.not_finite[0]
        return counts
