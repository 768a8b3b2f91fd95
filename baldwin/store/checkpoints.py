"""Checkpoints: the engine's state, and what the tables held at that moment."""

from __future__ import annotations

import errno
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from baldwin.engine import Arrays
from baldwin.store.extents import Extent
from baldwin.store.files import make_folder, remove_leftovers, replace_file

__all__ = ["FOLDER", "KEEP", "candidates", "prune", "read", "refuse_other_tables", "write"]

FOLDER = "checkpoints"
KEEP = 2  # should the newest turn out damaged, the one before it still saves most of the work
FORMAT = 2
_KEY = "baldwin"  # the one entry of the header's metadata


def write(run: Path, generation: int, arrays: Arrays, tables: Sequence[Extent], scheme: str) -> Path:
    """Save `arrays` as the checkpoint of `generation`, in one step; `tables` is what of each table belongs to it.

    Equal arguments give equal bytes.

    Raises:
        OSError: the system refused, or the folder is a link; earlier checkpoints are untouched.
    """
    folder = run / FOLDER
    if folder.is_symlink():  # planted in a copied run, it would have files elsewhere replaced and removed
        raise OSError(errno.ELOOP, f"{FOLDER} is a link; a run holds its own checkpoints: remove it")
    make_folder(folder)
    dense = {name: np.asarray(values, order="C") for name, values in arrays.items()}
    header = {
        "format": FORMAT,
        "generation": generation,
        "scheme": scheme,
        "checksum": _checksum(dense),
        "tables": [astuple(extent) for extent in tables],
    }
    path = folder / f"gen-{generation:06d}.safetensors"

    def write_to(temporary: Path) -> None:
        try:
            save_file(dense, temporary, metadata={_KEY: json.dumps(header)})
        except SafetensorError as error:  # how the library reports a full disk
            number = re.search(r"os error (\d+)", str(error))
            raise OSError(int(number[1]) if number else None, f"checkpoint not written: {error}") from error
        temporary.chmod(folder.stat().st_mode & 0o666)  # the library leaves it readable by its owner alone

    replace_file(path, write_to)
    return path


def read(path: Path, scheme: str) -> tuple[Arrays, list[Extent]]:
    """Return the arrays of a checkpoint, and what of each table belongs to it; the rest was written after it.

    Raises:
        ValueError: it is damaged, or another version of baldwin wrote it.
    """
    try:
        with safe_open(path, framework="np") as file:
            header = json.loads((file.metadata() or {})[_KEY])
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        expected = (FORMAT, scheme, _checksum(arrays))
        found = (header["format"], header["scheme"], header["checksum"])
        tables = [Extent(int(size), int(crc32)) for size, crc32 in header.get("tables", ())]
    except (SafetensorError, OSError, KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{path.name} is damaged ({error})") from error
    if found[:2] != expected[:2]:
        raise ValueError(f"{path.name} was written by another version (format {found[0]}, random scheme {found[1]})")
    if found != expected:
        raise ValueError(f"{path.name} is damaged (its checksum differs)")
    return arrays, tables


def refuse_other_tables(checkpoint: Path, counted: Sequence[Extent], tables: Sequence[Path]) -> None:
    """Do nothing if the tables begin with what a checkpoint counted of them.

    Raises:
        ValueError: they do not.
    """
    if len(counted) != len(tables):
        raise ValueError(f"{checkpoint.name} is damaged (it counts other tables)")
    for table, extent in zip(tables, counted, strict=True):
        if difference := extent.difference(table):
            raise ValueError(f"{checkpoint.name} does not fit {table.name} ({difference})")


def candidates(run: Path) -> list[Path]:
    """Return the checkpoints of a run, newest first."""
    found = [path for path in (run / FOLDER).glob("gen-*.safetensors") if re.fullmatch(r"gen-[0-9]{6,}", path.stem)]
    return sorted(found, key=lambda path: int(path.stem[4:]), reverse=True)


def prune(run: Path, good: list[Path]) -> None:
    """Remove all checkpoints but the `good` ones, and what a killed process left half written; nothing else.

    What has another name, a folder or a link is none of ours.
    """
    folder = run / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return
    remove_leftovers(folder)
    for path in candidates(run):
        if path not in good and path.is_file() and not path.is_symlink():
            path.unlink(missing_ok=True)


def _checksum(arrays: Arrays) -> int:
    value = 0
    for name in sorted(arrays):
        array = arrays[name]
        value = zlib.crc32(f"{name} {array.dtype.str} {array.shape}".encode(), value)
        value = zlib.crc32(np.asarray(array, order="C").reshape(-1).view(np.uint8).data, value)
    return value
