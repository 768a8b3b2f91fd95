"""The one way to write what a user asks for: figures, pages, tables and exports, in a run's folder or anywhere else.

What is written replaces a file in one step. A link that the user names is followed to its file; one within a run is
not, since runs are copied and a planted link would have a file elsewhere replaced. Devices and pipes are written into.
A run's own files are never replaced, and no file is made among the system's devices and processes.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from baldwin.errors import UsageError
from baldwin.store.files import is_temporary, replace_file, write_all
from baldwin.store.reading import holds_run, is_own_file

__all__ = ["refuse_output", "write_output"]

Content = str | bytes | Callable[[Path], Any]
"""What to write: text, bytes, or what fills a file at a path."""

PART = ".part"  # how the names of temporary files end here: another process may be writing into the same folder
ABANDONED = 3600.0  # seconds after which a temporary file was left by a process that ended

_SYSTEM = ("/dev", "/proc", "/sys")  # folders of what the system has open, where a file is nobody's to keep
_MEMORY = "/dev/shm"  # a folder as others are

_STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}  # besides /dev/fd/3 and /proc/self/fd/3


def write_output(path: Path, content: Content) -> None:
    """Write `content` to the file at `path`, making its folder.

    Raises:
        UsageError: that file must not be written.
        OSError: the system refuses.
    """
    refuse_output(path)
    if _is_stream(path):
        _write_into(path, content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    file = Path(os.path.realpath(path))
    with contextlib.suppress(OSError):
        _remove_abandoned(file.parent)
    mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else None

    def write(temporary: Path) -> None:
        _fill(temporary, content)
        if mode is not None:
            temporary.chmod(mode)

    replace_file(file, write, PART)


def refuse_output(path: Path) -> None:
    """Do nothing if a file of the user's may be written at `path`; asked before anything is computed.

    Raises:
        UsageError: it is a folder, would be new among devices, belongs to a run, or lies behind a link in a run.
    """
    if path.is_dir():
        raise UsageError(f"{path}: is a folder. Name a file in it.")
    if _is_stream(path):
        return
    real = Path(os.path.realpath(path))
    system = next((folder for folder in _SYSTEM if real.is_relative_to(folder)), None)
    if system is not None and not real.is_relative_to(_MEMORY):
        raise UsageError(f"{path}: {system} holds what the system has open, and no files. Choose another folder.")
    for one in (Path(os.path.abspath(path)), real):
        run = next((folder for folder in one.parents if holds_run(folder)), None)
        if run is None:
            continue
        inside = one.relative_to(run)
        if is_own_file(run, inside):
            raise UsageError(f"{path}: belongs to the run in {run}, and is not replaced. Choose another file.")
        if link := next((run / part for part in (inside, *inside.parents[:-1]) if (run / part).is_symlink()), None):
            raise UsageError(f"{path}: {link} is a link, and nothing is written through links in a run. Remove it.")


def _is_stream(path: Path) -> bool:
    """Return whether a path names what is written into: a device, a pipe, an open file of this process."""
    return _open_file(path) is not None or (path.exists() and not path.is_file() and not path.is_dir())


def _open_file(path: Path) -> int | None:
    """Return the descriptor of this process that a path names, if it names one."""
    name = os.path.abspath(path)
    found = re.fullmatch(r"/(?:dev|proc/self)/fd/(\d+)", name)
    return int(found[1]) if found else _STREAMS.get(name)


def _write_into(path: Path, content: Content) -> None:
    """Write into what is there already; made whole first, since a library may have to go back in what it writes."""
    with tempfile.TemporaryDirectory(prefix="baldwin-") as folder:
        whole = Path(folder) / "output"
        whole.touch()
        _fill(whole, content)
        data = whole.read_bytes()
    if sys.stdout is not None:
        sys.stdout.flush()  # should it be the same
    if (number := _open_file(path)) is not None:
        write_all(number, data)
        return
    descriptor = os.open(path, os.O_WRONLY)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _fill(file: Path, content: Content) -> None:
    if isinstance(content, str):
        content = content.encode()
    if isinstance(content, bytes):
        descriptor = os.open(file, os.O_WRONLY | os.O_TRUNC)
        try:
            write_all(descriptor, content)
        finally:
            os.close(descriptor)
    else:
        content(file)


def _remove_abandoned(folder: Path) -> None:
    """Remove temporary files that a killed process left."""
    for path in folder.glob(f".*{PART}"):
        if is_temporary(path, PART) and time.time() - path.stat().st_mtime > ABANDONED:
            path.unlink(missing_ok=True)
