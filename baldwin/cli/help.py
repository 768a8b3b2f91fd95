"""`baldwin help`: the manual in the terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from baldwin.cli import app, candidates
from baldwin.errors import UsageError

if TYPE_CHECKING:
    from baldwin.manual.catalogue import Found, Manual
    from baldwin.manual.topic import Topic

__all__ = ["help_"]

WIDTH = 110  # characters of a line in a file or a pipe
LONG = 12  # sections of a topic that is listed, where the whole of it would scroll away

All = Annotated[
    bool,
    Parameter(name="--all", negative="", show_default=False, help="Print the whole of a long topic, not its list."),
]
Words = Annotated[list[str] | None, Parameter(negative="", completer=candidates.help_topics)]


def help_(topic: Words = None, /, *, all_: All = False) -> None:
    """Read the manual: a topic, or anything that has a name there: a field, a column, a kind, a command, a word.

    Without a name it lists the topics. `baldwin manual` writes all of them as one page.

    Parameters
    ----------
    topic
        Such as first-hour, lifetime.trials, learning_gain, bandit, run, or "genetic assimilation".

    Examples
    --------
    baldwin help
    baldwin help first-hour
    baldwin help lifetime.trials             a field
    baldwin help learning_gain               a column
    baldwin help bandit                      a task, and the preset
    baldwin help genetic assimilation        a word of the field
    baldwin help columns --all
    """
    from baldwin.manual.catalogue import Manual

    manual = Manual(app)
    if not topic:
        _print(_contents(manual))
        return
    name = " ".join(topic)
    found = manual.find(name)
    if not found:
        near = manual.near(name)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UsageError(f"{name[:80]}: no such topic. {hint}See all with: baldwin help")
    _print(_text(found, whole=all_))


def _contents(manual: Manual) -> str:
    parts, group = (
        ["# The manual\n\n`baldwin help NAME` prints a topic, or a field, column, kind, command or word."],
        "",
    )
    for one in manual.topics.values():
        if one.group != group:
            group = one.group
            parts.append(f"\n## {group}\n")
        parts.append(f"- **{one.name}**: {one.summary}")
    return "\n".join(parts)


def _text(found: Found, *, whole: bool) -> str:
    from baldwin.manual.topic import markdown_of

    parts = [one.markdown if whole or len(one.sections) <= LONG else _listed(one) for one in found.topics]
    parts += [markdown_of(one) + f"\n\nFrom: baldwin help {topic.name}" for topic, one in found.sections]
    if found.entries:
        parts.append("\n".join(f"- {one}" for one in found.entries))
    return "\n\n".join(parts)


def _listed(topic: Topic) -> str:
    """Return the beginning of a long topic, and what is in it."""
    opening = [one.text for one in topic.sections if not one.title]
    lines = [f"- {one.title}" for one in topic.sections if one.title]
    more = f"`baldwin help NAME` prints one of them, `baldwin help {topic.name} --all` all."
    return "\n\n".join([f"# {topic.title}", *opening, "\n".join(lines), more])


def _print(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    # Links within the manual are commands here.
    text = re.sub(r"\[([^\]]+)\]\(#([a-z0-9-]+?)(?:--[a-z0-9-]+)?\)", r"\1 (baldwin help \2)", text)
    out = Console(highlight=False)
    if not out.is_terminal:
        out.width = WIDTH
    out.print(Markdown(text, hyperlinks=False))
