"""What an interactive figure is: panels of Vega-Lite, the controls that it answers to, and the same in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from baldwin.report.markup import Html
from baldwin.report.payload import Table

__all__ = ["Chart", "ChartPanel", "Check", "Choice", "Control", "Spec"]

Spec = dict[str, Any]
"""A Vega-Lite specification; its data sets are named, and given beside it."""


@dataclass(frozen=True)
class Check:
    """A box to tick, which sets a signal to true or false."""

    signal: str
    label: str
    on: bool = True
    colour: str = ""  # name of a colour of the style sheet, as a key to the lines


@dataclass(frozen=True)
class Choice:
    """One of several values for a signal."""

    signal: str
    label: str
    options: tuple[tuple[str, str], ...]  # value, what it is called


Control = Check | Choice


@dataclass(frozen=True)
class ChartPanel:
    """One drawing of a figure."""

    spec: Spec
    tables: dict[str, Table]
    label: str  # what a screen reader says it is
    when: str = ""  # signal that shows and hides it
    title: str = ""
    timed: bool = False  # whether a click on it chooses the generation


@dataclass(frozen=True)
class Chart:
    """A figure of the report."""

    name: str
    title: str
    caption: str
    panels: tuple[ChartPanel, ...]
    table: Html  # the same in numbers, at a few moments
    controls: tuple[Control, ...] = ()
    scrubbed: bool = False  # whether it shows the generation chosen
    switched: bool = False  # whether it shows the arm chosen
    apart: bool = False  # whether it is of one arm, whichever is chosen
    key: tuple[tuple[str, str], ...] = ()  # colour of the style sheet and words, of what no legend explains
    columns: int = 1  # panels side by side, where there is room
    tables: dict[str, Table] = field(default_factory=dict)  # to download, beside what the panels show
