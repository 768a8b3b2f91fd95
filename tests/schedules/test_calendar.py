"""The calendar that `baldwin check` prints, and what is known of the moments of change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baldwin.__main__ import run_command
from baldwin.definition import from_toml
from baldwin.schedules.calendar import calendar, change_points

TEXT = """name = "x"
[population]
generations = 30
[[schedule]]
kind = "ramp"
field = "fitness.trial_cost"
begin = 10
end = 20
value = 0.01
[[schedule]]
kind = "turns"
field = "fitness.convention"
listed = ["A", "C"]
length = 16
"""
CYCLE = '[[schedule]]\nkind = "cycle"\nfield = "fitness.bonus"\nperiod = 8\nlow = 5\nhigh = 20\n'
SWITCHES = '[[schedule]]\nkind = "switches"\nfield = "fitness.bonus"\nlisted = [1, 2]\nrate = 0.5\n'


def stretches(text: str) -> list[list[tuple[Any, ...]]]:
    one: Any = from_toml(text, "x.toml")
    return [[(s.first, s.last, s.value, s.end, s.evenly) for s in course.stretches] for course in calendar(one)]


def test_what_stays_and_what_goes_evenly_is_one_stretch() -> None:
    cost, convention = stretches(TEXT)
    assert [one[:2] for one in cost] == [(0, 10), (11, 20), (21, 30)]
    assert cost[1][2:] == (pytest.approx(0.001), 0.01, True)
    assert convention == [(0, 15, "A", "A", True), (16, 30, "C", "C", True)]
    (bonus,) = stretches(TEXT.partition("[[")[0] + CYCLE)
    assert [one[:2] for one in bonus[:3]] == [(0, 2), (3, 6), (7, 10)]
    assert bonus[1][2:] == (pytest.approx(12.5 + 7.5 * 0.5**0.5), 5.0, False)


def test_the_world_becomes_another_at_once_where_that_is_so() -> None:
    assert change_points(from_toml(TEXT, "x.toml")) == (11, 16, 21)  # type: ignore[arg-type]
    for rate in ("0.5", "0.1"):  # at random, for each replicate otherwise; few enough to be told with 0.1
        text = TEXT.replace("generations", "seed = 2\ngenerations") + SWITCHES.replace("0.5", rate)
        seldom: Any = from_toml(text, "x.toml")
        *_, bonus = calendar(seldom)
        assert bonus.by_replicate
        assert bonus.complete is (rate == "0.1")
        assert len(bonus.stretches) > 1
        assert change_points(seldom) == (11, 16, 21)


def test_check_prints_it_as_comments_and_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.toml"
    file.write_text(TEXT + SWITCHES)
    assert run_command(["check", str(file)]) == 0
    text = capsys.readouterr().out
    assert "#   ramp: begin = 10, end = 20, value = 0.01\n#    0 to 10  0.0\n" in text
    assert (
        "# fitness.bonus, replicate 0; the others have histories of their own\n#   switches: listed = [1.0, 2.0]"
        in text
    )
    printed = tmp_path / "printed.toml"
    printed.write_text(text)
    assert run_command(["check", str(printed), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["calendar"]
    assert [one["field"] for one in found] == ["fitness.trial_cost", "fitness.convention", "fitness.bonus"]
    assert found[0]["stretches"][1] == {
        "first": 11,
        "last": 20,
        "value": pytest.approx(0.001),
        "end": 0.01,
        "evenly": True,
    }
    assert [one["by_replicate"] for one in found] == [False, False, True]
    assert found[0]["complete"]
