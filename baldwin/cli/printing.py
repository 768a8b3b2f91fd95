"""How commands print tables, on a terminal or in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from baldwin.store.reading import Entry

__all__ = ["console", "noted", "notes_of", "plain_table"]


def console(width: int = 160) -> Console:
    """Return stdout as a console of the terminal's width; a file or a pipe, which has none, gets `width` characters."""
    from rich.console import Console

    found = Console(highlight=False)
    if not found.is_terminal:
        found.width = width
    return found


def plain_table() -> Table:
    """Return an empty table without lines, two spaces between columns."""
    from rich.table import Table

    return Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")


def notes_of(entry: Entry) -> dict[str, Any]:
    """Return the tags and the note that a user gave a directory, as JSON has them; why they cannot be read, if so."""
    notes = entry.notes
    return {"tags": list(notes.tags), "note": notes.note, **({"notes": notes.problem} if notes.problem else {})}


def noted(entry: Entry) -> tuple[str, str, str]:
    """Return lines on the tags and the note of a directory, and on why they cannot be read; empty where nothing is."""
    notes = entry.notes
    return f"tags: {' '.join(notes.tags)}" if notes.tags else "", notes.note, notes.problem
