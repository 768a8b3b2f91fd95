"""Figures of what probes found: one file for each kind of probe, called as it is, with `describe`."""

from __future__ import annotations

import importlib
import pkgutil
from typing import cast

from baldwin.errors import UsageError
from baldwin.figures.description import Figure
from baldwin.probes.probe import ProbeResult

__all__ = ["describe", "drawable"]


def drawable() -> tuple[str, ...]:
    """Return the kinds of probe whose findings have a figure."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(__path__)))


def describe(found: ProbeResult) -> Figure:
    """Return the figure of what a probe found.

    Raises:
        UsageError: there is none of its kind.
    """
    if found.kind not in drawable():
        raise UsageError(f"probe {found.kind or 'of your own'}: has no figure. There are: {', '.join(drawable())}.")
    return cast("Figure", importlib.import_module(f"{__name__}.{found.kind}").describe(found))
