"""Configures JAX: one CPU device per core, compiled programs kept on disk, settings that change numbers held fixed."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from platform import machine
from typing import Any

from baldwin.errors import FORKED, UsageError
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.traced import moving, numbers_of
from baldwin.neural.xla_flags import refuse_flags
from baldwin.private_cache import cache_folder

__all__ = [
    "FEW_CALLS",
    "MOST_DEVICES",
    "PINNED",
    "compiled_before",
    "cores",
    "devices",
    "pinned",
    "prepare",
    "remember",
    "shape_of",
]

FEW_CALLS = {"xla_backend_optimization_level": 1}
"""XLA's options for a program that a run calls a few times: compiled in three quarters of the time, and as fast."""
PLUGINS = "PJRT_NAMES_AND_LIBRARY_PATHS"
MOST_DEVICES = 16  # of a CPU: more cores than that gain little on a population of common size

PINNED: dict[str, object] = {
    # What is drawn.
    "jax_default_prng_impl": "threefry2x32",
    "jax_threefry_partitionable": True,
    "jax_threefry_gpu_kernel_lowering": False,
    "jax_random_seed_offset": 0,
    "jax_high_dynamic_range_gumbel": False,
    "jax_legacy_prng_key": "allow",
    "jax_enable_custom_prng": False,
    "jax_debug_key_reuse": False,
    # What numbers are.
    "jax_enable_x64": False,
    "jax_explicit_x64_dtypes": "warn",
    "jax_numpy_dtype_promotion": "standard",
    "jax_numpy_rank_promotion": "allow",
    "jax_default_matmul_precision": None,
    "jax_allow_f16_reductions": True,
    # How programs are differentiated, and how compiled.
    "jax_softmax_custom_jvp": False,
    "jax_use_direct_linearize": True,
    "jax_custom_vjp3": False,
    "jax_remat3": False,
    "jax_scan3": False,
    "eager_constant_folding": False,
    "jax_disable_jit": False,
    "jax_disable_most_optimizations": False,
    "jax_optimization_level": "UNKNOWN",
    "jax_exec_time_optimization_effort": 0.0,
    "jax_memory_fitting_level": "O2",
    "jax_memory_fitting_effort": 0.0,
    "jax_compiler_enable_remat_pass": True,
    "jax_use_shardy_partitioner": True,
    "jax_enable_pgle": False,
    "jax_compilation_cache_expect_pgle": False,
    "jax_no_execution": False,
    # Where they run, and what stops them.
    "jax_default_device": None,
    "jax_transfer_guard": "allow",
    "jax_transfer_guard_host_to_device": "allow",
    "jax_transfer_guard_device_to_device": "allow",
    "jax_transfer_guard_device_to_host": "allow",
    "jax_array_garbage_collection_guard": "allow",
    "jax_thread_guard": False,
    "jax_no_tracing": False,
    "jax_debug_nans": False,
    "jax_debug_infs": False,
    "jax_check_tracer_leaks": False,
    "jax_check_static_indices": False,
    "jax_enable_checks": False,
    "jax_mutable_array_checks": True,
    "jax_error_checking_behavior_nan": "ignore",
    "jax_error_checking_behavior_divide": "ignore",
    "jax_error_checking_behavior_oob": "ignore",
    "jax_raise_persistent_cache_errors": False,
}
"""JAX's settings while it works for baldwin, whatever `JAX_..` or a program says: all that change a number, or make an
error of a number that is none, which a lost life may have. Devices, caches, logs and tracebacks are the user's."""


@contextlib.contextmanager
def pinned() -> Iterator[None]:
    """Hold JAX to `PINNED` in this Python thread, and leave its settings as they were.

    Whatever of the wing computes with JAX does so within: nested, it costs microseconds.

    Raises:    UsageError: JAX cannot work here, or not to the same numbers; the line says what to change.
    """
    prepare()
    if _forked:
        raise UsageError(FORKED)
    with contextlib.ExitStack() as stack:
        for context in _contexts():
            stack.enter_context(context())
        yield


@cache
def _contexts() -> list[Any]:
    """Return what makes each context of `PINNED`; of settings that this version of JAX has."""
    config = _jax().config
    known = [name for name in PINNED if name in config.values]
    return [_context(config, name, PINNED[name]) for name in known]


def _context(config: Any, name: str, value: object) -> Any:
    state = config._value_holders[name]
    if callable(state):
        return lambda: state(value)  # for this thread only
    return lambda: _set_for_all(config, name, value)


@contextlib.contextmanager
def _set_for_all(config: Any, name: str, value: object) -> Iterator[None]:
    """Set what JAX has for the whole process only, until the last Python thread that is within leaves."""
    with _SETTING:
        inside, before = _inside.get(name, (0, config.values[name]))
        _inside[name] = inside + 1, before
        if config.values[name] != value:
            config.update(name, value)
    try:
        yield
    finally:
        with _SETTING:
            inside, before = _inside[name]
            _inside[name] = inside - 1, before
            if inside == 1:
                del _inside[name]
                if config.values[name] != before:
                    config.update(name, before)


_SETTING = threading.Lock()
_inside: dict[str, tuple[int, Any]] = {}  # setting -> how many are within, and what it was before


_forked = False


def _note_fork() -> None:
    """Note, in a child process, that the threads of JAX stayed with its parent."""
    global _forked
    bridge = sys.modules.get("jax._src.xla_bridge")
    _forked = _forked or (bridge is not None and bridge.backends_are_initialized())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_note_fork)


def _jax() -> Any:
    """Return JAX.

    Raises:    UsageError: it cannot be loaded.
    """
    try:
        return importlib.import_module("jax")
    except ImportError as error:  # of a library that cannot be mapped, say
        raise UsageError(
            f"JAX cannot be loaded: {_one_line(error)}. Allow this process more memory (ulimit -v unlimited), or "
            "install baldwin again."
        ) from error
    except Exception as error:  # a variable JAX_.. that it cannot read
        raise UsageError(f"JAX cannot be loaded: {_one_line(error)}. Unset what it names.") from error


@cache
def prepare() -> None:
    """Set JAX up, once per process; what its user has set already stays as it is.

    Raises:    UsageError: JAX cannot work here, or not to the same numbers.
    """
    refuse_flags()
    logging.getLogger("jax._src.xla_bridge").addFilter(_in_one_line)
    jax = _jax()
    config: Any = jax.config
    _refuse_unwritable(config)
    chosen = "xla_force_host_platform" in os.environ.get("XLA_FLAGS", "") or config.jax_num_cpu_devices > 0
    if not chosen:
        with contextlib.suppress(RuntimeError):  # JAX runs already, with as many devices as it has
            config.update("jax_num_cpu_devices", min(cores(), MOST_DEVICES))
    if not config.jax_compilation_cache_dir:
        try:
            folder = _cache()
        except OSError:  # nothing can be written: compile anew each time
            return
        config.update("jax_compilation_cache_dir", str(folder))
        config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def _refuse_unwritable(config: Any) -> None:
    """Do nothing where JAX can write the programs that its user wants to read.

    Raises:    UsageError: it cannot, and would fail in the middle of a run.
    """
    for name in ("jax_dump_ir_to", "jax_dump_jaxpr_to"):
        folder = str(config.values.get(name) or "")
        if folder and "://" not in folder:
            try:
                os.makedirs(folder, exist_ok=True)
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                raise UsageError(f"{name.upper()}={folder}: cannot be written: {why}. Unset it.") from error


@cache
def devices() -> tuple[str, int]:
    """Return the platform that JAX computes on, such as cpu, and how many devices it has there; this starts it.

    Raises:    UsageError: there is none as its user asks for.
    """
    jax = _jax()
    try:
        return str(jax.default_backend()), int(jax.device_count())
    except Exception as error:  # of JAX_PLATFORMS and the like; also an AssertionError
        place, remedy = _who_asks_for_a_device(jax.config.values)
        raise UsageError(f"{place}: finds no device here ({_one_line(error)}). {remedy}") from error


def _who_asks_for_a_device(values: Mapping[str, Any]) -> tuple[str, str]:
    """Return what names the device that JAX looks for, and what to do about it."""
    for name in ("jax_platforms", "jax_platform_name"):
        if values[name]:
            return f"{name.upper()}={values[name]}", "Unset it, or set it to cpu."
    if plugins := os.environ.get(PLUGINS):
        return f"{PLUGINS}={plugins}", "Unset it."
    return "JAX", "Start again with: export JAX_PLATFORMS=cpu"


def _in_one_line(record: logging.LogRecord) -> bool:
    """Let JAX say in one line, without a traceback, that a plugin does not work here, such as that of a GPU."""
    if record.exc_info and isinstance(error := record.exc_info[1], Exception):
        record.msg, record.args = f"JAX goes without a plugin that does not work here ({_one_line(error)}).", ()
        record.exc_info = record.exc_text = None
    return True


def _one_line(error: Exception) -> str:
    text = " ".join(f"{type(error).__name__}: {error}".removesuffix(": ").split())
    return text.rstrip(".") if len(text) <= 240 else f"{text[:240]}..."


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@cache
def _cache() -> Path:
    """Return the folder of programs that this JAX compiled for this kind of machine."""
    versions = "-".join(metadata.version(name) for name in ("jax", "jaxlib"))
    return cache_folder(f"jax/{versions}-{machine()}")


def compiled_before(definition: NeuralDefinition) -> bool:
    """Return whether a program of this shape was compiled on this machine before."""
    try:
        return _mark(definition).exists()
    except OSError:
        return False


def remember(definition: NeuralDefinition) -> None:
    """Note that the program of this definition is compiled."""
    with contextlib.suppress(OSError):  # only the next notice suffers
        _mark(definition).touch()


def _mark(definition: NeuralDefinition) -> Path:
    """Return a file that stands for all definitions of this shape."""
    return _cache() / f"baldwin-{shape_of(definition)}"


def shape_of(definition: NeuralDefinition) -> str:
    """Return what all definitions have in common that differ in numbers, seed, replicates and generations alone.

    Who founded a population, or from which state it goes on, is an argument of its programs.
    """
    shape = definition.model_dump(mode="json", exclude={"name", "title", "references", "founders", "stop"})
    for name in ("generations", "replicates", "seed"):
        shape["population"].pop(name)
    shape["assays"].pop("world")  # measured by what measures in the world of a generation
    _blank(shape, numbers_of(definition))
    shape["schedule"] = sorted(".".join(path) for path in moving(definition))  # when, and to what, are numbers
    text = json.dumps(shape, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _blank(shape: dict[str, object], numbers: dict[str, object]) -> None:
    for name, value in numbers.items():
        inner = shape[name]
        if isinstance(value, dict) and isinstance(inner, dict):
            _blank(inner, value)
        else:
            shape[name] = len(value) if isinstance(value, tuple) else 0
