"""Three timescales of one run: over generations, over the episodes of a life, and within an episode."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.abilities import at_generations, courses_of_levels, levels_of_moments, moments, of_moment, rows_at
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, LevelLine, Panel
from baldwin.figures.policies import best_and_chance, of_policy
from baldwin.figures.series import Floats, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import Presentation, presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 25
NEEDS = "one run with assays of lives within lives"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution: its birth, early, midway, late
COLUMNS = ("episode_first", "episode_last", "episode_change")
LEVELS = ("ceiling", "oracle")
CAPTION = (
    "Evolution, development and learning of the same newborns, on instances that no life has seen: what they achieve "
    "over generations; over the episodes of a life, with how far their weights move there; and over the trials of an "
    "episode, when life begins and when it ends."
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with what happened within episodes."""
    return len(runs) == 1 and has(runs[0], "curve", *COLUMNS)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: panels of generations, of episodes, of the change of weights, and of trials.

    `first_episode`, `last_episodes` and `innate` run over generations; `life_<g>` and `change_<g>` over the episodes of
    a life in generation g, beside reference policies as `rule_<place>`; `trials_first_<g>` and `trials_last_<g>` over
    the trials of an episode.
    """
    run, presentation = runs[0], presentation_of(runs[0].definition)
    shown = generations or moments(run, SHARES)
    levels = {
        name: LevelLine(level.label, level.value, name, needed=False)
        for name, level in presentation.levels(run.assays).items()
        if name in LEVELS
    }
    evolution = _evolution(run, presentation, levels)
    changing = levels_of_moments(presentation, run, shown, LEVELS)
    last = levels_of_moments(presentation, run, generations or shown[-1:], LEVELS).lines
    top = (evolution, _development(run, presentation, shown, {**levels, **changing.lines}))
    bottom = (_change(run, shown), _episode(run, presentation, generations, {**levels, **last}))
    note = band_note(evolution.curves["last_episodes"].series)
    return Figure((top, bottom), note, "Lives within lives", CAPTION + changing.words)


def _evolution(run: Run, presentation: Presentation, levels: dict[str, LevelLine]) -> Panel:
    """Return ability over generations."""
    first = presentation.shown(run.assays, "curve")[:, 0]
    parts = {
        "last_episodes": ("end of life", presentation.shown(run.assays, "learned"), "learned"),
        "first_episode": ("first episode", first, "single"),
        "innate": ("without learning", presentation.shown(run.assays, "innate"), "innate"),
    }
    curves = {name: Curve(series(run.assays, values, label), look) for name, (label, values, look) in parts.items()}
    curves |= courses_of_levels(presentation, run)
    x = ChartAxis("generation", 0.0, last_generation(run), whole=True)
    return Panel(x, ChartAxis(presentation.label(run.assays)), curves, "a   evolution", levels)


def _development(run: Run, presentation: Presentation, shown: Sequence[int], levels: dict[str, LevelLine]) -> Panel:
    """Return the mean score of each episode of a life."""
    values = presentation.shown(run.assays, "curve")
    curves = _over_life(run, "life", values, shown)
    x = np.arange(1.0, values.shape[1] + 1.0)
    looks = {policy.name: name for name, policy in best_and_chance(presentation.reference_policies()).items()}
    for place, policy in enumerate(presentation.reference_policies()):
        if policy.scores.size == x.size:
            look = looks.get(policy.name, f"policy{(place - 1) % 4}")
            curves[f"rule_{place}"] = Curve(of_policy(policy, x), look, theory=True)
    y = ChartAxis(presentation.label(run.assays))
    return Panel(_episodes(values), y, curves, "b   development", levels, only_last_band=True)


def _change(run: Run, shown: Sequence[int]) -> Panel:
    """Return how far weights are from where they were born, after each episode."""
    values = np.asarray(run.assays["episode_change"], np.float64)
    y = ChartAxis("change of weights\nsince birth (r.m.s.)", 0.0)
    curves = _over_life(run, "change", values, shown)
    return Panel(_episodes(values), y, curves, "c   weights in development", only_last_band=True)


def _episode(run: Run, presentation: Presentation, generations: Sequence[int], levels: dict[str, LevelLine]) -> Panel:
    """Return the mean score of each trial of an episode: in these generations, or in the last one."""
    curves = {}
    last = moments(run, SHARES)[-1]
    for part, label, look in (("last", "end of life", "learned"), ("first", "first episode", "single")):
        values = presentation.shown(run.assays, f"episode_{part}")
        x = np.arange(1.0, values.shape[1] + 1.0)
        for g in generations or (last,):
            one = of_moment(values[rows_at(run.assays, g)], label, x)
            moment = g if generations else None
            age = (int(part == "last"), 2) if generations else None  # moments of a life, where looks are a generation's
            curves[f"trials_{part}_{g}"] = Curve(one, look, generation=moment, key=f"trials_{part}", age=age)
    axis = ChartAxis("trial of an episode", 1.0, float(x[-1]), whole=True)
    title = "d   episode" if generations else f"d   episode, generation {last:,}"
    return Panel(axis, ChartAxis(presentation.label(run.assays)), curves, title, levels)


def _over_life(run: Run, key: str, values: Floats, shown: Sequence[int]) -> dict[str, Curve]:
    x = np.arange(1.0, values.shape[1] + 1.0)
    found = at_generations(run, values, shown, x)
    return {f"{key}_{g}": Curve(one, "learned", generation=g, key=key) for g, one in found.items()}


def _episodes(values: Floats) -> ChartAxis:
    return ChartAxis("episode of a life", 1.0, float(values.shape[1]), whole=True)
