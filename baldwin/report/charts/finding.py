"""Lives that seek a needle: how many have found it by each trial, at the generation chosen; exact, from who lives."""

from __future__ import annotations

import numpy as np

from baldwin.haystack.definition import HillClimb, NoLearning
from baldwin.haystack.theory import success_probability
from baldwin.plots.abilities import of_moment, rows_at
from baldwin.plots.bands import Series
from baldwin.plots.subjects.haystack import haystack, is_needle
from baldwin.report.arms import Arm, Arms
from baldwin.report.chart import Chart
from baldwin.report.within_life import Life, life_panel, life_table

__all__ = ["ORDER", "applies", "chart"]

ORDER = 22
MOMENTS = 60


def applies(arms: Arms) -> bool:
    """Return whether every arm seeks a needle, with a number of trials that is the same for all."""
    return all(_seeks(arm) for arm in arms) and any(_learns(arm) for arm in arms)


def _seeks(arm: Arm) -> bool:
    definition = haystack(arm.run)
    recorded = is_needle(arm.run) and "plastic_loci" in arm.run.assays
    return recorded and definition is not None and not definition.budget.evolvable


def _learns(arm: Arm) -> bool:
    definition = haystack(arm.run)
    return definition is not None and not isinstance(definition.lifetime, NoLearning | HillClimb)


def chart(arms: Arms) -> Chart:
    """Return the figure."""
    curves = {arm.place: _curves(arm, arms.frames) for arm in arms}
    unit, clock = "share of lives that have found it", "trial of a life"
    label = f"Line chart of the {unit} against the {clock}, at the generation chosen."
    life = Life(curves=curves, clock=clock, unit=unit, label=label, log_x=True, within=(0.0, 1.0))
    return Chart(
        name="finding",
        title="Within one life: the search",
        caption="The chance that a life has found the needle by each trial, averaged over the population of the "
        "generation chosen. Exact: it follows from how many loci are plastic in those without a wrong allele. "
        "Grey: the founders.",
        panels=(life_panel(arms, life),),
        table=life_table(arms, life, "Share of lives that have found the needle, median over replicates"),
        scrubbed=True,
    )


def _curves(arm: Arm, frames: list[int]) -> dict[int, Series]:
    definition = haystack(arm.run)
    assert definition is not None
    trials = int(getattr(definition.lifetime, "trials", 1))
    hit = float(getattr(definition.lifetime, "hit_probability", 0.5))
    x = np.unique(np.round(np.geomspace(1, max(trials, 2), MOMENTS)).astype(int))
    counts = np.asarray(arm.run.assays["plastic_loci"], dtype=np.float64) / definition.population.size
    q = np.arange(counts.shape[1])
    found = np.stack([success_probability(q, int(t) if _learns(arm) else 1, hit) for t in x])  # (moments, L + 1)
    shares = counts @ found.T
    return {
        frame: of_moment(shares[rows_at(arm.run.assays, arm.at(frame))], "life", x.astype(float)) for frame in frames
    }
