"""Which Python files that come with runs may be run: those that the user has run, or said to trust, on this machine.

Their digests are kept in `trusted` in the user's folder of state (`$XDG_STATE_HOME/baldwin`, by default
`~/.local/state/baldwin` on Linux). Where that cannot be written, or somebody else could write there, what is trusted is
known for the time of the process only.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from baldwin.definition.own_code import OwnCode
from baldwin.errors import UntrustedError

__all__ = ["Policy", "found_in_run", "is_trusted", "refuse_untrusted", "remember", "trust", "trust_folder"]

Policy = Literal["run", "ask", "look"]
"""What to do with Python files that a definition names: run them, run them if they are trusted, or never run them."""

_ID = re.compile(r"[0-9a-f]{12}")
_HERE: set[str] = set()  # digests that this process has run
_FOLDERS: set[str] = set()  # whose files `--trust` named in this process


def trust(codes: Iterable[OwnCode]) -> None:
    """Take files as trusted for the time of this process."""
    _HERE.update(code.digest for code in codes)


def trust_folder(folder: Path) -> None:
    """Take the files of a run or study as trusted: those that are run from now on are remembered."""
    _FOLDERS.add(os.path.realpath(folder))


def remember(codes: Iterable[OwnCode]) -> None:
    """Take files as trusted on this machine, from now on; nothing happens where that cannot be kept."""
    found = list(codes)
    trust(found)
    with contextlib.suppress(OSError):
        new = {code.digest for code in found} - _kept()
        if new:
            file = _file()
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(
                file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), mode=0o600
            )
            try:
                os.write(descriptor, "".join(f"{digest}\n" for digest in sorted(new)).encode())
            finally:
                os.close(descriptor)


def is_trusted(code: OwnCode) -> bool:
    """Return whether the user has run exactly these files, or said to trust them."""
    return code.digest in _HERE or code.digest in _kept()


def refuse_untrusted(code: OwnCode) -> None:
    """Do nothing if files may be run.

    Raises:
        UntrustedError: nobody has said so.
    """
    if is_trusted(code):
        return
    if os.path.realpath(code.folder) in _FOLDERS:
        remember([code])
        return
    raise UntrustedError(
        f"{code.folder}: holds Python that has never been run on this machine ({', '.join(code.files)}), and this "
        "would run it. Read it, and if you trust it add --trust (in Python, trust=True)."
    )


def found_in_run(folder: Path) -> bool:
    """Return whether a folder is that of a run or a study, so that its files may be somebody else's."""
    try:
        return (folder / "run.json").exists() or _ID.fullmatch(folder.absolute().name) is not None
    except OSError:
        return False


def _kept() -> set[str]:
    """Return the digests that are kept, none where somebody else could have written them."""
    file = _file()
    try:
        for path in (file.parent, file):
            if hasattr(os, "getuid") and ((found := path.stat()).st_uid != os.getuid() or found.st_mode & 0o022):
                return set()
        return set(file.read_text(encoding="ascii", errors="replace").split())
    except OSError:
        return set()


def _file() -> Path:
    import platformdirs

    return platformdirs.user_state_path("baldwin") / "trusted"
