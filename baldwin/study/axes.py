"""What varies in a study: fields, each with values or a range.

    population.size=64,128,256      three values
    lifetime.steps=0:10:2           0, 2, 4, 6, 8 and 10: from, to (which is included where a step ends there), step
    lifetime.trials=1,10:50:20      both forms in one
    fitness.bonus=1.0..20.0         any number between, to draw from; whole numbers only where both ends are whole
    strategy.sigma=1e-3..1e-1:log   the same, drawn evenly in the logarithm

Values are those of `--set`: TOML, or else text.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baldwin.definition.overriding import DEEPEST, Override, parse_override
from baldwin.errors import UsageError

__all__ = [
    "MOST",
    "Axis",
    "Range",
    "axis",
    "axis_of",
    "override",
    "override_texts",
    "split_values",
    "values_text",
    "written",
]

MOST = 100_000  # values of one field, and cells of one study
LONGEST = 60  # characters of a number, and of what errors repeat
FEW = 4  # steps of a range that an error proposes
DIGITS = 6  # significant ones of a number that is drawn: short enough to read and to type again

_FIELD = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_NUMBER = r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_STEPS = re.compile(rf"({_NUMBER}):({_NUMBER}):({_NUMBER})")
_COLONS = re.compile(rf"({_NUMBER})((?::{_NUMBER})+)")
_BETWEEN = re.compile(rf"({_NUMBER})\.\.({_NUMBER})(?::(\w+))?")


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included; whole numbers where both are whole."""

    low: int | float
    high: int | float
    log: bool = False

    @property
    def whole(self) -> bool:
        """Return whether only whole numbers are meant."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def at(self, share: float) -> int | float:
        """Return the number that lies `share` (0 <= share < 1) of the way along the range."""
        low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
        if self.log:
            value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        else:
            value = low + share * (high - low)
        if self.whole:
            return min(max(round(value), int(self.low)), int(self.high))
        return min(max(float(f"{value:.{DIGITS}g}"), float(self.low)), float(self.high))

    def __str__(self) -> str:
        return f"{self.low!r}..{self.high!r}{':log' if self.log else ''}"


@dataclass(frozen=True)
class Axis:
    """A field and what it is given in turn: values, or a range to draw from."""

    field: str
    choices: tuple[Any, ...] | Range
    origin: str = "--vary"  # what errors blame

    def at(self, share: float) -> Any:
        """Return the value that lies `share` (0 <= share < 1) of the way along the axis."""
        if isinstance(self.choices, Range):
            return self.choices.at(share)
        return self.choices[min(int(share * len(self.choices)), len(self.choices) - 1)]

    def described(self) -> str | list[Any]:
        """Return the choices as a study file holds them."""
        return str(self.choices) if isinstance(self.choices, Range) else list(self.choices)


def axis(text: str, origin: str = "--vary") -> Axis:
    """Return what `table.field=values` says.

    Raises:    ValueError: with one line on what is wrong with the text.
    """
    field, equals, rest = (part.strip() for part in text.partition("="))
    if not equals or not rest:
        raise ValueError(f"{_short(text)}: must be table.field=value,value,.. such as population.size=64,128")
    return axis_of(field, rest, origin)


def axis_of(field: str, given: Any, origin: str) -> Axis:
    """Return the axis of `field` from a text as in `--vary`, from a list of values, or from a single value.

    Raises:    ValueError: with one line on what is wrong with it.
    """
    if not _FIELD.fullmatch(field) or field.count(".") >= DEEPEST:
        raise ValueError(f"{_short(field)}: must be table.field, such as population.size")
    if isinstance(given, str):
        if found := _BETWEEN.fullmatch(given.strip()):
            return Axis(field, _range(given, *found.groups()), origin)
        values = [value for part in split_values(given) for value in _values(field, part)]
    else:
        values = list(given) if isinstance(given, list) else [given]
    if not values:
        raise ValueError(f"{field}: has no values")
    if len(values) > MOST:
        raise ValueError(f"{field}: has {len(values)} values; a study has at most {MOST:,} cells")
    texts = [written(value) for value in values]
    if twice := [text for text, count in Counter(texts).items() if count > 1]:
        raise ValueError(f"{field}: names {_short(twice[0])} twice. Leave one of them out")
    return Axis(field, tuple(values), origin)


def _values(field: str, text: str) -> Sequence[Any]:
    if found := _STEPS.fullmatch(text):
        return _steps(text, *found.groups())
    if found := _COLONS.fullmatch(text):
        raise ValueError(f"{field}={_short(text)}: must be from:to:step, such as {_stepped(found[1], found[2])}")
    if ".." in text and _BETWEEN.fullmatch(text):
        raise ValueError(f"{field}={text}: a range stands alone. Give it an option --vary of its own")
    return [parse_override(f"{field}={text}")[1]]


def _steps(text: str, start: str, stop: str, step: str) -> list[int | float]:
    """Return the numbers of `start:stop:step` as a person writes them: 0.1 three times is 0.3."""
    first, last, by = (_decimal(part) for part in (start, stop, step))
    if by == 0 or (last - first) * by < 0:
        raise ValueError(
            f"{_short(text)}: the step must lead from {_short(start)} to {_short(stop)}, such as "
            f"{_stepped(start, f'{stop}:{-by}' if by else stop)}"
        )
    try:
        steps = (last - first) / by
    except ArithmeticError:  # beyond all numbers
        steps = Decimal("inf")
    if steps >= MOST:  # before it is made an integer, which may have a million digits
        values = f"{int(steps) + 1}" if steps < 10**15 else "too many"
        raise ValueError(f"{_short(text)}: has {values} values; a study has at most {MOST:,} cells")
    count = int(steps) + 1
    whole = not any(sign in start + stop + step for sign in ".eE")
    return [int(first + place * by) if whole else float(first + place * by) for place in range(count)]


def _stepped(start: str, rest: str) -> str:
    """Return how a range is written whose step is missing, or what was given of it where that is one."""
    stop, *steps = rest.strip(":").split(":")
    span = _decimal(stop) - _decimal(start)
    if len(steps) == 1:
        return f"{start}:{stop}:{steps[0]}"
    whole = not any(sign in start + stop for sign in ".eE")
    step = span / FEW if not whole else (int(span) // FEW or (1 if span >= 0 else -1))
    return f"{start}:{stop}:{step.normalize() if isinstance(step, Decimal) else step}" if span else start


def _decimal(text: str) -> Decimal:
    """Return a number exactly; raises ValueError of one that no field could hold."""
    _number(text)
    return Decimal(text.replace("_", ""))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _range(text: str, low: str, high: str, scale: str | None) -> Range:
    first, last = (_number(part) for part in (low, high))
    if not (first < last and math.isfinite(first) and math.isfinite(last)):
        hint = f", such as {high}..{low}" if first > last else ""
        raise ValueError(f"{_short(text)}: must go from a smaller number to a larger one{hint}")
    if scale not in (None, "log"):
        raise ValueError(f"{text}: no such scale. Write {low}..{high}:log, or leave it out")
    if scale and first <= 0:
        raise ValueError(f"{text}: a logarithmic range must begin above 0")
    return Range(first, last, log=scale == "log")


def _number(text: str) -> int | float:
    plain = text.replace("_", "")
    if len(plain) > LONGEST or not math.isfinite(float(plain)):
        raise ValueError(f"{_short(text)}: no field can hold such a number")
    return float(plain) if any(sign in plain for sign in ".eE") else int(plain)


def split_values(text: str) -> list[str]:
    """Return the values between commas; commas within brackets, braces or quotes part nothing."""
    words, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        elif sign == "," and depth == 0:
            words.append("")
            continue
        words[-1] += sign
    return [word.strip() for word in words if word.strip()]


def written(value: Any) -> str:
    """Return a value as TOML writes it, on one line; a path, or a run as its path, as text."""
    if isinstance(value, os.PathLike):
        return written(os.fspath(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return repr(value)


def override(field: str, value: Any, origin: str) -> Override:
    """Return `field` set to `value`, for which errors blame `origin`."""
    return Override(f"{field}={written(value)}", origin)


def override_texts(overrides: Sequence[str] | Mapping[str, Any]) -> list[str]:
    """Return overrides, texts or field -> value, as `--set` takes them.

    Raises:
        UsageError: a text alone, which would be taken letter by letter.
    """
    if isinstance(overrides, str):
        raise UsageError(f'overrides = "{overrides}": must be a list or a dict, such as ["{overrides}"].')
    if isinstance(overrides, Mapping):
        return [f"{field}={written(value)}" for field, value in overrides.items()]
    return list(overrides)


def values_text(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return fields and values for people, such as `lifetime.trials = 10, population.size = 64`."""
    return ", ".join(f"{field} = {value if isinstance(value, str) else written(value)}" for field, value in pairs)
