"""A number that a claim makes: what is expected, what was measured, and from where to where a measurement agrees."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

__all__ = [
    "SOURCES",
    "Finding",
    "Measurement",
    "Measurements",
    "Quantity",
    "Source",
    "Tolerance",
    "above",
    "at_least",
    "at_most",
    "below",
    "between",
    "near",
    "no_less",
    "no_more",
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

FLOAT_64 = 1e-9  # absolute; allowed to arithmetic where a tolerance in standard errors is nil
FLOAT_32 = 1e-6  # relative to a bound; lives are counted in 32 bits
LEVEL = "95 %"  # of `Measurement.interval`


@dataclass(frozen=True)
class Measurement:
    """One measured number.

    Attributes:
        value: NaN where nothing could be measured, infinite where it never happened.
        standard_error: None where it has none: exact, an extreme, or too few seeds to tell.
        note: values that the number summarises, such as those of single seeds.
        interval: confidence interval of 95 %, where one was computed.
    """

    value: float
    standard_error: float | None = None
    note: str = ""
    interval: tuple[float, float] | None = None


Measurements = Mapping[str, Measurement]
"""What a claim measured: the name of a measurement -> the number."""


@dataclass(frozen=True)
class Tolerance:
    """Which measurements agree with an expected number: those from one end to the other.

    Attributes:
        low, high: the ends, infinite where there is none.
        around: whether they are distances from the expected number.
        strict: whether the ends themselves do not agree.
        standard_errors: how many of the measurement's the ends are moved outwards.
        expected_error: standard error of the expected number, joined to that of the measurement.
        arithmetic: how far the ends are moved outwards for float arithmetic; too little to mention.
    """

    low: float = -math.inf
    high: float = math.inf
    around: bool = False
    strict: bool = False
    standard_errors: float = 0.0
    expected_error: float = 0.0
    arithmetic: float = 0.0

    def ends(self, expected: float, standard_error: float | None) -> tuple[float, float]:
        """Return from where to where a measurement with this standard error agrees; infinite where there is no end."""
        slack = self.standard_errors * math.hypot(standard_error or 0.0, self.expected_error) + self.arithmetic
        centre = expected if self.around else 0.0
        return centre + self.low - slack, centre + self.high + slack

    @property
    def words(self) -> str:
        """Return the tolerance as people read it, such as `± 0.1`, `> 0` or `>= 1.748, less 4 standard errors`."""
        errors = f"{self.standard_errors:g} standard errors" if self.standard_errors else ""
        if self.around:
            rounding = f" and {self.high:g} of rounding" if self.high else ""
            return f"± {errors}{rounding}" if errors else f"± {self.high:g}"
        equal = "" if self.strict else "="
        if self.high == math.inf:
            return f">{equal} {self.low:.4g}, less {errors}" if errors else f">{equal} {self.low:g}"
        if self.low == -math.inf:
            return f"<{equal} {self.high:.4g}, plus {errors}" if errors else f"<{equal} {self.high:g}"
        return f"in {self.low:g} .. {self.high:g}"


@dataclass(frozen=True)
class Quantity:
    """One number of a claim.

    Attributes:
        name: as people read it; differs from those of the claim's other quantities.
        expected: the number that was published, derived or measured before.
        source: whose number that is.
        tolerance: which measurements agree with it.
        of: name of the measurement that it is about; several quantities may be about the same.
    """

    name: str
    expected: float
    source: Source
    tolerance: Tolerance
    of: str

    def ends(self, measurement: Measurement) -> tuple[float, float]:
        """Return from where to where the value of a measurement agrees, ends moved by its own standard error."""
        return self.tolerance.ends(self.expected, measurement.standard_error)

    def agrees(self, measurement: Measurement) -> bool:
        """Return whether a measurement agrees with what is expected; NaN never does."""
        low, high = self.ends(measurement)
        if self.tolerance.strict:
            return low < measurement.value < high
        return low <= measurement.value <= high

    def found(self, measurement: Measurement) -> Finding:
        """Return the quantity with its measurement."""
        ends = self.ends(measurement)
        low, high = (end if math.isfinite(end) else None for end in ends)
        return Finding(
            self.name,
            self.expected,
            self.source,
            self.tolerance.words,
            low,
            high,
            measurement.value,
            measurement.standard_error,
            measurement.interval,
            measurement.note,
            self.agrees(measurement),
        )


def near(
    name: str, expected: float, tolerance: float, source: Source = "measured here", *, of: str | None = None
) -> Quantity:
    """Return a quantity that must lie within `tolerance` of what is expected."""
    return Quantity(name, expected, source, Tolerance(-tolerance, tolerance, around=True), of or name)


def within_errors(
    name: str,
    expected: float,
    errors: float,
    source: Source = "theory",
    *,
    expected_error: float = 0.0,
    rounding: float = 0.0,
    of: str | None = None,
) -> Quantity:
    """Return a quantity that must lie within so many standard errors of what is expected.

    Args:
        name: of the quantity.
        expected: the number.
        errors: how many standard errors.
        source: whose number it is.
        expected_error: standard error of the expected number, where it has one as well.
        rounding: half a unit of the last digit in which the expected number was given.
        of: name of the measurement; that of the quantity where None.
    """
    tolerance = Tolerance(
        -rounding,
        rounding,
        around=True,
        standard_errors=errors,
        expected_error=expected_error,
        arithmetic=0.0 if rounding else FLOAT_64,
    )
    return Quantity(name, expected, source, tolerance, of or name)


def between(
    name: str, low: float, high: float, expected: float, source: Source = "measured here", *, of: str | None = None
) -> Quantity:
    """Return a quantity that must lie in low..high, ends included."""
    return Quantity(name, expected, source, Tolerance(low, high), of or name)


def above(
    name: str, low: float, expected: float, source: Source = "measured here", *, of: str | None = None
) -> Quantity:
    """Return a quantity that must be greater than `low`."""
    return Quantity(name, expected, source, Tolerance(low=low, strict=True), of or name)


def below(
    name: str, high: float, expected: float, source: Source = "measured here", *, of: str | None = None
) -> Quantity:
    """Return a quantity that must be less than `high`."""
    return Quantity(name, expected, source, Tolerance(high=high, strict=True), of or name)


def at_least(
    name: str, low: float, expected: float, source: Source = "measured here", *, of: str | None = None
) -> Quantity:
    """Return a quantity that must be `low` or more."""
    return Quantity(name, expected, source, Tolerance(low=low), of or name)


def at_most(
    name: str, high: float, expected: float, source: Source = "measured here", *, of: str | None = None
) -> Quantity:
    """Return a quantity that must be `high` or less."""
    return Quantity(name, expected, source, Tolerance(high=high), of or name)


def no_less(
    name: str, bound: float, source: Source = "theory", errors: float = 4.0, *, of: str | None = None
) -> Quantity:
    """Return a quantity that nothing can, or does, push below `bound`: it may be by so many standard errors."""
    tolerance = Tolerance(low=bound, standard_errors=errors, arithmetic=FLOAT_32 * abs(bound))
    return Quantity(name, bound, source, tolerance, of or name)


def no_more(
    name: str, bound: float, source: Source = "theory", errors: float = 4.0, *, of: str | None = None
) -> Quantity:
    """Return a quantity that nothing can, or does, push above `bound`: it may be by so many standard errors."""
    tolerance = Tolerance(high=bound, standard_errors=errors, arithmetic=FLOAT_32 * abs(bound))
    return Quantity(name, bound, source, tolerance, of or name)


@dataclass(frozen=True)
class Finding:
    """One quantity as expected and as measured: what a report says of it, and a run directory keeps.

    Attributes:
        quantity: its name.
        expected, source: the number, and whose it is.
        tolerance: which measurements agree, in words made of the numbers below.
        agrees_from, agrees_to: from where to where the measured number agrees; None where there is no end.
        measured: the number.
        error: its standard error, None where it has none.
        interval: its confidence interval of 95 %, where one was computed.
        note: values that the number summarises.
        agrees: the verdict.
    """

    quantity: str
    expected: float
    source: str
    tolerance: str
    agrees_from: float | None
    agrees_to: float | None
    measured: float
    error: float | None
    interval: tuple[float, float] | None
    note: str
    agrees: bool

    @property
    def details(self) -> str:
        """Return in words what there is to say of the measured number beside its size; empty where there is nothing."""
        within = f"{LEVEL}: {self.interval[0]:.3g} .. {self.interval[1]:.3g}" if self.interval else ""
        return "; ".join(part for part in (within, self.note) if part)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Return the finding that JSON holds; raises KeyError or TypeError if it is none."""
        interval = row["interval"]
        return cls(**{**row, "interval": None if interval is None else (float(interval[0]), float(interval[1]))})
