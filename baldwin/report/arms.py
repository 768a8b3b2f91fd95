"""The runs of a report as arms that can be switched, and the moments of their evolution that can be scrubbed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from baldwin.figures.comparing import same_ability
from baldwin.figures.series import Series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import Presentation, presentation_of
from baldwin.store import Run
from baldwin.store.labels import labels

__all__ = ["FRAMES", "POINTS", "ReportedRun", "ReportedRuns", "sparse", "thinned"]

POINTS = 300  # of a curve over generations; more cannot be distinguished on a screen
FRAMES = 60  # moments of evolution that can be scrubbed through, of up to three arms
FEWEST = 8


@dataclass(frozen=True)
class ReportedRun:
    """One run of a report: its place among the others, and what to call it."""

    place: int
    label: str
    run: Run

    @cached_property
    def presentation(self) -> Presentation:
        """Return how the abilities of this population are shown."""
        return presentation_of(self.run.definition)

    @property
    def last(self) -> int:
        """Return the last generation on record."""
        return last_generation(self.run)

    def at(self, frame: int) -> int:
        """Return the generation that a moment shows: the last one assayed until then, or the first of all."""
        return max((g for g in self.assayed if g <= frame), default=self.assayed[0])

    def seen(self, frames: Sequence[int]) -> list[int]:
        """Return the generations that these moments show, each once: none that this arm did not live."""
        return sorted({self.at(frame) for frame in frames})

    @cached_property
    def assayed(self) -> list[int]:
        """Return the generations that were assayed."""
        return [int(g) for g in np.unique(self.run.assays["generation"])] if self.run.assays else []


class ReportedRuns(tuple[ReportedRun, ...]):
    """The arms of a report, in the order in which they were named."""

    __slots__ = ()

    @classmethod
    def of(cls, runs: Sequence[Run]) -> ReportedRuns:
        """Return runs as arms."""
        return cls(
            ReportedRun(place, label, run) for place, (run, label) in enumerate(zip(runs, labels(runs), strict=True))
        )

    @property
    def runs(self) -> list[Run]:
        """Return the runs."""
        return [arm.run for arm in self]

    @property
    def comparable(self) -> bool:
        """Return whether abilities of all arms mean the same, so that they can share an axis."""
        return len(self) == 1 or same_ability(self.runs)

    @property
    def last(self) -> int:
        """Return the last generation of any arm."""
        return max(arm.last for arm in self)

    def with_columns(self, *columns: str) -> list[ReportedRun]:
        """Return the arms that recorded these columns."""
        return [arm for arm in self if has(arm.run, *columns)]

    @property
    def frames(self) -> list[int]:
        """Return the generations that can be scrubbed through, thinned: those assayed in any arm, else all."""
        assayed = {generation for arm in self for generation in arm.assayed}
        every = sorted(assayed or {int(g) for arm in self for g in np.unique(arm.run.generations["generation"])})
        return [every[i] for i in thinned(len(every), self._most)]

    @property
    def now(self) -> dict[str, object]:
        """Return the signals of the moment chosen, as they begin: `generation`, and what each arm shows of it."""
        last = self.frames[-1]
        return {"generation": last, "assayed": [arm.at(last) for arm in self]}

    def share(self, points: int) -> int:
        """Return how many of `points` on a curve there is room for: fewer for each of many arms."""
        return max(3 * FEWEST, 3 * points // max(3, len(self)))

    @property
    def _most(self) -> int:
        """Return how many moments there is room for: fewer for each of many arms."""
        return max(FEWEST, 3 * FRAMES // max(3, len(self)))


def thinned(count: int, most: int) -> list[int]:
    """Return at most `most` places of `count`, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return sorted({round(place) for place in np.linspace(0, count - 1, most)})


def sparse(shown: Series, most: int = POINTS) -> Series:
    """Return a curve with at most so many points."""
    keep = thinned(shown.x.size, most)
    return Series(
        shown.label,
        shown.x[keep],
        shown.middle[keep],
        shown.low[keep],
        shown.high[keep],
        shown.replicates,
        shown.carried,
        None if shown.each is None else shown.each[:, keep],
        shown.apart,
        shown.censored,
    )
