"""How to run a study again: its files, all that it takes, and the commands for the folder that holds them."""

from __future__ import annotations

import html

from baldwin.report.markup import Html, join, tag
from baldwin.report.sections.again import code, install
from baldwin.study import Study
from baldwin.study.spec import BASE, STUDY

__all__ = ["again"]


def again(study: Study) -> Html:
    """Return files and commands; the population's file stands among what was asked, as `base-file`."""
    own = sorted(study.path.glob("*.py"))  # copies of the user's files behind the cells
    shown = {STUDY: "study-file", **{path.name: f"own-file-{i}" for i, path in enumerate(own)}}
    names = {STUDY: shown[STUDY], BASE: "base-file", **shown}
    buttons = (
        tag("button", f"Save {name}", type="button", data_text=place, data_name=name) for name, place in names.items()
    )
    *most, last = names
    return join(
        tag("p", "Every cell is an ordinary run; the same study computes again only what is missing."),
        install(study.info),
        tag("p", f"Save {', '.join(most)} and {last} in one folder under these names, and there:"),
        tag("p", buttons, class_="tools script-only"),
        code(
            "commands",
            f"baldwin sweep {STUDY}\nbaldwin report {study.name}/{study.id}   # this page",
        ),
        (
            _file(place, name, (study.path / name).read_bytes().decode("utf-8", "replace"))
            for name, place in shown.items()
        ),
    )


def _file(place: str, name: str, text: str) -> Html:
    """Return a file to fold out; a page would make its line ends into others, and with them another file."""
    exact = Html(html.escape(text, quote=False).replace("\r", "&#13;"))
    return tag("details", tag("summary", name), tag("pre", tag("code", exact, id=place)))
