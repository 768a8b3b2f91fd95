"""Kinds in files of the user's own: `kind = "my_task.py:MyTask"`, a class in a file beside the definition.

Loading such a definition runs the file as Python: only ever a file that the definition names, from the definition's
own folder, which for a run is its directory. Who opens a run directory of someone else's trusts the files in it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import linecache
import sys
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from pydantic import BaseModel, create_model

from baldwin.definition.families import Family, Kind
from baldwin.definition.kinds import families_of, names_file
from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError

__all__ = ["OWN_MODULES", "files", "load_own", "module_of", "place_in_own_file"]

OWN_MODULES = "baldwin_own_"
"""How the names of modules begin that hold a Python file of the user's own: what fails in them is the file's fault."""

LARGEST = 1_000_000  # bytes of a file; the package's own have some thousand


class _RefusedError(ValueError):
    """A file, or the class in it, cannot be used; one sentence of fact, one of help."""


class _KindFirst(BaseModel):
    """Makes `kind` the first field of a class that derives from this last, as it is of the package's own kinds."""

    kind: str = ""


def load_own(
    definition: type[BaseModel], tables: Mapping[str, Any], folder: Path
) -> tuple[dict[tuple[str, str], type[Kind]], list[tuple[str, str]]]:
    """Return (table, kind) -> class of every file that `tables` name, and what is wrong with files: (path, message).

    The same files give the same classes.
    """
    found: dict[tuple[str, str], type[Kind]] = {}
    problems: list[tuple[str, str]] = []
    for table, family in families_of(definition).items():
        for place, kind in _named_files(tables, table):
            try:
                found[table, kind] = _load(family, kind, folder)
            except _RefusedError as error:
                problems.append((f"{place}.kind", str(error)))
    return found, problems


def _named_files(tables: Mapping[str, Any], table: str) -> Iterator[tuple[str, str]]:
    """Yield place and kind of each table that names a file as its kind; of a list, the place has its number."""
    value = tables.get(table)
    listed = [(f"{table}.{number}", one) for number, one in enumerate(value)] if isinstance(value, list) else []
    for place, one in listed or [(table, value)]:
        kind = one.get("kind") if isinstance(one, dict) else None
        if isinstance(kind, str) and names_file(kind):
            yield place, kind


def files(definition: BaseModel) -> dict[str, bytes]:
    """Return name -> content of the user's files behind a definition."""
    found: dict[str, bytes] = {}
    for table in families_of(type(definition)):
        value = getattr(definition, table)
        for kind in value if isinstance(value, tuple) else (value,):
            if kind.source is not None:
                found[kind.source[0]] = kind.source[1]
    return found


def _load(of: Family, kind: str, folder: Path) -> type[Kind]:
    """Return the class that `kind` names, with a `kind` of its own."""
    name, _, wanted = kind.partition(":")
    plain = name.isprintable() and Path(name).name == name and "\\" not in name
    if not plain or not name.endswith(".py") or not wanted.isidentifier():
        raise _RefusedError('must be "file.py:Class", the file in the same folder as the definition')
    content = _read(folder / name)
    family, base = of.base(), of.contract.replace(":", ".")
    module = _run(folder / name, content)
    fitting = {
        key: value for key, value in vars(module).items() if isinstance(value, type) and issubclass(value, family)
    }
    found = {key: value for key, value in fitting.items() if value.__module__ == module.__name__}
    if wanted in found:
        return _named(of, kind, found[wanted], content)
    if wanted in fitting:
        raise _RefusedError(f"{name} only imports {wanted}. Derive a class from it there, and name that")
    if hasattr(module, wanted):
        raise _RefusedError(f"{wanted} is no {of.table}. Derive it from {base}, or from a class derived from that")
    offered = did_you_mean(wanted, found) if found else f"It has no class derived from {base}"
    raise _RefusedError(f"{name} has no {wanted}. {offered}")


def module_of(path: Path) -> tuple[ModuleType, bytes]:
    """Run a Python file of the user's own, and return its module and its content; the same content is run once.

    Raises:    UsageError: it cannot be read, or it fails; with file and line.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file. Name a Python file that is there.")
    try:
        content = _read(path)
        return _run(path, content), content
    except _RefusedError as error:
        raise UsageError(f"{path}: {error}.") from error


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe might be read for ever
            raise FileNotFoundError
        content = path.read_bytes()
    except FileNotFoundError:
        near = sorted(one.name for one in path.parent.glob("*.py"))
        hint = did_you_mean(path.name, near) if near else "There is no Python file there"
        raise _RefusedError(f"no file {path.name} beside the definition. {hint}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _RefusedError(f"{path.name} cannot be read: {reason}. Make it readable") from None
    if len(content) > LARGEST:
        raise _RefusedError(f"{path.name} is larger than {LARGEST} bytes. Name a file that holds the class only")
    return content


@cache
def _named(of: Family, kind: str, found: type[Kind], content: bytes) -> type[Kind]:
    """Return a class of the user's with `kind` as the value of its field `kind`."""
    abstract = sorted(getattr(found, "__abstractmethods__", ()))
    if abstract:
        raise _RefusedError(f"{found.__name__} lacks {', '.join(abstract)}. See {of.contract.partition(':')[0]}")
    named: Any = (Literal[kind], kind)
    create: Any = create_model  # its result depends on what the file holds
    made: type[Kind] = create(
        found.__name__,
        __base__=(found, _KindFirst),
        __module__=found.__module__,
        __cls_kwargs__={"validate_default": True},  # `width: float = 2` must be 2.0 now, as when it is read back
        kind=named,
    )
    made.__doc__ = found.__doc__
    made.source = (kind.partition(":")[0], content)
    return made


def _run(path: Path, content: bytes) -> ModuleType:
    """Return the module in a file; the same content is run once."""
    name = f"{OWN_MODULES}{path.stem}_{hashlib.sha256(content).hexdigest()[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_loader(name, loader=None, origin=str(path))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[name] = module
    linecache.checkcache(str(path))  # its lines may be known from before it was edited
    try:
        exec(compile(content, str(path), "exec", dont_inherit=True), vars(module))
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        line = frames[-1].lineno if frames else getattr(error, "lineno", None)
        place = f"{path.name}, line {line}" if line else path.name
        reason = " ".join((str(error).splitlines() or [""])[0].split()) or "no reason given"
        raise _RefusedError(f"{place}: {type(error).__name__}: {reason.rstrip('.')}. Correct the file") from error
    return module


def place_in_own_file(error: BaseException) -> str:
    """Return file and line of the user's own where an error arose, or empty if it arose elsewhere."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).startswith(OWN_MODULES):
            place = f"{Path(frame.f_code.co_filename).name}, line {line}"
    return place
