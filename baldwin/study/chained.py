"""Files of JSON lines in which no line can change or be lost unseen: each holds a checksum of itself and those before.

Lines that earlier versions wrote have none; a file without any is taken as it is.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from baldwin.errors import RunError
from baldwin.store.files import whole_lines

__all__ = ["Chain", "read_chained", "whole_prefix"]

KEY = "crc32"

Row = dict[str, Any]


class Chain:
    """Makes the lines of one file, in order."""

    def __init__(self, checksum: int = 0) -> None:
        """Begin after lines whose checksum is this; 0 is that of no lines."""
        self.checksum = checksum

    def line(self, row: Row) -> bytes:
        """Return a row as the next line."""
        self.checksum = _checksum(row, self.checksum)
        return (json.dumps({**row, KEY: self.checksum}, ensure_ascii=False) + "\n").encode()

    def lines(self, rows: Iterable[Row]) -> bytes:
        """Return rows as the next lines."""
        return b"".join(map(self.line, rows))


def _checksum(row: Row, before: int) -> int:
    return zlib.crc32(json.dumps(row, ensure_ascii=False).encode(), before)


def read_chained(path: Path, remedy: str) -> list[Row]:
    """Return the rows of a file, without their checksums.

    Raises:    RunError: a line is damaged, or one before it is lost; ends in `remedy`.
    """
    data = whole_lines(path)
    rows, good, _ = _read(data)
    if good < len(data):
        number = data.count(b"\n", 0, good) + 1
        raise RunError(f"{path}: line {number} is damaged, or one before it is lost. {remedy}")
    return rows


def whole_prefix(path: Path) -> tuple[bytes, Chain]:
    """Return the first lines of a file, as far as they are undamaged, and what makes those that follow."""
    data = whole_lines(path)
    rows, good, checksum = _read(data)
    if checksum is None and rows:  # of an earlier version
        chain = Chain()
        return chain.lines(rows), chain
    return data[:good], Chain(checksum or 0)


def _read(data: bytes) -> tuple[list[Row], int, int | None]:
    """Return the undamaged rows, how many bytes they have, and their checksum; None if no row has one."""
    rows: list[Row] = []
    good, checksum = 0, None if f'"{KEY}"'.encode() not in data else 0
    for line in data.splitlines(keepends=True):
        try:
            row = json.loads(line)
            found = None if checksum is None else row.pop(KEY)
        except (ValueError, KeyError, AttributeError, RecursionError):
            break
        if not isinstance(row, dict) or (checksum is not None and found != (expected := _checksum(row, checksum))):
            break
        if checksum is not None:
            checksum = expected
        rows.append(row)
        good += len(line)
    return rows, good, checksum
