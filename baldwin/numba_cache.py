"""Compilation of kernels: once per version of their sources, then from a cache on disk.

numba's own cache looks only at the file of the function that is called; a kernel would go on with the old version of
a helper in another file. So the cache folder, which is made in `NUMBA_CACHE_DIR` where that is set, carries a digest of
all files with kernels. Nothing outside these files is compiled: `entry` and its like refuse it, and a test reads that
these files import from baldwin only each other.
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

__all__ = ["are_compiled", "c_entry", "entry", "helper", "inlined", "parallel_entry", "sources"]

F = TypeVar("F", bound=Callable[..., object])


KERNELS = (
    "haystack/randomness.py",
    "haystack/kernels",
    "haystack/bench/alternatives.py",
    "haystack/bench/limits.py",
    "neural/lazy_jax.py",
    "neural/backends/numba/call.py",
    "neural/backends/numba/elementwise.py",
    "neural/backends/numba/kernel.py",
    "neural/backends/numba/layout.py",
    "neural/backends/numba/tiles.py",
)
"""Files and folders of what is compiled, with all that these import from baldwin: a constant is baked into the code."""


def sources() -> list[Path]:
    """Return the files whose digest names the cache, this one among them."""
    package = Path(__file__).parent
    found = {path for name in KERNELS for path in [package / name, *package.joinpath(name).rglob("*.py")]}
    return [Path(__file__), *sorted(path for path in found if path.is_file())]


_SOURCES = frozenset(map(str, sources()))


def _cache_folder() -> Path:
    """Return a writable folder for compiled kernels of exactly these sources."""
    digest = hashlib.sha256(f"{VERSION} {numba.__version__}".encode())
    for source in sources():
        digest.update(source.read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    bases = (
        *([Path(_CONFIG.CACHE_DIR)] if _CONFIG.CACHE_DIR else []),
        platformdirs.user_cache_path("baldwin"),
        Path(tempfile.gettempdir()) / f"baldwin-{getattr(os, 'getuid', int)()}",
    )
    for base in bases:
        try:
            (base / name).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=base / name):
                return base / name
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="baldwin-"))


_CONFIG: Any = numba.config
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
    made: Any = numba.njit(cache=True, parallel=parallel)(_digested(function))
    _load_alone(made)
    return cast(F, made)


def parallel_entry(function: F) -> F:
    """Compile a function that is called from Python and whose `prange` loops share the cores."""
    return entry(function, parallel=True)


def c_entry(signature: Any) -> Callable[[F], Any]:
    """Compile a function that C calls, with `signature`, and keep the result on disk."""

    def compiled(function: F) -> Any:
        _load_without_scipy()
        return numba.cfunc(signature, cache=True)(_digested(function))

    return compiled


def helper(function: F, **options: Any) -> F:
    """Compile a function that only kernels call; `options` are those of numba.njit."""
    njit: Any = numba.njit
    return cast(F, njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)(_digested(function)))


def inlined(function: F) -> F:
    """Compile a small function of scalars into each kernel that calls it."""
    return helper(function, inline="always")


def _digested(function: F) -> F:
    """Return a function whose file is one of `sources()`.

    Raises:    TypeError: it is in another, and its compiled code would be used after that file has changed.
    """
    file = function.__code__.co_filename
    if file not in _SOURCES:
        name = f"{function.__module__}.{function.__qualname__}"
        raise TypeError(
            f"{name} cannot be kept compiled: its file is none of baldwin.numba_cache.KERNELS. Add it there."
        )
    return function


def _load_alone(dispatcher: Any) -> None:
    """Make a function load its compiled code without numba's own library of functions, a third of a short run's time.

    Code on disk is whole and calls none of them, only numba's runtime, which keeps count of arrays. numba loads the
    library before it compiles anything.
    """
    cache = dispatcher._cache
    runtime: Any = importlib.import_module("numba.core.runtime").rtsys

    def load(signature: Any, target: Any) -> Any:
        runtime.initialize(target)
        found = None
        with cache._guard_against_spurious_io_errors():
            found = cache._load_overload(signature, target)
        if found is None:  # to be compiled
            _load_without_scipy()
        return found

    if hasattr(cache, "_load_overload") and hasattr(cache, "_guard_against_spurious_io_errors"):
        cache.load_overload = load
