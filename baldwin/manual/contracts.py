"""What a class of your own must say, and may say: the contracts of all kinds, read from their classes."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

from baldwin.definition.discovery import wings
from baldwin.definition.families import Kind
from baldwin.definition.kinds import families_of
from baldwin.manual.docstrings import described
from baldwin.manual.topic import Section, cell, code, prose, table

__all__ = ["contract_sections"]

OPENING = (
    "A class of your own derives from one of these. What is marked must be written; all else has a default. "
    "`baldwin new` writes a class that works, for most of them: see [A task of your own](#own-task) and "
    "[A way of learning, a rule, a probe](#own-kinds)."
)
OTHERS = ("baldwin.schedules.schedule", "baldwin.probes.probe")  # contracts that no wing has for itself


def contract_sections() -> Iterator[Section]:
    """Yield a section for each class that kinds derive from, with its methods in their order."""
    yield Section("", OPENING)
    known = [(module.__name__, found) for module in _modules() for found in _classes(module)]
    names = [found.__name__ for _, found in known]
    for module, found in known:
        alone = names.count(found.__name__) == 1
        yield _contract(module, found, found.__name__ if alone else f"{found.__name__} ({module.split('.')[1]})")


def _classes(module: Any) -> list[type[Kind]]:
    found = [getattr(module, name) for name in sorted(module.__all__)]
    return [one for one in found if isinstance(one, type) and issubclass(one, Kind) and one is not Kind]


def _modules() -> list[Any]:
    names = [family.contract.partition(":")[0] for wing in wings() for family in families_of(wing.definition).values()]
    return [importlib.import_module(name) for name in dict.fromkeys([*names, *OTHERS])]


def _contract(module: str, found: type[Kind], title: str) -> Section:
    abstract: frozenset[str] = getattr(found, "__abstractmethods__", frozenset())
    above = [base.__name__ for base in found.__mro__[1:] if issubclass(base, Kind) and base is not Kind]
    derived = f"All that {' and '.join(above)} has, it has too. " if above else ""
    rows = [
        [code(_called(name, value)), "must be written" if name in abstract else "", cell(described(value).summary)]
        for name, value in vars(found).items()
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property | classmethod))
    ]
    inherited = sorted(name for name in abstract if name not in vars(found))
    needs = f"From above it, these must be written: {', '.join(map(code, inherited))}." if inherited else ""
    parts = [
        f"```python\nfrom {module} import {found.__name__}\n```",
        prose(inspect.getdoc(found) or ""),
        f"{derived}{needs}".strip(),
        table(["method", "", "what it returns"], rows) if rows else "",
    ]
    return Section(title, "\n\n".join(filter(None, parts)), (found.__name__,))


def _called(name: str, value: Any) -> str:
    """Return how a method is called, with the names of its arguments."""
    if isinstance(value, property):
        return name
    function = value.__func__ if isinstance(value, classmethod) else value
    return f"{name}({', '.join(list(inspect.signature(function).parameters)[1:])})"
