"""The reference of the Python face: what `import baldwin` has, read from its functions."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

from baldwin.manual.docstrings import described
from baldwin.manual.topic import Section, cell, prose, table

__all__ = ["public", "python_sections"]

PACKAGE = __name__.partition(".")[0]


def public() -> dict[str, Any]:
    """Return the names that `import baldwin` offers, functions first."""
    package = importlib.import_module(PACKAGE)
    found = {name: getattr(package, name) for name in package.__all__}
    return dict(sorted(found.items(), key=lambda pair: isinstance(pair[1], type)))


def python_sections() -> Iterator[Section]:
    """Yield a section for each function and error."""
    package = importlib.import_module(PACKAGE)
    opening, _, code = (inspect.getdoc(package) or "").partition("\n\n")
    yield Section("", f"{prose(opening)}\n\n{_indented(code)}")
    for name, thing in public().items():
        yield _described(name, thing)


def _indented(text: str) -> str:
    """Return a text of paragraphs, of which some are code by being indented, as Markdown."""
    parts = []
    for paragraph in text.split("\n\n"):
        code = all(line.startswith("    ") for line in paragraph.splitlines())
        parts.append(f"```python\n{inspect.cleandoc(paragraph)}\n```" if code else prose(paragraph))
    return "\n\n".join(parts)


def _described(name: str, thing: Any) -> Section:
    said = described(thing)
    parts = []
    if not isinstance(thing, type):
        parts.append(f"```python\n{_signature(name, thing)}\n```")
    parts.append(prose(said.opening))
    if arguments := said.items("Args"):
        parts.append(table(["argument", "meaning"], [[f"`{one}`", cell(text)] for one, text in arguments.items()]))
    for title in ("Returns", "Raises", "Warns"):
        if text := said.sections.get(title, "").strip():
            parts.append(f"{title}: {cell(text)}")
    if example := said.sections.get("Example", "").strip():
        parts.append(f"```python\n{example}\n```")
    return Section(f"baldwin.{name}", "\n\n".join(filter(None, parts)), (name,))


class _Written(str):
    """An annotation as the code has it, without the quotes of a text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _signature(name: str, function: Any) -> str:
    """Return how a function is called, a line for each argument where one line would be long."""
    found = inspect.signature(function)
    named = [one.replace(annotation=_Written(one.annotation)) for one in found.parameters.values()]
    signature = found.replace(parameters=named, return_annotation=_Written(found.return_annotation))
    line = f"baldwin.{name}{signature}"
    if len(line) <= 88:
        return line
    lines, starred = list[str](), False
    for one in signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and not starred:
            lines, starred = [*lines, "    *,"], True
        lines.append(f"    {one},")
    return "\n".join([f"baldwin.{name}(", *lines, f") -> {signature.return_annotation}"])
