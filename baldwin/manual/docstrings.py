"""What docstrings say, in parts: those of commands (NumPy's style) and of functions (Google's)."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

__all__ = ["Described", "described"]

_PARTS = ("Args", "Returns", "Raises", "Warns", "Yields", "Example", "Examples", "Reference")
_NUMPY = re.compile(r"^(\w+)\n-{3,}\n", re.MULTILINE)
_GOOGLE = re.compile(rf"^({'|'.join(_PARTS)}):[ ]*(\S.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Described:
    """A docstring: what it says first, and its sections by title."""

    opening: str
    sections: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The first line."""
        return self.opening.partition("\n")[0]

    def items(self, title: str) -> dict[str, str]:
        """Return name -> meaning of a section that lists names: `name: meaning`, or `name` above its meaning."""
        found: dict[str, list[str]] = {}
        name = ""
        for line in self.sections.get(title, "").splitlines():
            if line and not line.startswith(" "):
                name, colon, rest = line.partition(":")
                found[name.strip()] = [rest.strip()] if colon else []
            elif name:
                found[name.strip()].append(line.strip())
        return {key: " ".join(filter(None, lines)) for key, lines in found.items()}


def described(thing: Any) -> Described:
    """Return what the docstring of a function or class says."""
    text = inspect.getdoc(thing) or ""
    if _NUMPY.search(text):
        opening, *parts = _NUMPY.split(text)
        return Described(opening.strip(), dict(zip(parts[::2], map(dedent, parts[1::2]), strict=True)))
    opening, *parts = _GOOGLE.split(text)
    found = {
        title: inspect.cleandoc("\n".join(filter(None, (first, rest.strip("\n")))))
        for title, first, rest in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }
    return Described(opening.strip(), found)
