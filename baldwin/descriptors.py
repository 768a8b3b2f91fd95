"""Descriptors 0 to 2, which what starts a process may have closed, or led to where nothing can be written."""

from __future__ import annotations

import io
import os
import sys

__all__ = ["bear_unread_messages", "open_standard_streams"]


def open_standard_streams() -> None:
    """Open what is closed of descriptors 0 to 2, on nothing: the next file opened would get its number otherwise.

    A library that logs to descriptor 2 would then write into a table.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            os.set_inheritable(number, True)


class _Unread(io.FileIO):
    """A descriptor whose reader may be gone, or whose disk full: what cannot be written is dropped."""

    def write(self, data: object, /) -> int:
        try:
            return super().write(data) or 0  # type: ignore[arg-type]
        except OSError:
            return memoryview(data).nbytes  # type: ignore[arg-type]


def bear_unread_messages() -> None:
    """Let messages on stderr that cannot be written end no work: a run has nothing to do with who reads of it."""
    if isinstance(sys.stderr, io.TextIOWrapper):
        raw = io.BufferedWriter(_Unread(sys.stderr.fileno(), "w", closefd=False))
        sys.stderr = io.TextIOWrapper(raw, sys.stderr.encoding, "backslashreplace", line_buffering=True)
