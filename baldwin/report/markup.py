"""HTML from Python: whatever is not `Html` already is escaped, so no text of a run can become a tag."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

__all__ = ["Child", "Html", "join", "tag", "text_table"]

VOID = ("input", "br", "img", "meta", "link", "hr")


class Html(str):
    """Text that is HTML."""

    __slots__ = ()


Child = str | Iterable[str]


def _one(child: str) -> str:
    return child if isinstance(child, Html) else html.escape(child, quote=False)


def join(*children: Child, between: str = "") -> Html:
    """Return children one after another, escaped where they are plain text."""
    flat = (one for child in children for one in ([child] if isinstance(child, str) else child))
    return Html(between.join(_one(one) for one in flat))


def tag(name: str, *children: Child, **attributes: str | int | bool | None) -> Html:
    """Return an element. `class_` and `for_` are attributes `class` and `for`; `data_x` is `data-x`.

    An attribute that is True stands alone; one that is False or None is left out.
    """
    words = [name]
    for key, value in attributes.items():
        label = key.rstrip("_").replace("_", "-")
        if value is True:
            words.append(label)
        elif value is not False and value is not None:
            words.append(f'{label}="{html.escape(str(value))}"')
    opening = f"<{' '.join(words)}>"
    return Html(opening) if name in VOID else Html(f"{opening}{join(*children)}</{name}>")


def text_table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 1) -> Html:
    """Return a table whose first column heads its rows; columns from number `numbers` on are aligned as numbers."""
    head = tag(
        "tr", (tag("th", one, scope="col", class_="n" if i >= numbers else None) for i, one in enumerate(headings))
    )
    body = (
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            (tag("td", cell, class_="n" if i >= numbers else None) for i, cell in enumerate(row[1:], start=1)),
        )
        for row in rows
    )
    table = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    return tag("div", table, class_="wide", tabindex=0, role="region", aria_label=caption)
