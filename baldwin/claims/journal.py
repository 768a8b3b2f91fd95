"""The run directory of a climb: outcomes are kept as they come, so that an interrupted one goes on where it stopped.

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
import os
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from baldwin.claims.claim import Claim, Outcome
from baldwin.claims.ladder import Ladder
from baldwin.claims.report import as_json, as_markdown
from baldwin.errors import RunError
from baldwin.haystack.randomness import SCHEME
from baldwin.store.extents import Extent, damage, describe
from baldwin.store.files import open_alone, remove_leftovers, write_all, write_text, writing
from baldwin.store.provenance import FORMAT, ID_LENGTH, now, run_id, versions
from baldwin.store.reading import CLAIMS, INFO, REPRODUCE, Run, read_info

__all__ = ["Logbook", "climb_id", "read_outcomes", "whole_outcomes"]

OUTCOMES = "claims.jsonl"
REPORT = "claims.md"
DOCUMENT = "claims.json"


class Logbook:
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
        self.path = runs / name / climb_id(ladder, claims)
        self.outcomes: dict[str, Outcome] = {}
        self.complete = False
        self._fresh = fresh
        self._info: dict[str, Any] = {}
        self._closing = contextlib.ExitStack()
        self._descriptor = -1
        self._opened = time.monotonic()

    def __enter__(self) -> Self:
        if not self._fresh and (self.path / INFO).exists():
            self._read()
            if self.complete:  # nothing to write, so it may as well be on a read-only disk
                return self
        open_alone(self.path, self._closing, self._open)
        return self

    def _open(self) -> None:
        remove_leftovers(self.path)
        if self._fresh:
            (self.path / INFO).unlink(missing_ok=True)
            self.outcomes = {}
        if (self.path / INFO).exists():
            self._read()  # again, now that no other process can change it
        else:
            self._info = {
                "format": FORMAT,
                "kind": CLAIMS,
                "status": "running",
                "name": self.path.parent.name,
                "id": self.path.name,
                "title": self.ladder.title,
                "created": now(),
                "source": self.ladder.name,
                "claims": [claim.id for claim in self.claims],
                "random_scheme": SCHEME,
                **versions(),
                "elapsed": 0.0,
            }
        # Whole lines only: what a killed process left half written is tested again.
        write_text(self.path / OUTCOMES, "".join(_line(outcome) for outcome in self.outcomes.values()))
        self._descriptor = os.open(self.path / OUTCOMES, os.O_WRONLY | os.O_APPEND)
        self._closing.callback(os.close, self._descriptor)
        self._write_info("running")

    def _read(self) -> None:
        self._info = read_info(self.path)
        ids = [claim.id for claim in self.claims]
        # Which verdicts can be trusted in a damaged file is not known: all are tested again.
        found = [] if damage(self.path, self._info, OUTCOMES) else read_outcomes(self.path)
        self.outcomes = {one.id: one for one in found if one.id in ids}
        self.complete = self._info["status"] == "complete" and len(self.outcomes) == len(ids)

    @property
    def left(self) -> tuple[Claim, ...]:
        """Return the claims that are still to be tested."""
        return tuple(claim for claim in self.claims if claim.id not in self.outcomes)

    @property
    def ordered(self) -> tuple[Outcome, ...]:
        """Return the outcomes so far, in the order of the ladder."""
        return tuple(self.outcomes[claim.id] for claim in self.claims if claim.id in self.outcomes)

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome.

        Raises:
            RunError: the disk is full or refuses; outcomes kept before stay.
        """
        with self._writing():
            write_all(self._descriptor, _line(outcome).encode())
            os.fsync(self._descriptor)
        self.outcomes[outcome.id] = outcome

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self.complete:
                return
            if error is None and not self.left:
                with self._writing():
                    write_text(self.path / REPORT, as_markdown(self.ladder, self.ordered))
                    document = json.dumps(as_json(self.ladder, self.ordered), indent=2)
                    write_text(self.path / DOCUMENT, document + "\n")
                    self._write_info("complete")
                self.complete = True
            else:
                with contextlib.suppress(OSError):  # an error on its way out says more
                    self._write_info("stopped")
        finally:
            self._closing.close()

    def _write_info(self, status: str) -> None:
        elapsed = float(self._info.get("elapsed", 0.0)) + time.monotonic() - self._opened
        self._opened = time.monotonic()
        passed = sum(outcome.passed for outcome in self.outcomes.values())
        counts = {"claims": len(self.claims), "tested": len(self.outcomes), "passed": passed}
        files = describe({OUTCOMES: Extent.measure(self.path / OUTCOMES)})
        self._info |= {"status": status, "elapsed": round(elapsed, 3), "counts": counts, "files": files}
        write_text(self.path / INFO, json.dumps(self._info, indent=2) + "\n")

    def _writing(self) -> contextlib.AbstractContextManager[None]:
        return writing(self.path, "Make room or choose another folder with --runs DIR, and try again.")


def _line(outcome: Outcome) -> str:
    return json.dumps(outcome.as_row(), ensure_ascii=False) + "\n"


def read_outcomes(path: Path) -> list[Outcome]:
    """Return the outcomes in a run directory; lines that are damaged or were never finished are left out."""
    try:
        data = (path / OUTCOMES).read_bytes()
    except FileNotFoundError:
        return []
    outcomes = []
    for line in data[: data.rfind(b"\n") + 1].splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            outcomes.append(Outcome.from_row(json.loads(line)))
    return outcomes


def whole_outcomes(run: Run) -> list[Outcome]:
    """Return the outcomes of a run that tested claims.

    Raises:
        RunError: the file no longer holds those that it was given.
    """
    remedy = f"Test again, with the options of then: baldwin reproduce {run.info.get('source')} --fresh"
    run.refuse_damaged(OUTCOMES, remedy)
    outcomes = read_outcomes(run.path)
    if len(outcomes) < (tested := int(run.info.get("counts", {}).get("tested", 0))) and run.status != "running":
        raise RunError(f"{run.path / OUTCOMES}: damaged, it holds {len(outcomes)} of {tested} verdicts. {remedy}")
    return outcomes


def climb_id(ladder: Ladder, claims: Sequence[Claim]) -> str:
    """Return the digits that name a climb: equal claims tested by an equal program are the same run.

    The program counts, its source included: a verdict is on what is installed now, and never one from before a change.
    """
    asked = [
        [
            claim.id,
            claim.text,
            claim.remark,
            *claim.described,
            *(run_id(setting.definition) for setting in claim.settings),
            *(f"{q.name} {q.expected!r} {q.source} {q.tolerance}" for q in claim.quantities),
        ]
        for claim in claims
    ]
    digest = hashlib.sha256(json.dumps([ladder.name, asked, SCHEME, versions()]).encode())
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:ID_LENGTH]
