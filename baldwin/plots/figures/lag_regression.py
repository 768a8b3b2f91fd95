"""What past trials add to the next choice, lag by lag: the regression of the two-step and of the matching task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.policies import at_moments
from baldwin.figures.series import Floats, Series
from baldwin.figures.tables import has
from baldwin.neural.tasks.matching import Matching
from baldwin.neural.tasks.two_step import TwoStep
from baldwin.neural.theory import ideals
from baldwin.neural.theory.two_step import KINDS
from baldwin.plots.marks import draw_moments, draw_policy, moments_note
from baldwin.plots.style import LOOKS, PAGE, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs
    from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 33
NEEDS = "one run of the two-step or of the matching task, with assays"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution
KERNELS = {"reward_kernel": "past rewards", "choice_kernel": "past choices"}
RULE = "rule"


def applies(runs: Runs) -> bool:
    """Return whether there is one run with weights of past trials, some of which are defined."""
    return len(runs) == 1 and any(np.isfinite(values).any() for values in _weights(runs[0]).values())


def _weights(run: Run) -> dict[str, Floats]:
    """Return the weights (rows, lags) of what the past consists of, by its name."""
    if has(run, "lag_weights") and run.assays["lag_weights"].shape[1] % len(KINDS) == 0:
        found = run.assays["lag_weights"].reshape(len(run.assays["generation"]), -1, len(KINDS))
        return {name: found[:, :, kind] for kind, name in enumerate(KINDS)}
    if has(run, *KERNELS):
        return {label: run.assays[name] for name, label in KERNELS.items()}
    return {}


def _theory(run: Run) -> tuple[str, dict[str, Floats]]:
    """Return the name of a rule of theory, and its weights (lags,); none for tasks without one."""
    task = getattr(run.definition, "task", None)
    if isinstance(task, TwoStep) and task.version != "daw":
        weights = ideals.two_step_lags(task).reshape(-1, len(KINDS))
        return "ideal observer", {name: weights[:, kind] for kind, name in enumerate(KINDS)}
    if isinstance(task, Matching):
        name, _, rewards, choices = ideals.local_matching(task)
        return name, dict(zip(KERNELS.values(), (rewards, choices), strict=True))
    return "", {}


def data(runs: Runs) -> dict[str, Series]:
    """Return `<past>_generation_<g>` and `<past>_rule`: log odds against lag, `<past>` as in "rewarded_common"."""
    name, theory = _theory(runs[0])
    found: dict[str, Series] = {}
    for past, values in _weights(runs[0]).items():
        x, key = np.arange(1.0, values.shape[1] + 1.0), past.replace(" ", "_")
        nothing = np.full(x.size, np.nan)
        found |= {f"{key}_{moment}": curve for moment, curve in at_moments(runs[0], values, SHARES, x).items()}
        if past in theory and theory[past].shape == x.shape:
            found[f"{key}_{RULE}"] = Series(name, x, theory[past], nothing, nothing, 0)
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: a panel for each thing that past trials consist of."""
    from matplotlib.ticker import MaxNLocator

    curves, pasts = data(runs), list(_weights(runs[0]))
    figure = new_figure(PAGE, 2.7)
    panels = figure.subplots(1, len(pasts), sharey=True, squeeze=False)[0]
    for axes, past, text in zip(panels, pasts, "abcd", strict=False):
        key = past.replace(" ", "_")
        here = [curve for name, curve in curves.items() if name.startswith(f"{key}_generation_")]
        if f"{key}_{RULE}" in curves:
            draw_policy(axes, curves[f"{key}_{RULE}"], LOOKS["best"])
        draw_moments(axes, here, markers=True)
        axes.axhline(0.0, color=LOOKS["limit"].colour, linewidth=0.6, zorder=0)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        axes.set_xlabel("trials back")
        letter(axes, f"{text}   {past}")
    panels[0].set_ylabel("adds to the log odds of\nthe action taken then")
    handles, names = panels[0].get_legend_handles_labels()
    note = moments_note([curve for name, curve in curves.items() if "_generation_" in name]).replace("\n", " ")
    made = figure.legend(handles, names, loc="outside lower left", ncols=5, borderpad=0.0, title=note)
    made.set_alignment("left")
    return figure
