"""What `--vary` means."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baldwin.definition.overriding import parse_override
from baldwin.study.axes import MOST, Axis, Range, axis, axis_of, override, split_values, written

FIELD = "population.size"


def values(text: str) -> tuple[object, ...]:
    found = axis(f"{FIELD}={text}").choices
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("64,128,256", (64, 128, 256)),
        ("64", (64,)),
        ("0:10:2", (0, 2, 4, 6, 8, 10)),
        ("0:9:2", (0, 2, 4, 6, 8)),
        ("10:0:-5", (10, 5, 0)),
        ("0:1:0.1", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),
        ("1,10:30:10", (1, 10, 20, 30)),
        ("1_000,2_000", (1000, 2000)),
        ("true,false", (True, False)),
        ("easy,hard", ("easy", "hard")),
        ("[40, 40],[20]", ([40, 40], [20])),
        ('"a,b",c', ("a,b", "c")),
        ("1e-3,.5", (0.001, 0.5)),
        ("3,3.0", (3, 3.0)),
    ],
)
def test_values(text, expected):
    found = values(text)
    assert found == expected
    assert [type(one) for one in found] == [type(one) for one in expected]


@pytest.mark.parametrize(
    ("text", "whole", "log"),
    [("64..256", True, False), ("1.0..20", False, False), ("1e-3..1e-1:log", False, True), ("1..1000:log", True, True)],
)
def test_ranges(text, whole, log):
    found = axis(f"{FIELD}={text}").choices
    assert isinstance(found, Range)
    assert (found.whole, found.log) == (whole, log)
    assert axis_of(FIELD, str(found), "").choices == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("population.size", "must be table.field=value,value"),
        ("population.size=", "must be table.field=value,value"),
        ("size=3", "must be table.field, such as"),
        ("population.size=,,", "has no values"),
        ("population.size=0:10:0", "the step must lead"),
        ("population.size=10:0:1", "the step must lead from 10 to 0, such as 10:0:-1"),
        ("population.size=10:5", "population.size=10:5: must be from:to:step, such as 10:5:-2"),
        ("population.size=1,64:128", "population.size=64:128: must be from:to:step, such as 64:128:16"),
        ("population.size=1:9:2:4", "population.size=1:9:2:4: must be from:to:step, such as 1:9:2"),
        ("fitness.bonus=0.1:0.5", "fitness.bonus=0.1:0.5: must be from:to:step, such as 0.1:0.5:0.1"),
        ("population.size=3:3", "population.size=3:3: must be from:to:step, such as 3"),
        ("population.size=9..1", "must go from a smaller number to a larger one, such as 1..9"),
        ("population.size=10,20,10", "population.size: names 10 twice. Leave one of them out"),
        ("population.size=4,1:10:3", "population.size: names 4 twice. Leave one of them out"),
        ("population.size=0:1e9:1", "has 1000000001 values"),
        ("population.size=9..3", "from a smaller number to a larger"),
        ("population.size=1..3:lin", "no such scale"),
        ("population.size=0..3:log", "must begin above 0"),
        ("population.size=1..3,7", "stands alone"),
    ],
)
def test_mistakes(text, message):
    with pytest.raises(ValueError, match=message):
        axis(text)


SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",))),
)


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6))
def test_written_values_read_back(value):
    path, found = parse_override(override("a.b", value, "--vary"))
    assert path == ("a", "b")
    assert found == value
    assert type(found) is type(value)


@given(st.lists(SCALARS.filter(lambda value: not isinstance(value, str)), min_size=1, max_size=20, unique_by=written))
def test_values_survive_a_command_line(given_values):
    found = values(",".join(map(written, given_values)))
    assert list(found) == given_values


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 50))
def test_steps_are_those_of_range(start, extent, step):
    by = step if extent >= 0 else -step
    found = values(f"{start}:{start + extent}:{by}")
    assert found == tuple(range(start, start + extent + (1 if by > 0 else -1), by))


@given(st.text(alphabet="0123456789.:,-+e_[]{}\"'aZ =log", max_size=30))
def test_no_text_raises_anything_else(text):
    try:
        found = axis(f"{FIELD}={text}")
    except ValueError:
        return
    assert isinstance(found.choices, Range) or 0 < len(found.choices) <= MOST


@given(st.text(max_size=40))
def test_splitting_loses_nothing_but_commas_and_spaces(text):
    joined = "".join(split_values(text)).replace(" ", "")
    assert set(joined) <= set(text)


@given(
    st.floats(-1e6, 1e6).flatmap(lambda low: st.tuples(st.just(low), st.floats(low + 1e-3, 2e6))),
    st.floats(0, 1, exclude_max=True),
)
def test_drawn_numbers_lie_in_their_range(ends, share):
    low, high = float(f"{ends[0]:.6g}"), float(f"{ends[1]:.6g}")
    if low < high:
        assert low <= Range(low, high).at(share) <= high


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.booleans(), st.floats(0, 1, exclude_max=True))
def test_drawn_integers_lie_in_their_range(low, extent, log, share):
    found = Range(low, low + extent, log).at(share)
    assert isinstance(found, int)
    assert low <= found <= low + extent


def test_integers_are_equally_likely():
    """Each of n integers has 1/n of the way, so that the ends are no rarer than the rest."""
    counts = [0] * 4
    for place in range(4000):
        counts[Range(3, 6).at((place + 0.5) / 4000) - 3] += 1
    assert counts == [1000] * 4


def test_a_logarithmic_range_has_as_many_in_each_decade():
    drawn = [Range(1e-4, 1.0, log=True).at((place + 0.5) / 1000) for place in range(1000)]
    assert [sum(math.floor(math.log10(one)) == decade for one in drawn) for decade in (-4, -3, -2, -1)] == [250] * 4


def test_choices_are_equally_likely():
    chosen = [Axis(FIELD, ("a", "b", "c")).at((place + 0.5) / 300) for place in range(300)]
    assert [chosen.count(one) for one in "abc"] == [100] * 3
