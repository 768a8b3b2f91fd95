"""Stop rules: whether a replicate has reached its target, or ceased to improve, told from one column of its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.definition.stop import Stop
from baldwin.engine import Arrays, Columns

__all__ = ["PLATEAU", "TARGET", "Course", "courses_as_arrays", "courses_of", "follow", "stopped"]

TARGET = "target"  # reached
PLATEAU = "plateau"  # no improvement for as long as the rule allows


class Course(NamedTuple):
    """How far a replicate has come: all that a rule must remember of values that it has seen."""

    best: float = -np.inf  # as if higher were better
    since: int = -1  # generation of the best, or of the first value where none was a number; -1 before it


def follow(
    rule: Stop, course: Course, generations: Sequence[int], values: npt.ArrayLike
) -> tuple[Course, int | None, str]:
    """Return a course after more values of the column, and whether one of them ends the replicate.

    What is no finite number reaches no target and improves nothing.

    Args:
        rule: that is given.
        course: before them.
        generations: of the values, ascending.
        values: of the column that the rule follows, one each.

    Returns:
        The course up to the end, where there is one; the place of the value that ends the replicate, None if it goes
        on; and why it ends, `TARGET` or `PLATEAU`, "" if it goes on.
    """
    sign = 1.0 if rule.better == "higher" else -1.0
    best, since = course
    for place, (generation, value) in enumerate(zip(generations, np.asarray(values, np.float64).tolist(), strict=True)):
        known = bool(np.isfinite(value))
        since = generation if since < 0 else since
        if known and sign * value > best + (rule.tolerance or 0.0):
            best, since = sign * value, generation
        if known and rule.target is not None and sign * value >= sign * rule.target:
            return Course(best, since), place, TARGET
        if rule.plateau is not None and generation - since >= rule.plateau:
            return Course(best, since), place, PLATEAU
    return Course(best, since), None, ""


def stopped(
    rule: Stop, courses: Sequence[Course], table: Columns, every: int = 1
) -> tuple[list[Course], dict[int, tuple[int, str]]]:
    """Return the courses of replicates after more rows of a table, and those that a rule ends by them.

    Args:
        rule: nobody is ended by one that is not given, or whose column the table lacks.
        courses: of all replicates, before these rows.
        table: rows ordered by generation; those after the end of a replicate are passed over.
        every: generations between rows that count; others are assays that only a last generation has.

    Returns:
        The courses, and replicate -> the generation in which it ends, and why.
    """
    after, found = list(courses), dict[int, tuple[int, str]]()
    if not rule.given or rule.of not in table:
        return after, found
    regular = table["generation"] % max(every, 1) == 0
    for replicate in np.unique(table["replicate"][regular]).tolist():
        here = np.flatnonzero(regular & (table["replicate"] == replicate))
        generations = table["generation"][here].tolist()
        after[replicate], place, why = follow(rule, after[replicate], generations, table[rule.of][here])
        if place is not None:
            found[replicate] = generations[place], why
    return after, found


def courses_as_arrays(courses: Sequence[Course]) -> Arrays:
    """Return courses as arrays (R,) for a checkpoint."""
    best, since = zip(*courses, strict=True)
    return {"stop/best": np.array(best, np.float64), "stop/since": np.array(since, np.int64)}


def courses_of(arrays: Arrays) -> list[Course]:
    """Return the courses that `courses_as_arrays` gave; raises KeyError where they are not there."""
    return [Course(*one) for one in zip(arrays["stop/best"].tolist(), arrays["stop/since"].tolist(), strict=True)]
