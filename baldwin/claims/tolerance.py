"""From where to where a measured number agrees with an expected one: one rule for every claim."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ERRORS", "RULE", "Tolerance"]

ERRORS = 4
"""Standard errors of the rule: of a normal estimate one in 16,000 lies further off by chance."""

RULE = (
    f"A measured number agrees with an expected one if they lie at most {ERRORS} standard errors apart, those of both "
    "taken together, plus a systematic part where one is named; it is derived, but for what is called an allowance of "
    "ours. That something is more or less than a bound is agreed "
    f"to if it is by more than {ERRORS} standard errors; a bound that nothing passes may seem to be passed by as many. "
    "A tolerance of any other form says why. A tolerance that holds all values that a measure can take never agrees."
)


@dataclass(frozen=True)
class Tolerance:
    """Which measurements agree with an expected number: those from one end to the other.

    Attributes:
        low, high: the ends, infinite where there is none; both 0 where the expected number is in the middle.
        around: whether it is.
        strict: whether the ends themselves do not agree.
        standard_errors: how many the ends are moved outwards; inwards where negative.
        expected_error: standard error of the expected number, joined to that of the measurement.
        parts: what may set the two apart beside chance: its name -> how far.
        arithmetic: how far the ends are moved outwards for float arithmetic; too little to mention.
        because: why the tolerance is of another form than the rule; empty where it is not.
    """

    low: float = -math.inf
    high: float = math.inf
    around: bool = False
    strict: bool = False
    standard_errors: float = 0.0
    expected_error: float = 0.0
    parts: tuple[tuple[str, float], ...] = ()
    arithmetic: float = 0.0
    because: str = ""

    @classmethod
    def by_rule(cls, expected_error: float, parts: Mapping[str, float], arithmetic: float) -> Tolerance:
        """Return the tolerance of a number that is expected: standard errors of both, and named parts."""
        return cls(
            0.0,
            0.0,
            around=True,
            standard_errors=ERRORS,
            expected_error=expected_error,
            parts=tuple(parts.items()),
            arithmetic=arithmetic,
        )

    def ends(self, expected: float, standard_error: float | None) -> tuple[float, float]:
        """Return from where to where a measurement with this standard error agrees; infinite where there is no end."""
        slack = self.standard_errors * math.hypot(standard_error or 0.0, self.expected_error) + self.arithmetic
        slack += sum(size for _, size in self.parts)
        centre = expected if self.around else 0.0
        return centre + self.low - slack, centre + self.high + slack

    def words(self, exact: bool = False) -> str:
        """Return the tolerance as people read it, such as `± 4 standard errors and 0.005 of rounding`, or `> 0`.

        Args:
            exact: whether the measurement has no standard error, so that there is none to speak of.
        """
        counted = self.standard_errors and not (exact and self.expected_error == 0.0)
        errors = f"{abs(self.standard_errors):g} standard errors" if counted else ""
        slack = " and ".join([*([errors] if errors else []), *(f"{size:g} of {name}" for name, size in self.parts)])
        reason = f" ({self.because})" if self.because else ""
        if self.around:
            return f"± {slack}{reason}" if slack else f"exact{reason}"
        sign = "" if self.strict else "="
        upwards = self.high == math.inf
        bound = f">{sign} {self.low:.4g}" if upwards else f"<{sign} {self.high:.4g}"
        if not slack:
            return bound + reason
        how = "by" if self.standard_errors < 0.0 else "less" if upwards else "plus"
        return f"{bound}, {how} {slack}{reason}"
