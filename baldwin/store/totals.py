"""What run.json counts: lives and trials, what was lost, and the generations in which nothing was selected.

And the numbers of a list of runs: where the replicates have come to, so that a list reads no table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from baldwin.engine import Columns
from baldwin.medians import median
from baldwin.plateaus import Streaks

__all__ = ["ALIKE", "NUMBERS", "Totals", "losses"]

NUMBERS = ("innate", "learned", "learning_gain", "innate_share", "fitness_mean")
"""Columns whose medians over the replicates' last rows `run.json` has under `final`."""

ALIKE = "generations_of_equal_fitness"  # over all replicates, in plateaus

LOST = {"diverged": "lives_diverged", "not_finite": "individuals_without_finite_fitness"}  # column -> count


class Totals:
    """Lives and trials, summed over replicates; what was no number: rows, individuals, lives; and plateaus."""

    def __init__(self) -> None:
        self._rows = 0  # whose mean fitness is no number
        self._first: tuple[int, int] | None = None  # generation and replicate of the first of them
        self._last: dict[str, dict[int, int]] = {"individuals": {}, "lifetime_steps": {}, "lives": {}}
        self._lost = dict.fromkeys(LOST, 0)
        self._streaks = Streaks()
        self._newest: dict[str, dict[int, float]] = {name: {} for name in NUMBERS}

    def add(self, rows: Columns, assays: Columns | None = None) -> None:
        """Count the rows of a table of generations, columns that it lacks aside; `assays` are for `final` alone."""
        for name, last in self._last.items():
            if name in rows:  # counts up within a replicate, so its last row holds the total
                last.update(zip(rows["replicate"].tolist(), rows[name].tolist(), strict=True))
        self._streaks.add(rows)
        self._take_numbers(rows)
        self._take_numbers(assays or {})
        for name in LOST:
            if name in rows:
                self._lost[name] += int(rows[name].sum())
        if "fitness_mean" in rows and (bad := np.flatnonzero(~np.isfinite(rows["fitness_mean"]))).size:
            self._rows += int(bad.size)
            self._first = self._first or (int(rows["generation"][bad[0]]), int(rows["replicate"][bad[0]]))

    def _take_numbers(self, rows: Columns) -> None:
        for name, newest in self._newest.items():
            if name in rows:
                values = np.asarray(rows[name]).tolist()
                newest.update(zip(np.asarray(rows["replicate"]).tolist(), values, strict=True))

    def final(self) -> dict[str, float]:
        """Return the median over replicates of each of `NUMBERS`, without those that are no finite number."""
        medians = {name: median(list(newest.values())) for name, newest in self._newest.items() if newest}
        return {name: value for name, value in medians.items() if math.isfinite(value)}

    def counts(self) -> dict[str, int]:
        """Return the counts by name; of what was lost, and of plateaus, only if there is something."""
        counts = {name: sum(last.values()) for name, last in self._last.items() if last}
        lost = {LOST[name]: count for name, count in self._lost.items() if count}
        if "lives_diverged" not in lost:
            counts.pop("lives", None)
        if self._rows:
            lost["rows_without_finite_fitness"] = self._rows
        alike = {ALIKE: self._streaks.generations} if self._streaks.generations else {}
        return counts | lost | alike

    def losses(self) -> list[str]:
        """Return a sentence on each thing that was no number."""
        return losses(self.counts(), self._first)


def losses(counts: Mapping[str, int], first: tuple[int, int] | None = None) -> list[str]:
    """Return a sentence on each thing that was no number.

    Args:
        counts: as run.json has them.
        first: generation and replicate of the first row whose mean fitness is no number, where they are known.
    """
    sentences = []
    if lives := counts.get("lives_diverged"):
        whole = f" of {counts['lives']:,}" if "lives" in counts else ""
        sentences.append(f"{lives:,}{whole} lives diverged, and were given the lowest score")
    if individuals := counts.get("individuals_without_finite_fitness"):
        sentences.append(f"the fitness of {individuals:,} individuals was NaN or infinite; they never won")
    if rows := counts.get("rows_without_finite_fitness"):
        where = "" if first is None else f" (first: replicate {first[1]}, generation {first[0]})"
        sentences.append(
            f"the mean fitness is NaN or infinite in {rows:,} row{'s' if rows != 1 else ''} of the table{where}"
        )
    return sentences
