"""How lives are sampled is said in [sampling]; where 0.1.0 had it, in [fitness], it is understood and told."""

from __future__ import annotations

import pytest

from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import MovedFieldWarning

OLD = 'name = "old"\n[task]\nkind = "sinusoid"\n[fitness]\nlives = 3\ncommon = false\nreads = "mean"\n'
NEW = 'name = "old"\n[task]\nkind = "sinusoid"\n[sampling]\nlives = 3\ncommon = false\n[fitness]\nreads = "mean"\n'


def test_the_old_place_means_the_new_one_and_says_so() -> None:
    with pytest.warns(MovedFieldWarning) as told:
        old = from_toml(OLD, "old.toml")
    assert old == from_toml(NEW, "new.toml")
    assert to_toml(old) == to_toml(from_toml(NEW, "new.toml"))
    assert [str(one.message) for one in told] == [
        f"old.toml: [fitness] {name} is sampling.{name} now. Write it there." for name in ("lives", "common")
    ]


def test_an_override_of_the_old_place_is_one_of_the_new() -> None:
    with pytest.warns(MovedFieldWarning, match=r"^--set fitness\.lives: is sampling\.lives now"):
        one = load("sinusoid", ["fitness.lives=5"])
    assert one == load("sinusoid", ["sampling.lives=5"])
