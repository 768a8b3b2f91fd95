"""Configures JAX: keeps compiled programs on disk, makes one CPU device per core."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import platformdirs

from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.traced import numbers_of

__all__ = ["MOST_DEVICES", "compiled_before", "cores", "prepare", "remember", "shape_of"]

MOST_DEVICES = 16  # of a CPU: more cores than that gain little on a population of common size


@cache
def prepare() -> None:
    """Set JAX up, once per process; what its user has set already stays as it is."""
    config: Any = importlib.import_module("jax").config
    chosen = "xla_force_host_platform" in os.environ.get("XLA_FLAGS", "") or config.jax_num_cpu_devices > 0
    if not chosen:
        with contextlib.suppress(RuntimeError):  # JAX runs already, with as many devices as it has
            config.update("jax_num_cpu_devices", min(cores(), MOST_DEVICES))
    if not config.jax_compilation_cache_dir:
        folder = _cache()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:  # a read-only home: compile anew each time
            return
        config.update("jax_compilation_cache_dir", str(folder))
        config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _cache() -> Path:
    """Return the folder of programs that this JAX compiled for this kind of machine."""
    versions = "-".join(metadata.version(name) for name in ("jax", "jaxlib"))
    return Path(platformdirs.user_cache_dir("baldwin")) / "jax" / f"{versions}-{platform.machine()}"


def compiled_before(definition: NeuralDefinition) -> bool:
    """Return whether a program of this shape was compiled on this machine before."""
    return _mark(definition).exists()


def remember(definition: NeuralDefinition) -> None:
    """Note that the program of this definition is compiled."""
    with contextlib.suppress(OSError):  # only the next notice suffers
        _mark(definition).touch()


def _mark(definition: NeuralDefinition) -> Path:
    """Return a file that stands for all definitions of this shape."""
    return _cache() / f"baldwin-{shape_of(definition)}"


def shape_of(definition: NeuralDefinition) -> str:
    """Return what all definitions have in common that differ in numbers, seed, replicates and generations alone."""
    shape = definition.model_dump(mode="json", exclude={"name", "title", "references"})
    for name in ("generations", "replicates", "seed"):
        shape["population"].pop(name)
    _blank(shape, numbers_of(definition))
    text = json.dumps(shape, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _blank(shape: dict[str, object], numbers: dict[str, object]) -> None:
    for name, value in numbers.items():
        inner = shape[name]
        if isinstance(value, dict) and isinstance(inner, dict):
            _blank(inner, value)
        else:
            shape[name] = len(value) if isinstance(value, tuple) else 0
