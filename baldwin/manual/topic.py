"""A topic of the manual: sections of Markdown, and the names by which `baldwin help` finds what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["Section", "Topic", "anchor", "cell", "code", "prose", "table"]


@dataclass(frozen=True)
class Section:
    """A part of a topic, with a heading of its own.

    Attributes:
        title: plain text; "" for what stands before the first heading.
        text: Markdown, without HTML.
        names: what it is called beside its title, such as a kind.
        entries: name -> paragraph of Markdown, of what can be asked for alone: a field, a column, a word.
    """

    title: str
    text: str
    names: tuple[str, ...] = ()
    entries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """A page of the manual, made when it is first asked for.

    Attributes:
        name: as `baldwin help` takes it, with hyphens.
        group: of topics, under which the table of contents has it.
    """

    name: str
    title: str
    summary: str
    group: str
    make: Callable[[], Iterable[Section]]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Its sections, in their order."""
        return tuple(self.make())

    @property
    def markdown(self) -> str:
        """The whole page."""
        parts = [f"# {self.title}", *(markdown_of(one) for one in self.sections)]
        return "\n\n".join(parts) + "\n"


def markdown_of(section: Section) -> str:
    """Return a section with its heading."""
    return f"## {section.title}\n\n{section.text}" if section.title else section.text


def anchor(topic: str, section: str = "") -> str:
    """Return the place of a section in the page, as links have it behind `#`."""
    made = re.sub(r"[^a-z0-9]+", "-", section.lower()).strip("-")
    return f"{topic}--{made}" if made else topic


def prose(text: str) -> str:
    """Return a docstring as Markdown: paragraphs, and what is laid out in columns as it is.

    Signs of Markdown in it mean themselves, but for backticks.
    """
    made = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.splitlines()
        if any(re.search(r"\S {3,}\S|^ {4}", line) for line in lines):
            made.append("\n".join(["```text", *lines, "```"]))
        else:
            made.append(escaped(" ".join(line.strip() for line in lines)))
    return "\n\n".join(one for one in made if one)


def escaped(text: str) -> str:
    """Return plain text as Markdown; what stands between backticks stays."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([\\*_<>\[\]#|~^])", r"\\\1", part) for part in parts)


def cell(text: str) -> str:
    """Return plain text as a cell of a table."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(p.replace("|", "\\|") if p.startswith("`") else escaped(p) for p in parts)


def code(text: str) -> str:
    """Return a text as code in a cell of a table."""
    return f"`{text.replace('|', chr(92) + '|')}`"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
