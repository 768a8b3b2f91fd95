"""Kinds in files of the user's own: `kind = "my_task.py:MyTask"`, a class in a file beside the definition.

Loading such a definition runs the file as Python: only ever a file that the definition names, from the definition's
own folder. A definition that is only looked at, as that of a run is, has stand-ins in the place of such kinds: they
hold the fields, and what the run recorded of the kinds, and no file is run.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from baldwin.definition.families import Family, Kind
from baldwin.definition.kinds import families_of, names_file
from baldwin.definition.names import did_you_mean
from baldwin.definition.own_code import OWN_MODULES, OwnCode, RefusedError, read_own_code
from baldwin.definition.trust import Policy, refuse_untrusted, trust
from baldwin.errors import UsageError

__all__ = ["OWN_MODULES", "files", "load_own", "module_of", "own_codes", "own_kinds", "place_in_own_file", "record_of"]


class _KindFirst(BaseModel):
    """Makes `kind` the first field of a class that derives from this last, as it is of the package's own kinds."""

    kind: str = ""


def load_own(
    definition: type[BaseModel],
    tables: Mapping[str, Any],
    folder: Path,
    policy: Policy = "run",
    record: Mapping[str, Any] | None = None,
) -> tuple[dict[tuple[str, str], type[Kind]], list[tuple[str, str]]]:
    """Return (table, kind) -> class of every file that `tables` name, and what is wrong with files: (path, message).

    The same files give the same classes.

    Args:
        definition: the model of the tables.
        tables: of a definition.
        folder: that holds the files.
        policy: whether the files are run.
        record: what is known of the kinds, for the stand-ins of kinds that are only looked at.

    Raises:
        UntrustedError: files would have to be run that are not trusted.
        UndeclaredFileError: a file reads what it does not declare.
    """
    found: dict[tuple[str, str], type[Kind]] = {}
    problems: list[tuple[str, str]] = []
    for table, family in families_of(definition).items():
        for place, one in _tables(tables, table):
            kind = one.get("kind", getattr(definition.model_fields[table].default, "kind", None))
            model = family.load(kind) if kind in family.names() else None
            if isinstance(kind, str) and names_file(kind):
                try:
                    model = found[family.table, kind] = _load(family, kind, folder, policy, record or {})
                except RefusedError as error:
                    problems.append((f"{place}.kind", str(error)))
            if model is not None:
                inner, refused = load_own(model, one, folder, policy, record)
                found |= inner
                problems += [(f"{place}.{path}", message) for path, message in refused]
    return found, problems


def _tables(tables: Mapping[str, Any], table: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield place and fields of a table, or of each in a list of them, whose place has its number."""
    value = tables.get(table)
    listed = [(f"{table}.{number}", one) for number, one in enumerate(value)] if isinstance(value, list) else []
    yield from ((place, one) for place, one in listed or [(table, value)] if isinstance(one, dict))


def own_kinds(definition: BaseModel) -> Iterator[Kind]:
    """Yield the kinds of a definition, and those within them, that are the user's own."""
    for table in families_of(type(definition)):
        value = getattr(definition, table)
        for kind in value if isinstance(value, tuple) else (value,):
            if kind.own_code is not None:
                yield kind
            yield from own_kinds(kind)


def own_codes(definition: BaseModel) -> tuple[OwnCode, ...]:
    """Return the user's files behind the kinds of a definition, with what these read."""
    return tuple(kind.own_code for kind in own_kinds(definition) if kind.own_code is not None)


def files(definition: BaseModel) -> dict[str, bytes]:
    """Return name -> content of the user's files behind a definition, and of the files that these read."""
    return {name: content for code in own_codes(definition) for name, content in code.files.items()}


def record_of(definition: BaseModel) -> Mapping[str, Any] | None:
    """Return what was recorded of the kinds of a definition that is only looked at; None where they are the kinds."""
    return next((kind.record for kind in own_kinds(definition) if kind.record is not None), None)


def _load(of: Family, kind: str, folder: Path, policy: Policy, record: Mapping[str, Any]) -> type[Kind]:
    """Return the class that `kind` names, with a `kind` of its own."""
    name, _, wanted = kind.partition(":")
    plain = name.isprintable() and Path(name).name == name and "\\" not in name
    if not plain or not name.endswith(".py") or not wanted.isidentifier():
        raise RefusedError('must be "file.py:Class", the file in the same folder as the definition')
    code = read_own_code(folder / name)
    if policy == "look":
        return _stand_in(of, kind, code, record)
    if policy == "ask":
        refuse_untrusted(code)
    trust([code])
    family, base = of.base(), of.contract.replace(":", ".")
    module = code.module()
    fitting = {
        key: value for key, value in vars(module).items() if isinstance(value, type) and issubclass(value, family)
    }
    found = {key: value for key, value in fitting.items() if value.__module__ == module.__name__}
    if wanted in found:
        return _named(of, kind, found[wanted], _Once(code))
    if wanted in fitting:
        raise RefusedError(f"{name} only imports {wanted}. Derive a class from it there, and name that")
    if hasattr(module, wanted):
        raise RefusedError(f"{wanted} is no {of.table}. Derive it from {base}, or from a class derived from that")
    offered = did_you_mean(wanted, found) if found else f"It has no class derived from {base}"
    raise RefusedError(f"{name} has no {wanted}. {offered}")


class _Once:
    """Files as the key of a cache: alike if their contents are."""

    def __init__(self, code: OwnCode) -> None:
        self.code = code

    def __hash__(self) -> int:
        return hash(self.code.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and other.code.digest == self.code.digest


def module_of(path: Path) -> tuple[ModuleType, bytes]:
    """Run a Python file of the user's own, and return its module and its content; the same content is run once.

    Raises:    UsageError: it cannot be read, or it fails; with file and line.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file. Name a Python file that is there.")
    try:
        code = read_own_code(path)
        return code.module(guarded=False), code.files[code.name]
    except RefusedError as error:
        raise UsageError(f"{path}: {error}.") from error


@cache
def _named(of: Family, kind: str, found: type[Kind], once: _Once) -> type[Kind]:
    """Return a class of the user's with `kind` as the value of its field `kind`."""
    abstract = sorted(getattr(found, "__abstractmethods__", ()))
    if abstract:
        raise RefusedError(f"{found.__name__} lacks {', '.join(abstract)}. See {of.contract.partition(':')[0]}")
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
    made.own_code = once.code
    return made


class _AnyFields(BaseModel):
    """Takes the fields of a kind whose class is not there to say which it has."""

    model_config = ConfigDict(extra="allow")


def _stand_in(of: Family, kind: str, code: OwnCode, record: Mapping[str, Any]) -> type[Kind]:
    """Return a class with any fields, for a kind that is only looked at: what its methods would do is not known."""
    named: Any = (Literal[kind], kind)
    create: Any = create_model
    made: type[Kind] = create(kind.partition(":")[2], __base__=(of.base(), _AnyFields), kind=named)
    made.__abstractmethods__ = frozenset()
    made.own_code, made.record = code, record
    return made


def place_in_own_file(error: BaseException) -> str:
    """Return file and line of the user's own where an error arose, or empty if it arose elsewhere."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).startswith(OWN_MODULES):
            place = f"{Path(frame.f_code.co_filename).name}, line {line}"
    return place
