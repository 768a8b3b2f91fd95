"""Writing so that a process killed at any instant leaves only whole files behind, and one process per run."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from baldwin.errors import RunError, StorageError

__all__ = [
    "ELSEWHERE",
    "NOFOLLOW",
    "is_temporary",
    "make_folder",
    "remove_leftovers",
    "replace_file",
    "sync",
    "whole_lines",
    "write_all",
    "write_bytes",
    "write_text",
    "writing",
]

TEMPORARY = ".tmp"
NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)  # Windows has none


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte of `data`, or raise OSError; what a failed write left behind is the caller's to cut off."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def whole_lines(path: Path) -> bytes:
    """Return the whole lines of a file; what was only half written when a process ended is left out.

    A missing file has none.

    Raises:
        RunError: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror}).") from error
    return data[: data.rfind(b"\n") + 1]


def sync(path: Path) -> None:
    """Force a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that cannot sync a folder
            raise
    finally:
        os.close(descriptor)


def replace_file(path: Path, write: Callable[[Path], None], ending: str = TEMPORARY) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place in one step, safe against power loss.

    The temporary file's name, which ends in `ending`, cannot be guessed; no link is followed, and nothing is left of it
    if writing fails.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}{ending}")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW, 0o666))
    try:
        write(temporary)
        sync(temporary)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync(path.parent)


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` by `text` in one step."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the file at `path` by `content` in one step."""

    def write(temporary: Path) -> None:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_TRUNC | NOFOLLOW)
        try:
            write_all(descriptor, content)
        finally:
            os.close(descriptor)

    replace_file(path, write)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files of `replace_file` that a killed process left in `folder`, and nothing else."""
    for leftover in folder.glob(f".*{TEMPORARY}"):
        if is_temporary(leftover):
            leftover.unlink(missing_ok=True)


def is_temporary(path: Path, ending: str = TEMPORARY) -> bool:
    """Return whether a path has a name that `replace_file` gives to temporary files, and is an ordinary file."""
    named = re.fullmatch(rf"\.[0-9a-f]{{16}}{re.escape(ending)}", path.name) is not None
    return named and not path.is_symlink() and path.is_file()


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are not there yet, so that a power cut leaves none of them out."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in reversed(missing):
        sync(folder.parent)


REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)  # whatever is written
ELSEWHERE = "Make room or choose another folder with --runs DIR, and try again."


@contextlib.contextmanager
def writing(path: Path, remedy: str) -> Iterator[None]:
    """Turn the system's refusal to write below `path` into one line that ends in `remedy`."""
    try:
        yield
    except BrokenPipeError:  # of stdout, on which a path is printed
        raise
    except OSError as error:
        kind = StorageError if error.errno in REFUSED else RunError
        raise kind(f"{path}: {_reason(error)}. {remedy}") from error


def _reason(error: OSError) -> str:
    text = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full ({text})"
    if error.errno == errno.EFBIG:
        return f"a file would grow beyond the limit set for this process ({text})"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return f"cannot be written ({text})"
    return f"writing failed ({text})"
