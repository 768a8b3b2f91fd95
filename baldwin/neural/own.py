"""Kinds in files of the user's own: `kind = "my_task.py:MyTask"`, a class in a file beside the definition."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from pydantic import create_model

from baldwin.definition.base import Definition
from baldwin.definition.names import did_you_mean
from baldwin.errors import OwnKindError
from baldwin.neural.contracts import Kind
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.kinds import FAMILIES, union

__all__ = ["files", "is_own", "model"]


def is_own(kind: object) -> bool:
    """Return whether `kind` names a class in a file."""
    return isinstance(kind, str) and ".py:" in kind


def model(tables: Mapping[str, Any], folder: Path) -> type[Definition]:
    """Return the model of definitions, allowing for the files that `tables` name.

    Raises:
        OwnKindError: a file or class is missing, or not what its table needs.
    """
    fields: dict[str, Any] = {}
    for table in FAMILIES:
        kind = tables.get(table, {}).get("kind") if isinstance(tables.get(table), dict) else None
        if is_own(kind):
            default = NeuralDefinition.model_fields[table].default
            fields[table] = (union(table, (_load(table, str(kind), folder),)), default)
    return create_model("NeuralDefinition", __base__=NeuralDefinition, **fields) if fields else NeuralDefinition


def files(definition: NeuralDefinition) -> dict[str, bytes]:
    """Return name -> content of the user's files behind a definition."""
    kinds = [getattr(definition, table) for table in FAMILIES]
    return dict(kind.source for kind in kinds if kind.source is not None)


def _load(table: str, kind: str, folder: Path) -> type[Kind]:
    """Return the class that `kind` names, with a `kind` of its own."""
    name, _, wanted = kind.partition(":")
    if Path(name).name != name or not wanted.isidentifier():
        raise OwnKindError(table, 'must be "file.py:Class", the file in the same folder as the definition')
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError:
        near = sorted(one.name for one in folder.glob("*.py"))
        hint = did_you_mean(name, near) if near else "There is no Python file there"
        raise OwnKindError(table, f"no file {name} beside the definition. {hint}") from None
    _, family = FAMILIES[table]
    module = _run(table, path, content)
    found = {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, family) and value.__module__ == module.__name__
    }
    if wanted not in found:
        base = f"baldwin.neural.contracts.{family.__name__}"
        if hasattr(module, wanted):
            raise OwnKindError(table, f"{wanted} is no {table}. Derive it from {base}, or a class derived from that")
        offered = did_you_mean(wanted, found) if found else f"It has no class derived from {base}"
        raise OwnKindError(table, f"{name} has no {wanted}. {offered}")
    abstract = sorted(getattr(found[wanted], "__abstractmethods__", ()))
    if abstract:
        raise OwnKindError(table, f"{wanted} lacks {', '.join(abstract)}. See baldwin.neural.contracts")
    named: Any = (Literal[kind], kind)
    create: Any = create_model  # its result depends on what the file holds
    made: type[Kind] = create(wanted, __base__=found[wanted], __module__=module.__name__, kind=named)
    made.__doc__ = found[wanted].__doc__
    made.source = (name, content)
    return made


def _run(table: str, path: Path, content: bytes) -> ModuleType:
    """Return the module in a file; the same content is run once."""
    name = f"baldwin_own_{path.stem}_{hashlib.sha256(content).hexdigest()[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_loader(name, loader=None, origin=str(path))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[name] = module
    try:
        exec(compile(content, str(path), "exec", dont_inherit=True), vars(module))
    except Exception as error:
        del sys.modules[name]
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        line = frames[-1].lineno if frames else getattr(error, "lineno", None)
        reason = str(error).partition("\n")[0] or "no reason given"
        raise OwnKindError(
            table, f"{path.name}, line {line}: {type(error).__name__}: {reason}. Correct the file"
        ) from error
    return module
