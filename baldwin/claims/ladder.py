"""Ladders of claims: found by scanning, asked for by name, tested one claim at a time."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from baldwin.claims.claim import Claim, ClaimOutcome
from baldwin.claims.populations import Populations
from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError

__all__ = ["Ladder", "find_ladder", "gather", "ladders", "verify"]


@dataclass(frozen=True)
class Ladder:
    """The claims of one source, in the order of their ids."""

    name: str  # as a user types it: `hinton-nowlan`
    title: str
    references: tuple[str, ...]
    claims: tuple[Claim, ...]

    def choose(self, *, quick: bool = False, only: Sequence[str] = ()) -> tuple[Claim, ...]:
        """Return the claims asked for: those named in `only`, else the quick ones, else all.

        Raises:
            UsageError: there is no claim of that id.
        """
        known = {claim.id: claim for claim in self.claims}
        for name in only:
            if name.upper() not in known:
                raise UsageError(f"--only {name}: no such claim in {self.name}. {did_you_mean(name, known, '{}')}")
        wanted = {name.upper() for name in only}
        if wanted:
            return tuple(claim for claim in self.claims if claim.id in wanted)
        return tuple(claim for claim in self.claims if claim.quick or not quick)


def gather(package: str) -> tuple[Claim, ...]:
    """Return the `CLAIMS` of every module of `package`, by id."""
    found: list[Claim] = []
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        found += getattr(importlib.import_module(f"{package}.{module.name}"), "CLAIMS", ())
    return tuple(sorted(found, key=lambda claim: claim.id))


@cache
def ladders() -> dict[str, Ladder]:
    """Return name -> ladder: the `LADDER` of every sub-package of `baldwin.claims`."""
    import baldwin.claims as package

    names = [f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__) if module.ispkg]
    found = [importlib.import_module(name).LADDER for name in sorted(names)]
    return {ladder.name: ladder for ladder in found}


def find_ladder(name: str) -> Ladder:
    """Return the ladder of that name, with hyphens or underscores.

    Raises:
        UsageError: there is none.
    """
    known = ladders()
    found = known.get(name.lower().replace("_", "-"))
    if found is None:
        raise UsageError(f"{name}: no such published result. {did_you_mean(name, known, '{}')}")
    return found


def verify(
    claims: Iterable[Claim],
    runs: Path | None = None,
    asked_by: str = "",
    *,
    fresh: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[ClaimOutcome]:
    """Yield the outcome of each claim as it is reached.

    Args:
        claims: to be tested, in this order.
        runs: folder in which their populations are kept as ordinary runs; None: in one that is gone afterwards.
        asked_by: name/id of the run directory of the claims, for the provenance of these runs.
        fresh: evolve their populations anew, also where they are there complete.
        stop: whether to end: asked before each claim, and while populations evolve.

    Raises:
        StoppedError: `stop` ended an evolution; it is saved.
    """
    ahead = tuple(claims)
    with contextlib.ExitStack() as stack:
        folder = runs or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baldwin-claims-")))
        settings = [setting for claim in ahead for setting in claim.settings]
        populations = Populations(folder, settings, asked_by, fresh=fresh, stop=stop)
        for claim in ahead:
            if stop():
                return
            populations.used.clear()
            outcome = claim.test(populations)
            populations.release(claim.settings)
            yield replace(outcome, runs=tuple(populations.used)) if runs else outcome
