"""Folders for compiled code: nobody else may have written what is loaded from them and executed."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

import platformdirs

__all__ = ["cache_folder", "is_private"]

OWNER_ONLY = 0o700


def cache_folder(name: str, bases: Iterable[Path] = ()) -> Path:
    """Return a writable folder `name` that only this user can have written to, made if it is not there.

    Asked in turn: `bases`, the user's cache, and the system's folder for temporary files. A folder there that belongs
    to somebody else, or that others may write to, is passed over: whoever made it chooses what would be executed. If
    nothing else is left, it is a fresh folder that goes when this process ends.

    Raises:    OSError: not even the system's folder for temporary files can be written to.
    """
    user = getattr(os, "getuid", int)()
    try:
        temporary = [Path(tempfile.gettempdir()) / f"baldwin-{user}"]
    except OSError:  # nothing that this system knows of can be written to
        temporary = []
    for base in (*bases, platformdirs.user_cache_path("baldwin"), *temporary):
        folder = base
        try:
            base.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
            private = is_private(base.resolve())
            for part in Path(name).parts:
                folder /= part
                folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
                private = private and is_private(folder)
            if private:
                with tempfile.TemporaryFile(dir=folder):
                    return folder
        except OSError:
            continue
    fresh = Path(tempfile.mkdtemp(prefix="baldwin-"))
    atexit.register(shutil.rmtree, fresh, ignore_errors=True)
    return fresh


def is_private(folder: Path) -> bool:
    """Return whether a folder is this user's, no link, and nobody else may write to it."""
    if not hasattr(os, "geteuid"):  # a system that keeps a user's folders apart by other means
        return True
    found = folder.lstat()
    mine = found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode)
    return mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
