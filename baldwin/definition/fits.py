"""Whether a run fits this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from baldwin.definition.base import Definition
from baldwin.definition.discovery import wing_of
from baldwin.errors import DefinitionError

__all__ = [
    "available_disk",
    "available_memory",
    "gigabytes",
    "refuse_if_no_room",
    "refuse_if_too_large",
    "refuse_if_unfit",
]

_CGROUP = Path("/sys/fs/cgroup")  # Linux: where a container's own limit stands
_MEMINFO = Path("/proc/meminfo")


def refuse_if_unfit(definition: Definition) -> None:
    """Do nothing if a run of the definition could begin on this machine.

    Raises:    DefinitionError: with what only its engine can tell to be wrong with it, or what memory it lacks.
    """
    refuse_if_too_large(definition)
    if problems := wing_of(definition).rehearse(definition):
        raise DefinitionError(problems)


def refuse_if_too_large(definition: Definition) -> None:
    """Do nothing if the run's arrays fit the free memory, or if that is unknown.

    Raises:    DefinitionError: with what is needed, what is free, and the size that would fit.
    """
    needed, available = wing_of(definition).estimate(definition).memory, available_memory()
    if available is None or needed <= available:
        return
    population = definition.population
    remedy = "Make network or task smaller"
    for replicates in (1, population.replicates):
        if largest := _largest(definition, replicates, available * 9 // 10):
            few = f" and replicates to {replicates}" if replicates < population.replicates else ""
            remedy = f"Set size to {largest} or less{few}"
    raise DefinitionError(
        [
            f"{definition.name}: [population] size = {population.size} with replicates = {population.replicates}: "
            f"needs {gigabytes(needed)} of memory, and this machine has {gigabytes(available)} free. "
            f"{remedy}, or use a larger machine."
        ]
    )


def refuse_if_no_room(definition: Definition, folder: Path) -> None:
    """Do nothing if what a run will leave fits the disk that holds a folder, or if that is unknown.

    Raises:    DefinitionError: with what is needed, and what is free.
    """
    needed, available = wing_of(definition).estimate(definition).disk, available_disk(folder)
    if available is not None and needed > available:
        rows = "fewer generations or replicates, rarer assays, or another folder with --runs DIR"
        raise DefinitionError(
            [
                f"{definition.name}: needs about {gigabytes(needed)} of disk, and {gigabytes(available)} are free in "
                f"{folder}. Make room, or choose {rows}."
            ]
        )


def available_disk(folder: Path) -> int | None:
    """Return how many bytes can be written below a folder, which need not exist yet; None where nobody says."""
    here = folder.absolute()
    while not here.exists() and here != here.parent:
        here = here.parent
    try:
        return shutil.disk_usage(here).free
    except OSError:
        return None


def _largest(definition: Definition, replicates: int, memory: int) -> int:
    """Return the largest size with which so many replicates fit `memory` bytes; 0 if none does."""
    population, wing = definition.population, wing_of(definition)

    def fits(size: int) -> bool:
        one = definition.model_copy(
            update={"population": population.model_copy(update={"size": size, "replicates": replicates})}
        )
        return wing.estimate(one).memory <= memory

    if not fits(2):
        return 0
    low, high = 2, population.size * population.replicates + 1  # this one fits, that one does not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


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
