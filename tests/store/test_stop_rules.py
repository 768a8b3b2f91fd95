"""Stop rules, on columns made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baldwin.definition.stop import Stop
from baldwin.stop_rules import PLATEAU, TARGET, Course, follow, stopped

NAN, INF = math.nan, math.inf


def end_of(values: list[float], every: int = 1, **rule: object) -> tuple[int, str] | None:
    """Return the generation in which these values end a replicate, one each `every` generations, and why."""
    generations = [every * place for place in range(len(values))]
    _, place, why = follow(Stop(**rule), Course(), generations, values)
    return None if place is None else (generations[place], why)


@pytest.mark.parametrize(
    ("values", "rule", "end"),
    [
        ([0.0, 0.5, 1.0, 2.0], {"target": 1.0}, (2, TARGET)),  # to reach it is enough
        ([0.0, 0.5, 0.99], {"target": 1.0}, None),
        ([1.0], {"target": 1.0}, (0, TARGET)),  # founders can be good enough
        ([3.0, 2.0, 1.0], {"target": 2.0, "better": "lower"}, (1, TARGET)),
        ([-3.0, -2.0], {"target": -2.0}, (1, TARGET)),  # an error of 2
        ([NAN, INF, -INF, 5.0], {"target": 5.0}, (3, TARGET)),
        ([1.0, 1.0, 1.0, 1.0], {"plateau": 3}, (3, PLATEAU)),  # three generations after the last improvement
        ([1.0, 1.0, 1.0], {"plateau": 3}, None),
        ([1.0, 0.0, 2.0, 0.0, 0.0, 0.0], {"plateau": 3}, (5, PLATEAU)),
        ([1.0, 0.0, 1.0, 0.0], {"plateau": 3}, (3, PLATEAU)),  # as good again is not better
        ([1.0, 1.1, 1.2, 1.3], {"plateau": 3, "tolerance": 0.5}, (3, PLATEAU)),  # of the best that counted, the first
        ([1.0, 1.3, 1.6, 1.6, 1.6], {"plateau": 3, "tolerance": 0.5}, None),
        ([1.0, 1.5, 1.0, 1.0], {"plateau": 3, "tolerance": 0.5}, (3, PLATEAU)),  # by more than it
        ([2.0, 3.0, 1.0, 3.0, 3.0, 3.0], {"plateau": 3, "better": "lower"}, (5, PLATEAU)),
        ([NAN, NAN, NAN, NAN], {"plateau": 3}, (3, PLATEAU)),
        ([NAN, NAN, 1.0, 1.0], {"plateau": 3}, None),
        ([INF, 1.0, 1.0, 1.0, 1.0], {"plateau": 3}, (4, PLATEAU)),
        ([1.0, 1.0, 1.0, 2.0], {"plateau": 3, "target": 2.0}, (3, TARGET)),
        ([2.0, 1.0, 1.0, 1.0], {"plateau": 3, "target": 3.0}, (3, PLATEAU)),
    ],
)
def test_where_and_why_values_end_a_replicate(
    values: list[float], rule: dict[str, object], end: tuple[int, str] | None
) -> None:
    assert end_of(values, **rule) == end


def test_generations_count_not_assays() -> None:
    assert end_of([1.0, 1.0, 1.0], every=100, plateau=150) == (200, PLATEAU)  # the first assay after so long
    assert end_of([1.0, 1.0, 1.0], every=100, plateau=200) == (200, PLATEAU)
    assert end_of([1.0, 1.0, 1.0], every=100, plateau=201) is None


VALUES = st.sampled_from([0.0, 1.0, 1.5, 2.0, 3.0, NAN])


@settings(max_examples=100, deadline=None)
@given(
    values=st.lists(VALUES, min_size=1, max_size=25),
    cuts=st.lists(st.integers(1, 6), max_size=6),
    plateau=st.none() | st.integers(1, 8),
    target=st.none() | st.sampled_from([2.0, 3.0]),
)
def test_pieces_end_where_the_whole_ends(
    values: list[float], cuts: list[int], plateau: int | None, target: float | None
) -> None:
    if plateau is None and target is None:
        return
    rule = Stop(plateau=plateau, target=target)
    _, whole, why = follow(rule, Course(), range(len(values)), values)
    course, begin, found = Course(), 0, (None, "")
    for cut in [*cuts, len(values)]:
        piece = values[begin : begin + cut]
        course, place, reason = follow(rule, course, range(begin, begin + len(piece)), piece)
        if place is not None:
            found = begin + place, reason
            break
        begin += len(piece)
    assert found == (whole, why)


def test_each_replicate_ends_by_its_own_rows_and_by_regular_assays_alone() -> None:
    table = {
        "generation": np.array([0, 0, 10, 10, 20, 20, 25, 25]),
        "replicate": np.array([0, 1] * 4),
        "learned": np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
    }
    target = Stop(of="learned", target=1.0)
    new = [Course(), Course()]
    assert stopped(target, new, table, 10)[1] == {0: (10, TARGET)}  # 25 is the last generation, and no multiple of 10
    assert stopped(target, new, table)[1] == {0: (10, TARGET), 1: (25, TARGET)}
    assert stopped(Stop(of="learned", plateau=20), new, table, 10)[1] == {1: (20, PLATEAU)}
    assert stopped(Stop(of="innate", target=1.0), new, table) == (new, {})
    assert stopped(Stop(), new, table) == (new, {})
