"""A number that a claim makes: what is expected, what was measured, and whether they agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, SupportsFloat

from baldwin.claims.sources import THEORY, THIS_PROGRAM, Source
from baldwin.claims.tolerance import ERRORS, Tolerance

__all__ = [
    "SHARE",
    "Finding",
    "Measurement",
    "Measurements",
    "Quantity",
    "Range",
    "above",
    "at_least",
    "below",
    "close",
    "close_share",
    "no_less",
    "no_more",
    "share_error",
]

Range = tuple[float, float]

SHARE: Range = (0.0, 1.0)
"""All values that a share, or a probability, can take."""

FLOAT_64 = 1e-9  # absolute; allowed to arithmetic where a tolerance in standard errors is nil
FLOAT_32 = 1e-6  # relative to a bound; lives are counted in 32 bits
LEVEL = "95 %"  # of `Measurement.interval`


@dataclass(frozen=True)
class Measurement:
    """One measured number.

    Attributes:
        value: NaN where nothing could be measured, infinite where it never happened.
        standard_error: None where it has none, as it is exact or an extreme.
        note: values that the number summarises, such as those of single seeds.
        interval: confidence interval of 95 %, where one was computed.
        range: all values that the measure can take, where it is bounded.
    """

    value: float
    standard_error: float | None = None
    note: str = ""
    interval: tuple[float, float] | None = None
    range: Range | None = None


Measurements = Mapping[str, Measurement]
"""What a claim measured: the name of a measurement -> the number."""


@dataclass(frozen=True)
class Quantity:
    """One number of a claim.

    Attributes:
        name: as people read it; differs from those of the claim's other quantities.
        expected: the number that was published, derived or measured before.
        source: whose number that is.
        tolerance: which measurements agree with it.
        of: name of the measurement that it is about; several quantities may be about the same.
        range: all values that the measure can take, where it is bounded.
    """

    name: str
    expected: float
    source: Source
    tolerance: Tolerance
    of: str
    range: Range | None = None

    def __post_init__(self) -> None:
        """Refuse what is expected if it is no number, as where the arguments of `above` are in another order."""
        if not isinstance(self.expected, SupportsFloat):
            raise TypeError(f"{self.name!r} expects {type(self.expected).__name__}, and must expect a number")

    def ends(self, measurement: Measurement) -> tuple[float, float]:
        """Return from where to where the value of a measurement agrees, ends moved by its own standard error."""
        return self.tolerance.ends(self.expected, measurement.standard_error)

    def agrees(self, measurement: Measurement) -> bool:
        """Return whether a measurement agrees with what is expected.

        NaN never does, nor does anything where no value that the measure can take would disagree.
        """
        low, high = self.ends(measurement)
        within = self.range or measurement.range
        if within and all(self._lies(end, low, high) for end in within):
            return False
        return self._lies(measurement.value, low, high)

    def _lies(self, value: float, low: float, high: float) -> bool:
        return low < value < high if self.tolerance.strict else low <= value <= high

    def found(self, measurement: Measurement) -> Finding:
        """Return the quantity with its measurement."""
        within = self.range or measurement.range or (-math.inf, math.inf)
        ends = (min(max(end, within[0]), within[1]) for end in self.ends(measurement))
        low, high = (end if math.isfinite(end) else None for end in ends)
        return Finding(
            self.name,
            self.expected,
            self.source,
            self.tolerance.words(measurement.standard_error is None),
            low,
            high,
            measurement.value,
            measurement.standard_error,
            measurement.interval,
            measurement.note,
            self.agrees(measurement),
        )


def close(
    name: str,
    expected: float,
    source: Source,
    *,
    expected_error: float = 0.0,
    parts: Mapping[str, float] | None = None,
    of: str | None = None,
    range: Range | None = None,
) -> Quantity:
    """Return a quantity that must lie as close to what is expected as the rule says (`tolerance.RULE`).

    Args:
        name: of the quantity.
        expected: the number.
        source: whose number it is.
        expected_error: its standard error, where it has one as well.
        parts: what may set the two apart beside chance: its name -> how far, such as `{"rounding": 0.005}`.
        of: name of the measurement; that of the quantity where None.
        range: all values that the measure can take, where it is bounded.
    """
    tolerance = Tolerance.by_rule(expected_error, parts or {}, 0.0 if parts else FLOAT_64)
    return Quantity(name, expected, source, tolerance, of or name, range)


def close_share(
    name: str,
    happened: int,
    runs: int,
    source: Source,
    *,
    of: str | None = None,
    parts: Mapping[str, float] | None = None,
) -> Quantity:
    """Return a share that must lie as close to `happened` of so many `runs` as the rule says."""
    error = share_error(happened, runs)
    return close(name, happened / runs, source, expected_error=error, parts=parts, of=of, range=SHARE)


def share_error(happened: int, runs: int) -> float:
    """Return the standard error of the share `happened` of so many `runs`.

    It is that of Agresti & Coull (1998), The American Statistician 52:119 (two successes and two failures added), which
    is not 0 where all or none did.
    """
    adjusted = (happened + 2) / (runs + 4)
    return math.sqrt(adjusted * (1.0 - adjusted) / (runs + 4))


def above(
    name: str,
    bound: float,
    expected: float,
    source: Source = THIS_PROGRAM,
    *,
    of: str | None = None,
    range: Range | None = None,
) -> Quantity:
    """Return a quantity that must be greater than `bound` by as many standard errors as the rule says.

    `expected` is a number of its own, which was published or measured before: it is shown, and decides nothing.
    """
    tolerance = Tolerance(low=bound, strict=True, standard_errors=-ERRORS)
    return Quantity(name, expected, source, tolerance, of or name, range)


def below(
    name: str,
    bound: float,
    expected: float,
    source: Source = THIS_PROGRAM,
    *,
    of: str | None = None,
    range: Range | None = None,
) -> Quantity:
    """Return a quantity that must be less than `bound` by as many standard errors as the rule says; see `above`."""
    tolerance = Tolerance(high=bound, strict=True, standard_errors=-ERRORS)
    return Quantity(name, expected, source, tolerance, of or name, range)


def no_less(
    name: str, bound: float, source: Source = THEORY, *, of: str | None = None, range: Range | None = None
) -> Quantity:
    """Return a quantity that nothing can, or does, push below `bound`: chance may seem to."""
    tolerance = Tolerance(low=bound, standard_errors=ERRORS, arithmetic=FLOAT_32 * abs(bound))
    return Quantity(name, bound, source, tolerance, of or name, range)


def no_more(
    name: str, bound: float, source: Source = THEORY, *, of: str | None = None, range: Range | None = None
) -> Quantity:
    """Return a quantity that nothing can, or does, push above `bound`: chance may seem to."""
    tolerance = Tolerance(high=bound, standard_errors=ERRORS, arithmetic=FLOAT_32 * abs(bound))
    return Quantity(name, bound, source, tolerance, of or name, range)


def at_least(
    name: str,
    low: float,
    expected: float,
    source: Source,
    *,
    because: str,
    of: str | None = None,
    range: Range | None = None,
) -> Quantity:
    """Return a quantity that must be `low` or more; `because` says why the rule does not do."""
    return Quantity(name, expected, source, Tolerance(low=low, because=because), of or name, range)


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
    source: Source
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
        """Return the finding that JSON holds; raises KeyError, TypeError or ValueError if it is none."""
        interval = row["interval"]
        within = None if interval is None else (float(interval[0]), float(interval[1]))
        return cls(**{**row, "interval": within, "source": Source.from_row(row["source"])})
