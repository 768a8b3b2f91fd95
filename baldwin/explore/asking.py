"""What a browser asks for, as definitions. It names subjects by their keys and fields by their paths: no file, no code.

Kinds of the user's own, and founders from other runs, come from the command line alone; a browser may leave them as
they are, and change what else they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baldwin.definition import Definition
from baldwin.definition.kinds import names_file
from baldwin.definition.overriding import parse_override
from baldwin.errors import DefinitionError, UsageError
from baldwin.explore.subjects import Subject, Subjects

__all__ = ["Arm", "Question", "RefusedError", "arms_of", "question_of"]

MOST_ARMS = 3
PLACE = re.compile(r"\[\[?([\w.]+)\]?\](?: number \d+:)? (\w+)")  # as errors name a field


class AskedArm(BaseModel):
    """One population: a subject, and what is changed in it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    population: str = Field(max_length=240)
    changes: dict[str, str] = Field(default_factory=dict, max_length=200)  # table.field -> a value as TOML writes it


class Question(BaseModel):
    """What a page asks: of one to three arms, the first of which its controls show.

    Attributes:
        tab: a number that the page drew, so that a later question of the same page overtakes an earlier one.
        number: which question of that page it is.
        until: generation up to which they are wanted; None: to the last.
        figures: names of those that are shown.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    arms: list[AskedArm] = Field(min_length=1, max_length=MOST_ARMS)
    tab: str = Field(default="", max_length=40)
    number: int = 0
    until: int | None = Field(default=None, ge=0)
    figures: list[str] | None = Field(default=None, max_length=40)


@dataclass(frozen=True)
class Arm:
    """One arm as it was asked for, resolved."""

    subject: Subject
    changes: Mapping[str, str]
    overrides: tuple[str, ...]
    definition: Definition


class RefusedError(DefinitionError):
    """An arm breaks rules: `arm` is its place, `places` the field of each line, empty where a line names none."""

    def __init__(self, arm: int, error: DefinitionError) -> None:
        super().__init__(error.problems)
        self.arm = arm
        found = [PLACE.search(line) for line in self.problems]
        self.places = [f"{one[1]}.{one[2]}" if one else "" for one in found]


def question_of(body: bytes) -> Question:
    """Return what a browser asks.

    Raises:
        UsageError: it is no question.
    """
    try:
        return Question.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise UsageError(f"No question: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def arms_of(question: Question, subjects: Subjects) -> list[Arm]:
    """Return the arms of a question.

    Raises:
        UsageError: there is no such subject, or a change names a file or code.
        RefusedError: changes break rules of the definition.
    """
    found = []
    for place, one in enumerate(question.arms):
        subject = subjects.of_key(one.population)
        if subject is None:
            raise UsageError(f"{one.population[:60]}: no such population here. Choose one of the list.")
        for path, value in one.changes.items():
            _refuse_foreign(f"{path}={value}", subject)
        try:
            found.append(_arm(subject, dict(one.changes)))
        except DefinitionError as error:
            raise RefusedError(place, error) from None
    return found


def _arm(subject: Subject, changes: dict[str, str]) -> Arm:
    """Return an arm; changes of fields that another kind of their table has, and not the one chosen, are left out."""
    overrides = tuple(f"{path}={value}" for path, value in changes.items())
    try:
        return Arm(subject, changes, overrides, subject.definition(overrides))
    except DefinitionError as error:
        names = [PLACE.search(line) for line in error.problems if ": no such field. " in line]
        gone = {f"{one[1]}.{one[2]}" for one in names if one} & set(changes)
        gone = {path for path in gone if f"{path.rpartition('.')[0]}.kind" in changes}
        if not gone:
            raise
        return _arm(subject, {path: value for path, value in changes.items() if path not in gone})


def _refuse_foreign(text: str, subject: Subject) -> None:
    """Raise UsageError if a change names a file or code that the command line has not named."""
    try:
        path, value = parse_override(text)
    except ValueError:
        return  # which loading says better
    if path[0] in ("founders", "schema"):
        raise UsageError(f"{path[0]}: is chosen on the command line. Start again with the founders that you want.")
    foreign = [one for one in _texts(value) if names_file(one)]
    own = set(_texts(subject.definition().model_dump(by_alias=True))) if foreign else set()
    if foreign := [one for one in foreign if one not in own]:
        raise UsageError(f"{foreign[0][:60]}: names a file, which only the command line may. Write it in a TOML file.")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a value, whatever it is nested in."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
