"""`baldwin manual`: the manual as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from baldwin.cli import app
from baldwin.store.files import writing
from baldwin.store.output import refuse_output, write_output

__all__ = ["manual"]

PAGE = Path("baldwin-manual.html")

Output = Annotated[Path, Parameter(name="--output", help="File to write.")]
Open = Annotated[
    bool, Parameter(name="--open", negative="", show_default=False, help="Open it in the browser afterwards.")
]


def manual(*, output: Output = PAGE, open_: Open = False) -> None:
    """Write the manual as one HTML page that opens anywhere, offline, and prints well; its last line is the path.

    Tutorials, recipes, every command, function, field and column, and the words of the field, with a search.
    `baldwin help` has the same in the terminal.

    Examples
    --------
    baldwin manual
    baldwin manual --output manual.html --open
    """
    from baldwin.manual.catalogue import Manual
    from baldwin.manual.page import page

    refuse_output(output)
    text = page(Manual(app))
    with writing(output, "Choose another file with --output."):
        write_output(output, text)
    print(output)
    if open_:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())
