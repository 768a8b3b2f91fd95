"""Tags and a note that a user gives a run, a study or tested claims: `notes.toml` in its directory.

It is no part of what the directory holds: nothing that is computed, and no id, depends on it. People may edit it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from baldwin.errors import RunError, UsageError
from baldwin.store.files import ELSEWHERE, write_text, writing
from baldwin.store.info import printable

__all__ = ["NOTES", "Notes", "read_notes", "write_notes"]

NOTES = "notes.toml"
LARGEST = 100_000  # bytes of the file
LONGEST = 20_000  # characters of a note
MOST = 50  # tags
TAG = r"[^\W_][\w.:+-]{0,39}"
HEADING = "# Written by `baldwin tag` and `baldwin note`, or by hand; no result depends on it.\n"


@dataclass(frozen=True)
class Notes:
    """What a user wrote of a directory.

    Attributes:
        tags: single words, in the order in which they were given.
        note: text of any number of lines; mostly empty.
        problem: why the file cannot be read, in one line; mostly empty.
    """

    tags: tuple[str, ...] = ()
    note: str = ""
    problem: str = ""


def read_notes(path: Path) -> Notes:
    """Return the tags and the note in the directory `path`; texts hold no control characters but ends of lines."""
    file = path / NOTES
    try:
        if not file.is_file() or file.is_symlink():
            return Notes(problem=f"{file}: is no regular file. Remove it.") if file.exists() else Notes()
        if file.stat().st_size > LARGEST:
            return Notes(problem=f"{file}: larger than {LARGEST} bytes. Shorten it.")
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else printable(str(error))
        return Notes(problem=f"{file}: cannot be read ({reason}). Correct it, or remove it.")
    tags, note = document.get("tags", []), document.get("note", "")
    if not (isinstance(tags, list) and all(isinstance(one, str) for one in tags) and isinstance(note, str)):
        return Notes(problem=f"{file}: tags must be a list of texts, and note a text. Correct it, or remove it.")
    clean = "\n".join(map(printable, note.strip().splitlines()))
    return Notes(tuple(dict.fromkeys(printable(one)[:60] for one in tags)), clean)


def write_notes(path: Path, tags: Sequence[str], note: str) -> Notes:
    """Replace the tags and the note of the directory `path` in one step, and return them; nothing leaves no file.

    Raises:
        UsageError: a tag is no single word, or there is too much of something.
        RunError: it cannot be written, or what is there cannot be read and would be lost.
    """
    if found := read_notes(path).problem:
        raise RunError(found)
    kept, text = tuple(dict.fromkeys(tags)), "\n".join(line.rstrip() for line in note.strip().splitlines())
    for tag in kept:
        if not re.fullmatch(TAG, tag):
            shown = printable(tag)[:60]
            raise UsageError(f'tag "{shown}": must be a word of at most 40 letters, digits and . : + - _, no spaces.')
    if len(kept) > MOST or len(text) > LONGEST:
        raise UsageError(f"{path}: at most {MOST} tags, and a note of {LONGEST:,} characters. Leave some out.")
    file = path / NOTES
    document = {**({"tags": list(kept)} if kept else {}), **({"note": text} if text else {})}
    with writing(file, ELSEWHERE):
        if document:
            write_text(file, HEADING + tomli_w.dumps(document, multiline_strings=True))
        else:
            file.unlink(missing_ok=True)
    return read_notes(path)
