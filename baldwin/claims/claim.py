"""A claim: numbers that somebody found, the populations that test them, and the measurements that agree."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from baldwin.definition import load, presets

if TYPE_CHECKING:
    from baldwin.definition.base import Definition

__all__ = [
    "SOURCES",
    "Claim",
    "Finding",
    "Measured",
    "Outcome",
    "Quantity",
    "Setting",
    "Source",
    "above",
    "at_least",
    "at_most",
    "below",
    "between",
    "near",
    "within_errors",
]

Source = Literal["paper", "replication", "theory", "measured here"]

SOURCES: dict[Source, str] = {
    "paper": "the original publication",
    "replication": "a published replication, or its data",
    "theory": "closed form or exact recursion",
    "measured here": "measured by this project beforehand: of switches with an independent program in plain NumPy",
}
"""Whose number an expected value is -> what that means."""

ROUNDING = 1e-9  # allowed to float arithmetic where a tolerance in standard errors is nil


@dataclass(frozen=True)
class Measured:
    """One measured number; `error` is its standard error, None where it has none (exact, or an extreme)."""

    value: float
    error: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Quantity:
    """One number of a claim; `tolerance` says in words which measurements agree, `agrees` decides it."""

    name: str
    expected: float
    source: Source
    tolerance: str
    agrees: Callable[[Measured], bool]


def near(name: str, expected: float, tolerance: float, source: Source = "measured here") -> Quantity:
    """Return a quantity that must lie within `tolerance` of what is expected."""
    return Quantity(name, expected, source, f"± {tolerance:g}", lambda m: abs(m.value - expected) <= tolerance)


def within_errors(name: str, expected: float, errors: float, source: Source = "theory") -> Quantity:
    """Return a quantity that must lie within so many of its standard errors of what is expected."""

    def agrees(m: Measured) -> bool:
        return abs(m.value - expected) <= errors * (m.error or 0.0) + ROUNDING

    return Quantity(name, expected, source, f"± {errors:g} standard errors", agrees)


def between(name: str, low: float, high: float, expected: float, source: Source = "measured here") -> Quantity:
    """Return a quantity that must lie in low..high, ends included."""
    return Quantity(name, expected, source, f"in {low:g} .. {high:g}", lambda m: low <= m.value <= high)


def above(name: str, low: float, expected: float, source: Source = "measured here") -> Quantity:
    """Return a quantity that must be greater than `low`."""
    return Quantity(name, expected, source, f"> {low:g}", lambda m: m.value > low)


def below(name: str, high: float, expected: float, source: Source = "measured here") -> Quantity:
    """Return a quantity that must be less than `high`."""
    return Quantity(name, expected, source, f"< {high:g}", lambda m: m.value < high)


def at_least(name: str, low: float, expected: float, source: Source = "measured here") -> Quantity:
    """Return a quantity that must be `low` or more."""
    return Quantity(name, expected, source, f">= {low:g}", lambda m: m.value >= low)


def at_most(name: str, high: float, expected: float, source: Source = "measured here") -> Quantity:
    """Return a quantity that must be `high` or less."""
    return Quantity(name, expected, source, f"<= {high:g}", lambda m: m.value <= high)


@dataclass(frozen=True)
class Setting:
    """Populations to evolve: a preset, what is changed in it, and the columns of its record to keep."""

    preset: str
    overrides: tuple[str, ...]
    keep: tuple[str, ...] = ("plastic", "wrong")

    @property
    def text(self) -> str:
        """Return the setting as a user would ask for it, after `baldwin run`."""
        return " ".join([self.preset, *(f"--set {override}" for override in self.overrides)])

    @property
    def definition(self) -> Definition:
        """Return the definition as resolved; of the shipped preset, whatever files lie about."""
        return load(presets()[self.preset], self.overrides)

    def run(self) -> Any:
        """Evolve the populations, and return what `Claim.measure` is to be given of them."""
        from baldwin.claims.simulate import simulate

        return simulate(self)


@dataclass(frozen=True)
class Finding:
    """One quantity, as expected and as measured."""

    quantity: str
    expected: float
    source: str
    tolerance: str
    measured: float
    error: float | None
    note: str
    agrees: bool

    @property
    def interval(self) -> tuple[float, float]:
        """Return from where to where measured numbers agree: read from the tolerance, as runs keep its words alone."""
        numbers = [float(one) for one in re.findall(r"-?\d[\d.]*(?:e[-+]?\d+)?", self.tolerance)]
        error = self.error or 0.0
        match self.tolerance.partition(" ")[0], numbers:
            case "±", [errors, *rounding] if "standard errors" in self.tolerance:
                return self.expected - errors * error - sum(rounding), self.expected + errors * error + sum(rounding)
            case "±", [half]:
                return self.expected - half, self.expected + half
            case "in", [low, high]:
                return low, high
            case ((">" | ">="), [low, *errors_below]):
                return low - sum(errors_below) * error, math.inf
            case (("<" | "<="), [high, *errors_above]):
                return -math.inf, high + sum(errors_above) * error
        return math.nan, math.nan


@dataclass(frozen=True)
class Outcome:
    """What came of a claim: all that a report says of it."""

    id: str
    claim: str
    settings: tuple[str, ...]
    remark: str
    findings: tuple[Finding, ...]
    seconds: float  # wall time

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
        fields["settings"] = tuple(fields["settings"])
        fields["findings"] = tuple(Finding(**finding) for finding in fields["findings"])
        return cls(**fields)


@dataclass(frozen=True)
class Claim:
    """A statement, the numbers that it makes, and how they are measured."""

    id: str
    text: str
    quantities: tuple[Quantity, ...]
    measure: Callable[..., Sequence[Measured]]
    """Called with the trajectories of each setting; returns one number per quantity."""
    settings: tuple[Setting, ...] = ()
    method: str = ""  # what is computed, where no population evolves
    remark: str = ""  # what a reader of the verdict should know
    quick: bool = False  # belongs to the short ladder

    def test(self, simulate: Callable[[Setting], Any]) -> Outcome:
        """Evolve the claim's populations with `simulate`, measure and compare."""
        started = time.perf_counter()
        measured = self.measure(*(simulate(setting) for setting in self.settings))
        findings = tuple(
            Finding(q.name, q.expected, q.source, q.tolerance, m.value, m.error, m.note, q.agrees(m))
            for q, m in zip(self.quantities, measured, strict=True)
        )
        seconds = round(time.perf_counter() - started, 3)
        return Outcome(self.id, self.text, self.described, self.remark, findings, seconds)

    @property
    def described(self) -> tuple[str, ...]:
        """Return the settings in words, or the method where there are none."""
        return tuple(setting.text for setting in self.settings) or (self.method,)
