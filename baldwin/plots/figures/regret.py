"""Regret, or score above chance, summed up over a life: through evolution, and beside the rules of theory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.policies import at_moments, best_and_chance, telling
from baldwin.figures.series import Floats, Series
from baldwin.figures.tables import has
from baldwin.plots.marks import POLICIES, draw_moments, draw_policy, moments_note, name_ends
from baldwin.plots.style import LOOKS, PAGE, Look, draw_series, legend, letter, new_figure
from baldwin.presentation import PolicyScores, presentation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 30
NEEDS = "one run with assays of lives of trials"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution
ROOM = 1.12  # height of the right panel, over the largest sum that it must show


def applies(runs: Runs) -> bool:
    """Return whether there is one run, whose task is met in more than a trial and has reference policies."""
    if len(runs) != 1 or not has(runs[0], "curve") or runs[0].assays["curve"].shape[1] < 2:
        return False
    return len(presentation_of(runs[0].definition).reference_policies()) > 1


def data(runs: Runs) -> dict[str, Series]:
    """Return `generation_<g>` and `rule_<place>`: sums from the first trial on, [0] before it.

    Errors are summed as they are; of other scores, what is above chance.
    """
    run = runs[0]
    presentation = presentation_of(run.definition)
    policies = presentation.reference_policies()
    ground = _ground(runs)
    x = np.arange(run.assays["curve"].shape[1] + 1, dtype=np.float64)
    found = at_moments(run, _summed(presentation.shown(run.assays, "curve") - ground), SHARES, x)
    nothing = np.full(x.size, np.nan)
    for place, policy in enumerate(policies):
        sums = _summed((policy.scores - ground)[None])[0]
        found[f"rule_{place}"] = Series(policy.name, x, sums, nothing, nothing, 0)
    return found


def _ground(runs: Runs) -> Floats:
    """Return what is taken off each trial (T,): what chance scores, where scores are not errors."""
    presentation = presentation_of(runs[0].definition)
    chance = best_and_chance(presentation.reference_policies()).get("chance")
    trials = runs[0].assays["curve"].shape[1]
    return np.zeros(trials) if presentation.error or chance is None else chance.scores


def _summed(scores: Floats) -> Floats:
    """Return sums of scores (n, T) from the first trial on, with a 0 before it (n, T + 1)."""
    return np.concatenate([np.zeros((len(scores), 1)), np.cumsum(scores, axis=1)], axis=1)


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: some generations at the left, the last one beside policies at the right."""
    from matplotlib.ticker import MaxNLocator

    curves, policies = data(runs), presentation_of(runs[0].definition).reference_policies()
    moments = [curve for name, curve in curves.items() if name.startswith("generation_")]
    theory = {policy.name: curves[f"rule_{place}"] for place, policy in enumerate(policies)}
    figure = new_figure(PAGE, 3.1)
    left, right = figure.subplots(1, 2)
    draw_moments(left, moments)
    for name, policy in best_and_chance(policies).items():
        draw_policy(left, theory[policy.name], LOOKS[name])
    left.set_xlim(0.0, moments[-1].x[-1])
    legend(left, moments_note(moments), columns=2)
    _draw_against(right, moments[-1], [(theory[policy.name], look) for policy, look in _looks(telling(policies))])
    for axes, text in ((left, "a   through evolution"), (right, f"b   {moments[-1].label}, beside rules")):
        axes.set_xlabel("trial")
        axes.set_ylabel(_label(runs))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        letter(axes, text)
    return figure


def _label(runs: Runs) -> str:
    """Return what the sums are."""
    presentation = presentation_of(runs[0].definition)
    unit = presentation.unit(runs[0].assays).removesuffix(" per trial")
    if presentation.error:
        return f"cumulative {unit}\n(lower is better)"
    above = ", above chance" if _ground(runs).any() else ""
    return f"{unit},\nsummed over trials{above}"


def _looks(policies: tuple[PolicyScores, ...]) -> list[tuple[PolicyScores, Look]]:
    """Return policies with their looks: the best and chance as everywhere, the others in greys."""
    named = {policy.name: LOOKS[name] for name, policy in best_and_chance(policies).items()}
    others = [policy for policy in policies if policy.name not in named]
    named |= {policy.name: POLICIES[place % len(POLICIES)] for place, policy in enumerate(others)}
    return [(policy, named[policy.name]) for policy in policies]


def _draw_against(axes: Axes, evolved: Series, theory: list[tuple[Series, Look]]) -> None:
    """Draw the last generation beside policies; chance is left out, and named, where it would flatten the axis."""
    look = LOOKS["learned"]
    for curve, policy_look in theory:
        draw_policy(axes, curve, policy_look)
    draw_series(axes, evolved, look._replace(width=1.8))
    others = [curve.middle for curve, _ in theory if curve.label != "chance"]
    shown = np.concatenate([*others, evolved.low, evolved.middle, evolved.high])
    shown = shown[np.isfinite(shown)]
    bottom, top = float(min(shown.min(), 0.0)), float(max(shown.max(), 0.0))
    chance = [float(curve.middle[-1]) for curve, _ in theory if curve.label == "chance"]
    if chance and bottom - 0.3 * (top - bottom) <= chance[0] <= top + 0.3 * (top - bottom):
        bottom, top = min(bottom, chance[0]), max(top, chance[0])
    span = max(top - bottom, 1e-9)
    axes.set_ylim(bottom - (ROOM - 1.0) * span * (bottom < 0.0), top + (ROOM - 1.0) * span)
    axes.set_xlim(0.0, evolved.x[-1])
    ends = [(curve.label, float(curve.middle[-1]), policy_look.colour) for curve, policy_look in theory]
    name_ends(axes, [*ends, (evolved.label, float(evolved.middle[-1]), look.colour)])
