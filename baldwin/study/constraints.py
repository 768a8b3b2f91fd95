"""Rules between the fields of a cell, such as `lifetime.steps <= task.shots`; cells that break one are left out.

A rule compares two products of fields and numbers, or a field with a text in quotes. Nothing is evaluated as code.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Constraint", "constraint"]

Compare = Callable[[Any, Any], bool]

_SIGNS: dict[str, Compare] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+")
_NUMBER = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_TEXT = re.compile(r'"([^"]*)"|\'([^\']*)\'')

Factor = str | int | float
"""A field by its name, or a number."""


@dataclass(frozen=True)
class Constraint:
    """`left` compared with `right`; a side is a product of factors, or a quoted text."""

    text: str
    left: tuple[Factor, ...]
    sign: str
    right: tuple[Factor, ...]
    words: str | None = None  # the text that `left` is compared with, in the place of `right`
    origin: str = "--require"  # what errors blame

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that it reads."""
        return tuple(factor for factor in (*self.left, *self.right) if isinstance(factor, str))

    def holds(self, definition: Mapping[str, Any]) -> bool | None:
        """Return whether the resolved `definition` keeps to it, None where it lacks one of the fields.

        Raises:    ValueError: a field is no number.
        """
        if any(_look_up(definition, field) is None for field in self.fields):
            return None
        if self.words is not None:
            return _SIGNS[self.sign](_look_up(definition, str(self.left[0])), self.words)
        return _SIGNS[self.sign](self._product(self.left, definition), self._product(self.right, definition))

    def _product(self, factors: tuple[Factor, ...], definition: Mapping[str, Any]) -> Any:
        product: int | float = 1
        for factor in factors:
            value = _look_up(definition, factor) if isinstance(factor, str) else factor
            if not isinstance(value, int | float):
                raise ValueError(f"{self.text}: {factor} is no number")
            product *= value
        return product


def constraint(text: str, origin: str = "--require") -> Constraint:
    """Return the rule that a text holds.

    Raises:    ValueError: with one line on what is wrong with it.
    """
    parts = re.split(r"(<=|>=|==|!=|<|>)", text)
    if len(parts) != 3:
        raise ValueError(f"{text}: must compare two fields, such as lifetime.steps <= task.shots")
    left, sign, right = parts[0].strip(), parts[1], parts[2].strip()
    if found := _TEXT.fullmatch(right):
        if not _FIELD.fullmatch(left) or sign not in ("==", "!="):
            raise ValueError(f'{text}: a text is compared like this: lifetime.kind != "none"')
        return Constraint(text, (left,), sign, (), found[1] if found[1] is not None else found[2], origin)
    made = Constraint(text, _factors(text, left), sign, _factors(text, right), origin=origin)
    if not made.fields:
        raise ValueError(f"{text}: names no field")
    return made


def _factors(text: str, side: str) -> tuple[Factor, ...]:
    factors: list[Factor] = []
    for word in (part.strip() for part in side.split("*")):
        if _NUMBER.fullmatch(word):
            plain = word.replace("_", "")
            factors.append(float(plain) if any(sign in plain for sign in ".eE") else int(plain))
        elif _FIELD.fullmatch(word):
            factors.append(word)
        else:
            raise ValueError(f'{text}: "{word}" is neither table.field nor a number. They can be multiplied with *')
    return tuple(factors)


def _look_up(definition: Mapping[str, Any], field: str) -> Any:
    value: Any = definition
    for part in field.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value
