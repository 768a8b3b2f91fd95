"""An evolution that is under way as a run that figures can show, up to any of its generations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baldwin.definition import Definition
from baldwin.engine import Columns
from baldwin.figures.tables import cut
from baldwin.report.arms import ReportedRuns
from baldwin.store import Run

__all__ = ["LiveRun", "LiveRuns", "live_run"]


@dataclass(frozen=True)
class LiveRun(Run):
    """A run that is in memory alone."""

    evolved: Definition | None = None

    @property
    def definition(self) -> Definition:
        """The definition that evolves."""
        assert self.evolved is not None
        return self.evolved


class LiveRuns(ReportedRuns):
    """Live runs as arms: their axes reach to the end that was asked for, and they show their last generation."""

    __slots__ = ()

    @property
    def last(self) -> int:
        """The last generation that any arm will have."""
        return max(arm.run.definition.population.generations for arm in self)

    @property
    def frames(self) -> list[int]:
        """The first generation that was assayed, which figures of moments compare with, and the one that is shown."""
        found = super().frames
        return sorted({found[0], found[-1]})


def live_run(
    definition: Definition,
    digits: str,
    generations: Columns,
    assays: Columns,
    until: int,
    *,
    overrides: Sequence[str] = (),
    complete: bool,
) -> Run:
    """Return tables in memory as the run of a definition, cut at a generation."""
    info: dict[str, Any] = {
        "name": definition.name,
        "id": digits,
        "title": definition.title,
        "overrides": list(overrides),
        "generations": definition.population.generations,
        "status": "complete" if complete else "stopped",
    }
    run = LiveRun(Path(definition.name) / digits, info, evolved=definition)
    run.__dict__.update(generations=generations, assays=assays)
    return cut(run, until)
