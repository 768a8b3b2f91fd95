"""A claim: numbers that were published or derived, the populations that test them, and the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Self

from baldwin.claims.populations import Setting
from baldwin.claims.quantity import Finding, Measurements, Quantity

__all__ = ["Claim", "ClaimOutcome"]


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

    @property
    def passed(self) -> bool:
        """Return whether every measured number agrees."""
        return all(finding.agrees for finding in self.findings)

    @property
    def verdict(self) -> str:
        """Return pass or fail."""
        return "pass" if self.passed else "fail"

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
        return ClaimOutcome(self.id, self.text, self.described, self.remark, findings, seconds)

    @property
    def described(self) -> tuple[str, ...]:
        """Return the settings in words, or the method where there are none."""
        return tuple(setting.text for setting in self.settings) or (self.method,)
