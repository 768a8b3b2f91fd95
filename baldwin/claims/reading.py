"""Reading tested claims back: their outcomes, and how many of them hold."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from baldwin.claims.claim import ClaimOutcome
from baldwin.errors import RunError, UsageError
from baldwin.store.files import whole_lines
from baldwin.store.reading import CLAIMS, Entry

__all__ = ["OUTCOMES", "ClaimRun", "read_outcomes"]

OUTCOMES = "claims.jsonl"


@dataclass(frozen=True)
class ClaimRun(Entry):
    """Claims of one ladder, tested; read at first use and kept."""

    content: ClassVar[str] = "holds the verdicts of claims"

    @classmethod
    def of(cls, entry: Entry) -> ClaimRun:
        """Return the tested claims that a directory holds.

        Raises:
            UsageError: it holds something else.
        """
        if entry.kind != CLAIMS:
            raise UsageError(f"{entry.path}: holds no tested claims. `baldwin list` shows what there is.")
        return entry if isinstance(entry, ClaimRun) else cls(entry.path, entry.info, entry.problem)

    @property
    def progress(self) -> str:
        """Return how far it came, for a list."""
        counts = self.info.get("counts", {})
        what = "nulls" if self.nulls else "claims"
        return f"{counts.get('passed', '?')} of {counts.get('claims', '?')} {what}"

    @property
    def resume_command(self) -> str:
        """Return the command that goes on with it."""
        return f"baldwin reproduce {self.ladder}{' --null' if self.nulls else ''}"

    @property
    def nulls(self) -> bool:
        """Return whether the claims were tested on their nulls, on which they must fail."""
        return bool(self.info.get("nulls"))

    @property
    def ladder(self) -> str:
        """Return the name of the ladder, as `baldwin reproduce` takes it."""
        return str(self.info.get("source"))

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the ids of the claims that were asked for."""
        return tuple(self.info.get("claims", ()))

    @cached_property
    def outcomes(self) -> tuple[ClaimOutcome, ...]:
        """Return the outcomes so far, as they came.

        Raises:
            RunError: the file no longer holds those that it was given, or a version with other outcomes wrote them.
        """
        remedy = f"Test again, with the options of then: {self.resume_command} --fresh"
        self.refuse_damaged(OUTCOMES, remedy)
        outcomes = read_outcomes(self.path)
        tested = int(self.info.get("counts", {}).get("tested", 0))
        if len(outcomes) < tested and self.status != "running":
            file, version = self.path / OUTCOMES, self.info.get("baldwin", "?")
            if len(whole_lines(file).splitlines()) >= tested:
                raise RunError(
                    f"{file}: written by baldwin {version}, in a form that this version does not read. {remedy}"
                )
            raise RunError(f"{file}: damaged, it holds {len(outcomes)} of {tested} verdicts. {remedy}")
        return tuple(outcomes)

    @property
    def populations(self) -> tuple[Path, ...]:
        """Return the directories of the runs behind the claims tested so far, each once; they lie beside this one."""
        runs = dict.fromkeys(run for outcome in self.outcomes for run in outcome.runs)
        return tuple(self.path.parent.parent / run for run in runs)

    @property
    def passed(self) -> int:
        """Return how many claims hold, or fail on their null, as they should."""
        return sum(outcome.sound for outcome in self.outcomes)


def read_outcomes(path: Path) -> list[ClaimOutcome]:
    """Return the outcomes in a run directory; lines that are damaged or were never finished are left out."""
    outcomes = []
    for line in whole_lines(path / OUTCOMES).splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            outcomes.append(ClaimOutcome.from_row(json.loads(line)))
    return outcomes
