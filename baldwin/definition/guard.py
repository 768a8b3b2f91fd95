"""Keeps a user's own code to the files that it declares: results must follow the definition, and what its id counts.

Python reports each file that is opened (`sys.addaudithook`). An opening that a class of the user's own asked for, and
that is neither declared nor Python's or a library's own, fails. What a compiled library opens by itself is not seen.
"""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from baldwin.errors import UndeclaredFileError

__all__ = ["Scope", "guard", "refuse_undeclared"]

_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr/share/zoneinfo", "/usr/lib", "/usr/lib64", "/lib", "/lib64")


@dataclass(frozen=True)
class Scope:
    """What the modules of one file of the user's own may read: that file, and what it declares."""

    file: str  # name, for errors
    folder: str  # that holds the definition, without links
    allowed: frozenset[str]  # paths without links


_SCOPES: dict[str, Scope] = {}  # name of a module -> what it may read


def guard(module: str, scope: Scope) -> None:
    """Keep the module of this name, and all that it calls, to the files of a scope from now on."""
    if not _SCOPES:
        sys.addaudithook(_hook)
    _SCOPES[module] = scope


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _opened(*arguments)
    elif event == "sqlite3.connect":
        _opened(arguments[0], "r", 0)


def _opened(path: Any, mode: Any, flags: Any) -> None:
    if isinstance(path, int) or not _reads(mode, flags):
        return
    found = _asked_by(sys._getframe(2))
    if found is not None:
        refuse_undeclared(os.fsdecode(path), *found)


def _reads(mode: Any, flags: Any) -> bool:
    """Return whether a file is opened for what it holds already."""
    if isinstance(mode, str):
        return "r" in mode
    return not isinstance(flags, int) or (flags & os.O_ACCMODE != os.O_WRONLY and not flags & (os.O_CREAT | os.O_TRUNC))


def _asked_by(frame: FrameType | None) -> tuple[Scope, bool] | None:
    """Return the scope of the module that asked for this, and whether it only imported a library that did."""
    imported = False
    while frame is not None:
        name = frame.f_globals.get("__name__")
        if isinstance(name, str) and (scope := _SCOPES.get(name)) is not None:
            return scope, imported
        if isinstance(name, str) and name.partition(".")[0] == "baldwin":  # which it called, as probes do
            return None
        imported = imported or frame.f_code.co_name == "<module>"
        frame = frame.f_back
    return None


def refuse_undeclared(path: str, scope: Scope, imported: bool = False) -> None:
    """Do nothing if a file is of a scope, or Python's or a library's own.

    Args:
        path: of the file.
        scope: of the module that asked for it.
        imported: whether it only imported a library that did.

    Raises:
        UndeclaredFileError: it is neither.
    """
    real = os.path.realpath(path)
    if real in scope.allowed and (os.path.isabs(path) or imported):
        return
    if not _is_regular(real):
        return
    inside = _within(real, (scope.folder,))
    if real not in scope.allowed and _within(real, _installed()):
        return
    module = real.endswith((".py", ".pyc", ".so", ".pyd"))
    if not inside and (imported or (module and _within(real, map(os.path.realpath, filter(None, sys.path))))):
        return
    name = os.path.relpath(real, scope.folder) if inside else os.path.basename(real)
    if real in scope.allowed:
        raise UndeclaredFileError(
            f"{scope.file}: opens {name} by a path that depends on the working directory. "
            f'Open it as Path(__file__).parent / "{name}".'
        )
    where = "which it does not declare. " if inside else "which lies elsewhere. Put it beside the definition. "
    folder, cached = os.path.split(name)
    if cached.endswith(".pyc"):
        name = os.path.join(os.path.dirname(folder), f"{cached.partition('.')[0]}.py")
    raise UndeclaredFileError(
        f'{scope.file}: reads {name}, {where}Name it in the class, reads = ("{name}",), so that it belongs to the run.'
    )


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):  # the opening itself will say so
        return False


def _within(path: str, folders: Iterable[str]) -> bool:
    return any(path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def _installed() -> tuple[str, ...]:
    """Return the folders of Python, of its libraries and of what they keep."""
    caches = [getattr(sys.modules.get("numba.core.config"), "CACHE_DIR", "")]
    if (jax := sys.modules.get("jax")) is not None:
        caches.append(getattr(getattr(jax, "config", None), "jax_compilation_cache_dir", "") or "")
    return (*_fixed(), *(os.path.realpath(one) for one in caches if one))


@cache
def _fixed() -> tuple[str, ...]:
    import platformdirs

    roots = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    found = [*_SYSTEM, str(Path(__file__).parent.parent), str(platformdirs.user_cache_path())]
    found += [os.path.join(root, part) for root in roots for part in ("lib", "lib64", "share", "etc", "include")]
    found += [path for name, path in sysconfig.get_paths().items() if name != "data"]
    return tuple({os.path.realpath(one) for one in found})
