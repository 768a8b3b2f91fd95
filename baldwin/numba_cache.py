"""Compilation of kernels: once per version of their sources, then from a cache on disk.

numba's own cache looks only at the file of the function that is called; a kernel would go on with the old version of
a helper in another file. So the cache folder, which is made in `NUMBA_CACHE_DIR` where that is set, carries a digest of
all files with kernels. Nothing outside these files is compiled: `entry` and its like refuse it, and a test reads that
these files import from baldwin only each other.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import operator
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from baldwin.errors import UsageError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of variables that numba cannot read; it is held to `PINNED`
    try:
        import numba
    except ValueError as error:  # numba asks for its threads while it is imported
        raise UsageError(f"NUMBA_NUM_THREADS: must be 1 or more ({error}). Start again without it.") from None

from baldwin.numba_pieces import in_one_piece
from baldwin.numba_threads import launch
from baldwin.private_cache import cache_folder
from baldwin.version import VERSION

__all__ = [
    "FOLDER",
    "Pinned",
    "are_compiled",
    "c_entry",
    "entry",
    "helper",
    "inlined",
    "parallel_entry",
    "processor",
    "small",
    "sources",
    "threads",
    "use_threads",
]

F = TypeVar("F", bound=Callable[..., object])

KERNELS = (
    "numba_pieces.py",
    "haystack/randomness.py",
    "haystack/kernels",
    "haystack/bench/alternatives.py",
    "haystack/bench/limits.py",
    "neural/lazy_jax.py",
    "neural/backends/numba/call.py",
    "neural/backends/numba/elementwise.py",
    "neural/backends/numba/frame.py",
    "neural/backends/numba/kernel.py",
    "neural/backends/numba/layout.py",
    "neural/backends/numba/tiles.py",
    "neural/backends/plasticity/call.py",
    "neural/backends/plasticity/kernel.py",
    "neural/backends/plasticity/layout.py",
    "neural/backends/plasticity/rows.py",
)
"""Files and folders of what is compiled, with all that these import from baldwin: a constant is baked into the code."""


def sources() -> list[Path]:
    """Return the files whose digest names the cache, this one among them."""
    package = Path(__file__).parent
    found = {path for name in KERNELS for path in [package / name, *package.joinpath(name).rglob("*.py")]}
    return [Path(__file__), *sorted(path for path in found if path.is_file())]


_SOURCES = frozenset(map(str, sources()))


_CONFIG: Any = numba.config


def _digest() -> str:
    """Return what distinguishes these sources, compiled by this numba, from all others."""
    digest = hashlib.sha256(f"{VERSION} {numba.__version__}".encode())
    for source in sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


FOLDER = cache_folder(f"kernels-{_digest()}", [Path(_CONFIG.CACHE_DIR)] if _CONFIG.CACHE_DIR else [])
"""Where compiled kernels of exactly these sources are kept."""

OF_THE_USER = ("NUMBA_NUM_THREADS", "NUMBA_DEFAULT_NUM_THREADS", "THREADING_LAYER", "THREADING_LAYER_PRIORITY")


def _factory_settings() -> dict[str, Any]:
    """Return numba's settings as they are where no variable, file or program says otherwise; threads aside."""
    before = {name: value for name, value in vars(_CONFIG).items() if name.isupper()}
    _CONFIG._env_reloader.process_environ({"NUMBA_NUM_THREADS": str(_CONFIG.NUMBA_NUM_THREADS)})
    factory = {name: getattr(_CONFIG, name) for name in before if name not in OF_THE_USER}
    for name, value in before.items():
        setattr(_CONFIG, name, value)
    return factory


PINNED = _factory_settings() | {"CACHE_DIR": str(FOLDER)}
"""numba's settings while it compiles, loads or runs a kernel, whatever `NUMBA_..` or a program says. Some change code,
some make it print between a command's results."""


_settings = operator.itemgetter(*PINNED)  # all at once: every call of a kernel asks

_ALONE = threading.RLock()  # settings are those of the process, and not every threading layer bears two callers


class Pinned:
    """Holds numba to `PINNED`, for one Python thread at a time, and leaves its settings as they were.

    A class, and not a generator, since a run on a small population is no longer than a few hundred such calls.
    """

    _seen: ClassVar[tuple[Any, ...]] = ()
    _other: ClassVar[dict[str, Any]] = {}  # of the settings seen last, those that are not as `PINNED` has them

    def __enter__(self) -> None:
        _ALONE.acquire()
        now = _settings(vars(_CONFIG))
        if now != Pinned._seen:
            Pinned._seen = now
            Pinned._other = {name: value for name, value in zip(PINNED, now, strict=True) if value != PINNED[name]}
        self._before = Pinned._other
        for name in self._before:
            setattr(_CONFIG, name, PINNED[name])

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            setattr(_CONFIG, name, value)
        _ALONE.release()


def processor() -> str:
    """Return the processor that kernels are compiled for, by LLVM's name: this machine's.

    Raises:    UsageError: a program has begun to use numba with settings that name another.
    """
    with Pinned():
        codegen: Any = importlib.import_module("numba.core.registry").cpu_target.target_context.codegen()
        _, name, features = codegen.magic_tuple()
        if (name, features) != (codegen._get_host_cpu_name(), codegen._get_host_cpu_features()):
            raise UsageError(
                f"numba compiles for the processor {name}, as NUMBA_CPU_NAME or NUMBA_CPU_FEATURES say; this machine's "
                "would round otherwise. Start again without them: unset NUMBA_CPU_NAME NUMBA_CPU_FEATURES"
            )
    return str(name)


def _note_fork() -> None:
    """Note, in a child process, that who waits for whom stayed with its parent."""
    global _ALONE
    _ALONE = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_note_fork)


def threads() -> int:
    """Return how many threads parallel kernels share, of those that are started now."""
    with Pinned():
        launch()
        return int(numba.get_num_threads())


def use_threads(count: int) -> None:
    """Let parallel kernels share so many threads, at most as many as there are."""
    with Pinned():
        launch()
        numba.set_num_threads(count)


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
    indices = {path.name.split("-")[0].rpartition(".")[2] for path in FOLDER.glob("*/*.nbi")}
    _COMPILED.update(indices)
    return set(names) <= indices


def entry(function: F) -> F:
    """Compile a function that is called from Python, and keep the result on disk.

    Called from several Python threads at once, one waits for the other.
    """
    kernel = _kept(function, parallel=False)

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        with Pinned():
            return kernel(*arguments)

    return cast(F, call)


def parallel_entry(function: F) -> F:
    """Compile a function like `entry`, whose `prange` loops share the cores.

    Raises:    UsageError: when it is called in a fork of a process that has called one.
    """
    kernel = _kept(function, parallel=True)

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        with Pinned():
            launch()
            return kernel(*arguments)

    return cast(F, call)


def _kept(function: Callable[..., object], *, parallel: bool) -> Any:
    """Return numba's dispatcher of a function, with a cache that no trouble of a disk can stop."""
    with Pinned():
        made: Any = numba.njit(cache=True, parallel=parallel, **in_one_piece())(_digested(function))
    _load_alone(made)
    return made


def c_entry(signature: Any) -> Callable[[F], Any]:
    """Compile a function that C calls, with `signature`, and keep the result on disk."""

    def compiled(function: F) -> Any:
        _load_without_scipy()
        _digested(function)
        with Pinned():
            try:
                return numba.cfunc(signature, cache=True, **in_one_piece())(function)
            except Exception:  # of the cache, most likely: compile anew each time
                return numba.cfunc(signature, **in_one_piece())(function)

    return compiled


def helper(function: F, **options: Any) -> F:
    """Compile a function that only kernels call; `options` are those of numba.njit."""
    njit: Any = numba.njit
    with Pinned():
        return cast(F, njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)(_digested(function)))


def small(function: F) -> F:
    """Compile a small function of scalars, which LLVM puts into each kernel that calls it: types are inferred once."""
    return helper(function, forceinline=True)


def inlined(function: F) -> F:
    """Compile a function into each kernel that calls it, as if written there, types and all."""
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
    library before it compiles anything. What is damaged on disk is compiled again; what cannot be kept there, on a full
    disk for instance, the next process compiles again.
    """
    cache = dispatcher._cache
    runtime: Any = importlib.import_module("numba.core.runtime").rtsys

    def load(signature: Any, target: Any) -> Any:
        runtime.initialize(target)
        found = None
        try:
            found = cache._load_overload(signature, target)
        except Exception:  # what a damaged file makes of unpickling is anyone's guess
            with contextlib.suppress(OSError):
                cache.flush()
        if found is None:  # to be compiled
            _load_without_scipy()
        return found

    def save(signature: Any, compiled: Any) -> None:
        with contextlib.suppress(OSError):
            cache._save_overload(signature, compiled)

    if hasattr(cache, "_load_overload") and hasattr(cache, "_save_overload"):
        cache.load_overload, cache.save_overload = load, save
