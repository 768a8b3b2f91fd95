"""The bin of a folder of runs: what is deleted lies in `.bin` until it is emptied, and can be restored.

runs/.bin/<time of deletion>/<name>/<id>/     each such folder is one of runs, that `--runs` can name
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from baldwin.errors import RunError, UsageError
from baldwin.store.files import make_folder, sync, writing
from baldwin.store.holding import locked
from baldwin.store.provenance import now
from baldwin.store.reading import Entry, list_entries

__all__ = ["BIN", "binned", "empty_bin", "find_binned", "move_to_bin", "restore"]

BIN = ".bin"
_REMEDY = "Let it be written, and try again."


def move_to_bin(entry: Entry, folder: Path) -> Path:
    """Move a directory of the store below `folder` to its bin, and return where it lies there.

    Raises:
        BusyError: a process is working on it.
        UsageError: it does not lie in that folder.
        RunError: it cannot be moved.
    """
    path = Path(os.path.abspath(entry.path))
    root = Path(os.path.abspath(folder))
    if path.parent.parent != root:
        raise UsageError(f"{entry.path}: does not lie in {folder}. Name its folder: --runs {path.parent.parent}")
    stamp = now().replace(":", "").replace("-", "")
    bin_ = _bin(root)
    place = bin_ / stamp
    for number in range(2, 10_000):  # the same run, made again and deleted again within one second
        if not (place / path.parent.name / path.name).exists():
            break
        place = bin_ / f"{stamp}-{number}"
    target = place / path.parent.name / path.name
    _move(path, target)
    return folder / target.relative_to(root)


def binned(folder: Path) -> list[Entry]:
    """Return what lies in the bin of a folder of runs, deleted last first."""
    try:
        stamps = sorted((one for one in _bin(folder).iterdir() if one.is_dir()), reverse=True)
    except OSError:
        return []
    return [entry for stamp in stamps for entry in list_entries(stamp)]


def find_binned(text: str, folder: Path) -> Entry:
    """Return what `text` means of the bin of a folder: `name/id`, the first digits of an id, or a name.

    Of several that were deleted, the one that was deleted last.

    Raises:
        UsageError: nothing in the bin fits, or the digits fit several ids.
    """
    name, _, digits = text.strip("/").rpartition("/")
    found = binned(folder)
    fitting = [
        one
        for one in found
        if one.path.parent.name == digits.replace("-", "_")
        or (len(digits) >= 2 and one.path.name.startswith(digits) and Path(name).name in ("", one.path.parent.name))
    ]
    if not fitting:
        raise UsageError(f"{text}: is not in the bin of {folder}. `baldwin bin` shows what lies there.")
    if len({(one.path.parent.name, one.path.name) for one in fitting}) > 1:
        names = ", ".join(f"{one.name}/{one.id}" for one in fitting[:5])
        raise UsageError(f"{text}: {len(fitting)} in the bin fit ({names}). Give name/id.")
    return fitting[0]


def restore(entry: Entry, folder: Path) -> Path:
    """Move a directory of the bin of `folder` back to where it lay, and return that.

    Raises:
        RunError: something is there again, or it cannot be moved.
    """
    target = folder / entry.path.parent.name / entry.path.name
    if os.path.lexists(target):
        raise RunError(f"{target}: is there again. Delete that one first: baldwin bin {target}")
    _move(entry.path, target)
    with contextlib.suppress(OSError):
        entry.path.parent.parent.rmdir()  # the time of deletion, if nothing else was deleted then
    with contextlib.suppress(OSError):
        _bin(folder).rmdir()
    return target


def empty_bin(folder: Path) -> tuple[int, int]:
    """Delete for good what lies in the bin of `folder`, and return how many directories and bytes it was.

    Raises:
        RunError: something cannot be deleted.
    """
    bin_ = _bin(folder)
    if not bin_.is_dir():
        return 0, 0
    files = [path for path in bin_.rglob("*") if path.is_file() and not path.is_symlink()]
    count, size = len(binned(folder)), sum(path.stat().st_size for path in files)
    with writing(bin_, _REMEDY):
        shutil.rmtree(bin_)
    return count, size


def _bin(folder: Path) -> Path:
    """Return the bin of a folder of runs.

    Raises:
        RunError: it is a link, behind which other files would be moved and deleted.
    """
    path = folder / BIN
    if path.is_symlink():
        raise RunError(f"{path}: is a link, and nothing is moved or deleted behind one. Remove the link.")
    return path


def _move(path: Path, target: Path) -> None:
    """Move a directory while no process works on it; the folder that held it goes when it is empty."""
    if path.is_symlink():
        raise RunError(f"{path}: is a link, and what lies elsewhere is not moved. Remove the link.")
    with writing(path, _REMEDY), locked(path):
        make_folder(target.parent)
        os.rename(path, target)
        sync(target.parent)
    with contextlib.suppress(OSError):
        path.parent.rmdir()
