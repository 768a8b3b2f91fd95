"""The tutorials: Markdown beside this file, in the order of their names.

A fenced block may say more than its language:

    ```sh run         its commands are run by a test, in one folder for the whole tutorial
    ```text           what they print; the test compares it, `...` stands for anything
    ```python new task levers levers.py       is filled with what `baldwin new task levers` writes into levers.py
    ```python run     is run by the test as well
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from baldwin.manual.topic import Section, Topic
from baldwin.templates import filled_in

__all__ = ["Block", "blocks", "tutorial_files", "tutorials"]

FOLDER = Path(__file__).parent / "tutorials"
GROUP = "Tutorials"
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a tutorial: its language, what more stands behind it, and what is in it."""

    language: str
    asked: str
    text: str


def tutorial_files() -> dict[str, Path]:
    """Return name -> file, in their order: 01-first-hour.md is `first-hour`."""
    return {path.stem.partition("-")[2]: path for path in sorted(FOLDER.glob("[0-9]*.md"))}


def tutorials() -> Iterator[Topic]:
    """Yield the tutorials. The first line of a file is its title, the second paragraph says what one learns."""
    for name, path in tutorial_files().items():
        text = path.read_text(encoding="utf-8")
        title, _, rest = text.partition("\n")
        summary = rest.strip().split("\n\n")[0].replace("\n", " ")
        yield Topic(name, title.removeprefix("# ").strip(), summary, GROUP, partial(_sections, text))


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a tutorial, as they are written."""
    return [Block(language, asked.strip(), body) for language, asked, body in FENCE.findall(text)]


def _sections(text: str) -> Iterator[Section]:
    body = FENCE.sub(_filled, text.partition("\n")[2])
    opening, *parts = re.split(r"^## (.+)\n", body, flags=re.MULTILINE)
    yield Section("", opening.strip())
    for title, part in zip(parts[::2], parts[1::2], strict=True):
        yield Section(title.strip(), part.strip())


def _filled(found: re.Match[str]) -> str:
    """Return a block as readers see it: filled, and without what tests alone need to know."""
    language, asked, text = found.groups()
    words = shlex.split(asked)
    if words[:1] == ["new"]:
        kind, name, file, *manner = words[1:]
        text = filled_in(kind, name, *manner)[file]
    return f"```{language}\n{text}```"
