"""Rules between fields."""

from __future__ import annotations

import pytest

from baldwin.study.constraints import constraint

CELL = {"lifetime": {"steps": 5, "kind": "gradient"}, "task": {"shots": 10}, "population": {"size": 64, "seed": 0}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lifetime.steps <= task.shots", True),
        ("lifetime.steps > task.shots", False),
        ("lifetime.steps*2 == task.shots", True),
        ("2 * lifetime.steps * population.size < 1e3", True),
        ("640 >= population.size * task.shots", True),
        ('lifetime.kind != "none"', True),
        ("lifetime.kind == 'none'", False),
        ("lifetime.trials < 3", None),
        ("population.seed == 0", True),
    ],
)
def test_rules(text, expected):
    assert constraint(text).holds(CELL) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lifetime.steps", "must compare two fields"),
        ("a.b < c.d < e.f", "must compare two fields"),
        ("a.b <", '"" is neither'),
        ("1 < 2", "names no field"),
        ("a.b + 1 < 2", "neither table.field nor a number"),
        ("__import__('os').system('x') == 1", "neither table.field nor a number"),
        ('a.b < "x"', "a text is compared like this"),
    ],
)
def test_mistakes(text, message):
    with pytest.raises(ValueError, match=message):
        constraint(text)


def test_text_is_no_number():
    with pytest.raises(ValueError, match=r"lifetime\.kind is no number"):
        constraint("lifetime.kind < 3").holds(CELL)
