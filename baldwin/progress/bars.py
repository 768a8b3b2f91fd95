"""Where a bar can move: on a terminal, and in a notebook that shows widgets."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["bars_move"]


def bars_move(console: Console) -> bool:
    """Return whether a bar can move there; in a notebook it takes the package ipywidgets, as notebooks mostly have."""
    if console.is_jupyter:
        return find_spec("ipywidgets") is not None
    return console.is_terminal and not console.is_dumb_terminal
