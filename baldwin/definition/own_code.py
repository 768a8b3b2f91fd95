"""A Python file of the user's own, with the files that it reads: what they hold, and the module that it is.

A class declares the files beside its own that it reads, `reads = ("data.npy", "helper.py")`: helper modules, which it
imports by name, and data, which it opens as `Path(__file__).parent / "data.npy"`. The declaration is read from the text
of the file, so that looking at a run need not run it.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import hashlib
import importlib.util
import linecache
import os
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from baldwin.definition.guard import Scope, guard, refuse_undeclared
from baldwin.definition.names import did_you_mean
from baldwin.errors import UndeclaredFileError

__all__ = ["KEPT_BY_RUNS", "MADE_BY_COMMANDS", "OWN_MODULES", "OwnCode", "RefusedError", "read_own_code"]

OWN_MODULES = "baldwin_own_"
"""How the names of modules begin that hold a Python file of the user's own: what fails in them is the file's fault."""

MADE_BY_COMMANDS = frozenset({"figures", "export", "probes", "report.html"})
KEPT_BY_RUNS = frozenset(
    {"run.json", "population.toml", "generations.jsonl", "assays.jsonl", "timings.jsonl", "lock", "stop", "checkpoints"}
    | {"request.json", "notes.toml"}
    | {"study.toml", "base.toml", "cells.jsonl", "outcomes.jsonl", "claims.jsonl", "claims.md", "claims.json"}
    | MADE_BY_COMMANDS
)
"""Names in the directories of runs, studies and claims, which no file of the user's own may have."""

LARGEST = 1_000_000  # bytes of a Python file; the package's own have some thousand
LONGEST_NAME = 200  # characters
LARGEST_DATA = 256_000_000  # bytes of a data file: every run keeps a copy


class RefusedError(ValueError):
    """A file, or the class in it, cannot be used; one sentence of fact, one of help."""


@dataclass(frozen=True)
class OwnCode:
    """A Python file and the files that its classes read, as they are now.

    Attributes:
        folder: that holds them all.
        files: name -> content, the Python file first.
    """

    folder: Path
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """Return the name of the Python file."""
        return next(iter(self.files))

    @cached_property
    def digest(self) -> str:
        """Return a digest of all that it is: names and contents."""
        whole = hashlib.sha256()
        for name in sorted(self.files):
            whole.update(f"{name} {hashlib.sha256(self.files[name]).hexdigest()}\n".encode())
        return whole.hexdigest()

    @cached_property
    def imported(self) -> frozenset[str]:
        """Return the names of modules that its Python files import, as they write them; nothing is run."""
        found: set[str] = set()
        for name, content in self.files.items():
            for node in ast.walk(_tree(content)) if name.endswith(".py") else ():
                if isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return frozenset(found)

    def module(self, *, guarded: bool = True) -> ModuleType:
        """Run the file and return its module; the same files are run once.

        Args:
            guarded: whether it, and all that it calls from now on, may read the declared files only.

        Raises:
            RefusedError: it fails, with file and line.
            UndeclaredFileError: it reads what it does not declare.
        """
        return self._module(self.name, guarded)

    def _module(self, file: str, guarded: bool) -> ModuleType:
        name = f"{OWN_MODULES}{Path(file).stem}_{self._key}{'' if guarded else '_free'}"
        if name in sys.modules:
            return sys.modules[name]
        path = self.folder / file
        spec = importlib.util.spec_from_loader(name, loader=None, origin=str(path))
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        module.__file__ = str(path.absolute())
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": self._importing(guarded), "print": _print}
        if guarded:
            guard(name, self._scope)
        sys.modules[name] = module
        linecache.checkcache(str(path))  # its lines may be known from before it was edited
        try:
            with contextlib.redirect_stdout(sys.stderr):
                exec(compile(self.files[file], str(path), "exec", dont_inherit=True), vars(module))
        except (UndeclaredFileError, RefusedError):
            del sys.modules[name]
            raise
        except (Exception, SystemExit) as error:
            del sys.modules[name]
            raise RefusedError(_explained(file, str(path), error)) from error
        return module

    @cached_property
    def _key(self) -> str:
        """Return what tells modules apart: contents, and where files are read the folder that they are read from."""
        where = str(self.folder.absolute()) if len(self.files) > 1 else ""
        return hashlib.sha256(f"{self.digest} {where}".encode()).hexdigest()[:12]

    @cached_property
    def _scope(self) -> Scope:
        files = frozenset(os.path.realpath(self.folder / name) for name in self.files)
        return Scope(self.name, os.path.realpath(self.folder), files)

    def _importing(self, guarded: bool) -> Any:
        """Return what `import` does in these files: declared modules are private, others are as everywhere."""

        def import_(
            name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
        ) -> ModuleType:
            if level == 0 and f"{name}.py" in self.files:
                return self._module(f"{name}.py", guarded)
            try:
                found = __import__(name, globals, locals, fromlist, level)
            except ModuleNotFoundError as error:
                if error.name == name.partition(".")[0]:
                    self._refuse_sibling(error.name)
                raise
            if guarded:
                self._refuse_package(name.partition(".")[0])
            file = getattr(sys.modules.get(name), "__file__", None)  # something else may have imported it before
            if guarded and isinstance(file, str):
                refuse_undeclared(os.path.realpath(file), self._scope)
            return found

        return import_

    def _refuse_package(self, name: str) -> None:
        """Do nothing unless a module that was imported is a folder beside the file."""
        for path in map(os.path.realpath, getattr(sys.modules.get(name), "__path__", ())):
            if path == os.path.realpath(self.folder / name):
                raise UndeclaredFileError(_of_package(self.name, name))

    def _refuse_sibling(self, name: str) -> None:
        if any((self.folder / name).glob("*.py")):
            raise UndeclaredFileError(_of_package(self.name, name))
        if (self.folder / f"{name}.py").is_file():
            refuse_undeclared(os.path.realpath(self.folder / f"{name}.py"), self._scope)


def _of_package(file: str, name: str) -> str:
    return (
        f"{file}: imports {name}, a folder of Python files, and runs keep single files. Put what it needs of them into "
        f'one, such as {name}_files.py beside it, and name that in the class, reads = ("{name}_files.py",).'
    )


def _print(*values: object, **options: Any) -> None:
    """Print as `print` does, but on stderr unless told where: stdout is the command's, and read by programs."""
    print(*values, **{"file": sys.stderr, **options})


def read_own_code(path: Path) -> OwnCode:
    """Return a Python file with the files that its classes read; nothing is run.

    Raises:
        RefusedError: one of them cannot be used.
    """
    content = _read(path, LARGEST)
    files = {path.name: content}
    for name in _declared(path.name, content):
        files.setdefault(name, _read(path.parent / name, LARGEST if name.endswith(".py") else LARGEST_DATA, path.name))
    return OwnCode(path.parent, files)


def _declared(file: str, content: bytes) -> tuple[str, ...]:
    """Return the names in `reads = (..)` of all classes of a file; a file that is no Python declares nothing."""
    names: dict[str, None] = {}
    for owner in (node for node in ast.walk(_tree(content)) if isinstance(node, ast.ClassDef)):
        for node in owner.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if value is not None and any(isinstance(one, ast.Name) and one.id == "reads" for one in targets):
                names |= dict.fromkeys(_names(file, value))
    return tuple(names)


def _tree(content: bytes) -> ast.Module:
    """Return what a Python file says; one that is no Python says nothing, and running it tells why."""
    try:
        return ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _names(file: str, value: ast.expr) -> tuple[str, ...]:
    try:
        found = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        found = None
    names = (found,) if isinstance(found, str) else found
    if not isinstance(names, tuple | list) or not all(isinstance(name, str) for name in names):
        raise RefusedError(f'{file}, line {value.lineno}: reads must be names in quotes, such as reads = ("data.npy",)')
    for name in names:
        parts = name.split("/")
        if "\\" in name or not name.isprintable() or not all(part not in ("", ".", "..") for part in parts):
            raise RefusedError(f'{file}, line {value.lineno}: reads "{name}": must lie in the folder of the definition')
        if parts[0].lower() in KEPT_BY_RUNS or parts[0].startswith("."):
            raise RefusedError(f'{file}, line {value.lineno}: reads "{name}": runs keep files of this name. Rename it')
    return tuple(names)


def _read(path: Path, largest: int, reader: str = "") -> bytes:
    if len(path.name) > LONGEST_NAME:
        raise RefusedError(
            f"{path.name[:LONGEST_NAME]}... is longer than a file's name can be. Name a file that is there"
        )
    what = f"{path.name}, which {reader} reads," if reader else path.name
    try:
        if not path.is_file():  # a pipe might be read for ever
            raise FileNotFoundError
        if path.stat().st_size > largest:
            help_ = "Keep to what it needs" if reader else "Name a file that holds the class only"
            raise RefusedError(f"{what} is larger than {largest} bytes. {help_}")
        return path.read_bytes()
    except FileNotFoundError:
        pattern = f"*{path.suffix}" if path.suffix else "*"
        near = sorted(one.name for one in path.parent.glob(pattern) if one.is_file())
        if reader:
            hint = did_you_mean(path.name, near).rstrip(".") if near else "Put it there, or declare it no more"
            raise RefusedError(f"{reader} reads {path.name}, and there is no such file beside it. {hint}") from None
        hint = did_you_mean(path.name, near).rstrip(".") if near else "There is no Python file there"
        raise RefusedError(f"no file {path.name} beside the definition. {hint}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RefusedError(f"{what} cannot be read: {reason}. Make it readable") from None


def _explained(file: str, path: str, error: BaseException) -> str:
    """Return what went wrong in a file, in one line with its place."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = frames[-1].lineno if frames else getattr(error, "lineno", None)
    place = f"{file}, line {line}" if line else file
    reason = " ".join((str(error).splitlines() or [""])[0].split()) or "no reason given"
    return f"{place}: {type(error).__name__}: {reason.rstrip('.')}. Correct the file"
