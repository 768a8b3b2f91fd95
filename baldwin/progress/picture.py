"""The picture of an evolution that a terminal can show: a dozen generations, a bar and two numbers each."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.store import Run

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from baldwin.engine import Columns
    from baldwin.presentation import Presentation

__all__ = ["show_picture"]

ROWS = 12
WIDTH = 40  # characters of a bar, where the terminal has room for them
NARROWEST = 9  # as `█ correct`; where there is room for less, the numbers must do
GAP = 2  # characters after each column

Medians = dict[str, dict[int, float]]  # column -> generation -> median over replicates


class Part(NamedTuple):
    """One part of a bar: distinguished by sign without colour, and by Okabe and Ito's colours."""

    name: str
    sign: str
    plain: str  # for terminals without Unicode
    colour: str


ALLELES = (
    Part("correct", "█", "#", "#009e73"),
    Part("plastic", "▒", "+", "#e69f00"),
    Part("wrong", "░", ".", "#0072b2"),
)
ABILITIES = (Part("innate", "█", "#", "#009e73"), Part("learning gain", "▒", "+", "#e69f00"))
ERRORS = (Part("learned error", "█", "#", "#d55e00"), Part("learning gain", "▒", "+", "#e69f00"))
NOTHING = Part("", " ", " ", "default")
MORE = Part("", "›", ">", "default")  # a bar that is longer than there is room for


def show_picture(run: Run, console: Console | None = None) -> None:
    """Print the evolution of `run`: medians over replicates, at up to twelve generations.

    Bars show allele shares where the wing records them, else innate and learned ability: errors as what learning leaves
    of them and what it removes. Without any of these columns there is no picture.
    """
    from rich.console import Console

    console = console or Console(highlight=False)
    if (table := _table(run, console)) is not None:
        console.print()
        console.print(run.definition.title or run.name, style="bold", markup=False)
        console.print(table)
        console.print()
    console.print(f"Figures: baldwin plot {shlex.quote(str(run.path))}", style="dim", markup=False, soft_wrap=True)


def _table(run: Run, console: Console) -> Table | None:
    from rich.table import Table

    from baldwin.figures.tables import cut
    from baldwin.presentation import presentation_of

    presentation, run = presentation_of(run.definition), cut(run, None)
    shares, assays = _medians(run.generations, [part.name for part in ALLELES]), _medians(run.assays, _abilities(run))
    if presentation.error:
        assays = {name: {at: 0.0 - value for at, value in values.items()} for name, values in assays.items()}
    at = _generations(run)
    if not at or not (shares or assays):
        return None
    decimals = _decimals(assays)
    numbers = {
        name: [_number(values.get(generation, math.nan), decimals) for generation in at]
        for name, values in assays.items()
    }
    columns = {"generation": [str(generation) for generation in at], **numbers}
    beside = sum(max(map(len, (heading, *cells))) + GAP for heading, cells in columns.items())
    width = min(WIDTH, console.width - beside - GAP)
    bars, parts = _bars(shares, assays, at, width, errors=bool(presentation.error)) if width >= NARROWEST else ([], ())
    plain = not console.encoding.lower().startswith("utf")
    table = Table(
        box=None,
        padding=(0, GAP, 0, 0),
        show_edge=False,
        caption=_caption(run, presentation, decimals) or None,
        caption_justify="left",
        caption_style="dim",
    )
    table.add_column("generation", justify="right")
    if bars:
        space = " " if plain else "\xa0"  # no break between sign and name
        table.add_column(_text([(f"{part.sign}{space}{part.name}  ", part) for part in parts if part.name], plain))
    for name in assays:
        table.add_column(name, justify="right")
    for row, generation in enumerate(at):
        cells = [column[row] for column in numbers.values()]
        table.add_row(str(generation), *([_text(bars[row], plain)] if bars else []), *cells)
    return table


def _caption(run: Run, presentation: Presentation, decimals: int) -> str:
    """Return what the numbers are, where that is not plain."""
    words = [f"{presentation.error}, lower is better"] if presentation.error else []
    if "innate" in run.assays and (ceiling := presentation.levels(run.assays).get("ceiling")) is not None:
        words.append(f"{ceiling.label} {_number(ceiling.value, decimals)}")
    replicates = run.definition.population.replicates
    return "; ".join([*words, f"medians of {replicates} replicates"] if replicates > 1 else words)


def _abilities(run: Run) -> list[str]:
    return [name for name in ("innate", "learned") if name in run.assays]


def _generations(run: Run) -> list[int]:
    """Return up to a dozen generations, evenly spaced from first to last; assayed ones if there are assays."""
    table = run.assays or run.generations
    if not table:
        return []
    known = np.unique(table["generation"])
    places = np.linspace(0, len(known) - 1, min(ROWS, len(known))).round().astype(int)
    return [int(known[place]) for place in places]


def _medians(table: Columns, names: list[str]) -> Medians:
    """Return name -> generation -> median over replicates, for the columns that exist.

    A replicate that has stopped, being fixed, counts on with its last values; one that died out does not.
    """
    from baldwin.figures.series import replicate_grid

    medians: Medians = {}
    for name in names if table else ():
        if name in table:
            generations, grid, _ = replicate_grid(table, table[name])
            medians[name] = dict(zip(generations.astype(int).tolist(), _median(grid), strict=True))
    return medians


def _median(grid: npt.NDArray[np.float64]) -> list[float]:
    """Return the median of each row over its finite values; NaN where there is none."""
    return [float(np.median(row[np.isfinite(row)])) if np.isfinite(row).any() else float("nan") for row in grid]


def _bars(
    shares: Medians, assays: Medians, at: list[int], width: int, *, errors: bool
) -> tuple[list[Bar], Sequence[Part]]:
    """Return a bar per generation and the parts that they have; none where there is nothing to compare."""
    parts = [part for part in ALLELES if part.name in shares]
    if len(parts) > 1:
        sizes = [[shares[part.name].get(generation, 0.0) for part in parts] for generation in at]
        return [_bar(row, parts, width) for row in sizes], parts
    if len(assays) < 2:
        return [], ()
    innate, learned = assays["innate"], assays["learned"]
    values = [value for ability in assays.values() for value in ability.values() if math.isfinite(value)]
    if not values or min(values) < 0 or (longest := max(values)) <= 0:
        return [], ()  # a bar has no place for values below 0
    if errors:
        return _error_bars(innate, learned, at, width), ERRORS
    sizes = [[innate[g], max(0.0, learned[g] - innate[g]), longest - max(innate[g], learned[g])] for g in at]
    return [_bar(row, [*ABILITIES, NOTHING], width) for row in sizes], ABILITIES


Bar = list[tuple[str, Part]]


def _error_bars(innate: dict[int, float], learned: dict[int, float], at: list[int], width: int) -> list[Bar]:
    """Return a bar for each generation: as long as the larger error, on a scale that suits most; others are cut off."""
    largest = [value for value in (max(innate[g], learned[g]) for g in at) if math.isfinite(value)]
    room = min(max(largest), 1.5 * float(np.median(largest)) or max(largest))
    bars = []
    for g in at:
        left, removed = min(learned[g], room), max(0.0, min(innate[g], room) - min(learned[g], room))
        beyond = max(innate[g], learned[g]) > room
        bar = _bar([left, removed, room - left - removed], [*ERRORS, NOTHING], width - 1 if beyond else width)
        bars.append([*bar, (MORE.sign, MORE)] if beyond else bar)
    return bars


def _bar(sizes: list[float], parts: Sequence[Part], width: int) -> Bar:
    """Return a bar of `width` characters, divided as `sizes` are; each border is right to half a character."""
    lengths = np.nan_to_num(np.array(sizes, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    if lengths.sum() <= 0:
        return []
    borders = np.concatenate([[0], np.round(np.cumsum(lengths) / lengths.sum() * width)]).astype(int)
    return [(part.sign * int(length), part) for part, length in zip(parts, np.diff(borders), strict=True)]


def _text(pieces: Bar, plain: bool) -> Text:
    from rich.text import Text

    text = Text()
    for piece, part in pieces:
        text.append(piece.replace(part.sign, part.plain) if plain else piece, style=part.colour)
    return text


def _decimals(assays: Medians) -> int:
    values = [abs(value) for ability in assays.values() for value in ability.values() if math.isfinite(value)]
    return 2 if max(values, default=0.0) >= 10 else 3


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}" if math.isfinite(value) else "-"
