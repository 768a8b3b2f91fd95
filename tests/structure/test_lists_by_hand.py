"""No text or tuple of the package lists the kinds of a family: a new kind is one file, and no list is edited for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import baldwin

PACKAGE = Path(baldwin.__file__).parent
FAMILIES = ("neural/tasks", "neural/lifetimes", "neural/networks", "neural/encodings", "neural/strategies", "schedules")
FREE = ("claims", "bench", "manual", "theory")  # they speak of some kinds, not of all
FEW = 5  # of a family may be named together


def kinds() -> dict[str, set[str]]:
    return {family: {path.stem for path in (PACKAGE / family).glob("[a-z]*.py")} for family in FAMILIES}


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield each text, and the texts of each tuple, list or set together; no docstring."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
        found = [one.value for one in parts if isinstance(one, ast.Constant) and id(one) not in told]
        yield " ".join(one for one in found if isinstance(one, str))


def listed(text: str, known: Mapping[str, set[str]]) -> bool:
    words = set(re.findall(r"\w+", text))
    return any(len(words & names) > FEW for names in known.values())


def test_no_list_of_kinds_is_kept_by_hand() -> None:
    known, found = kinds(), []
    for path in PACKAGE.rglob("*.py"):
        if set(path.relative_to(PACKAGE).parts) & set(FREE):
            continue
        source = path.read_text(encoding="utf-8")
        if not listed(source, known):
            continue
        found += [f"{path.name}: {text[:80]}" for text in texts(ast.parse(source)) if listed(text, known)]
    assert found == []
