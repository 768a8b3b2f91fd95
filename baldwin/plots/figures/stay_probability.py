"""Two-step task: is the first action repeated after reward, or after reward that came the common way?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.abilities import of_moment
from baldwin.figures.policies import last_rows, level, of_column
from baldwin.figures.series import Floats, Series, band_note
from baldwin.figures.tables import has, last_generation
from baldwin.neural.tasks.two_step import MODEL_FREE, TwoStep
from baldwin.neural.theory import two_step
from baldwin.plots.marks import PAIR, draw_bars
from baldwin.plots.style import DOTS, LOOKS, PAGE, THEORY, draw_series, generation_axis, legend, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 32
NEEDS = "one run of the two-step task, with assays"

INDICES = {"model_based_index": "model-based index", "model_free_index": "model-free index"}
PLAYERS = {"evolved": "evolved", "observer": "ideal observer", "model_free": "model-free"}


def applies(runs: Runs) -> bool:
    """Return whether there is one run with stay probabilities after the four kinds of trial."""
    return len(runs) == 1 and has(runs[0], "stay", *INDICES) and runs[0].assays["stay"].shape[1:] == (4,)


def data(runs: Runs) -> dict[str, Series]:
    """Return stay probabilities after the four kinds of trial, and the two indices over generations.

    Kinds are in the order of `baldwin.neural.theory.two_step.KINDS`. `evolved` is of the last assay, `observer` and
    `model_free` are theory, known for versions with one choice a trial; `<player>_<index>` are theirs.
    """
    run, kinds = runs[0], np.arange(4.0)
    found = {"evolved": of_moment(last_rows(run, "stay"), "evolved", kinds)}
    found |= {name: of_column(run, name, label) for name, label in INDICES.items()}
    x = found["model_based_index"].x
    nothing = np.full(4, np.nan)
    for player, stay in _theory(runs).items():
        found[player] = Series(PLAYERS[player], kinds, stay, nothing, nothing, 0)
        for name, value in zip(INDICES, two_step.indices(stay), strict=True):
            found[f"{player}_{name}"] = level(f"{INDICES[name]}, {PLAYERS[player]}", value, x)
    return found


def _theory(runs: Runs) -> dict[str, Floats]:
    """Return the stay probabilities (4,) of theory, where there is one."""
    task = getattr(runs[0].definition, "task", None)
    if not isinstance(task, TwoStep) or task.version == "daw":
        return {}
    world = (task.p_common, task.high, task.low, task.flip, task.trials)
    return {
        "observer": two_step.observer(*world).stay,
        "model_free": two_step.model_free(*MODEL_FREE[0], *world).stay,
    }


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: bars of the evolved and of theory, and the indices over generations."""
    curves = data(runs)
    players = [name for name in PLAYERS if name in curves]
    figure = new_figure(PAGE, 3.2)
    panels = figure.subplots(1, len(players) + 1, width_ratios=[*[1.0] * len(players), 1.9])
    for axes, name, text in zip(panels, players, "abc", strict=False):
        _draw_player(axes, curves[name], last_rows(runs[0], "stay") if name == "evolved" else None)
        letter(axes, f"{text}   {PLAYERS[name]}")
    for axes in panels[1:-1]:
        axes.sharey(panels[0])
        axes.tick_params(labelleft=False)
    panels[0].set_ylabel("chance of the same\naction again")
    note = [f"generation {last_generation(runs[0]):,}"]
    if curves["evolved"].replicates > 1:
        note[0] += (
            ": median of replicates,\npoints: each" if len(players) == 1 else ": median of replicates, points: each"
        )
    if len(players) == len(PLAYERS):
        note.append("model-free: TD(1), alpha {:g}, beta {:g}".format(*MODEL_FREE[0]))
    below = legend(panels[0], "\n".join(note), columns=2 if len(players) > 1 else 1, drop=44.0)
    below.set_in_layout(
        len(players) == 1
    )  # else the room is that of the legend of the last panel, which has as many lines
    _draw_indices(panels[-1], curves)
    generation_axis(panels[-1], last_generation(runs[0]))
    letter(panels[-1], f"{'abcd'[len(players)]}   through evolution")
    return figure


def _draw_player(axes: Axes, stay: Series, replicates: Floats | None) -> None:
    """Draw bars after rewarded and after unrewarded trials, as Daw et al. (2011) do."""
    groups, nothing = np.arange(2.0), np.full(2, np.nan)
    pairs = {
        label: Series(label, groups, stay.middle[side::2], nothing, nothing, 0)
        for side, label in enumerate(("after a common transition", "after a rare one"))
    }
    draw_bars(
        axes, ("reward", "no\nreward"), pairs, None if replicates is None else replicates.reshape(len(replicates), 2, 2)
    )
    axes.set_ylim(0.0, 1.05)
    axes.set_xlabel("trial before")
    chance = LOOKS["chance"]
    axes.axhline(0.5, color=chance.colour, linewidth=0.6, zorder=0)


def _draw_indices(axes: Axes, curves: dict[str, Series]) -> None:
    """Draw the indices of the evolved with their bands, and those of theory as lines across."""
    for name, look in zip(INDICES, PAIR, strict=True):
        draw_series(axes, curves[name], look)
        for player, line in (("observer", THEORY.line), ("model_free", DOTS)):
            if f"{player}_{name}" in curves:
                value = curves[f"{player}_{name}"].middle[0]
                axes.axhline(value, color=look.colour, linestyle=line, linewidth=1.0, zorder=1)
    if "observer_model_based_index" in curves:
        for player, line in (("observer", THEORY.line), ("model_free", DOTS)):
            axes.plot([], [], color="#444444", linestyle=line, linewidth=1.0, label=PLAYERS[player])
    axes.axhline(0.0, color=LOOKS["limit"].colour, linewidth=0.5, zorder=0)
    axes.set_ylabel("index")
    legend(axes, band_note(curves["model_based_index"]))
