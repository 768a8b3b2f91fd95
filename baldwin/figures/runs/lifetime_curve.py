"""The score within a life, from birth to its end, early and late in the evolution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.abilities import at_generations, levels_of_moments, moments, spans_decades
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, LevelLine, OffScale, Panel
from baldwin.figures.policies import best_and_chance, of_policy
from baldwin.figures.series import Series, band_note
from baldwin.figures.tables import has
from baldwin.presentation import Presentation, presentation_of

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 22
NEEDS = "one run with assays of lives that learn"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution: its birth, early, midway, late
LEVELS = ("limit", "ceiling", "oracle")
CAPTION = (
    "What lives achieve as they go on, on instances that no life has seen, at the generation chosen; dotted and grey: "
    "the founders. Move the slider to see how evolution changes what a life of learning does."
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with curves of more than a point."""
    return len(runs) == 1 and has(runs[0], "curve") and runs[0].assays["curve"].shape[1] > 1


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: score against time in life at some generations, levels of theory, and reference policies.

    In lives of trials these are `rule_best` and `rule_chance`, trial by trial, and so are levels that are not the same
    in all trials; they are left out where they are what these policies score. Levels that change with the world are
    those of the generations shown.
    """
    run, presentation = runs[0], presentation_of(runs[0].definition)
    values = presentation.shown(run.assays, "curve")
    start, clock = presentation.clock
    x = np.arange(values.shape[1], dtype=np.float64) + start
    shown = at_generations(run, values, generations or moments(run, SHARES), x)
    curves = {f"generation_{g}": Curve(one, "learned", generation=g, key="life") for g, one in shown.items()}
    policies = best_and_chance(presentation.reference_policies())
    for name, policy in policies.items():
        if policy.scores.size == x.size:
            curves[f"rule_{name}"] = Curve(of_policy(policy, x), name, theory=True)
    levels = {name: level for name, level in presentation.levels(run.assays).items() if name in LEVELS}
    for name, bound in presentation.bounds().items():
        if any(np.allclose(policy.scores, bound.scores) for policy in policies.values()):
            del levels[name]
        elif np.ptp(bound.scores) > 0.0 and bound.scores.size == x.size:
            curves[name] = Curve(of_policy(bound, x), name, theory=True)
            del levels[name]
    life, changing = presentation.life, levels_of_moments(presentation, run, sorted(shown), LEVELS)
    lines = {name: LevelLine(level.label, level.value, name, needed=False) for name, level in levels.items()}
    panel = Panel(
        ChartAxis(clock, float(start), x[-1], whole=True),
        ChartAxis(presentation.label(run.assays), logarithmic=spans_decades(presentation, shown.values())),
        curves,
        levels={**lines, **changing.lines},
        only_last_band=bool(start),  # lives of many trials: bands would cover each other
        beginning=_beginning(presentation, list(shown.values()), [curve.series for curve in curves.values()][1:]),
        ends={"end of the evolved life": float(life)} if life is not None and 0 < life < x[-1] else {},
    )
    note = band_note(shown[max(shown)], last_only=bool(start) and len(shown) > 1 and not generations)
    return Figure(((panel,),), note, "Within one life", CAPTION + changing.words, together=True)


def _beginning(presentation: Presentation, shown: Sequence[Series], later: Sequence[Series]) -> OffScale | None:
    """Return the founders, who may lie so far off that an axis would flatten all others."""
    first = shown[0].middle
    if not later:
        return None
    rest = np.concatenate([part for one in later for part in (one.low, one.middle, one.high)])
    start, clock = presentation.clock
    begins = f"in {clock.partition(' ')[0]} 1" if start else "at birth"
    return OffScale(first, rest, f"{shown[0].label}: {first[0]:.3g} {begins}, {first[-1]:.3g} at the end")
