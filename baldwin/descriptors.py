"""Descriptors 0 to 2, which whoever starts a process may have closed."""

from __future__ import annotations

import os

__all__ = ["open_standard_streams"]


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
