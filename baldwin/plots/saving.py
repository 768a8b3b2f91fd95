"""Writing figures: whole files only, and the same bytes for the same run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from baldwin.plots.style import style
from baldwin.store.output import write_output
from baldwin.version import VERSION

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "MOVING", "Format", "Moving", "save"]

Format = Literal["png", "svg", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
Moving = Literal["gif", "mp4"]
MOVING: tuple[Moving, ...] = get_args(Moving)
"""Formats of films, which `baldwin.plots.moving` writes."""


def save(figure: Figure, path: Path, format: Format, *, dpi: int, sources: Sequence[str] = ()) -> None:
    """Write `figure` to `path` in one step; its metadata name the runs in `sources`, and no date.

    Raises:
        UsageError: that file must not be written.
        OSError: the system refuses.
    """
    from baldwin.plots.showing import (
        ShownFigure,  # matplotlib loads with it, and must not where formats are named alone
    )

    metadata = _metadata(format, ", ".join(sources))
    dots = figure.dots(dpi) if isinstance(figure, ShownFigure) else dpi
    with style():
        write_output(path, lambda file: figure.savefig(file, format=format, dpi=dots, metadata=metadata))


def _metadata(format: Format, title: str) -> dict[str, str | None]:
    """Return metadata; None removes what matplotlib would write."""
    creator = f"baldwin {VERSION}"
    match format:
        case "png":
            return {"Title": title, "Software": creator}
        case "svg":
            return {"Title": title, "Creator": creator, "Date": None}
        case "pdf":
            return {"Title": title, "Creator": creator, "CreationDate": None, "Producer": None}
