"""Every function of the public face answers a wrong type in one line of its own, whatever it is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

import baldwin
from baldwin.arguments import checked
from baldwin.errors import UsageError
from baldwin.store import Run


class Foreign:
    """What no function takes, and whose text cannot be had."""

    def __repr__(self) -> str:
        raise RuntimeError


RIGHT = {"arms": Run(Path()), "table": {}}
FACE = [name for name in baldwin.__all__ if not isinstance(getattr(baldwin, name), type)]


@pytest.mark.parametrize("name", FACE)
def test_no_argument_of_a_wrong_type_reaches_the_inside(name):
    function = getattr(baldwin, name)
    parameters = inspect.signature(function).parameters.values()
    fields = [one.name for one in parameters if one.kind is not one.VAR_KEYWORD]
    needed = {one.name: RIGHT.get(one.name, "text") for one in parameters if one.default is one.empty}
    for field in fields:
        with pytest.raises(UsageError, match=rf"^{field} = <Foreign instance at [^\n]+>: must be [^\n]+[.]$"):
            function(**{**{name: value for name, value in needed.items() if name in fields}, field: Foreign()})


def test_methods_of_a_run_say_it_too(tmp_path):
    run = Run(tmp_path)
    for wrong, said in (
        ({"replicate": "a"}, 'replicate = "a": must be a whole number.'),
        ({"replicate": True}, "replicate = True: must be a whole number."),
        ({"generation": 1.5}, "generation = 1.5: must be a whole number."),
        ({"who": 3}, 'who = 3: must be "centre" or "champion" or "individuals".'),
    ):
        with pytest.raises(UsageError) as error:
            run.newborn(**wrong)
        assert str(error.value) == said


def taking(
    one: int | str,
    several: Sequence[str | Path] = (),
    until: int | Literal["all"] | None = None,
    named: Mapping[str, float] | None = None,
    call: Callable[[int], object] = abs,
    whatever: Any = None,
    unknown: NotImported | None = None,
) -> str:
    """Return that it was called."""
    del several, until, named, call, whatever, unknown
    return f"called with {one}"


class NotImported:
    """Known by its name alone; in `taking` this class has not been there when it was written."""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"one": 1.0}, "one = 1.0: must be a whole number or text."),
        ({"one": "a\nb" * 99, "several": 3}, "several = 3: must be a list (text or a path each)."),
        ({"one": 1, "several": "text"}, 'several = "text": must be a list (text or a path each).'),
        ({"one": 1, "several": ["a", 3]}, "several = ['a', 3]: must be a list (text or a path each)."),
        ({"one": 1, "until": "al"}, 'until = "al": must be a whole number or "all".'),
        ({"one": 1, "named": {"a": "b"}}, "named = {'a': 'b'}: must be a dict (name -> a number)."),
        ({"one": 1, "call": 3}, "call = 3: must be a function."),
        ({"one": 1, "unknown": 3}, "unknown = 3: must be a NotImported."),
        ({"one": b"\x1b[31m"}, "one = b'\\x1b[31m': must be a whole number or text."),
    ],
)
def test_what_is_wrong_is_said_in_words(given, said):
    with pytest.raises(UsageError) as error:
        checked(taking)(**given)
    assert str(error.value) == said


def test_what_is_right_passes():
    call = checked(taking)
    assert call("a", ["b", Path("c")], "all", {"d": 1}, print, Foreign(), NotImported()) == "called with a"
    assert call(np.int32(3), until=np.int64(3), named={"a": np.float32(1)}) == "called with 3"
    with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
        call(1, other=2)


def test_values_that_are_of_no_use_are_said(tmp_path):
    with pytest.raises(UsageError, match=r'^until = -1: must be a generation, an integer >= 0, or "all".$'):
        baldwin.plot(Run(tmp_path), until=-1)
