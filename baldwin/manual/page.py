"""The manual as one page that needs nothing beside itself: contents, all topics, and a search within the page."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from string import Template

from markdown_it import MarkdownIt
from markdown_it.token import Token

from baldwin.manual.catalogue import Manual
from baldwin.manual.topic import Topic, anchor
from baldwin.version import VERSION

__all__ = ["page"]

ASSETS = Path(__file__).parent / "assets"
CONTENTS = "contents"  # what the first topic is called, which lists the others


def page(manual: Manual) -> str:
    """Return the page; the same code gives the same page."""
    topics = list(manual.topics.values())
    template = Template((ASSETS / "manual.html").read_text(encoding="utf-8"))
    return template.substitute(
        version=VERSION,
        style=(ASSETS / "manual.css").read_text(encoding="utf-8"),
        script=(ASSETS / "manual.js").read_text(encoding="utf-8"),
        navigation=_navigation(topics),
        contents=_contents(topics),
        articles="\n".join(map(_article, topics)),
    )


def _groups(topics: list[Topic]) -> Iterator[tuple[str, list[Topic]]]:
    return ((group, list(some)) for group, some in groupby(topics, key=lambda one: one.group))


def _navigation(topics: list[Topic]) -> str:
    parts = [f'<a href="#{CONTENTS}">Contents</a>']
    for group, some in _groups(topics):
        links = "".join(f'<li><a href="#{one.name}">{html.escape(one.title)}</a></li>' for one in some)
        parts.append(f"<p>{html.escape(group)}</p><ul>{links}</ul>")
    return "".join(parts)


def _contents(topics: list[Topic]) -> str:
    parts = []
    for group, some in _groups(topics):
        items = "".join(
            f'<dt><a href="#{one.name}">{html.escape(one.title)}</a></dt><dd>{_inline(one.summary)}</dd>'
            for one in some
        )
        parts.append(f"<h2>{html.escape(group)}</h2><dl>{items}</dl>")
    return "".join(parts)


def _article(topic: Topic) -> str:
    """Return a topic, each of its sections with a place that links can name."""
    parts = [f"<h1>{html.escape(topic.title)}</h1>"]
    for one in topic.sections:
        place = anchor(topic.name, one.title)
        heading = f'<h2><a href="#{place}">{html.escape(one.title)}</a></h2>' if one.title else ""
        where = f' id="{place}"' if one.title else ""
        parts.append(f"<section{where}>{heading}{_block(one.text)}</section>")
    if len(topic.sections) > 8:
        links = ", ".join(
            f'<a href="#{anchor(topic.name, one.title)}">{html.escape(one.title)}</a>'
            for one in topic.sections
            if one.title
        )
        parts.insert(1, f'<p class="within">{links}</p>')
    return f'<article id="{topic.name}">{"".join(parts)}</article>'


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _inline(text: str) -> str:
    return str(_markdown().renderInline(text))


def _block(text: str) -> str:
    """Return Markdown as HTML; cells know their column, for screens that are too narrow for a table."""
    tokens = _markdown().parse(text)
    headings: list[str] = []
    column = 0
    for here, following in zip(tokens, [*tokens[1:], None], strict=True):
        if here.type == "table_open":
            headings = []
        elif here.type == "th_open" and isinstance(following, Token):
            headings.append(following.content)
        elif here.type == "tr_open":
            column = 0
        elif here.type == "td_open":
            here.attrSet("data-label", headings[column])
            column += 1
    return str(_markdown().renderer.render(tokens, _markdown().options, {}))
