"""Arguments of the Python face: a wrong type is one line that names argument and value, not an error from inside.

What a function takes is read from its annotations, once, at its first call; nothing is said twice.
"""

from __future__ import annotations

import builtins
import inspect
import reprlib
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, wraps
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar, cast

from baldwin.errors import UsageError

__all__ = ["checked"]

P = ParamSpec("P")
T = TypeVar("T")

LONGEST = 80  # characters of a value that errors repeat

WORDS = {
    "None": "None",
    "bool": "True or False",
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "Path": "a path",
    "Run": "a run",
    "Study": "a study",
    "Definition": "a definition",
    "Callable": "a function",
    "Mapping": "a dict",
    "Sequence": "a list",
    "Tabular": "what has a table",
}
"""What an annotation asks for, to people; of a class not named here, its own name."""


def checked(function: Callable[P, T]) -> Callable[P, T]:
    """Return `function` such that an argument of a type that its annotations exclude raises UsageError, in one line.

    A number may be one of NumPy, a text is no list of texts, and classes that are imported for type checkers alone are
    known by their names.
    """
    asked = cache(lambda: _annotations(function))
    signature = cache(lambda: inspect.signature(function))

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            given = signature().bind(*args, **kwargs).arguments
        except TypeError:  # too many, too few, or unknown ones, which Python says best
            return function(*args, **kwargs)
        for name, value in given.items():
            if name in asked() and not _fits(value, asked()[name]):
                raise UsageError(f"{name} = {_shown(value)}: must be {_words(asked()[name])}.")
        return function(*args, **kwargs)

    return call


def _annotations(function: Callable[..., Any]) -> dict[str, Any]:
    """Return argument -> what it may be, of those that take one value each."""
    names = cast("Mapping[str, object]", _Names(getattr(function, "__globals__", {})))
    found = inspect.get_annotations(function, globals={}, locals=names, eval_str=True)
    many = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    single = [name for name, one in inspect.signature(function).parameters.items() if one.kind not in many]
    return {name: found[name] for name in single if name in found}


class _Named(type):
    """Classes that are not imported, and known by name."""

    def __instancecheck__(cls, instance: object) -> bool:
        return any(one.__name__ == cls.__name__ for one in type(instance).__mro__)

    def __getattr__(cls, name: str) -> _Named:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Named(name, (), {})  # of a module, such as pandas.DataFrame


class _Names(Mapping[str, Any]):
    """What the names in annotations mean; those that are imported for type checkers alone are classes known by name."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def __getitem__(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        return getattr(builtins, name) if hasattr(builtins, name) else _Named(name, (), {})

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _fits(value: Any, asked: Any) -> bool:
    origin, parts = typing.get_origin(asked), typing.get_args(asked)
    if asked is Any or asked is object:
        return True
    if asked is None or asked is types.NoneType:
        return value is None
    if origin in (types.UnionType, typing.Union):
        return any(_fits(value, part) for part in parts)
    if origin is typing.Literal:
        return isinstance(value, str | int) and value in parts
    kind = origin or asked
    if kind is bool:
        return type(value).__name__ in ("bool", "bool_")
    if kind in (int, float):
        return isinstance(value, Integral if kind is int else Real) and not isinstance(value, bool)
    if getattr(kind, "_is_protocol", False) and not issubclass(kind, Sequence | Mapping | Callable):
        return all(hasattr(value, name) for name in vars(kind) if not name.startswith("_"))
    if not isinstance(value, kind) or (
        issubclass(kind, Sequence) and kind is not str and isinstance(value, str | bytes)
    ):
        return False
    if isinstance(value, Mapping) and len(parts) == 2:
        return all(_fits(key, parts[0]) and _fits(one, parts[1]) for key, one in value.items())
    if isinstance(value, Sequence | AbstractSet) and not isinstance(value, str) and len(parts) == 1:
        return all(_fits(one, parts[0]) for one in value)
    return True


def _words(asked: Any) -> str:
    """Return what an annotation asks for, in words."""
    origin, parts = typing.get_origin(asked), typing.get_args(asked)
    if origin in (types.UnionType, typing.Union):
        words = list(dict.fromkeys(_words(part) for part in parts if part is not types.NoneType))
        return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
    if origin is typing.Literal:
        return " or ".join(f'"{part}"' for part in parts)
    kind = origin or asked
    name = "None" if kind in (None, types.NoneType) else str(getattr(kind, "__name__", kind))
    if name == "Sequence" and parts and parts[0] is not Any:
        return f"a list ({_words(parts[0])} each)"
    if name == "Mapping" and parts and parts[1] is not Any:
        return f"a dict (name -> {_words(parts[1])})"
    return WORDS.get(name, f"{'an' if name[0] in 'AEIOU' else 'a'} {name}")


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else reprlib.repr(value)  # whatever a class of the user's own raises
    text = ascii(text)[1:-1] if not text.isprintable() else text
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
