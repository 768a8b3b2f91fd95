"""One process per directory: a lock of the system, or a file with its owner where the file system has no locks."""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import json
import os
import platform
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from baldwin.errors import BusyError
from baldwin.store.files import ELSEWHERE, NOFOLLOW, make_folder, write_all, writing

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # a platform without flock
    fcntl = None

__all__ = ["is_locked", "locked", "open_alone"]

LOCK_NAME = "lock"
LOCK_PATIENCE = 0.5  # seconds; a reader that asks whether a run is alive holds the lock for a moment
OWNER = "owner"
UNWRITTEN = 10.0  # seconds after which an owner's file without content belongs to nobody
NOTE = (
    "{}: this file system has no locks; the file `owner` there stands for one. A process that is killed on another "
    "machine leaves it behind: remove it then."
)


class _NoLocksError(OSError):
    """The file system, or the platform, has no locks."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[str]:
    """Hold the directory for this process alone, and yield what the user should know of that: mostly nothing.

    The system lets go when the process ends, however it ends. Where the file system has no locks, a file there names
    the process that holds the directory; one whose process is gone holds nothing.

    Raises:
        BusyError: another process holds it.
    """
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | NOFOLLOW, 0o666)
    try:
        deadline = time.monotonic() + LOCK_PATIENCE
        try:
            while not _try_lock(descriptor):
                if time.monotonic() > deadline:
                    raise BusyError(f"{folder}: another process is working on this run. Wait for it, or stop it first.")
                time.sleep(0.05)
        except _NoLocksError:
            with _owned(folder):
                yield NOTE.format(folder)
        else:
            yield ""
    finally:
        os.close(descriptor)


def open_alone(folder: Path, closing: contextlib.ExitStack, begin: Callable[[], None]) -> str:
    """Create a folder, hold it until `closing` closes, and call `begin`; whatever fails lets go of it.

    Returns:
        What the user should know of that, mostly nothing.

    Raises:
        BusyError: another process works there.
        RunError: it cannot be written.
    """
    with writing(folder, "Choose another folder with --runs DIR."):
        make_folder(folder)
        note = closing.enter_context(locked(folder))
    try:
        with writing(folder, ELSEWHERE):
            begin()
    except BaseException:
        closing.close()
        raise
    return note


def is_locked(folder: Path) -> bool:
    """Return whether a process is working on the run in `folder` now."""
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _try_lock(descriptor, shared=True)
    except _NoLocksError:
        return _is_alive(folder / OWNER)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, *, shared: bool = False) -> bool:
    if fcntl is None:
        raise _NoLocksError
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
            return False
        raise _NoLocksError from error  # ENOLCK, ENOSYS, EOPNOTSUPP: some network mounts, some of them in other words
    return True


# -- where there are no locks
# -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """Hold the directory by a file that can be made only where there is none.

    Raises:
        BusyError: there is one, and its process lives, or may live on another machine.
    """
    path = folder / OWNER
    mine = json.dumps({**_this_process(), "token": secrets.token_hex(8)})
    while not _made(path, mine):
        found = _content(path)
        if _is_alive(path):
            raise BusyError(
                f"{folder}: another process is working on this run, or was when it was killed on another machine. "
                f"Wait for it, or stop it first; if there is none, remove {path}"
            )
        _set_aside(path, found)
    try:
        yield
    finally:
        if _content(path) == mine:
            path.unlink(missing_ok=True)


def _made(path: Path, text: str) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW, 0o666)
    except FileExistsError:
        return False
    try:
        write_all(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return True


def _set_aside(path: Path, found: str) -> None:
    """Remove the file of an owner that is gone, unless another process was faster and the file is its own by now."""
    aside = path.with_name(f".{OWNER}.{secrets.token_hex(8)}")
    try:
        os.rename(path, aside)
    except FileNotFoundError:
        return
    if _content(aside) != found:
        with contextlib.suppress(OSError):
            os.link(aside, path)
    aside.unlink()


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _is_alive(path: Path) -> bool:
    """Return whether an owner's file is there whose process works, as far as this machine can tell."""
    try:
        age = time.time() - path.lstat().st_mtime
    except OSError:
        return False
    try:
        owner = json.loads(_content(path))
        machine, process, began = owner["machine"], int(owner["process"]), owner["began"]
    except (ValueError, KeyError, TypeError):
        return age < UNWRITTEN
    if machine != _machine() or os.name == "nt":  # where a signal, even none, would end the process
        return True
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return str(began) == _began(process)


def _this_process() -> dict[str, object]:
    return {"machine": _machine(), "process": os.getpid(), "began": _began(os.getpid())}


def _began(process: int) -> str:
    """Return when a process began, as the system counts; a number of a process may be given to another later."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


@functools.cache
def _machine() -> str:
    """Return a digest that tells this machine, and this container on it, from others until it is started again."""
    parts = [platform.node()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8"))
    with contextlib.suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
