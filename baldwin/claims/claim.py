"""A claim: numbers that were published, derived or measured before, the populations that test them, and the verdict.

Every claim has a null: populations, or a theory, of which it must not hold. Where it does, its numbers show nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from baldwin.claims.populations import Setting
from baldwin.claims.quantity import Finding, Measurements, Quantity

__all__ = ["UNTRAINED", "Claim", "ClaimOutcome", "Null"]

WITHOUT = "none, as "
UNDECLARED = "not declared"


@dataclass(frozen=True)
class ClaimOutcome:
    """The verdict on a claim: all that a report says of it."""

    id: str
    claim: str
    settings: tuple[str, ...]
    remark: str
    findings: tuple[Finding, ...]
    seconds: float  # wall time
    runs: tuple[str, ...] = ()  # name/id of those that hold the populations; empty where they were not kept
    null: str = ""  # what was tested in the place of the claim's populations, where it was; it must fail there

    @property
    def passed(self) -> bool:
        """Return whether every measured number agrees."""
        return all(finding.agrees for finding in self.findings)

    @property
    def told_apart(self) -> tuple[Finding, ...]:
        """Return the numbers that disagree; of a null, those that tell it from what is claimed.

        What could not be measured tells nothing.
        """
        return tuple(one for one in self.findings if not one.agrees and not math.isnan(one.measured))

    @property
    def sound(self) -> bool:
        """Return whether all is as it should be: the claim holds, or fails on its null; one without a null is sound."""
        if not self.null:
            return self.passed
        return bool(self.told_apart) or self.null.startswith(WITHOUT)

    @property
    def verdict(self) -> str:
        """Return pass or fail; of a null, whether it is refuted: it has to be."""
        if not self.null:
            return "pass" if self.passed else "fail"
        if self.null.startswith(WITHOUT):
            return "no null"
        return "refuted" if self.sound else "not refuted"

    def as_row(self) -> dict[str, Any]:
        """Return the outcome in the types of JSON."""
        return {**asdict(self), "verdict": self.verdict}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """Return the outcome that `as_row` gave; raises KeyError, TypeError or ValueError if it is none."""
        fields = {name: value for name, value in row.items() if name != "verdict"}
        fields |= {name: tuple(fields[name]) for name in ("settings", "runs")}
        fields["findings"] = tuple(Finding.from_row(finding) for finding in fields["findings"])
        return cls(**fields)


@dataclass(frozen=True)
class Null:
    """What a claim is tested on besides, and must fail on: no selection, founders, shuffled lives, a wrong theory.

    Attributes:
        text: in words what it is.
        overrides: what is changed in every setting of the claim.
        settings: in the place of the claim's; its own with `overrides` where None.
        measure: in the place of the claim's; its own where None.
    """

    text: str
    overrides: tuple[str, ...] = ()
    settings: tuple[Setting, ...] | None = None
    measure: Callable[..., Measurements] | None = None


UNTRAINED = Null("founders, which never evolved", ("population.generations=0",))


@dataclass(frozen=True)
class Claim:
    """A statement, the numbers that it makes, and how they are measured."""

    id: str
    text: str
    quantities: tuple[Quantity, ...]
    measure: Callable[..., Measurements]
    """Called with the populations of each setting; returns the measurements that the quantities name, and no others."""
    settings: tuple[Setting, ...] = ()
    method: str = ""  # what is computed, where no population evolves
    remark: str = ""  # what a reader of the verdict should know
    quick: bool = False  # belongs to the short ladder
    null: Null | str = ""  # or why there can be none
    instead: str = ""  # the null that it is tested on, in words, where it is; see `under_null`

    def test(self, evolved: Callable[[Setting], Any]) -> ClaimOutcome:
        """Measure the populations that `evolved` returns of each setting, and compare with what is expected.

        Raises:
            ValueError: the measurements are not those that the quantities name.
        """
        started = time.perf_counter()
        measured = self.measure(*(evolved(setting) for setting in self.settings))
        wanted = {quantity.of for quantity in self.quantities}
        if odd := sorted(wanted.symmetric_difference(measured)):
            raise ValueError(f"claim {self.id}: {', '.join(odd)}: not both measured and expected")
        findings = tuple(quantity.found(measured[quantity.of]) for quantity in self.quantities)
        seconds = round(time.perf_counter() - started, 3)
        return ClaimOutcome(self.id, self.text, self.described, self.remark, findings, seconds, null=self.instead)

    def under_null(self) -> Claim:
        """Return the claim as it is tested on its null; one without numbers where it has none."""
        if isinstance(self.null, str):
            why = WITHOUT + self.null if self.null else UNDECLARED
            method = self.method or "nothing evolves"
            return replace(self, settings=(), method=method, measure=dict, quantities=(), instead=why)
        settings = self.null.settings
        if settings is None:
            settings = tuple(setting.but(*self.null.overrides) for setting in self.settings)
        measure = self.null.measure or self.measure
        return replace(self, settings=settings, measure=measure, instead=self.null.text)

    @property
    def described(self) -> tuple[str, ...]:
        """Return the settings in words, those of founders too, each before it is needed; or the method."""
        evolved = dict.fromkeys(one.text for setting in self.settings for one in setting.lineage)
        return tuple(evolved) or (self.method,)
