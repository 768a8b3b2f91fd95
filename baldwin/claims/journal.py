"""The directory of claims while they are tested: outcomes are kept as they come, so that the same command goes on.

runs/reproduce_<ladder>/<id>/
    run.json       provenance and status, kind "claims"
    claims.jsonl   one outcome per line, with its wall time
    claims.md      the report to read
    claims.json    the same for programs
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from baldwin.claims.claim import Claim, ClaimOutcome
from baldwin.claims.ladder import Ladder
from baldwin.claims.reading import OUTCOMES, ClaimRun, read_outcomes
from baldwin.claims.report import as_json, as_markdown
from baldwin.store.extents import Extent
from baldwin.store.files import write_text
from baldwin.store.info import INFO, REPRODUCE
from baldwin.store.journal import GrowingFile, Journal
from baldwin.store.provenance import ID_LENGTH, heading, now, run_id, scheme_of, versions
from baldwin.store.reading import CLAIMS

__all__ = ["ClaimJournal", "claims_id", "random_schemes"]

REPORT = "claims.md"
DOCUMENT = "claims.json"


class ClaimJournal:
    """Keeps the outcomes of some claims of a ladder; a context manager that holds the directory for this process alone.

    Attributes:
        path: the run directory.
        outcomes: id -> outcome, of the claims done so far.
        complete: whether every claim is done.
    """

    def __init__(self, runs: Path, ladder: Ladder, claims: Sequence[Claim], *, fresh: bool = False) -> None:
        """Prepare the directory below the folder `runs`; touches nothing before `with`.

        Args:
            runs: folder of runs.
            ladder: where the claims are from.
            claims: those that are to be tested.
            fresh: discard what an earlier process has found.
        """
        self.ladder, self.claims = ladder, tuple(claims)
        name = f"{REPRODUCE}_{ladder.name.replace('-', '_')}"
        self.path = runs / name / claims_id(ladder, claims)
        self.outcomes: dict[str, ClaimOutcome] = {}
        self.complete = False
        self._fresh = fresh
        self._journal = Journal(self.path)
        self._file: GrowingFile | None = None

    def __enter__(self) -> Self:
        if not self._fresh and self._journal.exists:
            self._read()
            if self.complete:  # nothing to write, so it may as well be on a read-only disk
                return self
        self._journal.start_clock()
        self._journal.hold(self._open)
        return self

    def _open(self) -> None:
        if self._fresh:
            (self.path / INFO).unlink(missing_ok=True)
            self.outcomes = {}
        if self._journal.exists:
            self._read()  # again, now that no other process can change it
        else:
            self._journal.info = self._describe()
        self._file = self._journal.grow(OUTCOMES, None if self.outcomes else Extent())
        self._write_info("running")

    def _describe(self) -> dict[str, Any]:
        schemes = random_schemes(self.claims)
        return {
            **heading(self.path.parent.name, self.path.name, self.ladder.title, CLAIMS),
            "created": now(),
            "source": self.ladder.name,
            "claims": [claim.id for claim in self.claims],
            "nulls": any(claim.instead for claim in self.claims),
            **({"random_scheme": ", ".join(schemes)} if schemes else {}),
            **versions(),
            "elapsed": 0.0,
        }

    def _read(self) -> None:
        self._journal.read()
        ids = [claim.id for claim in self.claims]
        # Which verdicts can be trusted in a damaged file is not known: all are tested again.
        found = [] if self._journal.damage(OUTCOMES) else read_outcomes(self.path)
        self.outcomes = {one.id: one for one in found if one.id in ids}
        self.complete = self._journal.complete and len(self.outcomes) == len(ids)

    @property
    def left(self) -> tuple[Claim, ...]:
        """Return the claims that are still to be tested."""
        return tuple(claim for claim in self.claims if claim.id not in self.outcomes)

    @property
    def ordered(self) -> tuple[ClaimOutcome, ...]:
        """Return the outcomes so far, in the order of the ladder."""
        return tuple(self.outcomes[claim.id] for claim in self.claims if claim.id in self.outcomes)

    def add(self, outcome: ClaimOutcome) -> None:
        """Keep an outcome.

        Raises:
            RunError: the disk is full or refuses; outcomes kept before stay.
        """
        assert self._file is not None  # entered
        with self._journal.writing():
            self._file.append((json.dumps(outcome.as_row(), ensure_ascii=False) + "\n").encode())
            self._file.sync()
        self.outcomes[outcome.id] = outcome

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self.complete:
                return
            if error is None and not self.left:
                with self._journal.writing():
                    write_text(self.path / REPORT, as_markdown(self.ladder, self.ordered))
                    document = json.dumps(as_json(self.ladder, self.ordered), indent=2)
                    write_text(self.path / DOCUMENT, document + "\n")
                    self._write_info("complete")
                self.complete = True
            else:
                with contextlib.suppress(OSError):  # an error on its way out says more
                    self._write_info("stopped")
        finally:
            self._journal.close()

    def run(self) -> ClaimRun:
        """Return the tested claims as readers see them now."""
        return ClaimRun(self.path, dict(self._journal.info))

    def _write_info(self, status: str) -> None:
        assert self._file is not None  # entered
        passed = sum(outcome.sound for outcome in self.outcomes.values())
        counts = {"claims": len(self.claims), "tested": len(self.outcomes), "passed": passed}
        self._journal.write({OUTCOMES: self._file.extent}, status=status, counts=counts)


def random_schemes(claims: Sequence[Claim]) -> list[str]:
    """Return the random schemes that the populations of these claims draw from; none where no population evolves."""
    return sorted({scheme_of(setting.definition) for claim in claims for setting in claim.settings})


def claims_id(ladder: Ladder, claims: Sequence[Claim]) -> str:
    """Return the digits that name the run of some claims: equal claims tested by an equal program are the same run.

    The program counts, its source included: a verdict is on what is installed now, and never one from before a change.
    """
    asked = [
        [
            claim.id,
            claim.text,
            claim.remark,
            claim.instead,
            *claim.described,
            *(run_id(setting.definition) for setting in claim.settings),
            *(f"{q.name} {q.expected!r} {q.source} {q.tolerance}" for q in claim.quantities),
        ]
        for claim in claims
    ]
    digest = hashlib.sha256(json.dumps([ladder.name, asked, random_schemes(claims), versions()]).encode())
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    digest.update(ladder.content)
    return digest.hexdigest()[:ID_LENGTH]
