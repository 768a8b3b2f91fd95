"""Regret, or score above chance, summed up over a life: through evolution, and beside the rules of theory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from baldwin.figures.abilities import at_generations, moments
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.policies import best_and_chance, telling
from baldwin.figures.series import Floats, Series, band_note
from baldwin.figures.tables import has
from baldwin.presentation import PolicyScores, presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 30
NEEDS = "one run with assays of lives of trials"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution
ROOM = 0.12  # above and below what is shown beside rules, as a share of it
NEAR = 0.3  # likewise, within which chance is shown, too
CAPTION = (
    "Regret, or score above chance, summed up over the trials of lives that are new to the task: left the whole "
    "evolution, right beside reference policies, which are named where their lines end."
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run, whose task is met in more than a trial and has reference policies."""
    if len(runs) != 1 or not has(runs[0], "curve") or runs[0].assays["curve"].shape[1] < 2:
        return False
    presentation = presentation_of(runs[0].definition)
    return presentation.clock[0] == 1 and len(presentation.reference_policies()) > 1


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `generation_<g>` and `rule_<place>`, sums from the first trial on, [0] before it.

    Errors are summed as they are; of other scores, what is above chance. Some generations are at the left, the last one
    beside policies at the right.
    """
    run, presentation = runs[0], presentation_of(runs[0].definition)
    policies, ground = presentation.reference_policies(), _ground(run)
    shown = at_generations(
        run,
        _summed(presentation.shown(run.assays, "curve") - ground),
        generations or moments(run, SHARES),
        np.arange(ground.size + 1, dtype=np.float64),
    )
    last = shown[max(shown)]
    rules = _rules(policies, ground, last.x)
    evolved = {f"generation_{g}": Curve(one, "learned", generation=g, key="life") for g, one in shown.items()}
    ends = [name for name, curve in rules.items() if curve.look in best_and_chance(policies)]
    counted = presentation.clock[1].partition(" ")[0]
    x, label = ChartAxis(counted, 0.0, float(last.x[-1]), whole=True), _label(run, counted)
    low, high = _limits(last, rules.values())
    left = Panel(
        x,
        ChartAxis(label),
        evolved | {name: rules[name] for name in ends},
        "a   through evolution",
        only_last_band=True,
    )
    here = evolved if generations else {f"generation_{max(shown)}": Curve(last, "learned", key="life")}
    title = "beside reference policies" if generations else f"{last.label}, beside rules"
    right = Panel(x, ChartAxis(label, low, high), here | rules, f"b   {title}", named=True)
    note = band_note(last, last_only=len(shown) > 1 and not generations)
    return Figure(((left, right),), note, "Summed up over a life", CAPTION, together=True)


def _rules(policies: Sequence[PolicyScores], ground: Floats, x: Floats) -> dict[str, Curve]:
    """Return the policies that are worth showing: the best and chance look as everywhere, the others grey."""
    looks = {policy.name: name for name, policy in best_and_chance(policies).items()}
    nothing = np.full(x.size, np.nan)
    found: dict[str, Curve] = {}
    for place, policy in enumerate(telling(policies)):
        look = looks.get(policy.name) or f"policy{sum(curve.look.startswith('policy') for curve in found.values())}"
        sums = Series(policy.name, x, _summed((policy.scores - ground)[None])[0], nothing, nothing, 0)
        found[f"rule_{place}"] = Curve(sums, look, theory=True)
    return found


def _ground(run: Run) -> Floats:
    """Return what is taken off each trial (T,): what chance scores, where scores are not errors."""
    presentation = presentation_of(run.definition)
    chance = best_and_chance(presentation.reference_policies()).get("chance")
    return np.zeros(run.assays["curve"].shape[1]) if presentation.error or chance is None else chance.scores


def _summed(scores: Floats) -> Floats:
    """Return sums of scores (n, T) from the first trial on, with a 0 before it (n, T + 1)."""
    return np.concatenate([np.zeros((len(scores), 1)), np.cumsum(scores, axis=1)], axis=1)


def _label(run: Run, counted: str) -> str:
    """Return what the sums are."""
    presentation = presentation_of(run.definition)
    unit = presentation.unit(run.assays).removesuffix(" per trial")
    if presentation.error:
        return f"cumulative {unit}\n(lower is better)"
    return f"{unit},\nsummed over {counted}s{', above chance' if _ground(run).any() else ''}"


def _limits(evolved: Series, rules: Iterable[Curve]) -> tuple[float, float]:
    """Return the ends of an axis for a generation beside rules, without chance where it would flatten it."""
    curves = [curve.series for curve in rules]
    others = [curve.middle for curve in curves if curve.label != "chance"]
    shown = np.concatenate([*others, evolved.low, evolved.middle, evolved.high])
    shown = shown[np.isfinite(shown)]
    low, high = float(min(shown.min(), 0.0)), float(max(shown.max(), 0.0))
    for end in (float(curve.middle[-1]) for curve in curves if curve.label == "chance"):
        if low - NEAR * (high - low) <= end <= high + NEAR * (high - low):
            low, high = min(low, end), max(high, end)
    span = max(high - low, 1e-9)
    return low - ROOM * span * (low < 0.0), high + ROOM * span
