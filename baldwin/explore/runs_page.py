"""The content of the page of runs; its script fills it in."""

from __future__ import annotations

from pathlib import Path

from baldwin.report.markup import Html, join, tag

__all__ = ["COLUMNS", "main"]

# Column of the table -> heading, and what it is sorted by.
COLUMNS = {
    "run": ("Run", "name"),
    "status": ("Status", "status"),
    "progress": ("Generation", "generation"),
    "created": ("Begun (UTC)", "created"),
    "innate": ("Innate", "innate"),
    "learned": ("Learned", "learned"),
    "changed": ("Changed", "changed"),
    "noted": ("Tags and note", "tag"),
}
STATES = ("complete", "running", "stopped", "interrupted", "failed", "unreadable")
KINDS = {"evolution": "runs", "study": "studies", "claims": "tested claims"}


def main(folder: Path) -> Html:
    """Return it: what to look for, the table, what to do with those chosen, and what they show."""
    return join(
        tag(
            "div",
            tag("h1", "Runs", " ", tag("small", str(folder), class_="muted")),
            tag("p", "", id="count", class_="state", role="status"),
            class_="head",
        ),
        tag("noscript", tag("p", "This page takes JavaScript. The same from the command line: baldwin list --help.")),
        tag(
            "div",
            _search(),
            tag("div", _table(), _details(), class_="shelf"),
            _chosen(),
            _shown(),
            class_="script-only",
        ),
    )


def _search() -> Html:
    query = tag(
        "input",
        type="search",
        id="query",
        placeholder="Find: words, tag=paper, innate>0.9, lifetime.trials=300",
        aria_label="Find runs by words and conditions",
        aria_describedby="query-help",
        autocomplete="off",
        spellcheck="false",
    )
    states = (tag("option", one, value=f"status={one}") for one in STATES)
    kinds = (tag("option", words, value=f"kind={kind}") for kind, words in KINDS.items())
    help_ = tag(
        "details",
        tag("summary", "How to find"),
        tag(
            "p",
            "Words must stand in the name, id, title, status, changes, tags or note. Conditions are those of baldwin "
            "list --where: a column or a field of populations, one of = != > >= < <= ~ (contains), and a value.",
        ),
        id="query-help",
    )
    return tag(
        "section",
        tag(
            "div",
            query,
            tag("label", "Kind", tag("select", tag("option", "all", value=""), kinds, id="kind")),
            tag("label", "Status", tag("select", tag("option", "all", value=""), states, id="status")),
            tag("button", "Bin", type="button", id="bin-open", aria_pressed="false"),
            class_="row search",
        ),
        help_,
        tag("p", "", id="problem", class_="wrong", role="alert", hidden=True),
        aria_label="Find",
    )


def _table() -> Html:
    all_ = tag("input", type="checkbox", id="all", aria_label="Choose all that are listed")
    heads = (
        tag(
            "th",
            tag("button", heading, type="button", data_sort=by),
            scope="col",
            class_=f"c-{name}",
            aria_sort="descending" if by == "created" else "none",
        )
        for name, (heading, by) in COLUMNS.items()
    )
    return tag(
        "div",
        tag(
            "table",
            tag("caption", "Runs, studies and tested claims", class_="unseen"),
            tag("thead", tag("tr", tag("th", all_, scope="col", class_="c-choose"), heads)),
            tag("tbody", "", id="rows"),
            id="table",
        ),
        tag("p", "", id="none", class_="note", hidden=True),
        id="scroller",
        class_="scroller",
        tabindex="-1",
    )


def _details() -> Html:
    return tag(
        "aside",
        tag("h2", "", id="about-title", tabindex="-1"),
        tag("dl", "", id="about", class_="facts"),
        tag("p", "", id="about-links", class_="row"),
        tag("label", "Tags", tag("input", type="text", id="tags", autocomplete="off", placeholder="paper figure-a")),
        tag("label", "Note", tag("textarea", "", id="note", rows=4)),
        tag(
            "div",
            tag("button", "Save", type="button", id="save"),
            tag("span", "", id="saved", role="status"),
            class_="row",
        ),
        id="details",
        aria_labelledby="about-title",
        hidden=True,
    )


def _chosen() -> Html:
    return tag(
        "section",
        tag(
            "div",
            tag("strong", "Nothing chosen", id="chosen", role="status"),
            tag("button", "Overlay", type="button", id="overlay", class_="main", disabled=True),
            tag("button", "Report", type="button", id="report", disabled=True),
            tag("button", "Compare", type="button", id="compare", disabled=True),
            tag("label", "with", tag("select", id="against"), id="against-label", hidden=True),
            tag("button", "Delete", type="button", id="delete", disabled=True),
            tag("label", tag("input", type="checkbox", id="cells"), "with their runs", id="cells-label", hidden=True),
            tag("button", "Restore", type="button", id="restore", hidden=True),
            tag("button", "Choose none", type="button", id="clear", disabled=True),
            class_="row",
        ),
        tag("p", "", id="done", class_="state", role="status"),
        class_="chosen-bar",
        aria_label="With those chosen",
    )


def _shown() -> Html:
    return join(
        tag(
            "section",
            tag("h2", "Together", id="together-title", tabindex="-1"),
            tag("ul", "", id="arms", class_="arms"),
            tag("p", "", id="together-note", class_="note"),
            tag("p", "", id="readout", class_="readout"),
            tag("div", "", id="drawings", class_="drawings"),
            tag(
                "details",
                tag("summary", "Which figures"),
                tag("fieldset", tag("legend", "Figures", class_="unseen"), id="choose"),
                id="which",
            ),
            id="together",
            aria_labelledby="together-title",
            hidden=True,
        ),
        tag(
            "section",
            tag("h2", "Compared", id="compared-title", tabindex="-1"),
            tag("div", "", id="effects", class_="wide"),
            tag("div", "", id="compared-notes", class_="note"),
            id="compared",
            aria_labelledby="compared-title",
            hidden=True,
        ),
    )
