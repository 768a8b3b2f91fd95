"""Compiled code is kept on disk under a digest of its sources: nothing outside them may be compiled, or baked in."""

from __future__ import annotations

import ast
import errno
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import baldwin
from baldwin import numba_cache

PACKAGE = Path(baldwin.__file__).parent
COMPILERS = {"cfunc", "generated_jit", "guvectorize", "intrinsic", "jit", "njit", "overload", "stencil", "vectorize"}


def imported(tree: ast.AST) -> set[str]:
    """Return the modules that a file imports, and each name that it imports from one as `module.name`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def foreign(tree: ast.AST, digested: set[str]) -> set[str]:
    """Return what a file imports from baldwin that is no digested module, nor lies in one."""
    ours = {name for name in imported(tree) if name.partition(".")[0] == "baldwin"}
    return {name for name in ours if not any(name == one or name.startswith(f"{one}.") for one in digested)} - {
        one.rpartition(".")[0] for one in digested
    }


def compiles(tree: ast.AST) -> bool:
    """Return whether a file names one of numba's compilers."""
    direct = {name.rpartition(".")[2] for name in imported(tree) if name.startswith("numba")}
    named = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("numba", "nb")
    }
    return bool((direct | named) & COMPILERS)


def module_of(path: Path) -> str:
    return "baldwin." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_digested_files_import_from_baldwin_only_digested_files() -> None:
    sources = [path for path in numba_cache.sources() if path.name != "numba_cache.py"]
    digested = {module_of(path) for path in sources} | {"baldwin.numba_cache"}
    assert {str(path.relative_to(PACKAGE)): sorted(foreign(parsed(path), digested)) for path in sources if
            foreign(parsed(path), digested)} == {}  # fmt: skip
    assert all((PACKAGE / name).exists() for name in numba_cache.KERNELS)


def test_no_other_file_names_a_compiler_of_numba() -> None:
    sources = set(numba_cache.sources())
    others = [path for path in PACKAGE.rglob("*.py") if path not in sources and "numba" in path.read_text("utf-8")]
    assert [path for path in others if compiles(parsed(path))] == []


@pytest.mark.parametrize(
    "text",
    ["from baldwin.haystack.model import model_of", "import baldwin.errors", "from baldwin.haystack import definition"],
)
def test_a_planted_import_is_found(text: str) -> None:
    assert foreign(ast.parse(text), {"baldwin.haystack.kernels.words", "baldwin.numba_cache"})


@pytest.mark.parametrize(
    "text",
    ["import numba\n@numba.njit\ndef f(): ...", "from numba import cfunc", "from numba.extending import intrinsic"],
)
def test_a_planted_compiler_is_found(text: str) -> None:
    assert compiles(ast.parse(text))
    assert not compiles(ast.parse("import numba\nnumba.get_num_threads()\nfrom numba import prange"))


@pytest.mark.parametrize("how", ["entry", "parallel_entry", "helper", "small", "inlined", "c_entry('int64(int64)')"])
def test_a_function_in_any_other_file_cannot_be_compiled(how: str) -> None:
    name, _, argument = how.partition("(")
    compiler = getattr(numba_cache, name)
    if argument:
        compiler = compiler(argument.rstrip(")").strip("'"))
    with pytest.raises(TypeError, match=r"a_function.*none of baldwin\.numba_cache\.KERNELS"):
        compiler(a_function)


def a_function(x: int) -> int:
    return x


def test_a_change_of_any_source_is_another_cache(tmp_path: Path) -> None:
    """In the user's own cache folder as well: NUMBA_CACHE_DIR names where it is, not what is in it."""
    code = "from baldwin import numba_cache; print(numba_cache.FOLDER)"
    planted = (
        "from pathlib import Path; read = Path.read_bytes; "
        "Path.read_bytes = lambda self: read(self) + b' ' * (self.name == 'model.py'); "
    )
    folders = [
        subprocess.run(
            [sys.executable, "-c", before + code],
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": "", "HOME": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "mine")},
        ).stdout.strip()
        for before in ("", planted)
    ]
    assert {Path(folder).parent for folder in folders} == {tmp_path / "mine"}
    assert folders[0] != folders[1]


class TroubledCache:
    """A cache of numba's on a disk that is full, with a file that was damaged."""

    flushed = 0

    def _load_overload(self, signature: object, target: object) -> None:
        raise EOFError("Ran out of input")

    def _save_overload(self, signature: object, data: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        self.flushed += 1
        raise OSError(errno.EROFS, "Read-only file system")


def test_a_full_disk_or_a_damaged_file_of_the_cache_only_costs_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba_cache, "_load_without_scipy", lambda: None)
    monkeypatch.setattr("numba.core.runtime.rtsys.initialize", lambda target: None)
    cache: Any = TroubledCache()
    numba_cache._load_alone(SimpleNamespace(_cache=cache))
    assert cache.load_overload("signature", "target") is None
    assert cache.flushed == 1
    cache.save_overload("signature", "code")
