"""The content of the page with controls; its scripts fill it in."""

from __future__ import annotations

from baldwin.report.markup import Html, join, tag

__all__ = ["main"]

SPEEDS = (("0", "at once"), ("2", "2 a second"), ("10", "10 a second"), ("50", "50 a second"), ("400", "400 a second"))


def main() -> Html:
    """Return it: what is explored, how it evolves, the controls, the figures, and what to do with it."""
    return join(
        _head(),
        tag("noscript", tag("p", "This page takes JavaScript. The same from the command line: baldwin run --help.")),
        tag("div", tag("div", _transport(), _shown(), class_="stage"), _fields(), class_="bench script-only"),
    )


def _head() -> Html:
    choice = tag("label", "Population", tag("select", id="population"), class_="choose")
    return tag("div", tag("h1", "", id="title"), choice, class_="head")


def _transport() -> Html:
    speeds = (tag("option", label, value=value) for value, label in SPEEDS)
    slider = tag("input", type="range", id="generation", min=0, max=0, value=0, step=1, disabled=True)
    scrub = tag(
        "div",
        tag("button", "Run", type="button", id="run", class_="main", aria_describedby="state"),
        tag("label", "Generation", for_="generation"),
        slider,
        tag("output", "not run yet", id="generation-now", for_="generation"),
        class_="row scrub",
    )
    buttons = tag(
        "div",
        tag("button", "Step", type="button", id="step", title="One generation"),
        tag("button", "Restart", type="button", id="restart", title="Back to the founders"),
        tag("label", "Speed", tag("select", speeds, id="speed")),
        tag("button", "Another seed", type="button", id="seed", title="The same, with other chance"),
        tag("p", "", id="state", class_="state", role="status"),
        class_="row",
    )
    words = tag("p", "", id="readout", class_="readout", aria_live="polite")
    heading = tag("h2", "Evolution", class_="unseen")
    return tag("section", heading, scrub, buttons, words, class_="transport", aria_label="Evolution")


def _fields() -> Html:
    found = tag("input", type="search", id="find", placeholder="Find a field", aria_label="Find a field")
    head = tag("div", tag("h2", "Fields"), found, tag("button", "Reset all", type="button", id="reset"), class_="row")
    wrong = tag("div", "", id="wrong", class_="wrong", role="alert", hidden=True)
    return tag("section", head, wrong, tag("div", "", id="groups"), class_="fields", aria_label="Fields")


def _shown() -> Html:
    return join(
        _lesson(),
        _beside(),
        tag(
            "section",
            tag("h2", "What evolves"),
            tag("p", "Nothing has run yet. Say what you expect, then press Run.", id="empty", class_="note"),
            tag("div", "", id="drawings", class_="drawings"),
            tag(
                "details",
                tag("summary", "Which figures"),
                tag("fieldset", tag("legend", "Figures", class_="unseen"), id="choose"),
                id="which",
                hidden=True,
            ),
            aria_label="What evolves",
        ),
        tag(
            "section",
            tag("h2", "What theory expects"),
            tag("p", "Theory has no closed form for this population.", id="no-theory", class_="note", hidden=True),
            tag("div", "", id="theory", class_="drawings"),
            aria_label="What theory expects",
        ),
        _kept(),
    )


def _lesson() -> Html:
    parts = (
        (tag("dt", heading), tag("dd", "", id=name))
        for name, heading in (("predict", "Predict"), ("try", "Run"), ("explain", "Explain"))
    )
    texts = tag("dl", (join(*part) for part in parts))
    story = tag("details", tag("summary", "About this population"), tag("p", "", id="story"))
    return tag("section", tag("h2", "A lesson", class_="unseen"), texts, story, class_="lesson", id="lesson",
               aria_label="A lesson", hidden=True)  # fmt: skip


def _beside() -> Html:
    chosen = tag("label", "Side by side with another", tag("select", id="beside-field"))
    value = tag("label", "namely", tag("input", id="beside-value", type="text", size=10, autocomplete="off"))
    return tag(
        "section",
        tag("div", chosen, value, tag("button", "Add", type="button", id="beside-add"), class_="row"),
        tag("ul", "", id="arms", class_="arms"),
        class_="beside",
        aria_label="Side by side",
    )


def _kept() -> Html:
    buttons = tag(
        "div",
        tag("button", "Keep this run", type="button", id="keep"),
        tag("button", "Save as population", type="button", id="save"),
        tag("button", "Copy command", type="button", id="copy"),
        class_="row",
    )
    return tag(
        "section",
        tag("h2", "Keep it"),
        tag("pre", tag("code", "", id="command")),
        buttons,
        tag("p", "", id="kept", class_="state", role="status"),
        aria_label="Keep it",
    )
