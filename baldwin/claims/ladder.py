"""Ladders of claims: found by scanning, asked for by name, tested one claim at a time."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from baldwin.claims.claim import Claim, ClaimOutcome
from baldwin.claims.populations import Populations
from baldwin.definition.names import did_you_mean
from baldwin.definition.plugins import module_of
from baldwin.errors import UsageError

__all__ = ["Ladder", "find_ladder", "gather", "ladders", "verify"]


@dataclass(frozen=True)
class Ladder:
    """The claims of one source, in the order of their ids."""

    name: str  # as a user types it: `hinton-nowlan`
    title: str
    references: tuple[str, ...]
    claims: tuple[Claim, ...]
    content: bytes = b""  # of the file that holds it, where it is one of the user's own
    parts: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # of a story -> ids of its claims, if it tells one

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
    """Return name -> ladder: the `LADDER` of every file or sub-package of `baldwin.claims` that has one."""
    import baldwin.claims as package

    names = sorted(f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(name) for name in names]
    found = [module.LADDER for module in modules if hasattr(module, "LADDER")]
    return {ladder.name: ladder for ladder in found}


def find_ladder(name: str) -> Ladder:
    """Return the ladder of that name, with hyphens or underscores; or the `LADDER` of a Python file, which is run.

    Raises:
        UsageError: there is none.
    """
    if name.endswith(".py"):
        module, content = module_of(Path(name))
        own = getattr(module, "LADDER", None)
        if not isinstance(own, Ladder):
            raise UsageError(f"{name}: has no LADDER. Define one: LADDER = baldwin.claims.ladder.Ladder(..)")
        return replace(own, content=content)
    known = ladders()
    found = known.get(name.lower().replace("_", "-"))
    if found is None:
        raise UsageError(f"{name}: no such ladder of claims. {did_you_mean(name, known, '{}')}")
    return found


def verify(claims: Iterable[Claim], populations: Populations | None = None) -> Iterator[ClaimOutcome]:
    """Yield the outcome of each claim as it is reached, until `populations.stop` says to end.

    Args:
        claims: to be tested, in this order.
        populations: evolves what the claims measure; None: in a folder that is gone afterwards.

    Raises:
        StoppedError: an evolution was stopped; it is saved.
    """
    ahead = tuple(claims)
    with contextlib.ExitStack() as stack:
        if populations is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="baldwin-claims-"))
            evolved = Populations(Path(folder))
        else:
            evolved = populations
        evolved.expect(setting for claim in ahead for setting in claim.settings)
        for claim in ahead:
            if evolved.stop():
                return
            evolved.used.clear()
            outcome = claim.test(evolved)
            evolved.release(claim.settings)
            yield replace(outcome, runs=tuple(evolved.used)) if populations else outcome
