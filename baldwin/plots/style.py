"""One look for all figures: sizes in print, colours that colour-blind readers can tell apart, lines that need none.

Figures are `matplotlib.figure.Figure` objects; no window, no pyplot, no state outside `style`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError
from baldwin.figures.series import Series
from baldwin.plots.loading import styles
from baldwin.plots.purposes import Purpose, embolden

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

    from baldwin.plots.showing import ShownFigure

__all__ = [
    "COLUMN",
    "LOOKS",
    "PAGE",
    "THEORY",
    "Look",
    "draw_each",
    "draw_series",
    "generation_axis",
    "legend",
    "letter",
    "look_named",
    "look_of_moment",
    "look_of_run",
    "new_figure",
    "onto",
    "style",
]

COLUMN, PAGE = 3.5, 7.1  # inches: one column of a journal, and its full width


class Look(NamedTuple):
    """How a series is drawn: colour and line style each tell it from its neighbours."""

    colour: str
    line: str | tuple[float, tuple[float, ...]] = "-"
    width: float = 1.4
    marker: str = "o"  # of points, and where there is one generation only
    size: float = 4.0  # of points


DASH_DOT = (0.0, (6.0, 1.5, 1.2, 1.5))
DOTS = (0.0, (1.2, 1.2))
DASHES = (0.0, (4.0, 2.0))
LONG = (0.0, (8.0, 2.0))

# Okabe and Ito's colours, in the roles that the terminal picture of `baldwin run` gives them.
LOOKS = {
    "correct": Look("#009e73"),
    "plastic": Look("#e69f00", DASH_DOT, marker="D"),
    "wrong": Look("#0072b2", DOTS, marker="x"),
    "learned": Look("#d55e00", marker="s"),
    "innate": Look("#009e73", DASH_DOT, marker="x"),
    "gain": Look("#e69f00"),
    "single": Look("#0072b2"),
    "limit": Look("#666666", DOTS, 0.9),
    "ceiling": Look("#000000", DASHES, 0.9),
    "oracle": Look("#666666", DOTS, 0.9),
    "best": Look("#cc79a7", LONG, 1.2),
    "chance": Look("#888888", DASH_DOT, 0.9),
    "policy0": Look("#000000", DASHES, 1.0),  # reference policies that are neither the best nor chance
    "policy1": Look("#444444", DASH_DOT, 1.0),
    "policy2": Look("#777777", DOTS, 1.0),
    "policy3": Look("#999999", LONG, 1.0),
    "target": Look("#bbbbbb", width=3.0),
    "support": Look("#000000", marker="^", size=3.5),
    "goal": Look("#d55e00", marker="*", size=8.0),
    "rewarded": Look("#0072b2", marker="|", size=7.0),
    "unrewarded": Look("#d55e00", marker="|", size=7.0),
    "individual": Look("#0072b2", size=3.2),
    "slope": Look("#a04000", width=1.2),
}
THEORY = Look("#000000", DASHES, 0.9)
THIN, FAINT = 0.6, 0.5  # width and opacity of the line of a replicate

_RUN_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_RUN_LINES = ("-", DASHES, DASH_DOT, DOTS, LONG)  # 5 lines and 7 colours: 35 runs before a pair comes again

# TrueType, which journals ask for and editors can change; text in SVG stays text.
FONTS: dict[str, Any] = {"pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "none"}

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "axes.labelsize": 8.0,
    "axes.titlesize": 8.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "legend.fontsize": 7.0,
    "legend.title_fontsize": 7.0,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "axes.axisbelow": True,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "lines.solid_capstyle": "round",
    "lines.markersize": 4.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "baldwin",
    **FONTS,
}


@contextlib.contextmanager
def style(purpose: Purpose = "print") -> Iterator[None]:
    """Draw and save in this look, whatever the user's matplotlib settings are.

    For slides lines and points are bolder, and pictures fill a screen.
    """
    token = _MADE.set([])
    try:
        with styles().context(["default", STYLE]):
            yield
            if purpose == "slides":
                for figure in _MADE.get():
                    embolden(figure)
    finally:
        _MADE.reset(token)


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, sizes in inches, that makes room for its labels; within `onto`, what stands for it."""
    from baldwin.plots.showing import ShownFigure

    place: Any = _PLACE.get()
    if place is not None:
        return cast("Figure", place)
    figure = ShownFigure(figsize=(width, height), layout="constrained")
    _MADE.get([]).append(figure)
    return figure


@contextlib.contextmanager
def onto(axes: Axes) -> Iterator[None]:
    """Let figures of one panel be drawn into someone's axes.

    Raises:
        UsageError: when a figure of several panels is drawn.
    """
    token = _PLACE.set(_OnePanel(axes))
    try:
        yield
    finally:
        _PLACE.reset(token)


class _OnePanel:
    """What a figure is asked for, given by one panel that is there already."""

    def __init__(self, axes: Axes) -> None:
        self.axes = [axes]

    def add_subplot(self, *place: Any, **options: Any) -> Axes:
        """Return the panel."""
        return cast("Axes", self.subplots(*place[:2], **options))

    def subplots(self, rows: int = 1, columns: int = 1, *, squeeze: bool = True, **_: Any) -> Any:
        """Return the panel, alone or in an array (1, 1)."""
        if rows * columns != 1:
            raise UsageError("This figure has several panels, and cannot be drawn into axes. Leave `axes` out.")
        return self.axes[0] if squeeze else np.array(self.axes)[:, None]

    def subfigures(self, *_: Any, **__: Any) -> Any:
        """Refuse."""
        return self.subplots(1, 2)

    def legend(self, *arguments: Any, **options: Any) -> Legend:
        """Put the legend into the panel."""
        return self.axes[0].legend(*arguments, **options | {"loc": "best"})


_PLACE: ContextVar[_OnePanel | None] = ContextVar("place", default=None)
_MADE: ContextVar[list[ShownFigure]] = ContextVar("made")
"""Figures that were begun in the `style` of now."""


def look_of_run(place: int) -> Look:
    """Return the look of the run that was named at `place` on the command line."""
    return Look(_RUN_COLOURS[place % len(_RUN_COLOURS)], _RUN_LINES[place % len(_RUN_LINES)])


def look_of_moment(place: int, moments: int) -> Look:
    """Return the look of the `place`-th of some generations: from dark to light, the last one solid."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    colour = to_hex(colormaps["viridis"](0.85 * place / max(moments - 1, 1)))
    line = "-" if place == moments - 1 else (DOTS, DASH_DOT, DASHES, LONG)[place % 4]
    return Look(colour, line, marker="osDx^v"[place % 6])


def draw_series(axes: Axes, shown: Series, look: Look, *, step: bool = False) -> None:
    """Draw a curve and its band, or its replicates; a single value becomes a point with its range."""
    banded = shown.replicates > 1 and bool(np.isfinite(shown.low).any())
    known = np.flatnonzero(np.isfinite(shown.middle))
    if known.size == 1:
        x, (low, middle, high) = shown.x[known], (one[known] for one in (shown.low, shown.middle, shown.high))
        if banded:
            axes.plot(x.repeat(2), [low[0], high[0]], color=look.colour, alpha=0.35, linewidth=4)
        (point,) = axes.plot(x, middle, color=look.colour, linestyle="none", marker=look.marker, label=shown.label)
        point.set_clip_on(shown.x.size == 1)  # one of several may lie at an edge
        return
    if shown.each is not None:
        draw_each(axes, shown, look, step=step)
        if shown.apart:
            return
    elif banded:
        axes.fill_between(
            shown.x, shown.low, shown.high, step="post" if step else None, color=look.colour, alpha=0.2, linewidth=0
        )
    axes.plot(
        shown.x,
        shown.middle,
        color=look.colour,
        linestyle=look.line,
        linewidth=look.width,
        label=shown.label,
        drawstyle="steps-post" if step else "default",
    )
    if shown.censored is not None:
        places = np.searchsorted(shown.x, shown.censored, side="right") - 1
        axes.scatter(shown.censored, shown.middle[places], marker="|", s=36.0, color=look.colour, linewidths=0.9)


def draw_each(axes: Axes, shown: Series, look: Look, *, step: bool = False) -> None:
    """Draw replicates as thin lines, and the key to them where no median is drawn."""
    from matplotlib.collections import LineCollection

    each = shown.each if shown.each is not None else np.empty((0, shown.x.size))
    x, parts = (shown.x, each)
    if step:
        x, parts = np.repeat(shown.x, 2)[1:], np.repeat(each, 2, axis=1)[:, :-1]
    paths = [np.column_stack([x, np.where(np.isfinite(values), values, np.nan)]) for values in parts]
    axes.add_collection(LineCollection(paths, colors=look.colour, linewidths=THIN, alpha=FAINT, label="_"))
    axes.autoscale_view()
    if shown.apart:
        axes.plot([], [], color=look.colour, linewidth=THIN, label=shown.label)


def generation_axis(axes: Axes, last: float) -> None:
    """Let the horizontal axis run from the founders to generation `last`."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlabel("generation")
    axes.set_xlim((0.0, last) if last > 0 else (-1.0, 1.0))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if last <= 0:
        axes.set_xticks([0])


def legend(
    axes: Axes,
    title: str = "",
    *,
    columns: int = 1,
    drop: float = 31.0,
    handles: Sequence[Artist] = (),
    labels: Sequence[str] = (),
) -> Legend:
    """Put a legend under `axes`, `drop` points below its lower edge, where it hides no data.

    It explains `handles` by `labels`, or what `axes` itself shows.
    """
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    assert figure is not None
    below = axes.transAxes + ScaledTranslation(0.0, -drop / 72.0, figure.dpi_scale_trans)
    if not handles:
        handles, labels = axes.get_legend_handles_labels()
    return axes.legend(
        handles,
        labels,
        title=title or None,
        loc="upper left",
        bbox_to_anchor=(0.0, 0.0),
        bbox_transform=below,
        ncols=columns,
        borderaxespad=0.0,
        borderpad=0.0,
        columnspacing=1.2,
        labelspacing=0.35,
        alignment="left",
    )


def look_named(name: str) -> Look:
    """Return a look by its name, as descriptions of figures have it.

    Raises:
        UsageError: there is no such look.
    """
    looks = {**LOOKS, "theory": THEORY}
    if name not in looks:
        raise UsageError(f'A figure has a curve or level of look "{name}": no such look. {did_you_mean(name, looks)}')
    return looks[name]


def letter(axes: Axes, text: str) -> None:
    """Title a panel, at its upper left."""
    axes.set_title(text, pad=6)
