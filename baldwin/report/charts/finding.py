"""Lives that seek a needle: how many have found it by each trial, at the generation chosen; exact, from who lives."""

from __future__ import annotations

import numpy as np

from baldwin.haystack.definition import NoLearning
from baldwin.haystack.theory import success_probability
from baldwin.plots.abilities import of_moment, rows_at
from baldwin.plots.bands import Floats, Series
from baldwin.plots.subjects.haystack import haystack, is_needle
from baldwin.report.arms import Arm, Arms
from baldwin.report.chart import Chart
from baldwin.report.within_life import Life, life_panel, life_table

__all__ = ["ORDER", "applies", "chart"]

ORDER = 22
MOMENTS = 60


def applies(arms: Arms) -> bool:
    """Return whether every arm seeks a needle in lives of a fixed number of trials, and one learns."""
    return all(_seeks(arm) for arm in arms) and any(_trials(arm) > 1 for arm in arms)


def _seeks(arm: Arm) -> bool:
    definition = haystack(arm.run)
    recorded = is_needle(arm.run) and "plastic_loci" in arm.run.assays
    return recorded and definition is not None and not definition.budget.evolvable


def _trials(arm: Arm) -> int:
    """Return the trials of a life; without learning, birth is the only one."""
    definition = haystack(arm.run)
    assert definition is not None
    return 1 if isinstance(definition.lifetime, NoLearning) else int(definition.lifetime.trials)


def chart(arms: Arms) -> Chart:
    """Return the figure."""
    moments = np.unique(np.concatenate([_moments(_trials(arm)) for arm in arms]))
    curves = {arm.place: _curves(arm, moments[moments <= _trials(arm)], arm.seen(arms.frames)) for arm in arms}
    unit, clock = "share of lives that have found it", "trial of a life"
    label = f"Line chart of the {unit} against the {clock}, at the generation chosen."
    life = Life(curves=curves, clock=clock, unit=unit, label=label, log_x=True, within=(0.0, 1.0))
    return Chart(
        name="finding",
        title="Within one life: the search",
        caption="The chance that a life has found the needle by each trial, averaged over the population of the "
        "generation chosen. Exact: it follows from how many loci are plastic in those without a wrong allele. "
        "Grey: the founders." + _ending(arms),
        panels=(life_panel(arms, life),),
        table=life_table(arms, life, "Share of lives that have found the needle, median over replicates"),
        scrubbed=True,
    )


def _ending(arms: Arms) -> str:
    """Return what a reader has to know where lives differ in length."""
    if len({_trials(arm) for arm in arms}) == 1:
        return ""
    lives = "; ".join(f"{arm.label}: {_trials(arm):,}" for arm in arms)
    return f" Trials of a life: {lives} (without learning, birth is the only one); a dot ends the shorter lives."


def _moments(trials: int) -> Floats:
    """Return the trials that are shown: all of the first, then ever fewer, and the last."""
    return np.unique(np.round(np.geomspace(1, trials, MOMENTS)))


def _curves(arm: Arm, x: Floats, generations: list[int]) -> dict[int, Series]:
    definition = haystack(arm.run)
    assert definition is not None
    hit = float(getattr(definition.lifetime, "hit_probability", 0.5))
    counts = np.asarray(arm.run.assays["plastic_loci"], dtype=np.float64) / definition.population.size
    q = np.arange(counts.shape[1])
    found = np.stack([success_probability(q, int(t), hit) for t in x])  # (moments, L + 1)
    shares = counts @ found.T
    return {one: of_moment(shares[rows_at(arm.run.assays, one)], "life", x) for one in generations}
