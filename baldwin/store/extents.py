"""How much of a growing file is accounted for: its first bytes, by number and checksum, so that damage is noticed."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

__all__ = ["Extent", "damage", "describe"]

BLOCK = 1 << 20  # bytes to read at once


@dataclass(frozen=True)
class Extent:
    """The first `size` bytes of a file, and their CRC-32; of no bytes unless said otherwise."""

    size: int = 0
    crc32: int = 0

    @classmethod
    def measure(cls, path: Path, size: int | None = None) -> Self:
        """Return the extent of the first `size` bytes of a file, or of all; smaller where the file is shorter.

        Raises:
            OSError: it cannot be read.
        """
        done = checksum = 0
        with path.open("rb") as file:
            while block := file.read(BLOCK if size is None else min(BLOCK, size - done)):
                done, checksum = done + len(block), zlib.crc32(block, checksum)
        return cls(done, checksum)

    def after(self, data: bytes) -> Extent:
        """Return the extent once `data` is appended; only `data` is hashed."""
        return Extent(self.size + len(data), zlib.crc32(data, self.crc32))

    def difference(self, path: Path, *, exact: bool = False) -> str:
        """Return why the file does not begin with this extent, or with `exact` is something else; empty if it fits."""
        try:
            size = path.stat().st_size
            if size < self.size or (exact and size > self.size):
                return f"it holds {size:,} bytes where {self.size:,} were written"
            return "" if Extent.measure(path, self.size) == self else "its checksum differs"
        except FileNotFoundError:
            return "it is missing" if self.size else ""
        except OSError as error:
            return f"it cannot be read ({error.strerror})"


def describe(extents: Mapping[str, Extent]) -> dict[str, dict[str, int]]:
    """Return what `run.json` says under `files`: name -> bytes and checksum."""
    return {name: {"bytes": extent.size, "crc32": extent.crc32} for name, extent in extents.items()}


def damage(run: Path, info: Mapping[str, Any], name: str, *, exact: bool = False) -> str:
    """Return how the file `name` of a run differs from what its `run.json` recorded; empty if it fits.

    A complete run's file, and with `exact` any, must be what was recorded; else it must begin with it.
    """
    complete = exact or info.get("status") == "complete"
    try:
        recorded = info["files"][name]
        extent = Extent(int(recorded["bytes"]), int(recorded["crc32"]))
    except (KeyError, TypeError, ValueError):  # written by a version that recorded none
        return "it is missing" if complete and not (run / name).exists() else ""
    return extent.difference(run / name, exact=complete)
