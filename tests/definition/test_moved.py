"""Fields that stood elsewhere in baldwin 0.1.0 are understood there, with one line that says where they belong."""

from __future__ import annotations

from typing import Any

import pytest

import baldwin
from baldwin.errors import DefinitionError, MovedFieldWarning

SINE = '[task]\nkind = "sinusoid"\n[encoding]\n{}\n[lifetime]\nkind = "{}"\n'
HARLOW = """
[task]
kind = "harlow"
[network]
kind = "recurrent"
[encoding]
rate = "fixed"
[lifetime]
kind = "recurrent"
"""


def read(text: str, *overrides: str) -> Any:
    return baldwin.from_toml(f'name = "old"\n{text}', "old.toml", overrides)


@pytest.mark.parametrize(
    ("old", "table", "name", "value"),
    [
        ('rate = "parameter"', "lifetime", "rate", "parameter"),
        ("initial_rate = 0.5", "lifetime", "initial_rate", 0.5),
        ("rate_scale = 2.0", "lifetime", "rate_scale", 2.0),
        ('rate_transform = "linear"', "lifetime", "rate_transform", "linear"),
        ("steps = true", "lifetime", "evolves", ("steps",)),
        ("output_scale = true", "network", "output_scale", True),
    ],
)
def test_a_field_in_its_old_place(old: str, table: str, name: str, value: Any) -> None:
    field = old.partition(" ")[0]
    with pytest.warns(MovedFieldWarning, match=rf"old\.toml: \[encoding\] {field} is {table}\.{name} now"):
        found = read(SINE.format(old, "gradient"))
    assert getattr(getattr(found, table), name) == value


def test_what_nothing_reads_is_left_out() -> None:
    with pytest.warns(MovedFieldWarning, match="read by nothing now"):
        found = read(HARLOW)
    assert not found.blueprint.genes


def test_an_option_wins_over_the_file() -> None:
    with pytest.warns(MovedFieldWarning, match=r"--set encoding\.rate: is lifetime\.rate now"):
        found = read('[task]\nkind = "sinusoid"\n[lifetime]\nrate = "tensor"\n', "encoding.rate=global")
    assert found.lifetime.rate == "global"


def test_an_illegal_value_is_told_in_the_new_place() -> None:
    with pytest.warns(MovedFieldWarning), pytest.raises(DefinitionError, match=r"\[lifetime\] rate"):
        read(SINE.format('rate = "some"', "gradient"))
