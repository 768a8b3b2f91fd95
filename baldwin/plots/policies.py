"""Lives that learn by memory: curves within a life, the rules of theory beside them, bars, and names at lines' ends."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from baldwin.plots.abilities import moments, of_moment, rows_at
from baldwin.plots.bands import Floats, Series, band_note, series
from baldwin.plots.style import LOOKS, Look, look_of_moment
from baldwin.plots.subjects import Rule
from baldwin.store import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "PAIR",
    "RULES",
    "at_moments",
    "best_and_chance",
    "draw_bars",
    "draw_moments",
    "draw_points",
    "draw_rule",
    "last_rows",
    "level",
    "moments_note",
    "name_ends",
    "of_column",
    "of_rule",
    "telling",
]

CHANCE = "chance"
PAIR = (LOOKS["single"], LOOKS["learned"])  # of two conditions: blue and vermilion
RULES = tuple(
    Look(colour, line, 1.0)
    for colour, line in (
        ("#000000", (0.0, (4.0, 2.0))),
        ("#444444", (0.0, (6.0, 1.5, 1.2, 1.5))),
        ("#777777", (0.0, (1.2, 1.2))),
        ("#999999", (0.0, (8.0, 2.0))),
    )
)  # of rules that are neither the best nor chance
TEXTBOOK = ("Thompson", "UCB", "Rescorla-Wagner", "model-free")  # told before others
APART = 0.04  # of the way from chance to the best: rules that are closer than this count as alike
MOST = 5
EARLY = 0.9  # width of lines of generations before the last
FAINT, WRAP = 0.35, 26


def best_and_chance(rules: Sequence[Rule]) -> dict[str, Rule]:
    """Return the best rule and chance as `best` and `chance`, as far as they are known."""
    found = {}
    if rules and rules[0].name != CHANCE:
        found["best"] = rules[0]
    if rules and rules[-1].name == CHANCE:
        found[CHANCE] = rules[-1]
    return found


def telling(rules: Sequence[Rule], most: int = MOST) -> tuple[Rule, ...]:
    """Return the best rule, chance, and between them a few that differ: one of a family, those of textbooks first."""
    if len(rules) <= 2:
        return tuple(rules)
    mean = {rule.name: float(rule.scores.mean()) for rule in rules}
    way = mean[rules[0].name] - mean[rules[-1].name]
    rules = [rule for rule in rules if (mean[rule.name] - mean[rules[-1].name]) * way >= 0.0]  # none worse than chance
    near = APART * abs(way)
    shown = [rules[0], rules[-1]]
    known = [rule for name in TEXTBOOK for rule in rules[1:-1] if rule.name.startswith(name)]
    for rule in (*known, *(rule for rule in rules[1:-1] if rule not in known)):
        family = _family(rule)
        alike = any(abs(mean[rule.name] - mean[one.name]) < near or _family(one) == family for one in shown)
        if not alike and len(shown) < most:
            shown.append(rule)
    return tuple(rule for rule in rules if any(rule is one for one in shown))


def _family(rule: Rule) -> str:
    """Return the first word of a name, by which rules that differ in a number only are known as kin."""
    return rule.name.replace(",", " ").split()[0].rstrip("0123456789")


def of_rule(rule: Rule, x: Floats) -> Series:
    """Return what a rule scores as a curve over trials `x`."""
    nothing = np.full(x.size, np.nan)
    return Series(rule.name, x, rule.scores, nothing, nothing, 0)


def level(label: str, value: float, x: Floats) -> Series:
    """Return a number of theory as a curve over `x`."""
    nothing = np.full(x.size, np.nan)
    return Series(label, x, np.full(x.size, value), nothing, nothing, 0)


def at_moments(run: Run, column: str | Floats, shares: Sequence[float], x: Floats) -> dict[str, Series]:
    """Return `generation_<g>`: a column of lists, or values of its shape, over `x`, at some moments of evolution."""
    values = np.asarray(run.assays[column] if isinstance(column, str) else column, dtype=np.float64)
    return {
        f"generation_{g}": of_moment(values[rows_at(run.assays, g)], f"generation {g:,}", x)
        for g in moments(run, shares)
    }


def of_column(run: Run, column: str, label: str, place: int | None = None) -> Series:
    """Return a column of numbers over generations, or what is at one place in a column of lists."""
    values = run.assays[column]
    return series(run.assays, values if place is None else values[:, place], label)


def last_rows(run: Run, column: str) -> Floats:
    """Return a column at the last assay: (replicates,) or (replicates, n)."""
    last = int(run.assays["generation"].max())
    return np.asarray(run.assays[column][rows_at(run.assays, last)], dtype=np.float64)


def draw_moments(axes: Axes, curves: Sequence[Series], *, markers: bool = False) -> None:
    """Draw a life at some moments of evolution, dark to light: the early ones thin, the last with its band."""
    for place, curve in enumerate(curves):
        look, last = look_of_moment(place, len(curves)), place == len(curves) - 1
        if last and curve.replicates > 1 and curve.x.size > 1:
            axes.fill_between(curve.x, curve.low, curve.high, color=look.colour, alpha=0.25, linewidth=0)
        axes.plot(
            curve.x,
            curve.middle,
            color=look.colour,
            linestyle=look.line,
            linewidth=1.8 if last else EARLY,
            marker=look.marker if markers or curve.x.size == 1 else "",
            markersize=3.6,
            label=curve.label,
        )


def moments_note(curves: Sequence[Series]) -> str:
    """Return what the lines and the band of `draw_moments` are, for a legend."""
    if curves[-1].replicates == 1:
        return band_note(curves[-1])
    return f"{band_note(curves[-1])}\n(band: last generation)" if len(curves) > 1 else band_note(curves[-1])


def draw_rule(axes: Axes, curve: Series, look: Look) -> None:
    """Draw a rule of theory, or a level."""
    axes.plot(
        curve.x,
        curve.middle,
        color=look.colour,
        linestyle=look.line,
        linewidth=look.width,
        marker="_" if curve.x.size == 1 else "",
        zorder=1.5,
        label=curve.label,
    )


def draw_bars(axes: Axes, groups: Sequence[str], pairs: Mapping[str, Series], points: Floats | None = None) -> None:
    """Draw a pair of bars for each group, and the replicates as points.

    Args:
        axes: to draw on.
        groups: names of the groups (n), under the axis.
        pairs: what the two bars of a group are called -> their heights over the groups (n,).
        points: (replicates, n, 2), the heights in each replicate.
    """
    place, width = np.arange(len(groups)), 0.36
    for side, ((name, curve), look) in enumerate(zip(pairs.items(), PAIR, strict=True)):
        x = place + (side - 0.5) * 1.1 * width
        axes.bar(x, curve.middle, width, color=look.colour, alpha=0.75, label=name, zorder=1)
        if points is not None and len(points) > 1:
            spread = np.linspace(-0.25, 0.25, len(points)) * width
            for offset, heights in zip(spread, points[:, :, side], strict=True):
                draw_points(axes, x + offset, heights, "#ffffff")
    axes.set_xticks(place, list(groups))
    axes.set_xlim(-0.6, len(groups) - 0.4)


def draw_points(axes: Axes, x: Floats, y: Floats, colour: str) -> None:
    """Draw one mark per replicate."""
    axes.plot(
        x,
        y,
        linestyle="none",
        marker="o",
        markersize=3.0,
        markerfacecolor=colour,
        markeredgecolor="#000000",
        markeredgewidth=0.5,
        zorder=3,
    )


def name_ends(axes: Axes, ends: Sequence[tuple[str, float, str]], *, size: float = 7.0) -> None:
    """Write names beside the ends of lines, to the right of `axes`, moved apart where they would touch.

    Args:
        axes: whose limits are set already; lines that end outside of them are named at the edge, with an arrow.
        ends: name, height in data, colour.
        size: of the letters, points.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    known = [end for end in ends if np.isfinite(end[1])]
    if not known:
        return
    low, high = axes.get_ylim()
    height = 72.0 * float(axes.get_position().height * figure.get_size_inches()[1])  # points, before layout
    scaled = axes.transData.transform([(0.0, value) for _, value, _ in known])[:, 1]
    bottom, top = axes.transData.transform([(0.0, low), (0.0, high)])[:, 1]
    wanted = np.clip((scaled - bottom) / (top - bottom), 0.0, 1.0)
    texts = []
    for name, value, _ in known:
        arrow = " ↑" if value > high else " ↓" if value < low else ""
        parts = name.replace(", ", ",\n", 1) if len(name) > WRAP else name  # numbers stay with what they are of
        texts.append("\n".join(textwrap.fill(part, WRAP) for part in parts.split("\n")) + arrow)
    lines = np.array([text.count("\n") + 1 for text in texts])
    places = _apart(wanted, 1.35 * size * lines / height)
    for text, (_, _, colour), want, place in zip(texts, known, wanted, places, strict=True):
        axes.annotate(
            text,
            xy=(1.0, want),
            xytext=(1.05, place),
            xycoords="axes fraction",
            textcoords="axes fraction",
            ha="left",
            va="center",
            fontsize=size,
            color=colour,
            linespacing=1.0,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkA": 0.0, "shrinkB": 0.0},
            annotation_clip=False,
        )


def _apart(wanted: Floats, heights: Floats) -> Floats:
    """Return places near the `wanted` ones, in 0..1, so that labels of these heights do not touch."""
    order = np.argsort(wanted, kind="stable")
    places = wanted[order].copy()
    need = 0.5 * (heights[order][1:] + heights[order][:-1])
    for _ in range(200):
        overlap = need - np.diff(places)
        if not (overlap > 1e-9).any():
            break
        push = 0.5 * np.maximum(overlap, 0.0)
        places[:-1] -= push
        places[1:] += push
        places += min(1.0 - places[-1], 0.0) + max(-places[0], 0.0)
    found = np.empty_like(places)
    found[order] = places
    return found
