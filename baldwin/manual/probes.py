"""Every probe: what it finds, and the columns of its table, read from the file that fills them."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator

from baldwin.manual.docstrings import described
from baldwin.manual.topic import Section, cell, code, prose, table
from baldwin.probes.catalogue import FAMILY, probes
from baldwin.probes.dissection import dissect
from baldwin.probes.probe import Probe, ResultColumn

__all__ = ["columns_of", "probe_sections"]

OPENING = (
    "`baldwin probe RUN KIND` lives lives again and prints such a table, `--output` writes it, and in Python it is "
    "`baldwin.probe(run, kind).frame`. Their settings are [fields](#probe-fields), and `baldwin dissect` is a "
    "command."
)


def probe_sections() -> Iterator[Section]:
    """Yield a section for each probe, and one for `baldwin dissect`."""
    yield Section("", OPENING)
    for kind in probes():
        model = FAMILY.load(kind)
        assert issubclass(model, Probe)
        yield _section(kind, inspect.getdoc(model) or "", model.__module__)
    yield _section("dissect", described(dissect).summary, dissect.__module__)


def columns_of(module: str) -> dict[str, tuple[str, str]]:
    """Return the columns of a probe's table, name -> meaning and unit, as its file writes them.

    What only lives can say, such as the unit of a task's score, is "", and within a sentence "…".
    """
    found: dict[str, tuple[str, str]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and _is_column(value):
                    found[str(key.value)] = _words(value)
    return found


def _is_column(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) == ResultColumn.__name__


def _words(node: ast.expr) -> tuple[str, str]:
    assert isinstance(node, ast.Call)
    given = [*node.args[1:], *[one.value for one in node.keywords if one.arg in ("meaning", "unit")]]
    meaning, unit = [*map(_text, given), "", ""][:2]
    return meaning, unit


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "…" if isinstance(node, ast.FormattedValue) else ""


def _section(kind: str, text: str, module: str) -> Section:
    columns = columns_of(module)
    rows = [[code(name), cell(meaning), cell(unit)] for name, (meaning, unit) in columns.items()]
    source = f"Found in `{module.removeprefix('baldwin.').replace('.', '/')}.py`."
    parts = [prose(text), table(["column", "meaning", "unit"], rows), source]
    entries = {name: f"`{name}` (column of probe {kind}): {cell(meaning)}." for name, (meaning, _) in columns.items()}
    return Section(kind, "\n\n".join(parts), names=(f"probe {kind}",), entries=entries)
