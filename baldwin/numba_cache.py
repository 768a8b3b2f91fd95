"""Compilation of kernels: once per version of their sources, then from a cache on disk.

numba's own cache looks only at the file of the function that is called; a kernel would go on with the old version of
a helper in another file. So the cache folder carries a digest of all files with kernels. `NUMBA_CACHE_DIR`, where set,
is left alone.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs

from baldwin.version import VERSION

__all__ = ["are_compiled", "entry", "helper", "inlined", "parallel_entry"]

F = TypeVar("F", bound=Callable[..., object])


KERNELS = (
    "haystack/kernels",
    "haystack/bench",
    "neural/backends",
)  # what is compiled, and what is compiled in


def _cache_folder() -> Path:
    """Return a writable folder for compiled kernels of exactly these sources."""
    package = Path(__file__).parent
    sources = [Path(__file__), package / "haystack" / "randomness.py"]
    sources += [path for folder in KERNELS for path in sorted(package.joinpath(folder).rglob("*.py"))]
    digest = hashlib.sha256(f"{VERSION} {numba.__version__}".encode())
    for source in sources:
        digest.update(source.read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    for base in (
        platformdirs.user_cache_path("baldwin"),
        Path(tempfile.gettempdir()) / f"baldwin-{getattr(os, 'getuid', int)()}",
    ):
        try:
            (base / name).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=base / name):
                return base / name
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="baldwin-"))


_CONFIG: Any = numba.config
if not _CONFIG.CACHE_DIR:
    _CONFIG.CACHE_DIR = str(_cache_folder())


def _load_without_scipy() -> None:
    """Load numba's array functions without all of scipy.linalg, a tenth of the time that a short run takes.

    numba only asks whether scipy's BLAS could be had, for its own np.cov. It could: scipy is installed with baldwin,
    and whoever does compile linear algebra makes numba load it then.
    """
    blas = "scipy.linalg.cython_blas"
    if "numba.np.arraymath" in sys.modules or blas in sys.modules:
        return
    sys.modules[blas] = None  # type: ignore[assignment]  # makes its import fail
    try:
        arraymath: Any = importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[blas]
    arraymath._HAVE_BLAS = True


_load_without_scipy()


_COMPILED: set[str] = set()


def are_compiled(names: Iterable[str]) -> bool:
    """Return whether entries of these names have been compiled before, for any arguments."""
    if set(names) <= _COMPILED:
        return True
    indices = {path.name.split("-")[0].rpartition(".")[2] for path in Path(_CONFIG.CACHE_DIR).glob("*/*.nbi")}
    _COMPILED.update(indices)
    return set(names) <= indices


def entry(function: F, *, parallel: bool = False) -> F:
    """Compile a function that is called from Python, and keep the result on disk."""
    return cast(F, numba.njit(cache=True, parallel=parallel)(function))


def parallel_entry(function: F) -> F:
    """Compile a function that is called from Python and whose `prange` loops share the cores."""
    return entry(function, parallel=True)


def helper(function: F) -> F:
    """Compile a function that only kernels call."""
    return cast(F, numba.njit(function))


def inlined(function: F) -> F:
    """Compile a small function of scalars into each kernel that calls it."""
    return cast(F, numba.njit(inline="always")(function))
