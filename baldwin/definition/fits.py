"""Whether a run fits this machine."""

from __future__ import annotations

import os
from pathlib import Path

from baldwin.definition.base import Definition
from baldwin.definition.discovery import wing_of
from baldwin.errors import DefinitionError

__all__ = ["available_memory", "gigabytes", "refuse_if_too_large"]

_CGROUP = Path("/sys/fs/cgroup")  # Linux: where a container's own limit stands
_MEMINFO = Path("/proc/meminfo")


def refuse_if_too_large(definition: Definition) -> None:
    """Do nothing if the run's arrays fit the free memory, or if that is unknown.

    Raises:    DefinitionError: with what is needed, what is free, and the size that would fit.
    """
    needed, available = wing_of(definition).estimate(definition).memory, available_memory()
    if available is None or needed <= available:
        return
    population = definition.population
    individuals = int(population.size * population.replicates * available / needed * 0.9)
    raise DefinitionError(
        [
            f"{definition.name}: [population] size = {population.size} with replicates = {population.replicates}: "
            f"needs {gigabytes(needed)} of memory, and this machine has {gigabytes(available)} free. "
            f"Set size x replicates to {max(individuals, 2)} or less, or use a larger machine."
        ]
    )


def available_memory() -> int | None:
    """Return how many bytes a new process can use without swapping, or None if the system does not say."""
    known = [size for size in (_free_here(), _free_in_container()) if size is not None]
    return min(known) if known else None


def gigabytes(size: int) -> str:
    """Return a number of bytes as MB or GB, for people."""
    return f"{size / 1e9:.3g} GB" if size >= 1e9 else f"{size / 1e6:.3g} MB"


def _free_here() -> int | None:
    try:
        for line in _MEMINFO.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
        return None
    except (OSError, ValueError):
        pass
    try:  # not Linux: all of the memory is the best guess
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _free_in_container() -> int | None:
    try:
        limit = int((_CGROUP / "memory.max").read_text())
        used = int((_CGROUP / "memory.current").read_text())
        cached = dict(line.split() for line in (_CGROUP / "memory.stat").read_text().splitlines())
        return max(0, limit - used + int(cached.get("inactive_file", 0)))
    except (OSError, ValueError):  # no container, or no limit ("max")
        return None
